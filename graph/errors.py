"""The one error tree: each class says what went wrong, where, and how to mend it; exit codes hang on the class.

WengraphError               exit 2   anything a person can mend
├── UsageError              exit 2   a word, option or parameter that makes no sense
│   ├── UnknownName         exit 2   a name that nothing visible answers to (same words for hidden and absent)
│   └── Taken               exit 2   something that another person has in hand, or has decided already
├── DataError               exit 1   a file, table or row that can't be read as it stands
├── MarkingError            exit 2   a marking that is missing, unknown or above what the store may hold
├── QueryRefused            exit 2   a Cypher text the guard won't run
└── StoreError              exit 3   the store can't be reached, started or trusted
"""

from __future__ import annotations

from typing import ClassVar


class WengraphError(Exception):
    """Something a person can mend: `what` happened, `where` (file, row, column, port …), and how to `mend` it."""

    exit_code: ClassVar[int] = 2
    code: ClassVar[str] = "error"

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" {self.mend}" if self.mend else ""
        return f"{place}{self.what}{cure}"


class UsageError(WengraphError):
    """A word, option or parameter that makes no sense here."""

    code = "usage"


class UnknownName(UsageError):
    """Nothing the reader may see answers to this name; `suggestions` are visible names near it."""

    code = "unknown-name"

    def __init__(self, what: str, *, suggestions: tuple[str, ...] = ()) -> None:
        mend = f"Did you mean: {'; '.join(suggestions)}?" if suggestions else ""
        super().__init__(what, mend=mend)
        self.suggestions = suggestions


class Taken(UsageError):
    """Something that another person has in hand for a while, or that was decided already."""

    code = "taken"


class DataError(WengraphError):
    """A file, table or row that can't be read as it stands."""

    exit_code = 1
    code = "data"


class MarkingError(WengraphError):
    """A marking that is missing, unknown, or above the ceiling of the store."""

    code = "marking"


class QueryRefused(WengraphError):
    """A Cypher text that the guard won't run, with the reason."""

    code = "query-refused"


class StoreError(WengraphError):
    """The store can't be reached, started or trusted."""

    exit_code = 3
    code = "store"
