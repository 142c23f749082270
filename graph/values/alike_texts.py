"""A document's text in, a short signature out; two signatures in, how much of their wording two documents share.

MinHash over runs of five words (A. Broder, On the resemblance and containment of documents, 1997): the share of places
at which two signatures agree estimates the Jaccard index of the two sets of runs.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from graph.values.names import normal_form

Signature = tuple[int, ...]
RUN: Final = 5
"""Words in a run; a text with fewer is one run, so that only an equal one is like it."""
PLACES: Final = 64
COPY: Final = 0.8
"""From this likeness on a document is taken for a copy of the other."""

_PRIME: Final = (1 << 61) - 1
"""A prime below the largest integer that a store keeps."""


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) % _PRIME


_LINES: Final = tuple((_number(f"factor {n}") or 1, _number(f"shift {n}")) for n in range(PLACES))


def signature(text: str) -> Signature:
    """The signature of a text's words, whatever their case, accents and punctuation; () where there are none."""
    words = normal_form(text).split()
    runs = {_number(" ".join(words[at : at + RUN])) for at in range(max(len(words) - RUN + 1, 1))} if words else set()
    return tuple(min((factor * run + shift) % _PRIME for run in runs) for factor, shift in _LINES) if runs else ()


def likeness(left: Signature, right: Signature) -> float:
    """The share of runs that two texts have in common, as their signatures estimate it; 0 where one has no words."""
    if not left or len(left) != len(right):
        return 0.0
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(left)
