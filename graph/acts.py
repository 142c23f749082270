"""What was done to what the store holds: by whom, why, when, and what stood before and after; one frozen value each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from graph.values.markings import Marking
from graph.values.names import digest

Deed = Literal["add", "withdraw", "restore", "mark", "grade", "accept", "edit", "reject", "undo"]


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a claim, proposed or recorded, or on a source; `about` is its id, `at` is UTC text.

    `level` is the highest marking it speaks of. Who may not read what stood before may not read that it was changed, so
    a marking that was lowered stays told of at its old level only.
    """

    deed: Deed
    about: str
    author: str
    reason: str
    at: str
    level: Marking
    before: str = ""
    after: str = ""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        parts = (self.deed, self.about, self.author, self.reason, self.at, self.before, self.after)
        object.__setattr__(self, "id", digest(*parts))
