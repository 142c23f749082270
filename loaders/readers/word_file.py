"""A DOCX in, its paragraphs, list items and table rows in their order out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from graph.errors import DataError
from loaders.readers.blocks import Block, paragraphs_of, plain
from loaders.readers.prose import Document, ParagraphSort
from loaders.readers.prose_limits import Clock, Limits

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_MOST_PARTS: Final = 10_000
_RATIO: Final = 200
_SMALL: Final = 10_000_000


def read_word(data: bytes, name: str, limits: Limits, clock: Clock) -> Document:
    """The document of a DOCX. Raises DataError where it is damaged, a bomb, or another kind of package."""
    _check(data, limits)
    import docx

    try:
        word = docx.Document(io.BytesIO(data))
        clock.check()
        paragraphs, cut = paragraphs_of(_blocks(word, clock), limits)
        told = word.core_properties
        title, made = plain(told.title or ""), told.created
    except DataError:
        raise
    except Exception as error:
        raise DataError("This DOCX is damaged.", mend="Open it in a word processor and save it anew.") from error
    return Document(
        name=name, paragraphs=paragraphs, title=title, published=made.date().isoformat() if made else "", notes=cut
    )


def _check(data: bytes, limits: Limits) -> None:
    """Refuse a zip that is damaged, locked, a bomb, or no document of a word processor."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise DataError("This file is damaged or cut short.", mend="Fetch or save it anew.") from error
    if not any(part.filename.startswith("word/") for part in parts):
        raise DataError("This is a zip archive, not a DOCX.", mend="Unpack it and hand in the files inside.")
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise DataError(f"It unpacks to more than {limits.unpacked_bytes:,} bytes.", mend="Hand in its text.")
    for part in parts:
        if ".." in PurePosixPath(part.orig_filename.replace("\\", "/")).parts:
            raise DataError("The package holds a file that points outside it.")
        if part.flag_bits & 0x1:
            raise DataError("This file is locked with a password.", mend="Save it without a password.")
        if part.file_size > _SMALL and part.file_size > part.compress_size * _RATIO:
            raise DataError("A part of it unpacks as a zip bomb does.", mend="Hand in its text.")


def _blocks(word: WordDocument, clock: Clock) -> Iterator[Block]:
    from docx.table import Table

    for part in word.iter_inner_content():
        clock.check()
        if isinstance(part, Table):
            for row in part.rows:
                cells = dict.fromkeys(plain(cell.text) for cell in row.cells)
                yield Block(" | ".join(cell for cell in cells if cell), "cell")
        else:
            yield Block(part.text, _sort(part.style.name or "" if part.style else ""))


def _sort(style: str) -> ParagraphSort:
    if style.startswith(("Heading", "Title", "Subtitle")):
        return "heading"
    return "item" if style.startswith("List") else "text"
