"""Names as people write them in, one normal form out, for search and for telling that two spellings are one name."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Final

SHORT: Final = 16
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,119}")
_UNSPACED: Final = ("CJK ", "HIRAGANA ", "KATAKANA ", "THAI ", "LAO ", "KHMER ", "MYANMAR ", "TIBETAN ")
_LAST_LATIN_MARK: Final = 0x36F


def normal_form(text: str) -> str:
    """NFKD, Latin marks dropped (marks of other scripts carry meaning), casefold, letters marks and digits, one blank.

    "Côte d'Ivoire" and "COTE D IVOIRE" agree; Thai, Chinese, Arabic and Nepali stay as they are.
    """
    kept = []
    for char in unicodedata.normalize("NFKD", text):
        category = unicodedata.category(char)
        if category[0] == "M" and ord(char) <= _LAST_LATIN_MARK:
            continue
        kept.append(char if category[0] in "LMN" else " ")
    return " ".join("".join(kept).casefold().split())


def search_tokens(text: str) -> list[str]:
    """What a name has to hold to be found by a text: its first eight words, each at the beginning of a word.

    Scripts that put no blanks between words (Thai, Chinese …) are found anywhere in a name.
    """
    words = normal_form(text[:200]).split()[:8]
    return [word if is_unspaced(word) else f" {word}" for word in words]


def is_unspaced(word: str) -> bool:
    """Whether a word begins in a script that puts no blanks between words."""
    return unicodedata.name(word[:1] or " ", "").startswith(_UNSPACED)


def slug(text: str) -> str:
    """A readable key of ASCII letters, digits and hyphens, at most 60 characters; may be empty for other scripts."""
    plain = normal_form(text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")


def is_key(text: str) -> bool:
    """Whether a text may be the key of an id: lower-case letters, digits, dots, hyphens; at most 120 characters."""
    return _KEY.fullmatch(text) is not None


def digest(*parts: str, size: int = 20) -> str:
    """The hash that ids are made of: hex of SHA-256 over the parts, kept apart by a unit separator."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:size]


def shorten(name: str) -> str:
    """A label of at most 16 characters for charts, cut at a word where that leaves enough."""
    if len(name) <= SHORT:
        return name
    cut = name[: SHORT - 1]
    head = cut.rsplit(" ", 1)[0]
    return (head if len(head) > SHORT // 2 else cut).rstrip(" ,;-") + "…"
