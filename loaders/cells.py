"""One cell's column and text in, a checked value out; raises FieldError with what was expected."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from graph.errors import DataError
from graph.values.dates import Period, parse_period
from graph.values.grades import check_code
from loaders.base import FieldError


def period(column: str, text: str) -> Period:
    """A date or a span of dates, as exact as it is written."""
    try:
        return parse_period(text)
    except DataError as error:
        raise FieldError(column, text, f"{error.what} {error.mend}") from error


def grade_code(column: str, text: str, scheme: str) -> str:
    """A code of a grading scheme."""
    try:
        return check_code(scheme, column, text)
    except DataError as error:
        raise FieldError(column, text, f"{error.what} {error.mend}") from error


def number(column: str, text: str, *, whole: bool) -> str:
    """A number as plain digits, thousands separators taken out; whole where asked."""
    bare = re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", text)
    try:
        found = Decimal(bare)
    except InvalidOperation as error:
        raise FieldError(column, text, "expected a number such as 1234") from error
    if not found.is_finite() or found < 0 or (whole and found != found.to_integral_value()):
        raise FieldError(column, text, f"expected a {'whole ' if whole else ''}number such as 1234")
    return f"{found:f}"


def web_address(column: str, text: str) -> str:
    """A web address that a browser may open; other schemes could run something."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise FieldError(column, text, "expected a web address that starts with http:// or https://") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FieldError(column, text, "expected a web address that starts with http:// or https://")
    return text


def check_order(column: str, first: Period, last: Period) -> None:
    """Refuse what ends before it starts; `column` is where the end is written."""
    if first.start and last.end and last.end.latest < first.start.earliest:
        raise FieldError(column, str(last.end), f"it ends before it starts ({first.start})")
