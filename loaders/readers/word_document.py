"""A Word document (.docx) in, its blocks out in document order: headings, list items, paragraphs, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graph.errors import DataError
from loaders.readers.blocks import Block, Clock, Limits, Reading
from loaders.readers.plain_text import ITEM
from loaders.readers.prose import ParagraphSort
from loaders.readers.rows import Limits as PackageLimits
from loaders.readers.xlsx_package import check_parts

PACKAGE: Final = PackageLimits(max_unpacked_bytes=100_000_000, max_small_part_bytes=20_000_000)
MEND: Final = "Open it in a word processor and save it anew as .docx."
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT, _PARAGRAPH, _TABLE, _ROW, _CELL = (_W + name for name in ("t", "p", "tbl", "tr", "tc"))
_PROPERTIES, _STYLE, _VALUE = f"{_W}pPr", f"{_W}pStyle", f"{_W}val"
_GAPS: Final = frozenset(_W + name for name in ("tab", "br", "cr", "ptab"))
_HEADING: Final = re.compile(r"(?:heading ?\d|title$|subtitle$)", re.IGNORECASE)
_LISTED: Final = re.compile(r"list\b", re.IGNORECASE)
DEEPEST_STYLE: Final = 20


def read_word(path: Path, clock: Clock, limits: Limits) -> Reading:
    """The blocks of a Word document. Headers, footers, footnotes, comments and struck text are not read.

    Raises DataError for a file that is no Word document, is locked, damaged, or a bomb.
    """
    import docx

    if not any(name.startswith("word/") for name in check_parts(path, PACKAGE, "Word document")):
        raise DataError("This zip is no Word document.", where=str(path), mend=MEND)
    try:
        document = docx.Document(str(path))
        title = str(document.core_properties.title or "")
        sorts = _sorts_of_styles(document.styles.element)
        blocks, unread = [], False
        characters = 0
        for block in _blocks(document.element.body, sorts):
            blocks.append(block)
            characters += len(block.text)
            if not clock.left or characters > limits.characters:
                unread = True
                break
    except Exception as error:  # python-docx answers a damaged package with whatever it stumbles over
        raise DataError("The Word document is damaged or cut short.", where=str(path), mend=MEND) from error
    notes = ("Left unread: the end of the document; it is too long.",) if unread else ()
    return Reading(tuple(blocks), title=" ".join(title.split()), notes=notes)


def _sorts_of_styles(styles: Any) -> dict[str, ParagraphSort]:
    """The sort of each style's paragraphs, told by its name, its numbering, or the style that it is based on."""
    own: dict[str, ParagraphSort] = {}
    parents: dict[str, str] = {}
    for style in styles.iterchildren(f"{_W}style"):
        key, name, parent = style.get(f"{_W}styleId", ""), style.find(f"{_W}name"), style.find(f"{_W}basedOn")
        words = "" if name is None else name.get(_VALUE, "")
        parents[key] = "" if parent is None else parent.get(_VALUE, "")
        if _HEADING.match(words):
            own[key] = "heading"
        elif _LISTED.match(words) or style.find(f"{_PROPERTIES}/{_W}numPr") is not None:
            own[key] = "item"
    return {key: _inherited(key, own, parents) for key in parents}


def _inherited(key: str, own: dict[str, ParagraphSort], parents: dict[str, str]) -> ParagraphSort:
    for _ in range(DEEPEST_STYLE):
        if key in own:
            return own[key]
        key = parents.get(key, "")
    return "text"


def _blocks(parent: Any, sorts: dict[str, ParagraphSort]) -> Iterator[Block]:
    """Paragraphs and rows in order, also those in content controls and text boxes."""
    for child in parent.iterchildren():
        if child.tag == _PARAGRAPH:
            yield Block(_text(child), sort=_sort(child, sorts))
            for box in child.iterdescendants(f"{_W}txbxContent"):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _blocks(box, sorts)
        elif child.tag == _TABLE:
            yield from _rows(child, sorts)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child, sorts)


def _rows(table: Any, sorts: dict[str, ParagraphSort]) -> Iterator[Block]:
    """The rows of a table; one cell alone in its row is a frame, and what it holds are ordinary paragraphs."""
    for row in table.iterchildren(_ROW):
        cells = list(row.iter(_CELL))
        if len(cells) == 1:
            yield from _blocks(cells[0], sorts)
        else:
            own = [cell for cell in cells if next(cell.iterancestors(_ROW)) is row]
            texts = [" ".join(" ".join(_text(p) for p in cell.iter(_PARAGRAPH)).split()) for cell in own]
            if any(texts):
                yield Block(" | ".join(texts), sort="cell")


def _text(paragraph: Any) -> str:
    """What a reader of the paragraph sees: insertions and links too, not struck text, not text boxes."""
    found: list[str] = []
    for element in paragraph.iterdescendants(_TEXT, *_GAPS):
        if next(element.iterancestors(_PARAGRAPH)) is paragraph and element.getparent().tag != f"{_W}tabs":
            found.append(element.text or "" if element.tag == _TEXT else " ")
    return "".join(found)


def _sort(paragraph: Any, sorts: dict[str, ParagraphSort]) -> ParagraphSort:
    properties = paragraph.find(_PROPERTIES)
    style = None if properties is None else properties.find(_STYLE)
    told = "text" if style is None else sorts.get(style.get(_VALUE, ""), "text")
    if told == "text" and properties is not None:
        level = properties.find(f"{_W}outlineLvl")
        if level is not None and level.get(_VALUE) != "9":
            return "heading"
        if properties.find(f"{_W}numPr") is not None:
            return "item"
    return "item" if told == "text" and ITEM.match(_text(paragraph)) else told
