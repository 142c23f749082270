"""A PDF in, its text page by page out: without running heads, words joined again; a page without text is said."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from graph.errors import DataError
from loaders.readers.blocks import Block, paragraphs_of, plain
from loaders.readers.plain_text import ITEM
from loaders.readers.prose import Document
from loaders.readers.prose_limits import Clock, Limits

if TYPE_CHECKING:
    from pypdf import PdfReader

_EDGE: Final = 2
"""Lines at the top and bottom of a page in which running heads stand."""
_HYPHEN: Final = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")
_BROKEN: Final = "This PDF is broken."
_ANEW: Final = "Fetch or save it anew, or hand in its text."


def read_pdf(data: bytes, name: str, limits: Limits, clock: Clock) -> Document:
    """The document of a PDF. Raises DataError where it is broken or locked."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = _opened(data)
    pages, notes = _pages(reader, limits, clock)
    kept = _without_heads(pages)
    blank = [number for number, text in enumerate(pages, 1) if not text.strip()]
    if blank:
        told = ", ".join(map(str, blank[:10])) + (" …" if len(blank) > 10 else "")
        notes.append(f"No text on page {told}: a scan? It has to go through text recognition (OCR) first.")
    tables = _tables(data, len(pages), clock) if any(re.search(r"\S {3,}\S", page) for page in pages) else {}
    blocks = [block for number, text in enumerate(kept, 1) for block in _blocks(text, number, tables.get(number, []))]
    paragraphs, cut = paragraphs_of(blocks, limits)
    title, published = _metadata(reader)
    return Document(name=name, paragraphs=paragraphs, title=title, published=published, notes=(*notes, *cut))


def _opened(data: bytes) -> PdfReader:
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted and not reader.decrypt("")
    except Exception as error:
        raise DataError(_BROKEN, mend=_ANEW) from error
    if locked:
        raise DataError("This PDF is locked with a password.", mend="Save it without a password.")
    return reader


def _pages(reader: PdfReader, limits: Limits, clock: Clock) -> tuple[list[str], list[str]]:
    """The text of each page; pages that fail are empty, and said."""
    texts: list[str] = []
    notes: list[str] = []
    try:
        count = len(reader.pages)
    except Exception as error:
        raise DataError(_BROKEN, mend=_ANEW) from error
    for number in range(min(count, limits.pages)):
        if clock.over:
            notes.append(f"Only {number} of {count} pages were read: it took too long.")
            break
        try:
            texts.append(reader.pages[number].extract_text())
        except Exception as error:
            texts.append("")
            notes.append(f"Page {number + 1} can't be read: {type(error).__name__}.")
    if count > limits.pages:
        notes.append(f"Only {limits.pages:,} of {count:,} pages were read.")
    return texts, notes


def _without_heads(pages: list[str]) -> list[str]:
    """Lines at the edges of pages that most pages share, numbers aside, are running heads or feet."""
    if len(pages) < 3:
        return pages
    split = [page.split("\n") for page in pages]
    edges = Counter(key for lines in split for key in {_key(line) for line in [*lines[:_EDGE], *lines[-_EDGE:]]} if key)
    running = {key for key, count in edges.items() if count * 2 > len(pages)}
    return ["\n".join(_cut(lines, running)) for lines in split]


def _cut(lines: list[str], running: set[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        edge = number < _EDGE or number >= len(lines) - _EDGE
        if not (edge and (_key(line) in running or line.strip().isdigit())):
            yield line


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", plain(line))


def _blocks(text: str, page: int, rows: list[str]) -> Iterator[Block]:
    """Paragraphs of a page: a line ends one where it is short of the page's width and closes a sentence."""
    joined = _HYPHEN.sub("", text)
    lines = joined.split("\n")
    width = max((len(line.strip()) for line in lines), default=0)
    held: list[str] = []
    for line in lines:
        bare = line.strip()
        if held and (not bare or ITEM.match(line)):
            yield _block(held, page)
            held = []
        if bare:
            held.append(bare)
            short = len(bare) < width * 0.8
            if short and (bare[-1] in '.:!?”"' or (len(held) == 1 and len(bare) < width * 0.6)):
                yield _block(held, page)
                held = []
    if held:
        yield _block(held, page)
    for row in rows:
        yield Block(row, "cell", page)


def _block(lines: list[str], page: int) -> Block:
    text = " ".join(lines)
    if ITEM.match(text):
        return Block(text, "item", page)
    return Block(text, "heading" if len(lines) == 1 and len(text) < 100 and text[-1] not in ".:;,!?" else "text", page)


def _tables(data: bytes, pages: int, clock: Clock) -> dict[int, list[str]]:
    """The rows of ruled tables by page; what takes too long or fails is left to the text."""
    import pdfplumber

    found: dict[int, list[str]] = {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as book:
            for number, page in enumerate(book.pages[:pages], 1):
                if clock.over:
                    break
                if page.lines or page.rects:
                    rows = [row for table in page.extract_tables() for row in table]
                    found[number] = [" | ".join(plain(cell) for cell in row if cell) for row in rows]
    except Exception:
        return found
    return found


def _metadata(reader: PdfReader) -> tuple[str, str]:
    try:
        told = reader.metadata
        title = plain(str(told.title or "")) if told else ""
        made = told.creation_date if told else None
    except Exception:
        return "", ""
    return title, made.date().isoformat() if made else ""
