"""How much of a document is read, and a clock that stops a reading that takes too long."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from graph.errors import DataError


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one document; what lies beyond is said in its notes, or refuses the file."""

    bytes: int = 50_000_000
    unpacked_bytes: int = 200_000_000
    pages: int = 2_000
    characters: int = 5_000_000
    seconds: float = 8.0


LIMITS: Final = Limits()


class Clock:
    """The time that one document may take."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._end

    def check(self) -> None:
        """Raises DataError once the time is up."""
        if self.over:
            raise DataError("Reading this file takes too long.", mend="Hand in a part of it, or its text.")
