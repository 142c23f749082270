"""What a client accepts and what there is in, the one to send out, by the q-values of HTTP."""

from __future__ import annotations

from collections.abc import Sequence


def best(accept: str, offers: Sequence[str]) -> str | None:
    """The offered media type that the header likes best, the first of several alike; None where none will do.

    An empty header takes the first. The most specific range that matches an offer gives its weight.
    """
    ranges = [_range(part) for part in (accept or "*/*").split(",")]
    weights = [(_weight(offer, ranges), -place) for place, offer in enumerate(offers)]
    weight, place = max(weights)
    return offers[-place] if weight > 0 else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.lower().split(";"))
    told = [p.partition("=")[2] for p in parameters if p.startswith("q=")]
    try:
        weight = float(told[0]) if told else 1.0
    except ValueError:
        return name, 0.0
    return name, weight if 0 <= weight <= 1 else 0.0


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    for wanted in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        found = [weight for name, weight in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0
