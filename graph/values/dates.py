"""Dates as exact as their source: text in, intervals out; comparisons answer yes, no or maybe."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from graph.errors import DataError

OPEN_START: Final = "0001-01-01"
OPEN_END: Final = "9999-12-31"
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MONTHS: Final = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): n for n, name in enumerate(calendar.month_abbr) if name
}
_WORDED: Final = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:\s+(?P<m1>[A-Za-z]+))?(?:\s+(?P<y1>\d{4}))?\s*(?:to|-|–|—|and)\s*)?"
    r"(?:(?P<d2>\d{1,2})\s+)?(?P<m2>[A-Za-z]+)\s+(?P<y2>\d{4})",
    re.ASCII,
)


class Verdict(Enum):
    """The answer of a comparison between inexact dates."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day, kept as the ISO text of its own precision (`2013`, `2013-05`, `2013-05-13`)."""

    text: str

    def __post_init__(self) -> None:
        match = _ISO.fullmatch(self.text)
        if match is None:
            raise DataError(f"{self.text!r} is not a date.", mend="Write YYYY, YYYY-MM or YYYY-MM-DD.")
        year, month, day = (int(part) if part else 1 for part in match.groups())
        try:
            date(year, month, day)
        except ValueError as error:
            raise DataError(
                f"{self.text!r} is not a date in the calendar.", mend="Correct the day or month."
            ) from error

    @property
    def earliest(self) -> date:
        """The first day it may mean."""
        parts = [int(p) for p in self.text.split("-")]
        return date(*[*parts, 1, 1][:3])

    @property
    def latest(self) -> date:
        """The last day it may mean."""
        parts = [int(p) for p in self.text.split("-")]
        if len(parts) == 3:
            return date(*parts)
        month = parts[1] if len(parts) == 2 else 12
        return date(parts[0], month, calendar.monthrange(parts[0], month)[1])

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Period:
    """From one partial date to another; None on a side means that no source gives it."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    @property
    def dated(self) -> bool:
        """Whether a source gives at least one end."""
        return self.start is not None or self.end is not None

    @property
    def bounds(self) -> tuple[str, str]:
        """The widest reading as ISO texts (first day, last day), open ends far away; texts sort as dates."""
        first = self.start.earliest.isoformat() if self.start else OPEN_START
        last = self.end.latest.isoformat() if self.end else OPEN_END
        return first, last

    def covers(self, day: date) -> Verdict:
        """Whether the period was running on that day."""
        if (self.start and day < self.start.earliest) or (self.end and day > self.end.latest):
            return Verdict.NO
        if self.start and self.end and self.start.latest <= day <= self.end.earliest:
            return Verdict.YES
        return Verdict.MAYBE

    def overlaps(self, other: Period) -> Verdict:
        """Whether the two have a day in common."""
        (a0, a1), (b0, b1) = self.bounds, other.bounds
        if a1 < b0 or b1 < a0:
            return Verdict.NO
        if self.start and self.end and other.start and other.end:
            sure = max(self.start.latest, other.start.latest) <= min(self.end.earliest, other.end.earliest)
            return Verdict.YES if sure else Verdict.MAYBE
        return Verdict.MAYBE

    def __str__(self) -> str:
        if self.start == self.end:
            return str(self.start) if self.start else "date unknown"
        if self.end is None:
            return f"since {self.start}"
        return f"until {self.end}" if self.start is None else f"{self.start} to {self.end}"


UNDATED: Final = Period()


def parse_date(text: str) -> PartialDate | None:
    """Read one date; '' gives None. Raises DataError where the text means a span of several days or nothing."""
    period = parse_period(text)
    if period.start != period.end:
        raise DataError(f"{text!r} is a span, not one date.", mend="Give its first and last day in two columns.")
    return period.start


def parse_period(text: str) -> Period:
    """Read `2013`, `2013-05`, `13 May 2013` or `13 to 16 May 2013`; a single date is a period from itself to itself.

    Raises DataError for what is no date, can be read in two ways, or ends before it starts.
    """
    period = _period(text)
    if period.start and period.end and period.end.latest < period.start.earliest:
        raise DataError(f"{text!r} ends before it starts.", mend="Write the earlier day first.")
    return period


def _period(text: str) -> Period:
    text = " ".join(text.split())
    if not text:
        return Period()
    if _ISO.fullmatch(text):
        single = PartialDate(text)
        return Period(single, single)
    left, slash, right = text.partition("/")
    if slash and "/" not in right and all(_ISO.fullmatch(side) or not side for side in (left, right)):
        return Period(PartialDate(left) if left else None, PartialDate(right) if right else None)
    return _worded(text)


def _worded(text: str) -> Period:
    match = _WORDED.fullmatch(text)
    if match is None:
        raise DataError(
            f"{text!r} is not a date that can be read in one way only.",
            mend="Write YYYY, YYYY-MM, YYYY-MM-DD or '13 to 16 May 2013'.",
        )
    end = _piece(text, match["y2"], match["m2"], match["d2"])
    if match["d1"] is None:
        return Period(end, end)
    if match["d2"] is None:
        raise DataError(f"{text!r} is not a date.", mend="Write '13 to 16 May 2013' or two ISO dates.")
    start = _piece(text, match["y1"] or match["y2"], match["m1"] or match["m2"], match["d1"])
    return Period(start, end)


def _piece(text: str, year: str, month: str, day: str | None) -> PartialDate:
    number = _MONTHS.get(month.casefold())
    if number is None:
        raise DataError(f"{text!r} names no month that I know.", mend="Write the month in English or use YYYY-MM-DD.")
    return PartialDate(f"{year}-{number:02d}" + (f"-{int(day):02d}" if day else ""))
