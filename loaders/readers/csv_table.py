"""A delimited text file (comma, semicolon, tab or bar) in, its Table out; rows are read as they are asked for."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph.errors import DataError
from loaders.readers.grid import Line, header_place, known_names, table_of
from loaders.readers.rows import BadRow, Limits, Table, shown
from loaders.readers.text_file import Encoding, LineFeed, LongLine

DELIMITERS = ",;\t|"
SAMPLE_LINES = 200
SAMPLE_CHARACTERS = 65_536


def read_csv(path: Path, encoding: Encoding, limits: Limits, known: frozenset[str]) -> Table:
    """The one table of a delimited text file."""
    sample, complete = _sample(path, encoding)
    told = _told_delimiter(sample)
    delimiter = told or _likely_delimiter(sample, complete, known)
    lines = _lines(path, encoding, delimiter, limits, skip=1 if told else 0)
    table = table_of(path, lines, limits=limits, known=known, notes=encoding.notes)
    if table is None:
        raise DataError("The file is empty.", where=str(path), mend="Hand in a table with a header.")
    return table


def _sample(path: Path, encoding: Encoding) -> tuple[list[str], bool]:
    """The first lines, and whether they are all there are."""
    lines: list[str] = []
    room = SAMPLE_CHARACTERS
    with path.open(encoding=encoding.codec, newline="") as stream:
        while room > 0 and len(lines) < SAMPLE_LINES:
            line = stream.readline(room)
            if not line:
                return lines, True
            lines.append(line)
            room -= len(line)
    return lines, False


def _told_delimiter(sample: Sequence[str]) -> str:
    """Excel's own hint: a first line such as `sep=;`."""
    first = sample[0].rstrip("\r\n") if sample else ""
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") and first[4] in DELIMITERS else ""


def _likely_delimiter(sample: Sequence[str], complete: bool, known: frozenset[str]) -> str:
    """The delimiter that finds most known names, else the one under which most rows have one and the same width."""
    scores = {mark: _score(_split(sample, complete, mark), known) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: scores[mark])


def _split(sample: Sequence[str], complete: bool, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(row for row in csv.reader(sample, delimiter=delimiter, skipinitialspace=True) if row)
    except csv.Error:
        complete = True
    # the last row may have been cut where the sample ends
    return rows if complete or len(rows) < 2 else rows[:-1]


def _score(rows: list[list[str]], known: frozenset[str]) -> tuple[int, float, int]:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0, 0.0, 0)
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    header = rows[header_place([Line(at, row) for at, row in enumerate(rows)], known)]
    hits = known_names(header, known) if len(header) > 1 else 0
    return (hits, times / len(rows), width)


def _lines(path: Path, encoding: Encoding, delimiter: str, limits: Limits, skip: int) -> Iterator[Line | BadRow]:
    with path.open(encoding=encoding.codec, newline="") as stream:
        feed = LineFeed(stream, limits.max_row_characters)
        for _ in range(skip):
            next(feed)
        reader = csv.reader(feed, delimiter=delimiter, strict=True, skipinitialspace=True)
        while True:
            feed.mark()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, LongLine) as error:
                yield _broken(error, feed, path)
            except UnicodeDecodeError as error:
                raise DataError("The file changed while it was read.", where=str(path)) from error
            else:
                if cells:
                    yield Line(feed.start, cells)


def _broken(error: csv.Error | LongLine, feed: LineFeed, path: Path) -> BadRow:
    """One row lost if the next one can be found; if a quote never closes it can't, and the file is refused."""
    too_long = isinstance(error, LongLine) or "field larger than" in str(error)
    if "unexpected end" in str(error) or (too_long and feed.in_quotes):
        raise DataError(
            "A quote (\") opens in this row and doesn't close, so the rows after it can't be told apart.",
            where=f"{path}, row {feed.start}",
            mend='Close the quote; write a quote inside a quoted cell twice ("").',
        )
    value = shown(feed.last.rstrip("\r\n"))
    if too_long:
        return BadRow(feed.start, "", value, "The row is too long to be read.", "Shorten its cells.")
    span = f" (lines {feed.start} to {feed.number})" if feed.number > feed.start else ""
    return BadRow(
        feed.start,
        "",
        value,
        f"The quotes in this row{span} don't pair up: '{value}'.",
        'Write a quote inside a quoted cell twice ("").',
    )
