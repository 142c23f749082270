"""What the readers of prose share: how much is read, what they hand on, and blocks in, paragraphs with offsets out."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from loaders.readers.prose import PARAGRAPH_BREAK, Paragraph, ParagraphSort

# Soft hyphen, zero-width blanks, marks of direction, byte order mark: nobody sees them, and they part names.
_UNSEEN: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
# Joiners spell words in scripts from Arabic to Tibetan and the like; elsewhere they are unseen marks.
_JOINERS: Final = re.compile("(?<![\u0600-\u1fff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u1fff])")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_HALVES: Final = re.compile("[\ud800-\udfff]")
_LONG_RUN: Final = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_MOST_MARKS: Final = 30
"""Marks upon one letter, as Unicode's stream-safe form has it: to put a run in order takes the square of its length."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is read; what lies beyond is refused (bytes) or named in the document's notes."""

    bytes: int = 50_000_000
    pages: int = 2_000
    characters: int = 5_000_000
    seconds: float = 7.0


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as a reader finds it, not yet in normal form."""

    text: str
    page: int = 0
    sort: ParagraphSort = "text"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader of one format hands on: blocks in order, what the file says of itself, what to know of it."""

    blocks: tuple[Block, ...]
    title: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""
    retrieved: str = ""
    notes: tuple[str, ...] = ()


class Clock:
    """The time that one reading may take; `left` where some of it has gone already."""

    def __init__(self, limits: Limits, left: float | None = None) -> None:
        self.seconds = limits.seconds
        self._end = time.monotonic() + (limits.seconds if left is None else left)

    @property
    def left(self) -> float:
        """Seconds that are left, 0 when none are."""
        return max(0.0, self._end - time.monotonic())


def unread_after(characters: int) -> str:
    """The note on a text that was cut."""
    return f"Left unread: what follows after {characters:,} characters."


def normal(text: str) -> str:
    """One line in NFC: nothing unseen, blanks of any kind collapsed."""
    if not text.isascii():
        text = _HALVES.sub("\ufffd", _JOINERS.sub("", _UNSEEN.sub("", text)))
        text = unicodedata.normalize("NFC", _LONG_RUN.sub(_few_marks, text))
    return " ".join(_CONTROLS.sub("", text).split())


def _few_marks(run: re.Match[str]) -> str:
    marks, kept = 0, []
    for char in run[0]:
        marks += bool(unicodedata.combining(char))
        if marks <= _MOST_MARKS or not unicodedata.combining(char):
            kept.append(char)
    return "".join(kept)


def paragraphs_of(blocks: Iterable[Block], characters: int) -> tuple[tuple[Paragraph, ...], bool]:
    """The paragraphs of blocks that hold anything, up to so many characters, and whether some were left out."""
    found: list[Paragraph] = []
    start = 0
    for block in blocks:
        text = normal(block.text)
        if not text:
            continue
        room = characters - start
        kept = text[: max(room, 0)].rstrip()
        if kept:
            found.append(Paragraph(kept, start, block.page, block.sort))
        if len(text) > room:
            return tuple(found), True
        start += len(text) + len(PARAGRAPH_BREAK)
    return tuple(found), False
