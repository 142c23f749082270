"""What the service answers with: pages of rows with their total and highest marking, and problems, all as JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from starlette.responses import JSONResponse

from api.gate import Busy
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


def after(items: Sequence[T], key: Callable[[T], Sequence[str]], cursor: str, limit: int) -> tuple[list[T], str]:
    """The page of items that begins behind a cursor, and the next cursor; by their keys, not by counting rows.

    Items are put in the order of their keys, which are lists of texts. Raises UsageError for a text that is no cursor.
    """
    begin = position(cursor)
    if begin and any(len(key(item)) != len(begin) for item in items[:1]):
        raise UsageError(
            "This cursor is of another answer.", where="cursor", mend="Give the `next` of the page before."
        )
    rest = sorted((item for item in items if not begin or list(key(item)) > begin), key=lambda item: list(key(item)))
    shown = rest[:limit]
    if len(rest) <= limit:
        return shown, ""
    return shown, base64.urlsafe_b64encode(json.dumps(list(key(shown[-1]))).encode()).decode()


def position(cursor: str) -> list[str]:
    """Where a cursor points to. Raises UsageError for a text that is none."""
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor.encode())) if cursor else []
    except ValueError as error:
        raise UsageError("This is no cursor.", where="cursor", mend="Give the `next` of the page before.") from error
    if not isinstance(told, list) or not all(isinstance(part, str) for part in told):
        raise UsageError("This is no cursor.", where="cursor", mend="Give the `next` of the page before.")
    return told


def highest(store: Store, claims: Iterable[str], clearance: Marking) -> Marking:
    """The highest marking of these claims, as this reader sees them."""
    return Marking(reads.highest_marking(store, set(claims), int(clearance)))
