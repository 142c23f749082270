"""Dates are read as exactly as written, shown without false precision, and compared without false certainty."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError
from graph.values.dates import PartialDate, Period, Verdict, parse_date, parse_period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("", None, None),
        (" 2013 ", "2013", "2013"),
        ("2013-05", "2013-05", "2013-05"),
        ("2013-05-13", "2013-05-13", "2013-05-13"),
        ("13 May 2013", "2013-05-13", "2013-05-13"),
        ("3 sep 2013", "2013-09-03", "2013-09-03"),
        ("May 2013", "2013-05", "2013-05"),
        ("13 to 16 May 2013", "2013-05-13", "2013-05-16"),
        ("13–16 May 2013", "2013-05-13", "2013-05-16"),
        ("12 and 13 May 2013", "2013-05-12", "2013-05-13"),
        ("28 April to 2 May 2013", "2013-04-28", "2013-05-02"),
        ("28 December 2013 to 2 January 2014", "2013-12-28", "2014-01-02"),
        ("2010/2012-05", "2010", "2012-05"),
        ("2010/", "2010", None),
        ("/2010", None, "2010"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_written(text, start, end):
    period = parse_period(text)
    assert (str(period.start or ""), str(period.end or "")) == (start or "", end or "")


@pytest.mark.parametrize(
    "text",
    [
        "soon", "13 May", "2013-5", "2013-13", "2013-02-30", "32 May 2013", "13 Mayy 2013", "13 to May 2013", "0000",
        "٢٠١٣", "05/13/2013",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(DataError):
        parse_period(text)


@pytest.mark.parametrize("text", ["2014/2013", "16 to 13 May 2013", "30 December to 2 January 2014"])
def test_a_span_that_ends_before_it_starts_is_refused(text):
    with pytest.raises(DataError):
        parse_period(text)


def test_one_date_is_not_a_span():
    assert parse_date("13 May 2013") == PartialDate("2013-05-13")
    assert parse_date("") is None
    with pytest.raises(DataError, match="span"):
        parse_date("13 to 16 May 2013")


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2013", date(2013, 1, 1), date(2013, 12, 31)),
        ("2013-02", date(2013, 2, 1), date(2013, 2, 28)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2013-05-13", date(2013, 5, 13), date(2013, 5, 13)),
    ],
)
def test_a_partial_date_means_any_of_its_days(text, earliest, latest):
    assert (PartialDate(text).earliest, PartialDate(text).latest) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "shown", "bounds"),
    [
        ("", "date unknown", ("0001-01-01", "9999-12-31")),
        ("2013", "2013", ("2013-01-01", "2013-12-31")),
        ("2013-05/", "since 2013-05", ("2013-05-01", "9999-12-31")),
        ("/2013", "until 2013", ("0001-01-01", "2013-12-31")),
        ("2012/2013-05", "2012 to 2013-05", ("2012-01-01", "2013-05-31")),
    ],
)
def test_a_period_shows_no_precision_that_it_lacks(text, shown, bounds):
    assert (str(parse_period(text)), parse_period(text).bounds) == (shown, bounds)


@pytest.mark.parametrize(
    ("period", "day", "verdict"),
    [
        ("2010/2012", date(2011, 6, 1), Verdict.YES),
        ("2010/2012", date(2010, 6, 1), Verdict.MAYBE),
        ("2010/2012", date(2013, 1, 1), Verdict.NO),
        ("2010/", date(2011, 6, 1), Verdict.MAYBE),
        ("2010/", date(2009, 12, 31), Verdict.NO),
        ("", date(2011, 6, 1), Verdict.MAYBE),
        ("2013-05-13", date(2013, 5, 13), Verdict.YES),
    ],
)
def test_whether_a_period_was_running_on_a_day(period, day, verdict):
    assert parse_period(period).covers(day) is verdict


@st.composite
def partial_dates(draw) -> PartialDate:
    day = draw(st.dates(date(2011, 11, 1), date(2013, 2, 28))).isoformat()
    return PartialDate(day[: draw(st.sampled_from([4, 7, 10]))])


@st.composite
def periods(draw) -> Period:
    """Periods that some completion of their dates makes run forward."""
    start, end = draw(st.none() | partial_dates()), draw(st.none() | partial_dates())
    return Period(end, start) if start and end and start.earliest > end.latest else Period(start, end)


def completions(period: Period, marks: set[date]) -> list[tuple[date, date]]:
    """First and last days that the period may mean, taken from days where an answer may turn."""
    starts = [d for d in marks if not period.start or period.start.earliest <= d <= period.start.latest]
    ends = [d for d in marks if not period.end or period.end.earliest <= d <= period.end.latest]
    return [(first, last) for first, last in product(starts, ends) if first <= last]


def turning_days(*periods: Period) -> set[date]:
    """The outermost days of all dates, and some far away."""
    given = [d for p in periods for d in (p.start, p.end) if d]
    return {date.min, date.max} | {d.earliest for d in given} | {d.latest for d in given}


def agrees(verdict: Verdict, outcomes: list[bool]) -> bool:
    """YES promises that every completion says yes, NO that none does."""
    assert outcomes
    return all(outcomes) if verdict is Verdict.YES else not any(outcomes) if verdict is Verdict.NO else True


@given(periods(), st.dates(date(2011, 1, 1), date(2013, 12, 31)))
def test_covers_promises_nothing_that_a_completion_breaks(period, day):
    found = completions(period, turning_days(period) | {day})
    assert agrees(period.covers(day), [first <= day <= last for first, last in found])


@given(periods(), periods())
def test_overlaps_promises_nothing_that_a_completion_breaks(one, other):
    marks = turning_days(one, other)
    pairs = product(completions(one, marks), completions(other, marks))
    assert agrees(one.overlaps(other), [max(a[0], b[0]) <= min(a[1], b[1]) for a, b in pairs])
    assert one.overlaps(other) is other.overlaps(one)


@given(periods())
def test_what_is_written_of_a_period_can_be_read_again(period):
    assert parse_period(f"{period.start or ''}/{period.end or ''}") == period
