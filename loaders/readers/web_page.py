"""A web page in, its article out: without menus, cookie text and share links; tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from graph.errors import DataError
from loaders.readers.blocks import Block, paragraphs_of, plain
from loaders.readers.prose import Document, ParagraphSort
from loaders.readers.prose_limits import Clock, Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_SORTS: Final[dict[str, ParagraphSort]] = {"head": "heading", "item": "item", "row": "cell"}
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_page(data: bytes, name: str, limits: Limits, clock: Clock) -> Document:
    """The document of a page. Nothing is fetched; entities and document types do nothing. Raises DataError."""
    from lxml import etree, html
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as Article

    try:
        tree = html.document_fromstring(
            data, parser=html.HTMLParser(no_network=True, huge_tree=False, encoding=_charset(data))
        )
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise DataError("This page can't be read.", mend="Save it anew, or hand in its text.") from error
    clock.check()
    notes: tuple[str, ...] = ()
    try:
        found = bare_extraction(
            tree,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False},
        )
    except Exception as error:
        found, notes = None, (f"Read without its structure: {type(error).__name__}.",)
    clock.check()
    body = found.body if isinstance(found, Article) else None
    blocks = list(_blocks(body)) if body is not None else list(_all_text(tree))
    paragraphs, cut = paragraphs_of(blocks, limits)
    return Document(
        name=name,
        paragraphs=paragraphs,
        title=plain(str(getattr(found, "title", "") or "")),
        url=_address(str(getattr(found, "url", "") or "")),
        publisher=plain(str(getattr(found, "sitename", "") or "")),
        published=_published(str(getattr(found, "date", "") or "")),
        notes=(*notes, *cut),
    )


def _charset(data: bytes) -> str | None:
    """UTF-8 where the bytes are; else what the page says, which the parser finds itself."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _blocks(body: _Element) -> Iterator[Block]:
    """The article's blocks in order, each element that holds text once."""
    for element in body.iter("head", "p", "item", "row", "quote", "code"):
        if any(parent.tag in ("item", "row", "p", "quote") for parent in element.iterancestors()):
            continue
        if element.tag == "row":
            cells = [plain(" ".join(cell.itertext())) for cell in element.iter("cell")]
            text = " | ".join(cell for cell in cells if cell)
        else:
            text = " ".join(element.itertext())
        yield Block(text, _SORTS.get(str(element.tag), "text"))


def _all_text(tree: _Element) -> Iterator[Block]:
    """All that is shown, where no article was found."""
    for element in tree.iter("script", "style", "nav", "header", "footer", "noscript", "template"):
        element.text = None
        for child in list(element):
            element.remove(child)
    for element in tree.iter("h1", "h2", "h3", "p", "li", "tr", "td", "div"):
        text = element.text or ""
        if element.tag != "div" and element.tag != "tr":
            text = " ".join(element.itertext())
        yield Block(text, "item" if element.tag == "li" else "heading" if str(element.tag).startswith("h") else "text")


def _address(text: str) -> str:
    return text if text.startswith(("http://", "https://")) and not re.search(r"\s", text) else ""


def _published(text: str) -> str:
    match = _DATE.match(text)
    return match[0] if match else ""
