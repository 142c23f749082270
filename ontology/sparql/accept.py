"""What a client accepts in, the format that it likes best out: media types with q-values and wildcards (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

RESULTS: Final = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
"""Media types of rows, the preferred one first, each with what it stands for."""

GRAPHS: Final = {
    name: name
    for name in (
        "text/turtle",
        "application/n-triples",
        "application/ld+json",
        "application/rdf+xml",
        "application/trig",
        "application/n-quads",
    )
}
"""Media types of graphs, the preferred one first."""

_Q: Final = re.compile(r"[01](?:\.\d{0,3})?")


def best(accept: str, offered: Mapping[str, str]) -> str:
    """What of the formats offered fits best; '' where none does. No word at all accepts everything."""
    wishes = _wishes(accept)
    scores = {media: _score(media, wishes) for media in offered}
    media = max(scores, key=lambda one: scores[one])
    return offered[media] if scores[media] > 0 else ""


def _wishes(accept: str) -> dict[str, float]:
    """Media ranges with their weights; one that can't be read counts for nothing."""
    found: dict[str, float] = {}
    for part in (accept or "*/*").split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        if "/" in media and _Q.fullmatch(weight):
            found[media] = float(weight)
    return found


def _score(media: str, wishes: Mapping[str, float]) -> float:
    """The weight of the most exact range that a media type falls in."""
    for wanted in (media, media.partition("/")[0] + "/*", "*/*"):
        if wanted in wishes:
            return wishes[wanted]
    return 0.0
