"""A document's file, or a pasted text, in; its paragraphs with their places out. What it is shows in its content."""

from __future__ import annotations

import stat
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from graph.errors import DataError
from loaders.readers.blocks import LIMITS, Clock, Limits, Reading, paragraphs_of, unread_after
from loaders.readers.document_kind import is_document, kind_of
from loaders.readers.encoded import decoded_page
from loaders.readers.languages import language_of
from loaders.readers.plain_text import read_text
from loaders.readers.prose import Document
from loaders.readers.read_apart import read_apart
from loaders.readers.rows import shown
from loaders.readers.text_file import encoding_of
from loaders.readers.web_page import read_page

__all__ = ["LIMITS", "Limits", "document_of_text", "is_document", "open_document"]

SAVE_AS_TEXT: Final = "Save it as plain text in UTF-8."


def open_document(path: Path, limits: Limits = LIMITS) -> Document:
    """The paragraphs of a file. What was left unread is said in the document's notes.

    Raises DataError when the file can't be read as a document.
    """
    try:
        _check_file(path, limits)
        data = path.read_bytes()
        reading = _read(path, data, Clock(limits), limits)
    except OSError as error:
        raise DataError(f"The file can't be read: {error.strerror or error}.", where=shown(str(path))) from error
    return _document(reading, path.name, sha256(data).hexdigest(), limits)


def document_of_text(text: str, name: str, limits: Limits = LIMITS) -> Document:
    """The paragraphs of a pasted text; its SHA-256 is that of the text in UTF-8."""
    digest = sha256(text.encode("utf-8", errors="replace")).hexdigest()
    return _document(read_text(text, limits), name, digest, limits)


def _read(path: Path, data: bytes, clock: Clock, limits: Limits) -> Reading:
    kind = kind_of(path, data)
    if kind == "page":
        return read_page(decoded_page(data), clock, limits)
    return _read_plain(path, data, limits) if kind == "text" else read_apart(kind, path, limits)


def _read_plain(path: Path, data: bytes, limits: Limits) -> Reading:
    try:
        encoding = encoding_of(path)
    except DataError as error:
        raise DataError(error.what, where=error.where, mend=SAVE_AS_TEXT) from error
    reading = read_text(data.decode(encoding.codec, errors="replace"), limits)
    return replace(reading, notes=(*encoding.notes, *reading.notes))


def _document(reading: Reading, name: str, digest: str, limits: Limits) -> Document:
    paragraphs, cut = paragraphs_of(reading.blocks, limits.characters)
    empty = () if paragraphs else ("No text was found in it.",)
    notes = dict.fromkeys((*reading.notes, *empty, *((unread_after(limits.characters),) if cut else ())))
    return Document(
        name=name,
        paragraphs=paragraphs,
        title=reading.title,
        url=reading.url,
        publisher=reading.publisher,
        published=reading.published,
        retrieved=reading.retrieved,
        language=language_of(" ".join(p.text for p in paragraphs[:400])),
        sha256=digest,
        notes=tuple(notes),
    )


def _check_file(path: Path, limits: Limits) -> None:
    """Only a regular file is opened: a device or a pipe may never end."""
    if "\0" in str(path):
        raise DataError("No file has such a name.", where=shown(str(path)))
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise DataError("This is a folder, a device or a pipe, not a file.", where=shown(str(path)))
    if found.st_size == 0:
        raise DataError("The file is empty.", where=str(path), mend="Hand in a text with words in it.")
    if found.st_size > limits.bytes:
        raise DataError(
            f"The file has {found.st_size:,} bytes; at most {limits.bytes:,} are read.",
            where=str(path),
            mend="Split it into several files.",
        )
