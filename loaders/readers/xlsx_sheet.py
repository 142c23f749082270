"""The XML of one sheet in; out, without unpacking a value: its extent, its merges and its formulas without a result."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import sax
from openpyxl.utils import column_index_from_string, range_boundaries

from loaders.readers.rows import Limits

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
MAX_DEPTH = 64
MAX_MERGES = 100_000
MAX_UNCALCULATED = 10_000
CELL_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class SheetTrouble(Exception):
    """The sheet can't be read, and why."""


@dataclass(frozen=True, slots=True)
class Merge:
    """The vertical part of a merged range: its first column, and the rows that share the first row's value."""

    column: int
    first_row: int
    last_row: int


@dataclass(slots=True)
class SheetFacts:
    """What a sheet is before its values are read; rows and columns count from 1."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: int = 0
    merges: list[Merge] = field(default_factory=list)
    uncalculated: dict[int, dict[int, str]] = field(default_factory=dict)


def scan_sheet(source: IO[bytes], limits: Limits) -> SheetFacts:
    """Reads the whole sheet once in small memory; SheetTrouble for what no spreadsheet program writes."""
    handler = _SheetHandler(limits)
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    while chunk := source.read(65_536):
        parser.feed(chunk)
    parser.close()
    return handler.facts


class _SheetHandler(ContentHandler):
    """Follows rows, cells, formulas, values and merges of the sheet's XML."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.facts = SheetFacts()
        self._limits = limits
        self._depth = 0
        self._row = 0
        self._column = 0
        self._kind = ""
        self._inside = ""
        self._formula: str | None = None
        self._has_value = False
        self._length = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SheetTrouble("its XML is nested too deeply")
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attrs)
        elif tag == "row":
            self._start_row(attrs)
        elif tag in ("v", "f", "is"):
            self._inside = tag
            if tag == "f":
                self._formula = ""
        elif tag == "mergeCell":
            self._merge(attrs.get("ref", ""))

    def characters(self, content: str) -> None:
        if not self._inside:
            return
        self._length += len(content)
        if self._length > 10 * self._limits.max_cell_characters:
            raise SheetTrouble(
                f"a cell of row {self._row} holds more than {self._limits.max_cell_characters:,} characters"
            )
        if self._inside == "f":
            self._formula = (self._formula or "") + content
        else:
            self._has_value = True

    def endElement(self, name: str) -> None:
        self._depth -= 1
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._end_cell()
        elif tag in ("v", "f", "is"):
            self._inside = ""

    def _start_row(self, attrs: AttributesImpl) -> None:
        number = attrs.get("r", "") or str(self._row + 1)
        if not number.isdecimal() or not self._row < int(number) <= LAST_ROW:
            raise SheetTrouble(f"row {self._row} is followed by row '{number[:20]}'")
        self._row = int(number)
        self._column = 0
        if attrs.get("hidden") in ("1", "true"):
            self.facts.hidden_rows += 1

    def _start_cell(self, attrs: AttributesImpl) -> None:
        reference = attrs.get("r", "")
        column = self._column + 1
        if reference:
            match = CELL_REFERENCE.fullmatch(reference)
            if match is None or int(match[2]) != self._row:
                raise SheetTrouble(f"row {self._row} holds a cell called '{reference[:20]}'")
            column = column_index_from_string(match[1])
        if not self._column < column <= LAST_COLUMN:
            raise SheetTrouble(f"the cells of row {self._row} are out of order")
        self._column = column
        self._kind = attrs.get("t", "n")
        self._formula, self._has_value, self._length = None, False, 0

    def _end_cell(self) -> None:
        facts = self.facts
        # A formula that gives the empty text is stored as kind "str" with an empty value: that is a result.
        uncalculated = self._formula is not None and not self._has_value and self._kind != "str"
        if uncalculated:
            if len(facts.uncalculated) >= MAX_UNCALCULATED:
                raise SheetTrouble("its formulas have no results: open it in a spreadsheet program and save it")
            facts.uncalculated.setdefault(self._row, {})[self._column] = f"={self._formula}"
        if uncalculated or self._has_value:
            facts.last_row = self._row
            facts.last_column = max(facts.last_column, self._column)

    def _merge(self, reference: str) -> None:
        if len(self.facts.merges) >= MAX_MERGES:
            raise SheetTrouble(f"it has more than {MAX_MERGES:,} merged cells")
        left, top, _right, bottom = range_boundaries(reference)
        if left is None or top is None or bottom is None:
            raise SheetTrouble(f"it merges '{reference[:20]}'")
        if bottom > top:
            self.facts.merges.append(Merge(left, top, bottom))
