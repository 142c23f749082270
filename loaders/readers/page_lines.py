"""The lines of printed pages in; paragraphs out, words put together that a line parted, running titles told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from loaders.readers.blocks import Block
from loaders.readers.plain_text import ITEM, is_heading

EDGE_LINES: Final = 2
"""Lines at the top and at the bottom of a page that may be a running title or a page number."""
FEWEST_PAGES: Final = 3
_DIGITS: Final = re.compile(r"\d+")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_OF_PAGE_NUMBERS: Final = frozenset({"page", "página", "pagina", "seite", "strona", "of", "de", "di", "von", "sur"})
_PARTED: Final = re.compile(r"[^\W\d_]-$")
_FULL: Final = 0.8
"""Share of the width from which on a line counts as full: printed letters differ in width."""


def repeated_lines(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Lines that stand at the edge of most pages, whatever their digits are."""
    with_text = [page for page in pages if any(page)]
    counts = Counter(shape for page in with_text for shape in {_shape(line) for line in _edges(page)})
    most = max(FEWEST_PAGES, len(with_text) // 2 + 1)
    shapes = {shape for shape, times in counts.items() if times >= most}
    half = max(2, (len(with_text) + 1) // 2)
    shapes |= {shape for shape, times in counts.items() if times >= half and _is_page_number(shape)}
    return frozenset(line for page in with_text for line in _edges(page) if _shape(line) in shapes)


def examples(repeated: frozenset[str]) -> list[str]:
    """One of each of these lines that differ by more than their digits."""
    return sorted({_shape(line): line for line in sorted(repeated)}.values())


def without(lines: Sequence[str], repeated: frozenset[str]) -> list[str]:
    """The lines of a page but those at its edges that most pages have."""
    told = [at for at, line in enumerate(lines) if line]
    edges = {*told[:EDGE_LINES], *told[-EDGE_LINES:]}
    return [line for at, line in enumerate(lines) if at not in edges or line not in repeated]


def _edges(page: Sequence[str]) -> list[str]:
    told = [line for line in page if line]
    return [*told[:EDGE_LINES], *told[-EDGE_LINES:]]


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line).casefold()


def _is_page_number(shape: str) -> bool:
    return "#" in shape and _OF_PAGE_NUMBERS.issuperset(_WORDS.findall(shape))


def blocks_of_lines(lines: Sequence[str], page: int) -> Iterator[Block]:
    """The paragraphs of a page: a line goes on in the next one if it is full, or if the next one begins small."""
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    held = last = ""
    for line in [*lines, ""]:
        if held and line and _goes_on(last, line, width):
            held = joined(held, line)
        else:
            if held:
                yield _block(held, page, alone=held == last)
            held = line
        last = line


def _goes_on(line: str, following: str, width: int) -> bool:
    if ITEM.match(following):
        return False
    if _PARTED.search(line) or following[0].islower():
        return True
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width * _FULL and len(line) > width // 2


def joined(text: str, line: str) -> str:
    """A line put to what stands before it: a hyphen at the end of a line goes if the word goes on in small letters."""
    if _PARTED.search(text):
        return (text[:-1] if line[0].islower() else text) + line
    return f"{text} {line}"


def _block(text: str, page: int, alone: bool) -> Block:
    if ITEM.match(text):
        return Block(text, page, "item")
    return Block(text, page, "heading" if alone and is_heading(text) else "text")
