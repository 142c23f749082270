"""Numbered lines of cells in, a Table out: finds the header, checks it, and turns each line below it into a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, dropwhile, islice
from pathlib import Path
from statistics import median_low

from openpyxl.utils import get_column_letter

from graph.errors import DataError
from loaders.readers.rows import BadRow, Limits, Row, Table, shown

HEADER_WITHIN = 20
LOOK_AHEAD = 60

# Tab and line breaks may stand in a cell; U+FFFD is what is left of a letter that an earlier program lost.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffd]")
SPREADSHEET_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, known before the name of its column is."""

    value: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet or text file before the header is known; `faults` by place of the cell, counted from 0."""

    number: int
    cells: Sequence[str]
    faults: Mapping[int, Fault] = field(default_factory=dict)

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell and not cell.isspace())

    @property
    def width(self) -> int:
        return max((at for at, cell in enumerate(self.cells, 1) if cell and not cell.isspace()), default=0)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The named places of a line: index to header text, in the order of the file."""

    names: dict[int, str]
    limits: Limits

    def name(self, at: int) -> str:
        return self.names.get(at) or f"{at + 1} ({get_column_letter(at + 1)})"


def table_of(
    path: Path,
    lines: Iterator[Line | BadRow],
    *,
    limits: Limits,
    known: frozenset[str],
    sheet: str = "",
    notes: tuple[str, ...] = (),
) -> Table | None:
    """The table these lines hold, or None if they are all blank."""
    lines = dropwhile(_blank, lines)
    head = list(islice(lines, LOOK_AHEAD))
    if not head:
        return None
    where = f"{path}, sheet {shown(sheet)}" if sheet else str(path)
    at = header_place(head, known)
    *titles, header = (_sound(line, where) for line in head[: at + 1])
    columns = _columns(header, where, limits)
    if any(title.filled for title in titles):
        notes = (*notes, f"The header was found in row {header.number}; what stands above it is not read.")
    rows = _rows(chain(head[at + 1 :], lines), columns, where)
    return Table(path, sheet, tuple(columns.names.values()), header.number, rows, notes)


def _sound(line: Line | BadRow, where: str) -> Line:
    """A line up to the header: if it is broken, the header can't be trusted."""
    if isinstance(line, BadRow):
        raise DataError(line.what, where=f"{where}, row {line.number}", mend=line.mend)
    return line


def header_place(head: Sequence[Line | BadRow], known: frozenset[str]) -> int:
    """Where the header stands: the line with most known names, else the first as full as the lines below are wide."""
    hits = [known_names(line.cells, known) if isinstance(line, Line) else 0 for line in head[:HEADER_WITHIN]]
    most = max(hits, default=0)
    return hits.index(most) if most >= 2 else _header_by_shape(head)


def known_names(cells: Sequence[str], known: frozenset[str]) -> int:
    """How many of the known column names stand in these cells, whatever their case, spaces, hyphens or underscores."""
    return len({_plain(name) for name in known} & {_plain(cell) for cell in cells})


def _header_by_shape(head: Sequence[Line | BadRow]) -> int:
    """The first line with two cells or more that is nearly as full as the lines below it usually are wide."""
    widths = [line.width if isinstance(line, Line) else 0 for line in head]
    for at, line in enumerate(head[:HEADER_WITHIN]):
        if not isinstance(line, Line) or line.filled < 2:
            continue
        below = [width for width in widths[at + 1 :] if width]
        if not below or line.filled * 4 >= median_low(below) * 3:
            return at
    return next((at for at, line in enumerate(head) if not _blank(line)), 0)


def _blank(line: Line | BadRow) -> bool:
    return isinstance(line, Line) and not line.filled and not line.faults


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def _columns(header: Line, where: str, limits: Limits) -> _Columns:
    where = f"{where}, row {header.number}"
    for fault in header.faults.values():
        raise DataError(fault.what, where=where, mend=fault.mend)
    names = {at: cell.strip() for at, cell in enumerate(header.cells) if cell.strip()}
    if len(names) > limits.max_columns:
        raise DataError(f"The header has {len(names)} columns; at most {limits.max_columns} are read.", where=where)
    for name in names.values():
        if UNFIT.search(name) or len(name) > limits.max_cell_characters:
            raise DataError(
                f"The header cell '{shown(name)}' holds unreadable characters or is too long.",
                where=where,
                mend="Write it anew.",
            )
    times = Counter(name.casefold() for name in names.values())
    twice = [
        f"'{shown(name)}' ({get_column_letter(at + 1)})" for at, name in names.items() if times[name.casefold()] > 1
    ]
    if twice:
        raise DataError(
            f"The header has the same column name more than once: {', '.join(twice)}.",
            where=where,
            mend="Give each column its own name.",
        )
    return _Columns(names, limits)


def _rows(lines: Iterator[Line | BadRow], columns: _Columns, where: str) -> Iterator[Row | BadRow]:
    count = 0
    for line in lines:
        row = line if isinstance(line, BadRow) else _row(line, columns)
        if row is None:
            continue
        count += 1
        if count > columns.limits.max_rows:
            raise DataError(
                f"There are more than {columns.limits.max_rows:,} rows.",
                where=where,
                mend="Split it into several files.",
            )
        yield row


def _row(line: Line, columns: _Columns) -> Row | BadRow | None:
    for at, fault in line.faults.items():
        return BadRow(line.number, columns.name(at), fault.value, fault.what, fault.mend)
    cells = [cell.strip() for cell in line.cells]
    if not any(cells):
        return None
    names = columns.names
    if len(cells) != len(names):
        for at, cell in enumerate(cells):
            if cell and at not in names:
                return BadRow(
                    line.number,
                    columns.name(at),
                    shown(cell),
                    f"'{shown(cell)}' stands in a column that has no name in the header.",
                    "Name the column, or look for a separator too many in this row.",
                )
    unfit = _unfit_cell(line, columns)
    if unfit is not None:
        return unfit
    return Row(line.number, {name: cells[at] if at < len(cells) else "" for at, name in names.items()})


def _unfit_cell(line: Line, columns: _Columns) -> BadRow | None:
    together = "\t".join(line.cells)
    limit = columns.limits.max_cell_characters
    if len(together) <= limit and "#" not in together and not UNFIT.search(together):
        return None
    for at, cell in enumerate(line.cells):
        fault = text_fault(cell, limit)
        if fault is not None:
            return BadRow(line.number, columns.name(at), fault.value, fault.what, fault.mend)
    return None


def text_fault(cell: str, limit: int) -> Fault | None:
    """What makes this text unfit to be loaded, if anything does."""
    if len(cell) > limit:
        return Fault(
            shown(cell), f"The cell holds {len(cell):,} characters; at most {limit:,} are read.", "Shorten it."
        )
    found = UNFIT.search(cell)
    if found:
        what = f"'{shown(cell)}' holds {_character_name(found.group())}."
        return Fault(shown(cell), what, "Write the cell anew.")
    if cell.strip() in SPREADSHEET_ERRORS:
        return Fault(shown(cell), f"{cell.strip()} is a spreadsheet's error, not a value.", "Mend the formula.")
    return None


def _character_name(character: str) -> str:
    if character == "\ufffd":
        return "the mark � of a letter that was lost when the file was saved in another encoding"
    return f"the invisible character U+{ord(character):04X}"
