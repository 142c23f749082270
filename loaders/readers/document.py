"""A path or pasted text in, the document out: its paragraphs in order, whatever format they came in."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from graph.errors import DataError, UsageError
from loaders.readers.detect import OLE_MAGIC, ZIP_MAGIC
from loaders.readers.language import language_of
from loaders.readers.plain_text import decode, read_text
from loaders.readers.prose import Document
from loaders.readers.prose_limits import LIMITS, Clock, Limits
from loaders.readers.rows import shown

SUFFIXES: Final = (".txt", ".text", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml", ".md")
_MEND: Final = f"Hand in one of {', '.join(SUFFIXES)}."


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    read: Callable[[bytes, str, Limits, Clock], Document]


def is_document(path: Path) -> bool:
    """Whether a path names prose, by the ending of its name: what it holds is looked at when it is opened."""
    return path.suffix.lower() in SUFFIXES and not path.is_dir()


def open_document(path: Path, limits: Limits = LIMITS) -> Document:
    """The document of a file: TXT, HTML, PDF, DOCX or EML, by its content first and its name second.

    Raises UsageError where there is no such file, DataError where it is broken, locked, empty or too large. What was
    left unread (pages without text, what lies beyond a limit) stands in the document's notes.
    """
    data = _bytes(path, limits)
    found = _format(data, path)
    try:
        document = found.read(data, path.name, limits, Clock(limits.seconds))
    except DataError as error:
        raise DataError(error.what, where=shown(str(path)), mend=error.mend) from error
    if not document.text.strip():
        note = f" {document.notes[0]}" if document.notes else ""
        raise DataError(f"There is no text in this file.{note}", where=shown(str(path)), mend=_no_text(found))
    return _with(document, sha256(data).hexdigest())


def document_of_text(text: str, name: str, limits: Limits = LIMITS) -> Document:
    """The document of pasted text. Raises DataError where there is nothing in it."""
    document = read_text(text, name, limits)
    if not document.text.strip():
        raise DataError("There is no text here.", where=name)
    return _with(document, sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def _with(document: Document, digest: str) -> Document:
    return replace(document, sha256=digest, language=document.language or language_of(document.text))


def _bytes(path: Path, limits: Limits) -> bytes:
    place = shown(str(path))
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UsageError("This is not a file.", where=place, mend="Name a file, not a folder or a device.")
        if found.st_size > limits.bytes:
            raise DataError(f"The file has {found.st_size:,} bytes; at most {limits.bytes:,} are read.", where=place)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise UsageError(f"The file can't be read: {told}.", where=place) from error


def _format(data: bytes, path: Path) -> _Format:
    suffix = path.suffix.lower()
    if not data:
        raise DataError("The file is empty.", where=shown(str(path)))
    if b"%PDF-" in data[:1024]:
        from loaders.readers.pdf_file import read_pdf

        return _Format("PDF", read_pdf)
    if data.startswith(ZIP_MAGIC):
        from loaders.readers.word_file import read_word

        return _Format("DOCX", read_word)
    if data.startswith(OLE_MAGIC):
        raise DataError(
            "This is an old Office file, or one with a password.",
            where=shown(str(path)),
            mend="Open it and save it as .docx without a password.",
        )
    if suffix in (".pdf", ".docx"):
        raise DataError(
            f"The name says {suffix}, but the file isn't one.", where=shown(str(path)), mend="Fetch or save it anew."
        )
    if suffix == ".eml":
        from loaders.readers.mail import read_mail

        return _Format("EML", read_mail)
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in (".html", ".htm", ".xhtml") or start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        from loaders.readers.web_page import read_page

        return _Format("HTML", read_page)
    return _Format("TXT", _read_plain)


def _read_plain(data: bytes, name: str, limits: Limits, clock: Clock) -> Document:
    clock.check()
    text, notes = decode(data, name)
    return read_text(text, name, limits, notes)


def _no_text(found: _Format) -> str:
    if found.name == "PDF":
        return "A scan has to go through text recognition (OCR) first."
    return _MEND
