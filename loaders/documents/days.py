"""A text in, the days and spans of days named in it out, as exact as they are written; years from the date line."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from graph.errors import DataError
from graph.values.dates import PartialDate, Period
from loaders.documents.lookups import lookups
from loaders.documents.words import small_letters

TOP: Final = 500
"""Characters at the head of a document in which its date line stands."""
LANGUAGES: Final = ("en", "es", "fr", "pt", "it", "pl", "de")
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_NTH: Final = r"(?:st|nd|rd|th|º|er|\.)?"
_OF: Final = r"(?:\s+(?:of|de|du|del|di))?"
_TO: Final = "-|–|—|to|until|till|through|and|up to|a|al|au|à|ao|até|hasta|jusqu'au|bis|do|y|et|e|und|i"
_JOIN: Final = rf"(?:\s*(?:{_TO})\s*(?:the\s+)?)"
_REFERENCE: Final = re.compile(r"\b[A-Z]{1,4}([0-3]\d)([01]\d)((?:19|20)\d\d)\b")
_DAYS_FROM: Final = re.compile(
    r"\b(?P<n>one|two|three|four|five|six|seven|\d)[- ]days? (?:\w+ )?(?:from|starting|beginning)(?: on)? "
    r"(?P<day>\w+day)\b",
    re.IGNORECASE,
)
_NUMBERS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}


@dataclass(frozen=True, slots=True)
class Dated:
    """A span of a text and the period that it names; `ranged` where two ends are written."""

    start: int
    end: int
    period: Period
    ranged: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    year: int = 0
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A date or a span of dates as it stands in a text, whatever its year may be."""

    start: int
    end: int
    pieces: tuple[_Piece, ...]


def written_days(text: str) -> list[Written]:
    """All that is written as a date, in the order of the text."""
    matches = _pattern().finditer(small_letters(text))
    return [Written(match.start(), match.end(), pieces) for match in matches if (pieces := _pieces(text, match))]


def find_days(text: str, written: Sequence[Written], line: PartialDate | None) -> list[Dated]:
    """The dates of a text in order; what lacks a year takes that of the date line, or is left out."""
    found = [
        Dated(one.start, one.end, period, len(one.pieces) > 1)
        for one in written
        if (period := _period(one.pieces, line))
    ]
    for match in _DAYS_FROM.finditer(text):
        if line and (period := _days_from(match, line)):
            found.append(Dated(match.start(), match.end(), period, True))
    return sorted(found, key=lambda d: d.start)


def find_date_line(text: str, written: Sequence[Written]) -> PartialDate | None:
    """The day on which a document says it was written: the first full date or a release's number, best at its top."""
    return _line(text[:TOP], [one for one in written if one.end <= TOP]) or _line(text, written)


def _line(text: str, written: Sequence[Written]) -> PartialDate | None:
    for one in written:
        if len(one.pieces) == 1 and one.pieces[0].year and one.pieces[0].day:
            return _partial(one.pieces[0])
    reference = _REFERENCE.search(text)
    if reference:
        day, month, year = (int(part) for part in reference.groups())
        return _partial(_Piece(year, month, day))
    return None


@cache
def _months() -> Mapping[str, int]:
    from babel.dates import get_month_names

    found: dict[str, int] = dict(lookups().months)
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(name.casefold().rstrip("."), number)
    return {name: n for name, n in found.items() if len(name) > 2 and not name.isdigit()}


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted((re.escape(n) for n in _months()), key=len, reverse=True))
    month = rf"(?:{names})\b\.?"

    def left(n: str) -> str:
        return (
            rf"(?:(?<![\d.,/-])(?P<d{n}>{_DAY}){_NTH}(?:{_OF}\s+(?P<m{n}>{month})(?:{_OF},?\s+(?P<y{n}>{_YEAR}))?)?"
            rf"|\b(?P<mm{n}>{month})(?:\s+(?P<dd{n}>{_DAY}){_NTH}(?![\d:.]*\d))?(?:{_OF},?\s+(?P<yy{n}>{_YEAR}))?)"
        )

    right = (
        rf"(?:(?P<d2>{_DAY}){_NTH}{_OF}\s+(?P<m2>{month})(?:{_OF},?\s+(?P<y2>{_YEAR})\b)?"
        rf"|(?P<mm2>{month})(?:\s+(?P<dd2>{_DAY}){_NTH}(?![\d:.]*\d))?(?:{_OF},?\s+(?P<yy2>{_YEAR})\b)?"
        rf"|(?P<d3>{_DAY}){_NTH}(?:,?\s+(?P<y3>{_YEAR})\b))"
    )
    single = (
        rf"(?:(?<![\d.,/-])(?P<d4>{_DAY}){_NTH}{_OF}\s+(?P<m4>{month})(?:{_OF},?\s+(?P<y4>{_YEAR})\b)?"
        rf"|\b(?P<mm4>{month})(?:\s+(?P<dd4>{_DAY}){_NTH}(?![\d:.,]*\d))?(?:{_OF},?\s+(?P<yy4>{_YEAR})\b)?)"
    )
    iso = rf"(?<!\d)(?P<iso>{_YEAR}-[01]\d(?:-[0-3]\d)?)(?![\d-])"
    run = (
        rf"\b(?P<mm6>{month})\s+(?P<d6>{_DAY}){_NTH}\s*(?:-|–|—|to|and|until)\s*(?P<e6>{_DAY}){_NTH}"
        rf"(?![\d:.%]*\d|\s*(?:%|{names}))(?:,?\s+(?P<y6>{_YEAR})\b)?"
    )
    bare = rf"(?:\b(?:in|since|during|en|em|nel|im|w|depuis|desde)\s+)(?P<bare>{_YEAR})\b(?!\s*(?:%|people|cases|kg))"
    return re.compile(rf"{iso}|{run}|{left('1')}{_JOIN}{right}|{single}|{bare}")


def _pieces(text: str, match: re.Match[str]) -> tuple[_Piece, ...]:
    get = match.groupdict()
    if get["iso"]:
        parts = [int(p) for p in get["iso"].split("-")]
        return (_Piece(*parts),)
    if get["bare"]:
        return (_Piece(int(get["bare"])),)
    if get["mm6"]:
        month, year = _months()[get["mm6"].rstrip(".")], int(get["y6"] or 0)
        return (_Piece(year, month, int(get["d6"])), _Piece(year, month, int(get["e6"])))
    last = _piece(get["d4"], get["m4"], get["y4"]) or _piece(get["dd4"], get["mm4"], get["yy4"])
    if last:
        return (last,) if _is_date(text, match, get) else ()
    first = _piece(get["d1"], get["m1"], get["y1"]) or _piece(get["dd1"], get["mm1"], get["yy1"])
    second = _piece(get["d2"], get["m2"], get["y2"]) or _piece(get["dd2"], get["mm2"], get["yy2"])
    if not second and get["d3"]:
        second = _Piece(int(get["y3"] or 0), first.month if first else 0, int(get["d3"]))
    return (first, second) if first and second else ()


def _piece(day: str | None, month: str | None, year: str | None) -> _Piece | None:
    if not (day or month):
        return None
    number = _months()[month.rstrip(".")] if month else 0
    return _Piece(int(year or 0), number, int(day or 0))


def _is_date(text: str, match: re.Match[str], get: Mapping[str, str | None]) -> bool:
    """A lone month is one only in capitals and, where it is also a word (may, march), after a preposition."""
    lone = get["mm4"]
    if not lone or get["dd4"] or get["yy4"]:
        return True
    before = match.string[max(0, match.start() - 12) : match.start()]
    return text[match.start("mm4")].isupper() and bool(
        re.search(r"(?:in|of|since|until|from|last|this|during|by|both|early|late|mid|en|em|im|nel|w)[\s-]$", before)
    )


def _period(pieces: tuple[_Piece, ...], line: PartialDate | None) -> Period | None:
    first, second = pieces[0], pieces[-1]
    if len(pieces) == 1:
        whole = _with_year(first, line)
        day = _partial(whole) if whole else None
        return Period(day, day) if day else None
    if not first.month:
        first = _Piece(first.year, second.month, first.day)
    if first.year and not second.year:
        second = _Piece(first.year, second.month, second.day)
    end = _with_year(second, line)
    if end is None:
        return None
    year = first.year or (end.year if (first.month, first.day) <= (end.month, end.day or 99) else end.year - 1)
    start = _partial(_Piece(year, first.month, first.day))
    last = _partial(end)
    return Period(start, last) if start and last and start.earliest <= last.latest else None


def _with_year(piece: _Piece, line: PartialDate | None) -> _Piece | None:
    """A date without a year is the last one before the date line, or one within the two months after it."""
    if piece.year:
        return piece
    if line is None:
        return None
    year = line.earliest.year
    ahead = (piece.month - line.earliest.month) if len(line.text) > 4 else 0
    return _Piece(year - 1 if ahead > 6 else year, piece.month, piece.day)


def _partial(piece: _Piece) -> PartialDate | None:
    text = f"{piece.year}" + (f"-{piece.month:02d}" if piece.month else "") + (f"-{piece.day:02d}" if piece.day else "")
    try:
        return PartialDate(text)
    except DataError:
        return None


def _days_from(match: re.Match[str], line: PartialDate) -> Period | None:
    if len(line.text) < 10:
        return None
    names = [name.casefold() for name in calendar.day_name]
    if match["day"].casefold() not in names:
        return None
    number = _NUMBERS.get(match["n"].casefold()) or int(match["n"])
    written = line.earliest
    first = written - timedelta(days=(written.weekday() - names.index(match["day"].casefold())) % 7)
    return Period(_day(first), _day(first + timedelta(days=number - 1)))


def _day(day: date) -> PartialDate:
    return PartialDate(day.isoformat())
