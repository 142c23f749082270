"""Rows under columns in, CSV, XLSX or JSON Lines out, row by row; no cell can be taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from api.cli.output import clean
from api.exports.about import About

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL: Final = 32_767
WIDEST: Final = 60
MOST_ROWS: Final = 1_048_576 - 1
Rows = Iterable[Sequence[Any]]


def cell(value: Any) -> str:
    """A cell's text: lists joined, nothing that steers a terminal, and an apostrophe before what a sheet would run."""
    if value is None:
        return ""
    text = "; ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)
    text = clean(text)
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) else text


def write_csv(about: About, columns: Sequence[str], rows: Rows, into: IO[bytes]) -> int:
    """CSV in UTF-8; what the file is stands before the table in lines that begin with `#`. How many rows."""
    text = io.TextIOWrapper(into, encoding="utf-8", newline="")
    for name, told in about.lines().items():
        text.write(f"# {name}: {' '.join(clean(told).split())}\r\n")
    writer, count = csv.writer(text), 0
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(about: About, columns: Sequence[str], rows: Rows, into: IO[bytes]) -> int:
    """A workbook with a sheet that says what it is and as many sheets of rows as it takes. How many rows."""
    book, count = Workbook(write_only=True), 0
    front = book.create_sheet("About")
    front.column_dimensions["A"].width, front.column_dimensions["B"].width = 16, WIDEST
    for name, told in about.lines().items():
        front.append([name, _fitting(told)])
    left = iter(rows)
    first = list(islice(left, 100))
    widths = [max(len(cell(part)) for part in column) for column in zip(columns, *first, strict=True)]
    sheet = None
    for row in chain(first, left):
        if count % MOST_ROWS == 0:
            sheet = _sheet(book, f"Rows {count // MOST_ROWS + 1}" if count else "Rows", columns, widths)
        assert sheet is not None  # noqa: S101 — made with the first row
        sheet.append([_fitting(value) for value in row])
        count += 1
    if sheet is None:
        _sheet(book, "Rows", columns, widths)
    book.save(into)
    return count


def _sheet(book: Any, title: str, columns: Sequence[str], widths: Sequence[int]) -> Any:
    """A sheet whose bold headings stay in sight, its columns as wide as the first rows need."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(width + 2, WIDEST)
    headings = [WriteOnlyCell(sheet, column) for column in columns]
    for heading in headings:
        heading.font = Font(bold=True)
    sheet.append(headings)
    return sheet


def write_jsonl(about: About, columns: Sequence[str], rows: Rows, into: IO[bytes]) -> int:
    """JSON Lines: the first says what the file is, each other one is a row. How many rows."""
    count = 0
    into.write(_line({"export": about.lines()}))
    for row in rows:
        into.write(_line(dict(zip(columns, row, strict=True))))
        count += 1
    return count


def _fitting(value: Any) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", cell(value))[:LONGEST_CELL]


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
