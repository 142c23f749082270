"""What the readers of prose give: one text in paragraphs, and the way back from a span of it to page and place."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, Literal

ParagraphSort = Literal["heading", "text", "item", "cell"]
PARAGRAPH_BREAK: Final = "\n"
"""What parts two paragraphs in a document's text; no paragraph holds one."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of a document: where it begins in the document's text, and its page (from 1; 0 without pages)."""

    text: str
    start: int
    page: int = 0
    sort: ParagraphSort = "text"

    @property
    def end(self) -> int:
        """Where it ends in the document's text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: what it says of itself, and its paragraphs, in order.

    `name` is the file's name, `published` an ISO date as precise as told, `language` an ISO 639-1 code or '', `sha256`
    that of the file's bytes, `notes` what a person should know (pages without text, cut length).
    """

    name: str
    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""
    retrieved: str = ""
    language: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole text: paragraphs parted by line breaks; spans count its characters from 0."""
        return PARAGRAPH_BREAK.join(p.text for p in self.paragraphs)

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph that holds a character of the text."""
        return self.paragraphs[bisect_right(self.paragraphs, offset, key=lambda p: p.start) - 1]

    def locator(self, start: int, end: int) -> str:
        """Where a span stands, for people: `page 2, characters 120-180`; the page is left out where there are none."""
        page = self.paragraph_at(start).page
        return f"page {page}, characters {start}-{end}" if page else f"characters {start}-{end}"
