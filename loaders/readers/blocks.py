"""Blocks of text as a format gives them in, paragraphs with their places out; text is made plain on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from loaders.readers.prose import PARAGRAPH_BREAK, Paragraph, ParagraphSort
from loaders.readers.prose_limits import Limits

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that stands by itself; `page` from 1, 0 where there are none."""

    text: str
    sort: ParagraphSort = "text"
    page: int = 0


def paragraphs_of(blocks: Iterable[Block], limits: Limits) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """The paragraphs, and notes on what lies beyond the limit of characters."""
    found: list[Paragraph] = []
    at = 0
    for block in blocks:
        text = plain(block.text)
        if not text:
            continue
        if at + len(text) > limits.characters:
            found_all = tuple(found)
            return found_all, (f"Only the first {at:,} characters were read: the limit is {limits.characters:,}.",)
        found.append(Paragraph(text, at, block.page, block.sort))
        at += len(text) + len(PARAGRAPH_BREAK)
    return tuple(found), ()


def plain(text: str) -> str:
    """NFC, without soft hyphens, marks of direction, controls and line breaks; blanks are one."""
    bare = _CONTROL.sub(" ", _UNSEEN.sub("", text))
    return " ".join(unicodedata.normalize("NFC", bare).split())
