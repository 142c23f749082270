"""A text in, what is named in it out: known names, names by shape, letters that the text explains, contraband."""

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
from loaders.documents.shapes import Shape, bare_operation, find_shapes, is_generic, unknown
from loaders.documents.spans import Apart, between, longest
from loaders.documents.terms import Term
from loaders.documents.words import fold, small_letters

NAMED: Final = ("Agency", "Network", "Operation", "Meeting", "Agreement", "Tool")
_NEAR: Final = 10
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
    hits = [h for h in hits if not h.home or any(t.country in scene.countries for t in h.terms)]
    inner = [h for h in hits if h.inside and h.terms[0].kind in NAMED]
    hits = [h for h in hits if not h.inside]
    named = [h for h in hits if h.terms[0].kind in NAMED and not _is_byline(text, h.start, h.end)]
    shapes = list(find_shapes(text, [(h.start, h.end) for h in named]))
    chosen = _longest([*_from_hits(text, named, dates, scene), *_from_shapes(text, shapes, hits, dates, scene)])
    chosen = _longest([*chosen, *_short_operations(text, chosen)])
    chosen = _with_owners(text, _with_letters(text, chosen))
    names = Apart(chosen)
    nested = [replace(m, inside=True) for m in _from_hits(text, [*named, *inner], dates, scene) if _is_part(m, names)]
    countries = list(_countries(text, hits, names))
    things = _things(text, hits, Apart([*chosen, *(c for c in countries if not c.inside)]))
    found = [*chosen, *nested, *countries, *things]
    return sorted(found, key=lambda m: (m.start, -m.end))


def _from_hits(text: str, hits: Iterable[Hit], dates: Sequence[Dated], scene: Scene) -> Iterator[Mention]:
    for hit in hits:
        yield Mention(hit.start, hit.end, choose(text, hit, dates, scene))


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
                term = unknown("Meeting", words)
            if term:
                yield Mention(shape.start, shape.end, term)
        elif shape.kind == "Operation":
            name = bare_operation(words)
            if _is_of_bodies(words, name):
                continue
            yield Mention(shape.start, shape.end, scene.operation(name) or unknown("Operation", f"Operation {name}"))
        elif shape.kind == "Agreement":
            term = scene.same_words("Agreement", words)
            yield Mention(shape.start, shape.end, term or unknown("Agreement", words))
        else:
            yield from _bodies(text, shape, hits, scene)


def _is_of_bodies(words: str, name: str) -> bool:
    """`une opération INTERPOL-OMD` is an operation of bodies, and has no name."""
    parts = name.split("-")
    return words[0].islower() and len(parts) > 1 and all(part.isupper() and part.isalpha() for part in parts)


def _described(words: str, shape: Shape, dates: Sequence[Dated]) -> Term | None:
    """A meeting without a name is one only where its days are told nearby."""
    near = any(d.ranged for d in between(dates, shape.end - 300, shape.end + 300))
    return unknown("Meeting", words) if near else None


def _bodies(text: str, shape: Shape, hits: Sequence[Hit], scene: Scene) -> Iterator[Mention]:
    start, end = shape.start, shape.end
    words = text[start:end]
    pairs = _apart(words, start)
    inside = next((h.terms[0].key for h in between(hits, start, end) if h.terms[0].kind == "Country"), "")
    for left, right in pairs:
        name = text[left:right]
        term = _secretariat(name, left, hits) or scene.same_words(shape.kind, name)
        term = term or (of_country(name, inside, scene) if inside else None)
        yield Mention(left, right, term or unknown(shape.kind, name, inside))


def _secretariat(name: str, start: int, hits: Sequence[Hit]) -> Term | None:
    """`WCO Secretariat` is the organisation whose secretariat it is, where the records hold none of that name."""
    short = name.removesuffix(" Secretariat").removesuffix(" General")
    if short == name:
        return None
    bodies = (h for h in between(hits, start, start + 1) if h.terms[0].kind in ("Agency", "Network"))
    return next((h.terms[0] for h in bodies if h.end == start + len(short)), None)


def _apart(words: str, offset: int) -> list[tuple[int, int]]:
    """`X and Y National Parks`, `X Constabulary and Y Police` are two bodies; `Police and Border Guard` is one."""
    both = re.search(r",? (?:and|&) (?:the )?", words)
    if both and words[both.end() :][:1].isupper():
        plural = re.search(r"(?:Parks|Authorities|Universities)$", words)
        ended = re.search(rf"(?:{lookups().words['body_end']})$", words[: both.start()])
        left_out = "the" in both[0] and not ended and " " in words[both.end() :] and not is_generic(words[both.end() :])
        if left_out:
            return [(offset + both.end(), offset + len(words))]
        if plural or (ended and " " in words[both.end() :] and not is_generic(words[both.end() :])):
            middle = both.start()
            return [(offset, offset + middle), (offset + both.end(), offset + len(words))]
    return [(offset, offset + len(words))]


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    return longest(mentions, lambda m: m.term.known).sorted()


def _short_operations(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """`Owl` after `Operation Owl`: the bare name where it stands in capitals, once the text has given the full one."""
    given: dict[str, Mention] = {}
    for mention in mentions:
        if mention.term.kind == "Operation":
            bare = bare_operation(text[mention.start : mention.end])
            if len(bare) > 2 and not bare.isdigit():
                given.setdefault(bare, mention)
    if given:
        names = "|".join(sorted(map(re.escape, given), key=len, reverse=True))
        for match in re.finditer(rf"(?<![\w“\"-])(?:{names})(?![\w-]| [IVX]+\b)", text):
            if match.start() > given[match[0]].end:
                yield Mention(match.start(), match.end(), given[match[0]].term)


def _with_letters(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """`Name (LETTERS)` is one mention, and teaches the letters for the rest of the document; so is `LETTERS (Name)`."""
    taught: dict[str, Term] = {}
    joined: list[Mention] = []
    mentions = _explained(text, mentions)
    places = {(m.start, m.end): m for m in mentions}
    for mention in mentions:
        match = _LETTERS.match(text, mention.end)
        if joined and mention.start < joined[-1].end:
            continue
        if match and mention.term.kind in ("Agency", "Network", "Agreement"):
            same = places.get(match.span(1))
            sure = text[mention.start : mention.end] in mention.term.names
            term = same.term if same and same.term.known and not sure else mention.term
            taught.setdefault(match[1], term)
            mention = replace(mention, end=match.end(), term=term)
        joined.append(mention)
    if not taught:
        return joined
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, taught))})(?![\w-])")
    kept = [replace(m, term=taught.get(text[m.start : m.end], m.term)) for m in joined]
    more = [Mention(m.start(), m.end(), taught[m[0]]) for m in pattern.finditer(text)]
    return _longest([*kept, *more])


def _explained(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """`LETTERS (Name)` is one mention where both stand for one thing."""
    joined: list[Mention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        bracketed = last and text[last.end : mention.start] == " (" and text[mention.end : mention.end + 1] == ")"
        if last and bracketed and last.term.id == mention.term.id:
            joined[-1] = replace(last, end=mention.end + 1)
        else:
            joined.append(mention)
    return joined


def _is_byline(text: str, start: int, end: int) -> bool:
    """Whether letters stand for the press agency that a report comes from: `Lyon (AFP) – …` at the head of a line."""
    head = text[text.rfind("\n", 0, start) + 1 : start]
    return bool(re.fullmatch(r"[^.\n]{2,40} \(", head) and re.match(r"\) ?[-–—:]", text[end : end + 3]))


def _with_owners(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """`Association’s Network` is one network, not a body beside it."""
    joined: list[Mention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        owned = mention.term.kind == "Network" and mention.term.known and last and last.term.kind == "Agency"
        if owned and last and re.fullmatch(r"(?:['’]s?| [-–—])? (?:[A-Z]\w+ )*", text[last.end : mention.start]):
            mention = replace(mention, start=joined.pop().start)
        joined.append(mention)
    return joined


def _is_part(mention: Mention, names: Apart[Mention]) -> bool:
    around = names.holding(mention.start, mention.end)
    return around is not None and around.term.id != mention.term.id


def _countries(text: str, hits: Iterable[Hit], names: Apart[Mention]) -> Iterator[Mention]:
    persons = set(lookups().traps["persons"])
    for hit in hits:
        term = next((t for t in hit.terms if t.kind == "Country"), None)
        if term is None or not term.key:
            continue
        words = text[hit.start : hit.end]
        before = re.search(r"([A-Z][a-z]+) $", text[max(0, hit.start - 20) : hit.start])
        if words in persons and before and not _starts_sentence(text, hit.start - len(before[0])):
            continue
        yield Mention(hit.start, hit.end, term, names.holding(hit.start, hit.end) is not None)


def _starts_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - _NEAR) : at].rstrip(' "“')
    return not before or before[-1] in ".!?:\n"


@cache
def _thing_patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    words = lookups()
    crimes = [("CrimeType", code, pattern) for code, patterns in words.crime_types.items() for pattern in patterns]
    groups = [("Taxon", group, pattern) for group, pattern in words.species_groups.items()]
    return tuple((k, key, re.compile(rf"(?:{p})(?![\w-])")) for k, key, p in (*crimes, *groups))


def _in_word(text: str, at: int) -> bool:
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_-")


def _things(text: str, hits: Iterable[Hit], names: Apart[Mention]) -> Iterator[Mention]:
    """Crime types, contraband and species, the longest first; a species of two words within a longer phrase too.

    Those within a name are its words, not the text's, save for what a group is named after.
    """
    # In small letters and without a look behind the patterns run three times as fast; the border is tested after.
    low = small_letters(text)
    found = [
        Mention(m.start(), m.end(), Term(kind, key, key))
        for kind, key, pattern in _thing_patterns()
        for m in pattern.finditer(low)
        if not _in_word(low, m.start())
    ]
    found += [Mention(h.start, h.end, h.terms[0]) for h in hits if h.terms[0].kind == "Taxon"]
    kept: Apart[Mention] = Apart()
    for mention in sorted(found, key=lambda m: (m.start - m.end, m.term.kind, m.start)):
        around = names.touching(mention.start, mention.end)
        if not kept.add(mention):
            double = mention.term.kind == "Taxon" and " " in text[mention.start : mention.end]
            if double and kept.holding(mention.start, mention.end):
                yield replace(mention, inside=True)
        elif around is None:
            yield mention
        elif around.term.kind == "Network" and mention.term.key != "wildlife-trafficking":
            yield replace(mention, inside=True)
