"""An XLSX workbook in, one Table for each sheet that holds something out; values as a person sees them, as text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

from defusedxml.common import DefusedXmlException
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

from graph.errors import DataError
from loaders.readers.grid import Fault, Line, table_of
from loaders.readers.numbers import plain_number
from loaders.readers.rows import Limits, Table, shown
from loaders.readers.xlsx_book import Book, SheetPart, read_book
from loaders.readers.xlsx_package import SAVE_AS_XLSX, check_package
from loaders.readers.xlsx_sheet import Layout, Merge, RawCell, RawRow, SheetTrouble, read_rows

MIDNIGHT = time()
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
SAVE_FORMULA = "Open it in a spreadsheet program and save it."


def read_xlsx(path: Path, limits: Limits, known: frozenset[str]) -> list[Table]:
    """The tables of a workbook; macros, links to other files and formulas are never run."""
    workbook = check_package(path, limits)
    with _damage_told(str(path)):
        book = read_book(path, workbook, limits)
    if len(book.sheets) > limits.max_sheets:
        raise DataError(
            f"The workbook has {len(book.sheets)} sheets; at most {limits.max_sheets} are read.", where=str(path)
        )
    tables = [_table(path, book, sheet, limits, known) for sheet in book.sheets]
    found = [table for table in tables if table is not None]
    if not found:
        raise DataError("The workbook is empty.", where=str(path), mend="Hand in a table with a header.")
    return found


@contextmanager
def _damage_told(where: str) -> Iterator[None]:
    """Turns what goes wrong inside a damaged workbook, which may be any error at all, into one sentence."""
    try:
        yield
    except DefusedXmlException as error:
        raise DataError(
            "The XML in the workbook declares entities, as an attack does.", where=where, mend=SAVE_AS_XLSX
        ) from error
    except Exception as error:
        reason = f": {shown(str(error))}" if isinstance(error, SheetTrouble) else ""
        raise DataError(f"The workbook is damaged{reason}.", where=where, mend=SAVE_AS_XLSX) from error


def _table(path: Path, book: Book, sheet: SheetPart, limits: Limits, known: frozenset[str]) -> Table | None:
    where = f"{path}, sheet {shown(sheet.title)}"
    layout = Layout()
    width = 0
    with _damage_told(where):
        # merges stand after the cells in the file, so it is read once for them and once for the cells
        for row in _raw_rows(path, sheet, limits, layout):
            width = max(width, row.cells[-1].column)
    if not width:
        return None
    if width > 4 * limits.max_columns:
        raise DataError(f"The sheet is {width:,} columns wide.", where=where, mend="Delete the far cells.")
    notes: list[str] = []
    if sheet.hidden:
        notes.append("The sheet is hidden in the workbook.")
    if layout.hidden_rows:
        notes.append(f"{layout.hidden_rows} of its rows are hidden in the workbook; they are read too.")
    lines = _lines(path, book, sheet, limits, layout.merges)
    return table_of(path, lines, limits=limits, known=known, sheet=sheet.title, notes=tuple(notes))


def _raw_rows(path: Path, sheet: SheetPart, limits: Limits, layout: Layout) -> Iterator[RawRow]:
    with zipfile.ZipFile(path) as package, package.open(sheet.part) as source:
        yield from read_rows(source, limits, layout)


def _lines(path: Path, book: Book, sheet: SheetPart, limits: Limits, merges: list[Merge]) -> Iterator[Line]:
    by_row = sorted(merges, key=lambda merge: merge.first_row, reverse=True)
    shared: dict[int, tuple[int, str]] = {}
    with _damage_told(f"{path}, sheet {shown(sheet.title)}"):
        for row in _raw_rows(path, sheet, limits, Layout()):
            line = _line(row, book)
            cells = list(line.cells)
            while by_row and by_row[-1].first_row <= row.number:
                merge = by_row.pop()
                own = cells[merge.column - 1] if merge.first_row == row.number and merge.column <= len(cells) else ""
                shared[merge.column] = (merge.last_row, own)
            _share(cells, shared, row.number)
            yield Line(row.number, cells, line.faults)


def _share(cells: list[str], shared: dict[int, tuple[int, str]], number: int) -> None:
    """Gives a row the values of the merged cells that reach down to it."""
    for column, (last_row, text) in list(shared.items()):
        if number > last_row:
            del shared[column]
        elif text:
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = cells[column - 1] or text


def _line(row: RawRow, book: Book) -> Line:
    cells = [""] * row.cells[-1].column
    faults: dict[int, Fault] = {}
    for cell in row.cells:
        value = _value(cell, book)
        if isinstance(value, Fault):
            faults[cell.column - 1] = value
        else:
            cells[cell.column - 1] = value
    return Line(row.number, cells, faults)


def _value(cell: RawCell, book: Book) -> str | Fault:
    """The text of a stored cell, by its kind: shared text, text, truth, error, date or number."""
    text = cell.text
    if cell.kind == "s":
        return book.strings[int(text)]
    if cell.kind in ("str", "inlineStr"):
        return unescape(text)
    if not text:
        formula = shown(cell.formula or "")
        return Fault(formula, f"The formula {formula} has no calculated value.", SAVE_FORMULA)
    if cell.kind == "b":
        return "false" if text == "0" else "true"
    if cell.kind == "e":
        return Fault(shown(text), f"{shown(text)} is a spreadsheet's error, not a value.", "Mend the formula.")
    try:
        return _plain_date(_iso(text)) if cell.kind == "d" else _number(text, cell.style, book)
    except (ValueError, OverflowError):
        return Fault(shown(text), f"'{shown(text)}' is neither a number nor a date.", "Write the cell anew.")


def _iso(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _number(text: str, style: int, book: Book) -> str:
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    number = int(text) if text.isdecimal() else float(text)
    if style in book.dates or style in book.durations:
        return _plain_date(from_excel(number, book.epoch, timedelta=style in book.durations))
    return plain_number(number)


def _plain_date(value: datetime | date | time | timedelta | None) -> str:
    if isinstance(value, datetime) and value.time() == MIDNIGHT:
        return value.date().isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value.isoformat() if value is not None else ""
