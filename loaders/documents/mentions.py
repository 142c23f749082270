"""A text in, what is named in it out: known names, names by shape, letters that the text itself explains, contraband."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from loaders.documents.days import Dated
from loaders.documents.lexicon import Hit, Lexicon
from loaders.documents.lookups import lookups
from loaders.documents.naming import Scene, choose, known_meeting, of_country
from loaders.documents.shapes import Shape, find_shapes, key_of
from loaders.documents.terms import Term
from loaders.documents.words import fold

NAMED: Final = ("Agency", "Network", "Operation", "Meeting", "Agreement", "Tool")
_LETTERS: Final = re.compile(r" ?\(([A-Z][A-Za-z/&-]{1,11})\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a text that names a thing; `inside` where the span lies within a longer name."""

    start: int
    end: int
    term: Term
    inside: bool = False


def find_mentions(text: str, lexicon: Lexicon, dates: Sequence[Dated], scene: Scene) -> list[Mention]:
    """All mentions in the order of the text; those inside a longer one are marked so."""
    hits = lexicon.find(text, fold(text, lookups().spelling))
    scene = scene.having({t.country or t.key for h in hits for t in h.terms if t.kind == "Country"})
    named = [h for h in hits if h.terms[0].kind in NAMED]
    shapes = list(find_shapes(text, [(h.start, h.end) for h in named]))
    chosen = _longest([*_from_hits(text, named, scene), *_from_shapes(text, shapes, hits, dates, scene)])
    chosen = _longest([*chosen, *_short_operations(text, chosen)])
    chosen = _with_letters(text, chosen)
    found = [*chosen, *_countries(text, hits, chosen)]
    found += _things(text, hits, found)
    return sorted(found, key=lambda m: (m.start, -m.end))


def _from_hits(text: str, hits: Iterable[Hit], scene: Scene) -> Iterator[Mention]:
    for hit in hits:
        yield Mention(hit.start, hit.end, choose(text, hit, scene))


def _from_shapes(
    text: str, shapes: Iterable[Shape], hits: Sequence[Hit], dates: Sequence[Dated], scene: Scene
) -> Iterator[Mention]:
    for shape in shapes:
        words = text[shape.start : shape.end]
        if shape.kind in ("Meeting", "Described"):
            term = known_meeting(words, (shape.start, shape.end), dates, scene)
            if term is None and shape.kind == "Described":
                term = _described(words, shape, dates)
            if term is None and shape.kind == "Meeting":
                term = Term("Meeting", key_of("Meeting", words), words, known=False)
            if term:
                yield Mention(shape.start, shape.end, term)
        elif shape.kind == "Operation":
            yield Mention(shape.start, shape.end, _operation(text, words, shape, hits, scene))
        else:
            yield from _bodies(text, shape, hits, scene)


def _operation(text: str, words: str, shape: Shape, hits: Sequence[Hit], scene: Scene) -> Term:
    """A known operation where no more than quotation marks part its name from the shape."""
    for hit in hits:
        if hit.terms[0].kind == "Operation" and shape.start <= hit.start < hit.end <= shape.end:
            rest = text[shape.start : hit.start] + text[hit.end : shape.end]
            if not re.search(r"[^\W_]", re.sub(r"(?i)operations?|codenamed", "", rest)):
                return choose(text, hit, scene)
    name = re.sub(r"[\"“”‘’«»']", "", words).strip()
    return Term("Operation", key_of("Operation", name), name, known=False)


def _described(words: str, shape: Shape, dates: Sequence[Dated]) -> Term | None:
    """A meeting without a name is one only where its days are told nearby."""
    near = any(d.ranged and abs(d.start - shape.end) < 300 for d in dates)
    return Term("Meeting", key_of("Meeting", words), words, known=False) if near else None


def _bodies(text: str, shape: Shape, hits: Sequence[Hit], scene: Scene) -> Iterator[Mention]:
    start, end = shape.start, shape.end
    words = text[start:end]
    if words.endswith("s") and " and " in words and re.search(r"(?:Parks|Authorities|Universities)$", words):
        middle = start + words.index(" and ")
        pairs = [(start, middle), (middle + 5, end)]
    else:
        pairs = [(start, end)]
    inside = next((h.terms[0].key for h in hits if h.terms[0].kind == "Country" and start <= h.start and h.end <= end), "")
    for left, right in pairs:
        name = text[left:right]
        term = of_country(name, inside, scene) if inside else None
        yield Mention(left, right, term or Term(shape.kind, key_of(shape.kind, name), name, country=inside, known=False))


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Of those that overlap, the longest; of equals, the known one."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, not m.term.known, m.start)):
        if all(mention.end <= k.start or k.end <= mention.start for k in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _short_operations(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """`Owl` after `Operation Owl`: the bare name where it stands in capitals, once the text has given the full one."""
    seen: set[str] = set()
    for mention in mentions:
        words = text[mention.start : mention.end].split(" ", 1)
        if mention.term.kind != "Operation" or len(words) < 2 or mention.term.key in seen:
            continue
        seen.add(mention.term.key)
        bare = words[1].strip("\"“”‘’«»'")
        if len(bare) > 2:
            for match in re.finditer(rf"(?<![\w“\"-]){re.escape(bare)}(?![\w-]| [IVX]+\b)", text[mention.end :]):
                yield Mention(mention.end + match.start(), mention.end + match.end(), mention.term)


def _with_letters(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """`Name (LETTERS)` is one mention, and teaches the letters for the rest of the document."""
    taught: dict[str, Term] = {}
    joined: list[Mention] = []
    for mention in mentions:
        match = _LETTERS.match(text, mention.end)
        if joined and mention.start < joined[-1].end:
            continue
        if match and mention.term.kind in ("Agency", "Network", "Agreement"):
            same = next((m for m in mentions if m.start == match.start(1) and m.end == match.end(1)), None)
            term = same.term if same and same.term.known and not mention.term.known else mention.term
            taught.setdefault(match[1], term)
            mention = replace(mention, end=match.end(), term=term)
        joined.append(mention)
    if not taught:
        return joined
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, taught))})(?![\w-])")
    kept = [replace(m, term=taught.get(text[m.start : m.end], m.term)) for m in joined]
    more = [Mention(m.start(), m.end(), taught[m[0]]) for m in pattern.finditer(text)]
    return _longest([*kept, *more])


def _countries(text: str, hits: Iterable[Hit], names: Sequence[Mention]) -> Iterator[Mention]:
    persons = set(lookups().traps["persons"])
    for hit in hits:
        term = next((t for t in hit.terms if t.kind == "Country"), None)
        if term is None or not term.key:
            continue
        words = text[hit.start : hit.end]
        before = re.search(r"([A-Z][a-z]+) $", text[max(0, hit.start - 20) : hit.start])
        if words in persons and before and not _starts_sentence(text, hit.start - len(before[0])):
            continue
        yield Mention(hit.start, hit.end, term, _within(hit.start, hit.end, names))


def _starts_sentence(text: str, at: int) -> bool:
    return not text[:at].rstrip(" \"“") or text[:at].rstrip(" \"“")[-1] in ".!?:\n"


def _within(start: int, end: int, mentions: Iterable[Mention]) -> bool:
    return any(m.start <= start and end <= m.end for m in mentions if not m.inside)


@cache
def _thing_patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    words = lookups()
    crimes = [("CrimeType", code, pattern) for code, patterns in words.crime_types.items() for pattern in patterns]
    groups = [("Taxon", group, pattern) for group, pattern in words.species_groups.items()]
    return tuple((k, key, re.compile(rf"(?<![\w-])(?:{p})(?![\w-])", re.IGNORECASE)) for k, key, p in (*crimes, *groups))


def _things(text: str, hits: Iterable[Hit], names: Sequence[Mention]) -> Iterator[Mention]:
    """Crime types, contraband and species, the longest first; a species of two words is told within a longer phrase too.

    Those within a name are its words, not the text's, save for what a group is named after.
    """
    found = [
        Mention(m.start(), m.end(), Term(kind, key, key))
        for kind, key, pattern in _thing_patterns()
        for m in pattern.finditer(text)
    ]
    found += [Mention(h.start, h.end, h.terms[0]) for h in hits if h.terms[0].kind == "Taxon"]
    kept: list[Mention] = []
    order = sorted(found, key=lambda m: (m.start - m.end, m.term.kind, m.start))
    for mention in order:
        if any(mention.start < k.end and k.start < mention.end for k in kept):
            if mention.term.kind == "Taxon" and " " in text[mention.start : mention.end] and _within(mention.start, mention.end, kept):
                yield replace(mention, inside=True)
            continue
        kept.append(mention)
        around = next((n for n in names if n.start < mention.end and mention.start < n.end), None)
        if around is None:
            yield mention
        elif around.term.kind == "Network" and mention.term.key != "wildlife-trafficking":
            yield replace(mention, inside=True)
