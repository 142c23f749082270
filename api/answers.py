"""What the service answers with: pages of rows with their total and highest marking, and problems, all as JSON."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from starlette.responses import JSONResponse

from api.gate import Busy
from graph.ask import Answer
from graph.errors import (
    DataError,
    MarkingError,
    QueryRefused,
    StoreError,
    Taken,
    UnknownName,
    UsageError,
    WengraphError,
)
from graph.store import reads
from graph.store.bolt import Store
from graph.values.markings import Marking
from graph.values.names import digest

T = TypeVar("T")
STATUS: Final[tuple[tuple[type[WengraphError], int], ...]] = (
    (UnknownName, 404),
    (Taken, 409),
    (UsageError, 400),
    (MarkingError, 400),
    (QueryRefused, 400),
    (DataError, 422),
    (StoreError, 503),
    (Busy, 429),
)
"""The one map of errors to HTTP status codes."""
RETRY_SECONDS: Final = {429: 5, 503: 10}
"""When to ask again, by status."""
ALL: Final = 1_000_000
"""More rows than any answer has, for those that are cut into pages here."""
EVIDENCE: Final = frozenset({"grade", "origins", "sources", "claims", "links"})
"""Columns of answers that may change while the row says the same."""
_MEND: Final = "Give the `next` of the page before."


class Problem(JSONResponse):
    """An error as RFC 9457 has it."""

    media_type = "application/problem+json"


def problem(
    status: int, title: str, request: str, *, detail: str = "", code: str = "error", where: str = "", **more: object
) -> Problem:
    """One answer for whatever went wrong: what, how to mend it, where, and the request's id to ask about."""
    told: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "code": code}
    told |= {"request_id": request, **more}
    told |= {name: text for name, text in (("detail", detail), ("where", where)) if text}
    wait = {"Retry-After": str(RETRY_SECONDS[status])} if status in RETRY_SECONDS else {}
    return Problem(told, status_code=status, headers=wait)


def status_of(error: WengraphError) -> int:
    """The HTTP status of an error of the tree."""
    return next((status for sort, status in STATUS if isinstance(error, sort)), 400)


def page(
    items: Sequence[dict[str, Any]], total: int, marking: Marking, *, cursor: str = "", **more: object
) -> dict[str, Any]:
    """A page of an answer: its items, how many there are in all, whether some are left out, and its highest marking."""
    told = {"total": total, "truncated": len(items) < total, "highest_marking": str(marking)}
    return {**more, "items": list(items), **told, "next": cursor or None}


def single(thing: dict[str, Any], marking: Marking) -> dict[str, Any]:
    """An answer of one thing, which says what a page of it would."""
    return thing | {"total": 1, "truncated": False, "highest_marking": str(marking)}


def after(items: Sequence[T], key: Callable[[T], Sequence[str]], cursor: str, limit: int) -> tuple[list[T], str]:
    """The page of items that begins behind a cursor, and the next cursor; by their keys, not by counting rows.

    Items are put in the order of their keys, which are lists of texts. Raises UsageError for a text that is no cursor.
    """
    begin = position(cursor)
    if begin and any(len(key(item)) != len(begin) for item in items[:1]):
        raise another_answer()
    rest = sorted((item for item in items if not begin or list(key(item)) > begin), key=lambda item: list(key(item)))
    shown = rest[:limit]
    if len(rest) <= limit:
        return shown, ""
    return shown, cursor_at(key(shown[-1]))


def behind(
    rows: Sequence[T],
    key: Callable[[T], Sequence[object]],
    cursor: str,
    limit: int,
    *,
    of: Sequence[object],
    total: int,
) -> tuple[list[T], str]:
    """The page of rows in their own order, such as best first, that begins behind a cursor, and the next cursor.

    `rows` are the first ones of all `total`, or all where a cursor is given. A cursor names the answer that it is `of`
    and the last row shown, by hashes of what was shown. Where that row has gone meanwhile, UsageError is raised rather
    than rows left out or shown twice; so it is for a text that is no cursor, and for one of another answer.
    """
    answer, seen, marks = _hash(of), Counter[str](), []
    for row in rows:
        mark = _hash(key(row))
        marks.append([answer, mark, str(seen[mark])])
        seen[mark] += 1
    told = position(cursor)
    if told and (len(told) != len(("answer", "row", "same before")) or told[0] != answer):
        raise another_answer()
    if told and told not in marks:
        raise UsageError("The row that ended the page before is gone.", where="cursor", mend="Begin without `cursor`.")
    begin = marks.index(told) + 1 if told else 0
    shown = list(rows[begin : begin + limit])
    more = shown and begin + len(shown) < total
    return shown, cursor_at(marks[begin + len(shown) - 1]) if more else ""


def page_of(told: Answer, cursor: str, limit: int) -> tuple[Answer, str | None]:
    """The page of a question's answer behind a cursor, and the next cursor; a row is known by all but its evidence.

    The answer holds the first rows, or all where a cursor is given. Raises UsageError as `behind` does.
    """
    places = [at for at, column in enumerate(told.columns) if column not in EVIDENCE]
    of = ("question", told.question, *sorted(told.parameters.items()))
    rows, following = behind(told.rows, lambda row: [row[at] for at in places], cursor, limit, of=of, total=told.total)
    return replace(told, rows=tuple(rows)), following or None


def _hash(parts: Sequence[object]) -> str:
    return digest(*map(str, parts), size=16)


def another_answer() -> UsageError:
    """What is said to a cursor that another answer gave."""
    return UsageError("This cursor is of another answer.", where="cursor", mend=_MEND)


def cursor_at(parts: Sequence[str]) -> str:
    """The cursor that `position` reads; it can be opened, so nothing may be in it that its reader may not see."""
    return base64.urlsafe_b64encode(json.dumps(list(parts)).encode()).decode()


def position(cursor: str) -> list[str]:
    """Where a cursor points to. Raises UsageError for a text that is none."""
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor.encode())) if cursor else []
    except ValueError as error:
        raise UsageError("This is no cursor.", where="cursor", mend=_MEND) from error
    if not isinstance(told, list) or not all(isinstance(part, str) for part in told):
        raise UsageError("This is no cursor.", where="cursor", mend=_MEND)
    return told


def highest(store: Store, claims: Iterable[str], clearance: Marking) -> Marking:
    """The highest marking of these claims, as this reader sees them."""
    return Marking(reads.highest_marking(store, set(claims), int(clearance)))
