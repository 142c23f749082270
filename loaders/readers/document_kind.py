"""A file in, what kind of document it is out, if it is one: its content says so first, its name second."""

from __future__ import annotations

import csv
import re
import stat
import zipfile
from pathlib import Path
from typing import Final, Literal

from graph.errors import DataError
from loaders.readers.csv_table import DELIMITERS
from loaders.readers.detect import LOCKED_WORKBOOK, OLE_MAGIC, OTHER_MAGIC, ZIP_MAGIC
from loaders.readers.encoded import decoded

Kind = Literal["text", "page", "mail", "pdf", "word"]
SUFFIXES: Final = frozenset({".txt", ".html", ".htm", ".pdf", ".docx", ".eml"})
START_BYTES: Final = 4096
PDF_MAGIC: Final = b"%PDF"
MEND_OTHER: Final = "Hand in a text, a web page, a PDF, a Word document or a mail."
ROWS_LOOKED_AT: Final = 20
LONGEST_COLUMN_NAME: Final = 40
MOST_WORDS_IN_COLUMN_NAME: Final = 3
_PAGE_START: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON_START: Final = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{\]])')


def is_document(path: Path) -> bool:
    """Whether a file is read as prose: the ending of its name says so, and its content is no table.

    What can't be opened is none, nor is a pipe or a device: whoever reads it as a table says what is wrong with it.
    """
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as stream:
            start = stream.read(START_BYTES)
    except (OSError, ValueError):
        return False
    return not _is_table(path, start)


def kind_of(path: Path, data: bytes) -> Kind:
    """The kind of a document. Raises DataError for what is none that can be read."""
    start, suffix = data[:START_BYTES], path.suffix.lower()
    if start.startswith(PDF_MAGIC) or (suffix == ".pdf" and PDF_MAGIC in start):
        return "pdf"
    if start.startswith(ZIP_MAGIC):
        return "word"
    if start.startswith(OLE_MAGIC):
        what = "The document is locked with a password." if LOCKED_WORKBOOK in data else "This is an old Office file."
        raise DataError(what, where=str(path), mend="Save it as .docx, without a password.")
    for magic, kind in OTHER_MAGIC:
        if start.startswith(magic):
            raise DataError(f"This is {kind}, not a document.", where=str(path), mend=MEND_OTHER)
    if suffix == ".eml":
        return "mail"
    if suffix in (".html", ".htm") or _PAGE_START.match(start):
        return "page"
    if suffix in (".pdf", ".docx"):
        raise DataError(f"This is no {suffix[1:].upper()} file.", where=str(path), mend="Fetch or save it anew.")
    return "text"


def _is_table(path: Path, start: bytes) -> bool:
    if start.startswith(ZIP_MAGIC):
        try:
            with zipfile.ZipFile(path) as package:
                return any(name.startswith("xl/") for name in package.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False
    return path.suffix.lower() == ".txt" and _is_delimited(decoded(start), whole=len(start) < START_BYTES)


def _is_delimited(start: str, whole: bool) -> bool:
    """Whether a text is JSON, or rows of one and the same width below a header of short names."""
    if _JSON_START.match(start):
        return True
    lines = start.splitlines()[: None if whole else -1][:ROWS_LOOKED_AT]
    return any(_is_grid(lines, mark) for mark in DELIMITERS)


def _is_grid(lines: list[str], mark: str) -> bool:
    try:
        rows = [row for row in csv.reader(lines, delimiter=mark, skipinitialspace=True) if row]
    except csv.Error:
        return False
    header = rows[0] if rows else []
    return len(rows) > 1 and len(header) > 1 and all(map(_names_column, header)) and {*map(len, rows)} == {len(header)}


def _names_column(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= MOST_WORDS_IN_COLUMN_NAME and len(text) <= LONGEST_COLUMN_NAME and text[-1] not in ".!?"
