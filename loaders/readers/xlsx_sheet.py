"""The XML of one sheet, or of the shared texts, in; raw rows, merges and texts out, or a refusal of hostile XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import sax
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.escape import unescape

from loaders.readers.rows import Limits

CHUNK_BYTES = 65_536
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
MAX_DEPTH = 64
MAX_MERGES = 100_000
MAX_STRINGS = 10_000_000
MAX_IDLE_CHUNKS = 32
CELL_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class SheetTrouble(Exception):
    """What no spreadsheet program writes."""


class RawCell(NamedTuple):
    """A cell as stored: `kind` is its type letter, `style` an index into the workbook's styles."""

    column: int
    kind: str
    style: int
    text: str
    formula: str | None


class RawRow(NamedTuple):
    """The stored cells of a row that hold something, in the order of their columns."""

    number: int
    cells: list[RawCell]


@dataclass(frozen=True, slots=True)
class Merge:
    """The vertical part of a merged range: its first column, and the rows that share the first row's value."""

    column: int
    first_row: int
    last_row: int


@dataclass(slots=True)
class Layout:
    """What a sheet says beside its cells; complete when its rows have been read."""

    hidden_rows: int = 0
    merges: list[Merge] = field(default_factory=list)


def read_rows(source: IO[bytes], limits: Limits, layout: Layout) -> Iterator[RawRow]:
    """The rows of a sheet that hold something, as the stream is read; fills `layout`."""
    handler = _SheetHandler(limits, layout)
    for _ in _fed(source, handler):
        yield from handler.rows
        handler.rows.clear()


def read_strings(source: IO[bytes], limits: Limits) -> list[str]:
    """The workbook's shared texts, in the order in which cells refer to them."""
    handler = _StringsHandler(limits)
    for _ in _fed(source, handler):
        pass
    return handler.strings


def _fed(source: IO[bytes], handler: _TextHandler) -> Iterator[None]:
    """Parses the source piece by piece, and gives way after each."""
    idle = 0
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    while chunk := source.read(CHUNK_BYTES):
        handler.idle = True
        parser.feed(chunk)
        # a tag that doesn't end is scanned anew with each piece: time grows with the square of its length
        idle = idle + 1 if handler.idle else 0
        if idle > MAX_IDLE_CHUNKS:
            raise SheetTrouble("a tag or comment in its XML is too long")
        yield
    parser.close()
    yield


class _TextHandler(ContentHandler):
    """Gathers the text of the elements it is told to, not beyond the limit."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.idle = False
        self._limit = limits.max_row_characters
        self._depth = 0
        self._gathering = False
        self._phonetic = False
        self._parts: list[str] = []
        self._length = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.idle = False
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SheetTrouble("its XML is nested too deeply")
        self.start(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:
        self.idle = False
        self._depth -= 1
        self.end(name.rpartition(":")[2])

    def characters(self, content: str) -> None:
        self.idle = False
        if self._gathering:
            self._length += len(content)
            if self._length > self._limit:
                raise SheetTrouble(f"a row or text in it is longer than {self._limit:,} characters")
            self._parts.append(content)

    def gather(self) -> None:
        self._gathering = not self._phonetic

    def gathered(self) -> str:
        text = "".join(self._parts)
        self._parts.clear()
        self._gathering = False
        return text

    def start(self, tag: str, attrs: AttributesImpl) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        raise NotImplementedError


class _StringsHandler(_TextHandler):
    """Shared texts: each `si` holds one `t`, or several where parts of the text are formatted."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.strings: list[str] = []
        self._text = ""

    def start(self, tag: str, attrs: AttributesImpl) -> None:  # noqa: ARG002  the handler's shape
        if tag == "t":
            self.gather()
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "si":
            self._text, self._length = "", 0

    def end(self, tag: str) -> None:
        if tag == "t":
            self._text += self.gathered()
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            if len(self.strings) >= MAX_STRINGS:
                raise SheetTrouble(f"it has more than {MAX_STRINGS:,} texts")
            self.strings.append(unescape(self._text))


class _SheetHandler(_TextHandler):
    """Rows, cells with formula and stored value, and merges."""

    def __init__(self, limits: Limits, layout: Layout) -> None:
        super().__init__(limits)
        self.rows: list[RawRow] = []
        self._layout = layout
        self._number = 0
        self._column = 0
        self._cells: list[RawCell] = []
        self._kind = ""
        self._style = 0
        self._text = ""
        self._formula: str | None = None

    def start(self, tag: str, attrs: AttributesImpl) -> None:
        if tag == "c":
            self._start_cell(attrs)
        elif tag in ("v", "t", "f"):
            self.gather()
        elif tag == "row":
            self._start_row(attrs)
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "mergeCell":
            self._merge(attrs.get("ref", ""))

    def end(self, tag: str) -> None:
        if tag == "c":
            if self._text or self._formula is not None:
                self._cells.append(RawCell(self._column, self._kind, self._style, self._text, self._formula))
        elif tag in ("v", "t"):
            self._text += self.gathered()
        elif tag == "f":
            self._formula = f"={self.gathered()}"
        elif tag == "row":
            if self._cells:
                self.rows.append(RawRow(self._number, self._cells))
        elif tag == "rPh":
            self._phonetic = False

    def _start_row(self, attrs: AttributesImpl) -> None:
        number = attrs.get("r") or str(self._number + 1)
        if not number.isdecimal() or not self._number < int(number) <= LAST_ROW:
            raise SheetTrouble(f"row {self._number} is followed by row '{number[:20]}'")
        self._number = int(number)
        self._column = self._length = 0
        self._cells = []
        if attrs.get("hidden") in ("1", "true"):
            self._layout.hidden_rows += 1

    def _start_cell(self, attrs: AttributesImpl) -> None:
        column = self._column + 1
        reference = attrs.get("r")
        if reference:
            match = CELL_REFERENCE.fullmatch(reference)
            if match is None or int(match[2]) != self._number:
                raise SheetTrouble(f"row {self._number} holds a cell called '{reference[:20]}'")
            column = column_index_from_string(match[1])
        if not self._column < column <= LAST_COLUMN:
            raise SheetTrouble(f"the cells of row {self._number} are out of order")
        self._column = column
        self._kind = attrs.get("t", "n")
        style = attrs.get("s", "0")
        self._style = int(style) if style.isdecimal() else 0
        self._text, self._formula = "", None

    def _merge(self, reference: str) -> None:
        if len(self._layout.merges) >= MAX_MERGES:
            raise SheetTrouble(f"it has more than {MAX_MERGES:,} merged cells")
        left, top, _right, bottom = range_boundaries(reference)
        if left is None or top is None or bottom is None:
            raise SheetTrouble(f"it merges '{reference[:20]}'")
        if bottom > top:
            self._layout.merges.append(Merge(left, top, bottom))
