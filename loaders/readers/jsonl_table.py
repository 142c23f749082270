"""A JSON Lines file, or one JSON array of objects, in; its Table out, values as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from graph.errors import DataError
from loaders.readers.grid import text_fault
from loaders.readers.numbers import plain_number
from loaders.readers.rows import BadRow, Limits, Row, Table, shown
from loaders.readers.text_file import Encoding, LineFeed, LongLine

ARRAY_NOTE = "One JSON array: row numbers count its objects from 1."


class _NotARow(Exception):
    """Why this JSON value can't be a row."""

    def __init__(self, what: str, *, column: str = "", value: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what, self.column, self.value, self.mend = what, column, value, mend


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A JSON object with its keys as they stand in the file, the repeated ones too."""

    items: list[tuple[str, object]]


def read_jsonl(path: Path, encoding: Encoding, limits: Limits) -> Table:
    """The one table of the file. It is read twice: first for the names of all its keys, then for its rows."""
    array = _array(path, encoding, limits)
    if array is None:
        return _table(path, limits, encoding.notes, lambda: _line_rows(path, encoding, limits))
    return _table(path, limits, (*encoding.notes, ARRAY_NOTE), lambda: _array_rows(array, limits))


def _table(path: Path, limits: Limits, notes: tuple[str, ...], read: Callable[[], Iterator[Row | BadRow]]) -> Table:
    header: dict[str, None] = {}
    some = False
    for row in read():
        some = True
        if isinstance(row, Row):
            header.update(dict.fromkeys(row.cells))
            if len(header) > limits.max_columns:
                raise DataError(f"The objects have more than {limits.max_columns} different keys.", where=str(path))
    if not some:
        raise DataError("The file holds no rows.", where=str(path), mend="Write one JSON object a line.")
    return Table(path, "", tuple(header), 0, _full_rows(read(), tuple(header), limits, path), notes)


def _full_rows(
    rows: Iterator[Row | BadRow], header: tuple[str, ...], limits: Limits, path: Path
) -> Iterator[Row | BadRow]:
    for count, row in enumerate(rows, 1):
        if count > limits.max_rows:
            raise DataError(
                f"There are more than {limits.max_rows:,} rows.", where=str(path), mend="Split it into several files."
            )
        yield Row(row.number, {name: row.cells.get(name, "") for name in header}) if isinstance(row, Row) else row


def _line_rows(path: Path, encoding: Encoding, limits: Limits) -> Iterator[Row | BadRow]:
    with path.open(encoding=encoding.codec, newline="") as stream:
        feed = LineFeed(stream, limits.max_row_characters)
        while True:
            feed.mark()
            try:
                line = next(feed)
            except StopIteration:
                return
            except LongLine:
                yield BadRow(feed.start, "", shown(feed.last), "The row is too long to be read.", "Shorten its values.")
            except UnicodeDecodeError as error:
                raise DataError("The file changed while it was read.", where=str(path)) from error
            else:
                if not line.isspace():
                    yield _row_of_text(feed.start, line.strip(), limits)


def _row_of_text(number: int, line: str, limits: Limits) -> Row | BadRow:
    try:
        value = _parse(line)
    except json.JSONDecodeError as error:
        what = f"This is not a JSON object ({error.msg}, character {error.pos + 1}): {shown(line)}"
        return BadRow(number, "", shown(line), what, "Write one JSON object a line.")
    except _NotARow as trouble:
        return BadRow(number, trouble.column, trouble.value, trouble.what, trouble.mend)
    except (RecursionError, ValueError):
        return BadRow(number, "", shown(line), f"This JSON can't be read: {shown(line)}", "Write it anew.")
    return _row(number, value, limits)


def _array(path: Path, encoding: Encoding, limits: Limits) -> list[object] | None:
    """The values of a file that is one JSON array, or None if it is read line by line."""
    with path.open(encoding=encoding.codec) as stream:
        start = stream.read(4096).lstrip()
        if not start.startswith("["):
            return None
        text = start + stream.read(limits.max_json_array_bytes)
        more = bool(stream.read(1))
    if more:
        raise DataError(
            f"A JSON array is read up to {limits.max_json_array_bytes:,} characters.",
            where=str(path),
            mend="Write JSON Lines instead: one object a line, without the brackets and commas around them.",
        )
    try:
        value = _parse(text)
    except (ValueError, RecursionError, _NotARow) as error:
        if _is_json(text.split("\n", 1)[0]):
            return None  # lines of which the first is a list by mistake
        place = f", row {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DataError(
            "The file begins as a JSON array, but isn't one to its end.",
            where=f"{path}{place}",
            mend="Mend it there, or write JSON Lines: one object a line.",
        ) from error
    return value if isinstance(value, list) else [value]


def _is_json(line: str) -> bool:
    try:
        _parse(line)
    except (ValueError, RecursionError, _NotARow):
        return False
    return True


def _array_rows(array: list[object], limits: Limits) -> Iterator[Row | BadRow]:
    return (_row(number, value, limits) for number, value in enumerate(array, 1))


def _parse(text: str) -> object:
    return json.loads(text, object_pairs_hook=_Pairs, parse_int=str, parse_float=_number, parse_constant=_no_number)


def _number(text: str) -> str:
    try:
        return plain_number(float(text))
    except ValueError:
        _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise _NotARow(f"{text} is not a number that can be kept.", value=shown(text), mend="Leave the value out.")


def _row(number: int, value: object, limits: Limits) -> Row | BadRow:
    cells: dict[str, str] = {}
    try:
        if not isinstance(value, _Pairs):
            raise _NotARow(f"This is not a JSON object: {_named(value)}", mend="Write one JSON object a row.")
        for key, inner in value.items:
            name = key.strip()
            if not name or text_fault(name, limits.max_cell_characters):
                raise _NotARow(f"The key '{shown(key)}' is empty or holds unreadable characters.", value=shown(key))
            if name in cells:
                raise _NotARow(f"The key '{shown(name)}' stands twice in this object.", column=name, mend="Keep one.")
            cells[name] = _cell(name, inner, limits)
    except _NotARow as trouble:
        return BadRow(number, trouble.column, trouble.value, trouble.what, trouble.mend)
    return Row(number, cells)


def _cell(name: str, value: object, limits: Limits) -> str:
    text = _joined(name, value) if isinstance(value, list) else _scalar(name, value)
    fault = text_fault(text, limits.max_cell_characters)
    if fault is not None:
        raise _NotARow(fault.what, column=name, value=fault.value, mend=fault.mend)
    return text.strip()


def _scalar(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise _NotARow(
        f"The value of '{shown(name)}' is {_named(value)}, not text.",
        column=name,
        value=_named(value),
        mend="Write plain values, or a list of plain values.",
    )


def _joined(name: str, values: list[object]) -> str:
    parts = [_scalar(name, value).strip() for value in values]
    split = next((part for part in parts if ";" in part), None)
    if split is not None:
        raise _NotARow(
            f"'{shown(split)}' stands in a list and holds ';', which separates the values of a list.",
            column=name,
            value=shown(split),
            mend="Write it without ';'.",
        )
    return ";".join(part for part in parts if part)


def _named(value: object) -> str:
    if isinstance(value, _Pairs):
        return "an object inside an object"
    return "a list" if isinstance(value, list) else shown(str(value))
