"""A text in, its blocks out: a header of known keys, blocks parted by empty lines, hard-wrapped lines joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from graph.errors import DataError
from graph.values.dates import parse_date
from loaders.readers.blocks import Block, Limits, Reading, unread_after

HEADER_KEYS: Final = ("url", "title", "publisher", "published", "retrieved", "wording")
_HEADER_LINE: Final = re.compile(rf"({'|'.join(HEADER_KEYS)}):[ \t]*(.*)", re.IGNORECASE)
ITEM: Final = re.compile(
    r"(?:[-–—*•·▪■●○◦‣⁃\uf0a7\uf0b7]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)|\d{1,3}\.(?:\d{1,3}\.?)*)[ \t]+\S"
)
_LINES: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SENTENCE_END: Final = (".", "!", "?", ":", ";", "…")
_NO_HEADING_END: Final = (*_SENTENCE_END, ",")
HEADING_CHARACTERS: Final = 120
WRAPPED_WIDTHS: Final = range(50, 131)
"""Characters in the longest line of a block that was wrapped by hand or by a mail program."""


def read_text(text: str, limits: Limits) -> Reading:
    """The blocks of a text, and what its header says if it has one."""
    kept = text[: limits.characters].removeprefix("\ufeff")
    lines = [line.strip() for line in _LINES.split(kept)]
    header, body = _header(lines)
    published, notes = date_told(header.get("published", ""))
    return Reading(
        blocks=tuple(block for group in _groups(body) for block in _blocks(group)),
        title=header.get("title", ""),
        url=header.get("url", ""),
        publisher=header.get("publisher", ""),
        published=published,
        retrieved=header.get("retrieved", ""),
        notes=(*notes, *((unread_after(limits.characters),) if len(text) > limits.characters else ())),
    )


def date_told(text: str) -> tuple[str, tuple[str, ...]]:
    """A date in ISO, and a note in its place when the text is none."""
    try:
        found = parse_date(text) if text else None
    except DataError:
        return "", (f"The date of publication can't be read: '{text[:40]}'.",)
    return (found.text if found else ""), ()


def _header(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Known keys alone, up to an empty line; with fewer than two of them and no address it is an ordinary text."""
    header: dict[str, str] = {}
    for at, line in enumerate(lines):
        if not line:
            told = len(header) > 1 or "url" in header
            return (header, lines[at + 1 :]) if told else ({}, lines)
        match = _HEADER_LINE.fullmatch(line)
        if match is None:
            break
        header[match[1].lower()] = match[2]
    return {}, lines


def _groups(lines: list[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in [*lines, ""]:
        if line:
            group.append(line)
        elif group:
            yield group
            group = []


def _blocks(lines: list[str]) -> Iterator[Block]:
    """The paragraphs of lines that no empty line parts."""
    if len(lines) == 1:
        yield _block(lines[0], alone=True)
        return
    wraps = _wraps(lines)
    held = lines[0]
    for line, joined in zip(lines[1:], wraps, strict=True):
        if joined:
            held += f" {line}"
        else:
            yield _block(held)
            held = line
    yield _block(held)


def _block(text: str, alone: bool = False) -> Block:
    if ITEM.match(text):
        return Block(text, sort="item")
    return Block(text, sort="heading" if alone and is_heading(text) else "text")


def is_heading(text: str) -> bool:
    """Whether a line that stands alone is short and ends as no sentence does."""
    bare = text.rstrip("\"'”’»)] ")
    return len(text) <= HEADING_CHARACTERS and any(c.isalpha() for c in text) and not bare.endswith(_NO_HEADING_END)


def _wraps(lines: list[str]) -> list[bool]:
    """For each line but the last, whether it goes on in the next.

    A line was wrapped if the next one's first word had no room in it. One such line may be chance: most must be so.
    """
    width = max(map(len, lines))
    pairs = list(pairwise(lines))
    inside = [not ITEM.match(after) for _, after in pairs]
    full = [
        len(before) + 1 + len(after.split(maxsplit=1)[0]) > width and len(before) * 3 > width * 2
        for before, after in pairs
    ]
    both = [goes and fills for goes, fills in zip(inside, full, strict=True)]
    if width not in WRAPPED_WIDTHS or 2 * sum(both) < sum(inside):
        return [False] * len(pairs)
    if sum(both) == 1:
        return [one and _runs_on(*pair) for one, pair in zip(both, pairs, strict=True)]
    return both


def _runs_on(before: str, after: str) -> bool:
    return after[0].islower() or not before.endswith(_SENTENCE_END)
