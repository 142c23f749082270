"""The source of a web page in, the blocks of its article out: headings, items and rows; menus are dropped."""

from __future__ import annotations

import logging
import re
from typing import Any, Final

import lxml.html
from lxml import etree

from loaders.readers.blocks import Block, Clock, Limits, Reading
from loaders.readers.page_facts import facts_of
from loaders.readers.plain_text import ITEM
from loaders.readers.prose import ParagraphSort

LARGEST_ARTICLE: Final = 10_000
"""Elements of a page in which the article is looked for: the search takes the square of their number."""
FEWEST_CHARACTERS: Final = 25
_DECLARED: Final = re.compile(r"^\s*<\?xml[^>]*>")
_SORTS: Final[dict[str, ParagraphSort]] = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("item", "li", "dt", "dd"), "item"),
    **dict.fromkeys(("row", "tr"), "text"),
}
_ROWS: Final = ("row", "tr")
_LAYOUT: Final = (*_ROWS, "head", "h1", "h2", "h3", "h4", "list", "ul", "ol")
"""What stands inside a row of a table that only arranges the page."""
_CELLS: Final = frozenset({"cell", "td", "th"})
_BREAKS: Final = frozenset({"lb", "br", "hr"})
_KEPT_LINES: Final = frozenset({"pre", "code"})
_IN_LINES: Final = frozenset(
    re.findall(
        r"\w+",
        "br lb hr a abbr acronym b bdi bdo big cite data del dfn em font hi i ins kbd label mark q ref s samp small"
        " span strong sub sup time tt u var wbr",
    )
)
_DROPPED: Final = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template nav footer aside form button iframe object embed svg math select option canvas"
        " audio video title meta link textarea",
    )
)
_BLANKS: Final = re.compile(r"\s+")
_CLUTTER: Final = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|share|sharing|social|breadcrumbs?|menu|navbar|newsletter|skip)(?:$|[\s_-])",
    re.IGNORECASE,
)
MOST_CLUTTER: Final = 1_500
"""Characters in an element whose class says menu, cookies or sharing; with more it holds the page as well."""


def read_page(source: str, clock: Clock, limits: Limits) -> Reading:
    """The article of a page and what the page says of itself. Nothing is fetched, no script is run."""
    notes = []
    if len(source) > limits.characters:
        notes.append(f"Left unread: the page's source after {limits.characters:,} characters.")
    tree = _tree(source[: limits.characters])
    if tree is None:
        return Reading((), notes=tuple(notes))
    facts = facts_of(tree)
    large = sum(1 for _ in tree.iter()) > LARGEST_ARTICLE
    article = None if large else _article(tree)
    if article is None:
        notes.append("No article could be told from the rest of the page: menus may stand in the text.")
    blocks, unread = Walk(tree if article is None else article, whole=article is None).blocks(clock)
    if unread:
        notes.append(f"Left unread: the end of the page; {clock.seconds:g} seconds were over.")
    return Reading(blocks, **facts, notes=tuple(notes))


def _tree(source: str) -> Any:
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return lxml.html.document_fromstring(_DECLARED.sub("", source).replace("\0", ""), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _article(tree: Any) -> Any:
    """What trafilatura takes for the article, or None where it finds none."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it would complain of pages without an article
    try:
        found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    except Exception:  # a hostile page finds faults in it that nobody can list; the whole page is read then
        return None
    body = getattr(found, "body", None)
    if body is None or len(" ".join(body.itertext()).strip()) < FEWEST_CHARACTERS:
        return None
    return body


def _is_clutter(element: Any) -> bool:
    if element.tag in _DROPPED or element.get("hidden") is not None:
        return True
    words = f"{element.get('class', '')} {element.get('id', '')}"
    if element.get("role") == "navigation" or _CLUTTER.search(words):
        return bool(len(element.text_content()) <= MOST_CLUTTER)
    return False


class Walk:
    """A tree in, its blocks out in its order; what stands between two elements that end a line is one.

    `whole`: the tree is a page, not an article, and what is clutter by its tag or class is passed over.
    """

    def __init__(self, tree: Any, *, whole: bool) -> None:
        self._tree = tree
        self._whole = whole
        self._passed: Any = None
        self._cells = 0
        self._blocks: list[Block] = []
        self._held: list[str] = []
        self._sorts: list[ParagraphSort] = ["text"]
        self._row: Any = None

    def blocks(self, clock: Clock) -> tuple[tuple[Block, ...], bool]:
        """The blocks, and whether time was over before the tree's end."""
        walk = etree.iterwalk(self._tree, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._end(element)
            elif self._whole and element is not self._tree and _is_clutter(element):
                self._passed = element
                walk.skip_subtree()
            elif not clock.left:
                return tuple(self._blocks), True
            else:
                self._start(element)
        self._flush()
        return tuple(self._blocks), False

    def _start(self, element: Any) -> None:
        tag = element.tag
        if self._row is not None:
            self._held.append(" | " if tag in _CELLS and self._cells else "" if tag in _IN_LINES else " ")
            self._cells += tag in _CELLS
        elif tag not in _IN_LINES:
            self._flush()
            if tag in _ROWS and next(element.iterdescendants(*_LAYOUT), None) is None:
                self._row, self._cells = element, 0
                self._sorts.append("cell")
            else:
                self._sorts.append(_SORTS.get(tag, self._sorts[-1]))
        self._held.append(_plain(element.text, element))

    def _end(self, element: Any) -> None:
        if element is not self._passed:
            self._close(element)
        if element is not self._tree:
            self._held.append(_plain(element.tail, element.getparent()))

    def _close(self, element: Any) -> None:
        if element.tag in _BREAKS:
            self._held.append(" " if self._row is not None else "\n")
        if element is self._row:
            self._row = None
        if self._row is None and element.tag not in _IN_LINES:
            self._flush()
            self._sorts.pop()

    def _flush(self) -> None:
        """Lines parted by breaks are paragraphs, unless a line plainly goes on in the next."""
        sort = self._sorts[-1]
        lines = [line.strip() for line in "".join(self._held).split("\n")]
        self._held.clear()
        text = lines[0]
        for line in lines[1:]:
            if text and line and line[0].islower() and not text.endswith((".", "!", "?", ":", ";")):
                text += f" {line}"
            else:
                self._keep(text, sort)
                text = line
        self._keep(text, sort)

    def _keep(self, text: str, sort: ParagraphSort) -> None:
        if text:
            self._blocks.append(Block(text, sort="item" if sort == "text" and ITEM.match(text) else sort))


def _plain(text: str | None, element: Any) -> str:
    """Text as the page shows it: line breaks of the source are blanks, except where the page keeps them."""
    if not text:
        return ""
    return text if element.tag in _KEPT_LINES else _BLANKS.sub(" ", text)
