"""A text and the names known in it in, names that only their shape gives away out: ministries, forces, operations …"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.values.dates import PartialDate
from graph.values.names import slug
from loaders.documents.lookups import lookups
from loaders.documents.terms import Term

_CAP: Final = r"(?:[A-ZÀ-Þ][\w'’]*(?:[-/][\w'’]+)*)"
_SMALL: Final = r"(?:(?!and the )(?:of|and|for|on|&|de|del|des|du|da|do|y|et|la|in)(?: (?:the|la|for|of))? )?"
_PERSON: Final = re.compile(r"(?:[A-ZÀ-Þ][\w'’.-]+ ){2,5}of (?:the )?(?=[A-ZÀ-Þ])")


@dataclass(frozen=True, slots=True)
class Shape:
    """A span that has the shape of a name of this kind."""

    start: int
    end: int
    kind: str


def find_shapes(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Shape]:
    """Names by shape; those of bodies never run into a taken span, operations and meetings may hold one."""
    yield from _operations(text)
    yield from _meetings(text)
    yield from _agreements(text)
    masked = _masked(text, taken)
    for kind, pattern in _bodies():
        for match in pattern.finditer(masked):
            start, end = _trimmed(masked, *match.span(1))
            if _says_something(masked[start:end]):
                yield Shape(start, end, kind)


def key_of(kind: str, name: str) -> str:
    """The key that an unknown name gets until a person or a record knows better."""
    return slug(name) if kind != "Operation" else f"operation-{slug(bare_operation(name))}"


def unknown(kind: str, name: str, country: str = "") -> Term:
    """A thing that only the text names."""
    return Term(kind, key_of(kind, name), name, country=country, known=False)


def bare_operation(name: str) -> str:
    """`Operación “Madre Tierra”` without its first word and quotation marks."""
    plain = re.sub(r"[\"“”‘’«»]|(?<!\w)'|'(?!\w)", "", name)
    return re.sub(rf"^\s*(?:{lookups().words['operation']}|operations?)\b,?", "", plain).strip()


@cache
def _bodies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = lookups().words
    run = rf"(?:{_CAP} {_SMALL}){{1,7}}"
    tail = rf"(?:(?:,? and| &|,)? (?:of |for |the ){{0,2}}{_CAP})*"
    place = rf"(?: (?:in|for|of) (?:the )?{_CAP}(?:[ /]{_CAP})*(?: region)?)?"
    not_after = "(?! (?:Meeting|Conference|Workshop|Network|Task|Working|Convention|Agreement))"
    shapes = (
        ("Network", rf"\b({run}(?:{words['network_end']}))\b(?! (?:member|meeting)s?)"),
        ("Agency", rf"\b((?:{_CAP} ){{0,4}}(?:{words['office_of']}){place})"),
        ("Agency", rf"\b((?:{_CAP} ){{0,3}}(?:{words['body_of']}) (?:of|for|de|del|des|du) (?:the )?{_CAP}{tail})"),
        ("Agency", rf"\b({run}(?:{words['body_end']}))\b{not_after}"),
        ("Agency", rf"\b{words['after_body_noun']} \(?([A-Z]{{4,}})\b"),
    )
    return tuple((kind, re.compile(pattern)) for kind, pattern in shapes)


@cache
def _operation_pattern() -> re.Pattern[str]:
    words = lookups().words
    number = r"(?:[IVX]+|\d[\d.]*)"
    name = rf"(?:\d+ )?{_CAP}(?:-{number})?(?: (?:(?:of|the|at|and) )?(?:{_CAP}|{number}))*"
    quoted = r"[\"“”'‘«]\s?[^\"“”'’»\n]{2,40}[\"“”’'»]"
    return re.compile(
        rf"\b(?:{words['operation']}),? (?:{quoted}|(?!{words['not_operations']}){name})"
        rf"|\b{words['codenamed']} (?P<code>{quoted}|{_CAP}(?: {_CAP})*)"
    )


def _operations(text: str) -> Iterator[Shape]:
    for match in _operation_pattern().finditer(text):
        start, end = match.span("code") if match["code"] else match.span()
        words = text[start:end]
        if match["code"] and re.match(lookups().words["operation"], words):
            continue
        if words.split(" ")[0].casefold() == "operations" and " and " in words:
            yield from _several(words, start)
            continue
        cut = re.search(r"(?<=\w)(?:['’]s\b|,$)", words)
        yield Shape(start, start + cut.start() if cut else end, "Operation")


def _several(words: str, offset: int) -> Iterator[Shape]:
    """`Operations Cobra and Thunder` are two."""
    for match in re.finditer(r"(?:(?<=^Operations )|(?<=, )|(?<= and ))[A-Z0-9].*?(?=, | and |$)", words):
        yield Shape(offset + match.start(), offset + match.end(), "Operation")


def named_year(text: str) -> PartialDate | None:
    """The year that a text's first operation bears in its name (`Thunder 2024`): that of dates which lack one."""
    for match in _operation_pattern().finditer(text):
        year = re.search(r" ((?:19|20)\d\d)\W*$", match[0])
        if year:
            return PartialDate(year[1])
    return None


def _agreements(text: str) -> Iterator[Shape]:
    for match in _agreement_pattern().finditer(text):
        start, end = _trimmed(text, *match.span())
        if len(text[start:end].split()) > 1 and text[start:end] != "Action Plan":
            yield Shape(start, end, "Agreement")


def _noun_first() -> str:
    """The rest of a name that begins with its noun, as in Spanish: capitals with small words between."""
    return rf" {_CAP}(?:(?: (?:{lookups().words['small_words']}))* {_CAP})*"


@cache
def _agreement_pattern() -> re.Pattern[str]:
    words = lookups().words
    tail = rf"(?: (?:on|of|for|to|against) (?:the )?{_CAP}(?:(?: and| of| for| the| in| on)*? {_CAP})*)?"
    return re.compile(
        rf"\b(?:{_CAP} {_SMALL}){{0,6}}(?:{words['agreement']})\b{tail}\b(?! (?:Task|Governing|Secretariat))"
        rf"|\b(?:{words['agreement_of']})(?: (?:{words['small_words']}))*{_noun_first()}"
    )


@cache
def _meeting_pattern() -> re.Pattern[str]:
    words = lookups().words
    tail = rf"(?: (?:on|of|for|to) (?:the )?{_CAP}(?:(?: and| of| for| the| on)*? {_CAP})*)?"
    nth = rf"(?:(?:{words['ordinal']}|third|second|first|fourth|fifth|annual) )+"
    of_body = rf"(?:of|on|between) (?:the )?(?:two |emerging |new |newly formed )?{_CAP}(?: (?:of |for |and )?{_CAP})*"
    gathering = "meeting|conference|workshop|summit|session|forum|congress"
    return re.compile(
        rf"\b((?:(?:{words['ordinal']}) )*(?:{_CAP} {_SMALL}){{1,9}}(?:{words['meeting']})\b{tail}"
        rf"|{nth}(?:[a-z-]+ ){{0,4}}(?i:{gathering}) {of_body}"
        rf"|(?:{_CAP} (?:and |of |for )?){{2,8}}\([A-Z]{{2,8}}\) (?:[a-z]+ )?(?:{gathering})"
        rf"|(?:{words['ordinal']}) (?:{_CAP} ){{2,8}}(?:{gathering})"
        rf"|(?:{words['meeting_of']})(?: (?:{words['small_words']}))*{_noun_first()}"
        rf"|(?:{_CAP} (?:and |of |for |the ){{0,2}}){{2,7}}(?:wildlife |environmental )?(?:event|gathering)\b)"
    )


def _meetings(text: str) -> Iterator[Shape]:
    for match in _meeting_pattern().finditer(text):
        start, end = _trimmed(text, *match.span(1))
        if len(text[start:end].split()) > 1:
            yield Shape(start, end, "Meeting")
    for match in lookups().pattern("described_meeting").finditer(text):
        yield Shape(*match.span(1), "Described")


def _masked(text: str, taken: Sequence[tuple[int, int]]) -> str:
    """The text with taken spans blotted out, save where a name goes on: `Interpol Regional Bureau`."""
    parts, at = [], 0
    for start, end in taken:
        if start >= at and not re.match(r" [A-Z]\w+", text[end : end + 4]):
            parts += [text[at:start], "·" * (end - start)]
            at = end
    return "".join((*parts, text[at:]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without an article or another small word in capitals before the name, and without `Somebody of the`."""
    while match := _before_names().match(text, start, end):
        start = match.end()
    person = _PERSON.match(text, start, end)
    if person and not (_generic() & set(person[0].split()) or lookups().pattern("agreement").search(person[0])):
        start = person.end()
    return start, end


@cache
def _before_names() -> re.Pattern[str]:
    return re.compile(rf"(?:{lookups().words['not_in_names']}) ")


def _says_something(name: str) -> bool:
    """Whether a name holds more than words that any body's name may hold."""
    words = [word for word in re.findall(r"[\w'’-]+", name) if word[:1].isupper()]
    letters = len(words) == 1 and len(words[0]) > 3 and words[0].isupper()
    return bool(words) and (letters or not is_generic(name) or len(words) > 3)


def is_generic(name: str) -> bool:
    """Whether all words in capitals may stand in any body's name."""
    return all(word in _generic() for word in re.findall(r"[\w'’-]+", name) if word[:1].isupper())


@cache
def _generic() -> frozenset[str]:
    return frozenset(lookups().words["generic"].split("|"))
