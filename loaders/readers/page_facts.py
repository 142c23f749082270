"""The tree of a web page in; its title, address, publisher and date of publication out, as the page states them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from graph.errors import DataError
from graph.values.dates import parse_date

_TITLES: Final = ("og:title", "dc.title", "dcterms.title", "citation_title")
_PUBLISHERS: Final = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher", "application-name")
_DATES: Final = (
    *("article:published_time", "og:article:published_time", "govuk:first-published-at", "datepublished"),
    *("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created"),
    *("citation_publication_date", "parsely-pub-date", "publishdate", "publish-date", "pubdate", "date"),
)
_DAY: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|[T ])")
LARGEST_JSON: Final = 200_000
MOST_SCRIPTS: Final = 20
MOST_CHARACTERS: Final = 500


def facts_of(tree: Any) -> dict[str, str]:
    """What the page says of itself, '' where it says nothing: a date is never guessed from its text or address."""
    told = _told(tree)
    linked = list(_linked(tree))
    published = [*(told.get(name, "") for name in _DATES), *(str(one.get("datePublished", "")) for one in linked)]
    publishers = [*(told.get(name, "") for name in _PUBLISHERS), *map(_publisher, linked)]
    headings = (" ".join(tree.xpath("string((//h1)[1])").split()), " ".join(tree.xpath("string((//title)[1])").split()))
    addresses = [*tree.xpath("//link[translate(@rel, 'CANONIL', 'canonil')='canonical']/@href"), told.get("og:url", "")]
    return {
        "title": _first([*(told.get(name, "") for name in _TITLES), *headings]),
        "url": _first(filter(_is_address, map(str.strip, addresses))),
        "publisher": _first(publishers),
        "published": _first(map(iso_of, published)),
    }


def iso_of(text: str) -> str:
    """The day, month or year that a text begins with or is, in ISO; '' for anything else."""
    match = _DAY.match(text.strip())
    try:
        found = parse_date(match[0] if match else text.strip()[:40])
    except DataError:
        return ""
    return found.text if found else ""


def _first(texts: Any) -> str:
    return next((text[:MOST_CHARACTERS] for text in texts if text), "")


def _told(tree: Any) -> dict[str, str]:
    told: dict[str, str] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        for key in ("property", "name", "itemprop"):
            if meta.get(key):
                told.setdefault(meta.get(key).strip().lower(), " ".join(meta.get("content").split()))
    for time in tree.xpath("//time[@datetime and (@itemprop='datePublished' or @pubdate)]"):
        told.setdefault("datepublished", time.get("datetime").strip())
    return told


def _linked(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that tell of something published."""
    for script in tree.xpath("//script[@type='application/ld+json']")[:MOST_SCRIPTS]:
        try:
            found = json.loads((script.text or "")[:LARGEST_JSON])
        except (ValueError, RecursionError):
            continue
        graph = found.get("@graph") if isinstance(found, dict) else None
        for one in found if isinstance(found, list) else graph if isinstance(graph, list) else [found]:
            if isinstance(one, dict) and "datePublished" in one:
                yield one


def _publisher(linked: dict[str, Any]) -> str:
    publisher = linked.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return " ".join(name.split()) if isinstance(name, str) else ""


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and text.isprintable() and " " not in text
