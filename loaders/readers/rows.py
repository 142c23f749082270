"""What every reader hands on: a table with its header, and its rows one by one, good or bad, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a hostile file is read before it is refused.

    A CSV cell is also held to the csv module's own limit, 131,072 characters: a larger `max_cell_characters` does not
    lift that one.
    """

    max_file_bytes: int = 2_000_000_000
    max_cell_characters: int = 100_000
    max_row_characters: int = 1_000_000
    max_columns: int = 500
    max_rows: int = 5_000_000
    max_sheets: int = 256
    max_unpacked_bytes: int = 1_000_000_000
    max_strings_bytes: int = 256_000_000
    max_small_part_bytes: int = 16_000_000
    max_unpacked_ratio: int = 200
    max_json_array_bytes: int = 16_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a person finds it: its number in the file and its cells by header text.

    `number` counts from 1 with the header included. XLSX: the sheet's own row number. CSV: the line of a text editor on
    which the row starts (line breaks inside quotes count as lines). JSON Lines: the line. A JSON array: the object's
    place in the array.
    """

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that can't be used: its first trouble, the column and value it is about, and how to mend it."""

    number: int
    column: str
    value: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        place = f"row {self.number}, column {self.column}" if self.column else f"row {self.number}"
        cure = f" {self.mend}" if self.mend else ""
        return f"{place}: {self.what}{cure}"


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it; `rows` is read from the file as it is consumed, once.

    `header_row` is 0 where the format has no header (JSON Lines); `notes` says what was decided about the file that its
    reader should know, such as the encoding. Taking from `rows` raises DataError if the file itself breaks off.
    """

    path: Path
    sheet: str
    header: tuple[str, ...]
    header_row: int
    rows: Iterator[Row | BadRow]
    notes: tuple[str, ...] = ()


def shown(value: str) -> str:
    """The value as it may stand in a message: one line, nothing invisible, at most 80 characters."""
    start = value[: SHOWN_CHARACTERS + 1]
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in start)
    return plain if len(plain) <= SHOWN_CHARACTERS else plain[: SHOWN_CHARACTERS - 1] + "…"
