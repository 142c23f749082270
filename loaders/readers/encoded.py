"""Bytes with a declared character set in, text out, as browsers and mail programs read them."""

from __future__ import annotations

import codecs
import re
from typing import Final

from loaders.readers.text_file import BYTE_ORDER_MARKS

# Only codecs of text: Python has others, and some take very long.
_TEXT_CODECS: Final = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|ascii|latin-?[1-9]|iso-?8859-?\d{1,2}|(windows|cp)-?(874|125\d)|macintosh"
    r"|koi8-[ru]|gbk|gb2312|gb18030|big5|euc-(jp|kr)|shift[_-]jis|tis-620",
    re.IGNORECASE,
)
_DECLARED: Final = re.compile(
    rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE
)
_WESTERN: Final = frozenset({"iso8859-1", "ascii", "latin-1"})
HEAD_BYTES: Final = 4096


def decoded_page(data: bytes) -> str:
    """The source of a web page: by its byte order mark, else as it declares, else UTF-8 or Windows-1252."""
    match = _DECLARED.search(data[:HEAD_BYTES])
    return decoded(data, match[1].decode("ascii", "replace") if match else "")


def decoded(data: bytes, declared: str = "") -> str:
    """Text of bytes; a byte that no codec can read becomes the mark of a lost letter."""
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(codec, errors="replace")
    for codec in (_codec(declared), "utf-8"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", errors="replace")


def _codec(declared: str) -> str:
    if not _TEXT_CODECS.fullmatch(declared):
        return "utf-8"
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return "utf-8"
    # What calls itself Latin-1 is Windows-1252 in practice.
    return "cp1252" if name in _WESTERN else name
