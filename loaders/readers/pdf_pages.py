"""A PDF in, its blocks out with their pages: paragraphs, ruled tables as rows, without running titles."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.errors import DataError
from loaders.readers.blocks import Block, Clock, Limits, Reading
from loaders.readers.page_lines import blocks_of_lines, examples, repeated_lines, without

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MEND: Final = "Open it in a PDF viewer and print it to a new PDF, or save its text."
RULES: Final = frozenset({b"re", b"l"})
RULES_OF_A_TABLE: Final = range(4, 2_000)
"""Lines and rectangles on a page that may be a table's: finding one takes the square of their number."""
MOST_STEPS: Final = 200_000
"""Drawing steps of a page in which a table is looked for."""
MOST_NAMED: Final = 20


class _Over(Exception):
    """The time of this reading is over."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What one page gave: its lines, and whether it may hold a ruled table."""

    number: int
    lines: tuple[str, ...]
    ruled: bool = False
    broken: bool = False


def read_pdf(path: Path, clock: Clock, limits: Limits) -> Reading:
    """The blocks of a PDF's text. Pictures are not read: a page without text is named in the notes.

    Raises DataError for a file that is locked with a password or can't be read.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would tell of each fault that it mends
    data = path.read_bytes()
    reader, count = _opened(data, str(path))
    pages: list[_Page] = []
    characters = 0
    for number in range(1, min(count, limits.pages) + 1):
        try:
            page = _page(reader, number, clock)
        except _Over:
            break
        pages.append(page)
        characters += sum(map(len, page.lines))
        if characters > limits.characters or not clock.left:
            break
    repeated = repeated_lines([page.lines for page in pages])
    tables = _ruled_pages(data, [page.number for page in pages if page.ruled], repeated, clock)
    blocks = [
        block
        for page in pages
        for block in tables.get(page.number, ()) or blocks_of_lines(without(page.lines, repeated), page.number)
    ]
    return Reading(tuple(blocks), title=_title(reader), notes=_notes(pages, count, repeated))


def _opened(data: bytes, where: str) -> tuple[PdfReader, int]:
    from pypdf import PdfReader

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(data), strict=False)
            locked = reader.is_encrypted and not reader.decrypt("")
            count = 0 if locked else len(reader.pages)
    except Exception as error:  # a damaged file makes it stumble in ways that nobody can list
        raise DataError("The PDF is damaged or cut short.", where=where, mend=MEND) from error
    if locked:
        raise DataError("The PDF is locked with a password.", where=where, mend="Save it without a password.")
    if not count:
        raise DataError("The PDF has no pages that can be read.", where=where, mend=MEND)
    return reader, count


def _page(reader: PdfReader, number: int, clock: Clock) -> _Page:
    rules = steps = 0

    def step(operator: bytes, *_: object) -> None:
        nonlocal rules, steps
        steps += 1
        rules += operator in RULES
        if not clock.left:
            raise _Over

    try:
        page: PageObject = reader.pages[number - 1]
        text = page.extract_text(visitor_operand_before=step)
    except _Over:
        raise
    except Exception:  # as above; the other pages may be whole
        return _Page(number, (), broken=True)
    lines = tuple(" ".join(line.split()) for line in text.splitlines())
    return _Page(number, lines, ruled=rules in RULES_OF_A_TABLE and steps <= MOST_STEPS)


def _title(reader: PdfReader) -> str:
    try:
        title = reader.metadata.title if reader.metadata else ""
    except Exception:  # as above
        return ""
    return " ".join(str(title or "").split())


def _notes(pages: list[_Page], count: int, repeated: frozenset[str]) -> tuple[str, ...]:
    notes = [f"{_named(found)} {what}" for found, what in _unread(pages)]
    if len(pages) < count:
        notes.append(f"Left unread: pages {len(pages) + 1} to {count}.")
    if repeated:
        notes.append(f"Left out, as it stands on most pages: {'; '.join(examples(repeated)[:MOST_NAMED])}")
    return tuple(notes)


def _unread(pages: list[_Page]) -> Iterator[tuple[list[int], str]]:
    empty = [page.number for page in pages if not any(page.lines) and not page.broken]
    broken = [page.number for page in pages if page.broken]
    if empty:
        yield empty, f"{'has' if len(empty) == 1 else 'have'} no text: a scan or a picture? Run text recognition on it."
    if broken:
        yield broken, "can't be read."


def _named(numbers: list[int]) -> str:
    more = f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else ""
    return f"{'page' if len(numbers) == 1 else 'pages'} {', '.join(map(str, numbers[:MOST_NAMED]))}{more}"


def _ruled_pages(data: bytes, numbers: list[int], repeated: frozenset[str], clock: Clock) -> dict[int, list[Block]]:
    """The blocks of those pages that do hold a ruled table, as far as time allows."""
    found: dict[int, list[Block]] = {}
    if not numbers or not clock.left:
        return found
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(io.BytesIO(data), pages=numbers, raise_unicode_errors=False) as book:
            for page in book.pages:
                blocks = list(_around_tables(page, repeated))
                if any(block.sort == "cell" for block in blocks):
                    found[page.page_number] = blocks
                page.close()
                if not clock.left:
                    break
    except Exception:  # as above; the text without its tables is there already
        return found
    return found


def _around_tables(page: Any, repeated: frozenset[str]) -> Iterator[Block]:
    """What stands above, in and below each table, in that order."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.columns) > 1]
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda thing: not any(_inside(thing, box) for box in boxes))
    top = page.bbox[1]
    for table in sorted(tables, key=lambda table: table.bbox[1]):
        yield from _between(outside, top, table.bbox[1], repeated)
        for row in table.extract():
            cells = [" ".join((cell or "").split()) for cell in row]
            if any(cells):
                yield Block(" | ".join(cells), page.page_number, "cell")
        top = max(top, table.bbox[3])
    yield from _between(outside, top, page.bbox[3], repeated)


def _between(page: Any, top: float, bottom: float, repeated: frozenset[str]) -> Iterator[Block]:
    if bottom - top < 1:
        return
    text = page.crop((page.bbox[0], top, page.bbox[2], bottom), strict=False).extract_text() or ""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    yield from blocks_of_lines(without(lines, repeated), page.page_number)


def _inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])
