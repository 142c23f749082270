"""Plain text in, the document out: a header of `url:`, `title:` … where there is one, then paragraphs and items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.errors import DataError
from graph.values.dates import parse_date
from loaders.readers.blocks import Block, paragraphs_of, plain
from loaders.readers.prose import Document, ParagraphSort
from loaders.readers.prose_limits import Limits
from loaders.readers.text_file import BYTE_ORDER_MARKS

HEADER: Final = ("url", "title", "publisher", "published", "retrieved", "wording")
_HEADER_LINE: Final = re.compile(rf"({'|'.join(HEADER)}):[ \t]*(.*)", re.IGNORECASE)
ITEM: Final = re.compile(r"\s*(?:[-–—•*▪◦‣]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+\S")
_HEADING: Final = 120
_WRAP_LEAST: Final = 50
"""Characters of a line that may have been broken for its length."""


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a file's bytes, and a note where its encoding was guessed. Raises DataError for what is no text."""
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace"), ()
    strange = sum(data[:65_536].count(byte) for byte in range(32) if byte not in b"\t\n\r\f\v\x1a")
    if strange * 10 > min(len(data), 65_536):
        raise DataError("This is not a text file.", where=name)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), ("Read as Windows-1252 (not UTF-8): look at the accented letters.",)


def read_text(text: str, name: str, limits: Limits, notes: tuple[str, ...] = ()) -> Document:
    """The document of a text; lines that were broken for their length are joined again."""
    told, body = _header(text)
    paragraphs, cut = paragraphs_of(_blocks(body), limits)
    return Document(
        name=name,
        paragraphs=paragraphs,
        title=told.get("title", ""),
        url=told.get("url", ""),
        publisher=told.get("publisher", ""),
        published=_day(told.get("published", "")),
        retrieved=_day(told.get("retrieved", "")),
        notes=(*notes, *cut),
    )


def _header(text: str) -> tuple[dict[str, str], str]:
    """Lines with our own words at the very top, closed by an empty line: `url:`, or at least two of them."""
    head, gap, body = text.replace("\r\n", "\n").replace("\r", "\n").partition("\n\n")
    lines = [_HEADER_LINE.fullmatch(line) for line in head.split("\n")]
    told = {line[1].lower(): plain(line[2]) for line in lines if line}
    if gap and all(lines) and (len(told) > 1 or "url" in told):
        return told, body
    return {}, f"{head}{gap}{body}"


def _day(text: str) -> str:
    try:
        return str(parse_date(text) or "")
    except DataError:
        return ""


def _blocks(body: str) -> Iterator[Block]:
    for block in re.split(r"\n[ \t\f\v]*\n", body):
        lines = [line for line in block.split("\n") if line.strip()]
        yield from (Block(text, _sort(text, alone=len(lines) == 1)) for text in _joined(lines))


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines in one where the first ran into the margin and the next goes on in the middle of a sentence."""
    width = max((len(line) for line in lines), default=0)
    held = ""
    wrapping = len(lines) > 2 and width < _HEADING
    for line in lines:
        long = len(held.rsplit("\n", 1)[-1]) >= max(_WRAP_LEAST, width - 20)
        ended = re.search(r"[.:;!?]\s*$", held) is not None
        if held and long and not ITEM.match(line) and (not ended or (wrapping and not line[:1].isspace())):
            held = f"{held}\n{line}"
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _sort(text: str, *, alone: bool) -> ParagraphSort:
    if ITEM.match(text):
        return "item"
    bare = text.strip()
    return "heading" if alone and len(bare) < _HEADING and bare[-1] not in ".:;,!?…" else "text"
