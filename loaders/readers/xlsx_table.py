"""An XLSX workbook in, one Table for each sheet that holds something out; values as a person sees them, as text."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from graph.errors import DataError
from loaders.readers.grid import Fault, Line, table_of
from loaders.readers.numbers import plain_number
from loaders.readers.rows import Limits, Table, shown
from loaders.readers.xlsx_package import SAVE_AS_XLSX, check_package
from loaders.readers.xlsx_sheet import Merge, SheetFacts, SheetTrouble, scan_sheet

ROWS_AT_ONCE = 500
MIDNIGHT = time()
SAVE_FORMULA = "Open it in a spreadsheet program and save it."


def read_xlsx(path: Path, limits: Limits, known: frozenset[str]) -> list[Table]:
    """The tables of a workbook; macros, links to other files and formulas are never run."""
    check_package(path, limits)
    book = _open_book(path)
    if len(book.worksheets) > limits.max_sheets:
        raise DataError(
            f"The workbook has {len(book.worksheets)} sheets; at most {limits.max_sheets} are read.", where=str(path)
        )
    tables = [_table(path, sheet, limits, known) for sheet in book.worksheets]
    found = [table for table in tables if table is not None]
    if not found:
        raise DataError("The workbook is empty.", where=str(path), mend="Hand in a table with a header.")
    return found


def _open_book(path: Path) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl lets almost any error of a damaged file through
        raise _damaged(str(path), error) from error


def _damaged(where: str, error: Exception) -> DataError:
    if isinstance(error, DefusedXmlException):
        return DataError(
            "The XML in the workbook declares entities, as an attack does.", where=where, mend=SAVE_AS_XLSX
        )
    reason = f": {error}" if isinstance(error, SheetTrouble) else ""
    return DataError(f"The workbook is damaged{reason}.", where=where, mend=SAVE_AS_XLSX)


def _table(path: Path, sheet: Worksheet, limits: Limits, known: frozenset[str]) -> Table | None:
    where = f"{path}, sheet {shown(sheet.title)}"
    facts = _facts(path, sheet, limits, where)
    if not facts.last_row:
        return None
    if facts.last_column > 4 * limits.max_columns:
        raise DataError(f"The sheet is {facts.last_column:,} columns wide.", where=where, mend="Delete the far cells.")
    notes: list[str] = []
    if sheet.sheet_state != "visible":
        notes.append("The sheet is hidden in the workbook.")
    if facts.hidden_rows:
        notes.append(f"{facts.hidden_rows} of its rows are hidden in the workbook; they are read too.")
    lines = _lines(sheet, facts, where)
    return table_of(path, lines, limits=limits, known=known, sheet=sheet.title, notes=tuple(notes))


def _facts(path: Path, sheet: Worksheet, limits: Limits, where: str) -> SheetFacts:
    part = sheet._worksheet_path  # type: ignore[attr-defined]  # openpyxl offers no other way from a sheet to its part
    try:
        with zipfile.ZipFile(path) as package, package.open(part) as source:
            return scan_sheet(source, limits)
    except Exception as error:  # a sheet's XML may be damaged in as many ways as there are errors
        raise _damaged(where, error) from error


def _lines(sheet: Worksheet, facts: SheetFacts, where: str) -> Iterator[Line]:
    merges: dict[int, list[Merge]] = {}
    for merge in facts.merges:
        merges.setdefault(merge.first_row, []).append(merge)
    shared: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(_values(sheet, facts, where), 1):
        faults = {
            column - 1: Fault(shown(formula), f"The formula {shown(formula)} has no calculated value.", SAVE_FORMULA)
            for column, formula in facts.uncalculated.get(number, {}).items()
        }
        cells = [_text(at, value, faults) for at, value in enumerate(values)]
        own = any(cells) or bool(faults)
        for merge in merges.get(number, ()):
            if merge.column <= len(cells):
                shared[merge.column] = (merge.last_row, cells[merge.column - 1])
        if own:
            _share(cells, shared, number)
            yield Line(number, cells, faults)


def _share(cells: list[str], shared: dict[int, tuple[int, str]], number: int) -> None:
    """Gives a row the values of the merged cells that reach down to it."""
    for column, (last_row, text) in list(shared.items()):
        if number > last_row:
            del shared[column]
        elif not cells[column - 1]:
            cells[column - 1] = text


def _values(sheet: Worksheet, facts: SheetFacts, where: str) -> Iterator[tuple[object, ...]]:
    """The rows up to the last one with a value; what stands after it in the XML is never parsed."""
    rows = islice(sheet.iter_rows(max_row=facts.last_row, max_col=facts.last_column, values_only=True), facts.last_row)
    while True:
        try:
            # openpyxl warns of dates it can't read; filters are set for each batch, for they would leak out of a yield
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                batch = list(islice(rows, ROWS_AT_ONCE))
        except Exception as error:  # openpyxl lets almost any error of a damaged file through
            raise _damaged(where, error) from error
        if not batch:
            return
        yield from batch


def _text(at: int, value: object, faults: dict[int, Fault]) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        try:
            return plain_number(value)
        except ValueError:
            faults[at] = Fault(str(value), f"{value} is not a number that can be kept.", "Write the cell anew.")
            return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == MIDNIGHT else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
