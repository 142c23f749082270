"""The bytes of a text file in, its encoding and its numbered lines of bounded length out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from graph.errors import DataError

SAMPLE_BYTES = 65_536
CHUNK_BYTES = 1_048_576
BYTE_ORDER_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAVE_AS_UTF8 = "Save it as 'CSV UTF-8' (or plain text in UTF-8)."


@dataclass(frozen=True, slots=True)
class Encoding:
    """The codec that reads the whole file without a fault, and what to tell about the choice."""

    codec: str
    notes: tuple[str, ...] = ()


class LongLine(Exception):
    """A row that goes on beyond the limit; `in_quotes`: a quote that opened in it has not closed."""

    def __init__(self, in_quotes: bool) -> None:
        super().__init__()
        self.in_quotes = in_quotes


class LineFeed:
    """The lines of a stream, counted; refuses to gather more than `limit` characters between two calls of `mark`."""

    def __init__(self, stream: TextIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self.number = 0
        self.start = 1
        self.last = ""
        self._length = 0
        self._quotes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._limit + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.last = line
        self._length += len(line)
        self._quotes += line.count('"')
        if self._length > self._limit:
            self._skip_rest(line)
            raise LongLine(self.in_quotes)
        return line

    @property
    def in_quotes(self) -> bool:
        return self._quotes % 2 == 1

    def mark(self) -> None:
        """From here on a new row begins."""
        self.start = self.number + 1
        self._length = self._quotes = 0

    def _skip_rest(self, piece: str) -> None:
        while piece and not piece.endswith(("\n", "\r")):
            piece = self._stream.readline(CHUNK_BYTES)
            self._quotes += piece.count('"')


def encoding_of(path: Path) -> Encoding:
    """The encoding of a text file; refuses rather than guess where a guess could turn names into nonsense."""
    with path.open("rb") as stream:
        start = stream.read(SAMPLE_BYTES)
    for mark, codec in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return _surely(path, codec)
    wide = _utf16_without_mark(start)
    if wide and _first_fault(path, wide) is None:
        return Encoding(wide, ("Read as UTF-16, though the file doesn't say so.",))
    _refuse_binary(path, start)
    fault = _first_fault(path, "utf-8")
    return Encoding("utf-8") if fault is None else _western(path, fault)


def _surely(path: Path, codec: str) -> Encoding:
    fault = _first_fault(path, codec)
    if fault is not None:
        raise DataError(
            f"The file begins as {codec.removesuffix('-sig').upper()}, but has other bytes further on.",
            where=f"{path}, row {_line_of(path, fault)}",
            mend=SAVE_AS_UTF8,
        )
    return Encoding(codec)


def _utf16_without_mark(start: bytes) -> str:
    """Western text in UTF-16 has a NUL in every other byte, and other scripts have one at each comma and line end."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) * 20 < len(start) or min(even, odd) * 8 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _refuse_binary(path: Path, start: bytes) -> None:
    strange = sum(1 for byte in start if byte < 32 and byte not in b"\t\n\r\f\v\x1a")
    if strange * 10 > len(start):
        raise DataError("This is not a text file.", where=str(path), mend="Save it as CSV UTF-8 or XLSX.")


def _first_fault(path: Path, codec: str) -> int | None:
    """Where the first byte stands that the codec can't read (roughly: within the chunk), or None."""
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK_BYTES)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                held = len(error.object) - len(chunk)
                return max(0, done - held + error.start)
            if not chunk:
                return None
            done += len(chunk)


def _western(path: Path, fault: int) -> Encoding:
    """Windows-1252 if the bytes look like Western European words; anything else is refused, not guessed."""
    with path.open("rb") as stream:
        stream.seek(max(0, fault - 4096))
        around = stream.read(SAMPLE_BYTES)
    as_utf8 = around.decode("utf-8", errors="replace")
    lost = as_utf8.count("\ufffd")
    if sum(1 for c in as_utf8 if c > "\x7f") - lost > lost:
        raise DataError(
            "The file is UTF-8, but not all through: this row has bytes of another encoding.",
            where=f"{path}, row {_line_of(path, fault)}",
            mend="Write the row anew and save the file as CSV UTF-8.",
        )
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", around)]
    # Accented letters stand alone among plain ones; in Thai, Chinese, Arabic or Cyrillic code pages they stand in runs.
    foreign = sum(length for length in runs if length >= 3) * 5 > sum(runs)
    if foreign or _first_fault(path, "cp1252") is not None:
        raise DataError(
            "The file is neither UTF-8 nor Western European text, so its names can't be read safely.",
            where=f"{path}, row {_line_of(path, fault)}",
            mend=SAVE_AS_UTF8,
        )
    return Encoding("cp1252", ("Read as Windows-1252 (not UTF-8): look at the accented letters.",))


def _line_of(path: Path, offset: int) -> int:
    lines = 1
    with path.open("rb") as stream:
        while offset > 0 and (chunk := stream.read(min(offset, CHUNK_BYTES))):
            lines += chunk.count(b"\n")
            offset -= len(chunk)
    return lines
