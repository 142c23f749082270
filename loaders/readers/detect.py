"""A path in, the tables of the file out: what the file is shows in its content first, in its name second."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

from graph.errors import DataError
from loaders.readers.csv_table import read_csv
from loaders.readers.jsonl_table import read_jsonl
from loaders.readers.rows import DEFAULT_LIMITS, Limits, Table, shown
from loaders.readers.text_file import Encoding, encoding_of
from loaders.readers.xlsx_package import SAVE_AS_XLSX
from loaders.readers.xlsx_table import read_xlsx

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_WORKBOOK = "EncryptedPackage".encode("utf-16-le")
OTHER_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"RIFF", "a picture or a recording"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
MEND_OTHER = "Hand in a table: CSV, XLSX or JSON Lines."
JSON_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
JSON_START = re.compile(r'\{\s*["}]|\[\s*[\[{\]]')
MARKUP_START = re.compile(r"<[!?a-z]", re.IGNORECASE)
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls"})
START_CHARACTERS = 4096
OLE_BYTES = 1_000_000


def open_table(path: Path, limits: Limits = DEFAULT_LIMITS, *, known: frozenset[str] = frozenset()) -> list[Table]:
    """The tables of a file: one for each sheet of a workbook that holds something, else one.

    `known` are the column names of the kind of record that is expected: they help to find the header and the delimiter.
    Raises DataError when the file as a whole can't be read, here or while rows are taken.
    """
    try:
        return _open(path, limits, known)
    except OSError as error:
        raise DataError(f"The file can't be read: {error.strerror or error}.", where=shown(str(path))) from error


def _open(path: Path, limits: Limits, known: frozenset[str]) -> list[Table]:
    _check_file(path, limits)
    with path.open("rb") as stream:
        start = stream.read(START_CHARACTERS)
    if start.startswith(ZIP_MAGIC):
        return read_xlsx(path, limits, known)
    if start.startswith(OLE_MAGIC):
        raise _ole(path)
    for magic, kind in OTHER_MAGIC:
        if start.startswith(magic):
            raise DataError(f"This is {kind}, not a table.", where=str(path), mend=MEND_OTHER)
    encoding = encoding_of(path)
    with path.open(encoding=encoding.codec) as text:
        beginning = text.read(START_CHARACTERS).lstrip()
    if MARKUP_START.match(beginning):
        raise DataError("This is a web page or XML, not a table.", where=str(path), mend=MEND_OTHER)
    if _is_json(path, beginning):
        return [read_jsonl(path, encoding, limits)]
    return [read_csv(path, _with_suffix_note(path, encoding), limits, known)]


def _check_file(path: Path, limits: Limits) -> None:
    """Only a regular file is opened: a device or a pipe may never end."""
    if "\0" in str(path):
        raise DataError("No file has such a name.", where=shown(str(path)))
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise DataError("This is a folder, not a file.", where=str(path), mend="Name a file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise DataError("This is a device or a pipe, not a file.", where=str(path))
    if found.st_size == 0:
        raise DataError("The file is empty.", where=str(path), mend="Hand in a table with a header.")
    if found.st_size > limits.max_file_bytes:
        raise DataError(
            f"The file has {found.st_size:,} bytes; at most {limits.max_file_bytes:,} are read.",
            where=str(path),
            mend="Split it into several files.",
        )


def _ole(path: Path) -> DataError:
    with path.open("rb") as stream:
        locked = LOCKED_WORKBOOK in stream.read(OLE_BYTES)
        if not locked and path.stat().st_size > OLE_BYTES:
            stream.seek(-OLE_BYTES, 2)
            locked = LOCKED_WORKBOOK in stream.read()
    if locked:
        return DataError("The workbook is locked with a password.", where=str(path), mend="Save it without a password.")
    return DataError("This is an old Office file (such as .xls).", where=str(path), mend=SAVE_AS_XLSX)


def _is_json(path: Path, beginning: str) -> bool:
    named_so = path.suffix.lower() in JSON_SUFFIXES
    if not beginning or not named_so:
        return bool(JSON_START.match(beginning))
    if beginning.startswith(("{", "[")) or _is_value(beginning.split("\n", 1)[0]):
        return True
    raise DataError(
        f"The name says JSON, but the file doesn't begin so: '{shown(beginning)}'",
        where=str(path),
        mend="If it is CSV, rename it to .csv.",
    )


def _is_value(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _with_suffix_note(path: Path, encoding: Encoding) -> Encoding:
    """Says so when a file named as a workbook is text."""
    if path.suffix.lower() not in WORKBOOK_SUFFIXES:
        return encoding
    return Encoding(encoding.codec, (*encoding.notes, f"Named {path.suffix}, but the content is delimited text."))
