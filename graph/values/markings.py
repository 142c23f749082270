"""TLP 2.0 as an access rule: words in, ranks 0 to 4 out; several join to the highest.

Source: FIRST, Traffic Light Protocol 2.0 (2022), which names the five labels and says that WHITE became CLEAR.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

from graph.errors import MarkingError


class Marking(IntEnum):
    """A TLP 2.0 label; its number is its rank, so `max` joins and `<=` tells who may read."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER_STRICT = 3
    RED = 4

    def __str__(self) -> str:
        return self.name.replace("_", "+")


RANKS: Final = range(5)
HIDDEN: Final = 9
"""The level of what nobody reads any more: a retracted claim."""

_WORDS: Final = {str(m): m for m in Marking} | {"WHITE": Marking.CLEAR}


def _normal(word: str) -> str:
    return word.strip().upper().removeprefix("TLP:").strip().replace(" ", "").replace("_", "+")


def parse_marking(word: str) -> Marking:
    """Read a marking that a person typed; raises MarkingError for any other word."""
    found = _WORDS.get(_normal(word))
    if found is None:
        raise MarkingError(
            f"{word!r} is not a marking." if word.strip() else "No marking was given.",
            mend=f"Use one of {', '.join(str(m) for m in Marking)}.",
        )
    return found


def marking_in_data(word: str, default: Marking) -> Marking:
    """Read a marking from a data row: empty means the dataset's, an unknown word means RED (fail closed)."""
    if not word.strip():
        return default
    return _WORDS.get(_normal(word), Marking.RED)


def join(markings: Iterable[Marking]) -> Marking:
    """The marking of several things together: the highest; of nothing, CLEAR."""
    return max(markings, default=Marking.CLEAR)
