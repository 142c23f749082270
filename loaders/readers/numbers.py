"""A number as a file holds it in, the plain text a person would write for it out."""

from __future__ import annotations

import math
from decimal import Decimal

# Spreadsheets keep and show 15 digits; the ones beyond are the rounding of the binary form.
SURE_DIGITS = 15


def plain_number(number: int | float) -> str:
    """`10` for 10.0, `0.3` for 0.30000000000000004, never scientific notation; ValueError for what is no number."""
    if isinstance(number, int):
        return str(number)
    if not math.isfinite(number):
        raise ValueError(number)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{Decimal(f'{number:.{SURE_DIGITS}g}'):f}"
