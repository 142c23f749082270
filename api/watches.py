"""Watched questions and things in, what their answers hold that was not seen yet out, as a reader may see it."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row
from typing import Any, Final

from api.desk import Desk
from graph.ask import ask
from graph.describe import evidence
from graph.errors import UnknownName, UsageError
from graph.find import find
from graph.store.bolt import Store
from graph.store.lookups import store_identity
from graph.values.markings import Marking

MOST: Final = 200
"""Watches that one person may keep."""
ROWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Watch:
    """What one person watches: a question with its parameters, or, where `question` is '', a thing by `entity`.

    `marking` is the clearance it was made at: below that, its own words may say too much.
    """

    id: str
    owner: str
    title: str
    question: str
    parameters: Mapping[str, str]
    marking: Marking
    made_at: str

    def as_json(self) -> dict[str, Any]:
        """The watch as answers show it."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return told | {"parameters": dict(self.parameters), "marking": str(self.marking)}


@dataclass(frozen=True, slots=True)
class News:
    """Rows that were not there when last seen (at most `limit` of `total`), and how many are gone; no word of those."""

    watch: Watch
    clearance: Marking
    rows: tuple[Mapping[str, Any], ...]
    total: int
    gone: int
    seen_at: str

    def as_json(self) -> dict[str, Any]:
        """The news as answers show them."""
        told = {"watch": self.watch.id, "title": self.watch.title, "clearance": str(self.clearance)}
        counts = {"total": self.total, "truncated": len(self.rows) < self.total, "gone": self.gone}
        return told | {"items": list(self.rows), **counts, "seen_at": self.seen_at or None}


def watch(
    desk: Desk,
    store: Store,
    owner: str,
    clearance: Marking,
    *,
    question: str = "",
    parameters: Mapping[str, str] | None = None,
    entity: str = "",
    title: str = "",
) -> Watch:
    """Begin to watch a question or a thing; what it answers now counts as seen.

    Raises UsageError for both or neither and what `ask` or `find` raises.
    """
    if bool(question) == bool(entity):
        raise UsageError("Watch a question or a thing.", mend="Name one of them.")
    told = dict(parameters or {})
    if entity:
        told = {"entity": find(store, entity, int(clearance)).id}
    words = title or " ".join((question, *told.values()))
    made = Watch(secrets.token_hex(8), owner, words, question, told, clearance, _now())
    _rows(store, made, clearance)  # what can't be asked is refused before it is kept
    row = (made.id, owner, words, question, json.dumps(told), made.made_at, int(clearance))
    with desk.open() as connection:
        held = connection.execute("SELECT count(*) AS n FROM watches WHERE owner = ?", (owner,)).fetchone()["n"]
        if held >= MOST:
            raise UsageError(f"You watch {held} things.", mend="Remove some first.")
        connection.execute("INSERT INTO watches VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    mark_seen(desk, store, made.id, owner, clearance)
    return made


def watches(desk: Desk, owner: str, clearance: Marking) -> list[Watch]:
    """A person's watches that were made at their clearance or below, oldest first."""
    with desk.open(reading=True) as connection:
        rows = connection.execute(
            "SELECT * FROM watches WHERE owner = ? AND marking <= ? ORDER BY made_at, id", (owner, int(clearance))
        )
        return [_watch(row) for row in rows]


def find_watch(desk: Desk, identifier: str, owner: str, clearance: Marking) -> Watch:
    """One of a person's watches. Raises UnknownName, for what is hidden as for what is not there."""
    for found in watches(desk, owner, clearance):
        if found.id == identifier:
            return found
    raise UnknownName(f"There is no watch {identifier!r} of yours.")


def news(desk: Desk, store: Store, identifier: str, owner: str, clearance: Marking, limit: int = ROWS) -> News:
    """What is new since it was last seen, compared with what was seen at this clearance or below it.

    Nothing is asked of the store where nothing was changed in it since, and the day is the same. Raises UnknownName.
    """
    found = find_watch(desk, identifier, owner, clearance)
    with desk.open(reading=True) as connection:
        last = connection.execute(
            "SELECT * FROM seen WHERE watch = ? AND clearance <= ? ORDER BY clearance DESC LIMIT 1",
            (identifier, int(clearance)),
        ).fetchone()
    at = last["at"] if last else ""
    if last and (last["clearance"], last["seq"], last["day"]) == (int(clearance), *_moment(store)):
        return News(found, clearance, (), 0, 0, at)
    seen = set(json.loads(last["keys"])) if last else set()
    now = _keyed(desk, _rows(store, found, clearance))
    fresh = [row for key, row in now.items() if key not in seen]
    return News(found, clearance, tuple(fresh[:limit]), len(fresh), len(seen - now.keys()), at)


def mark_seen(desk: Desk, store: Store, identifier: str, owner: str, clearance: Marking) -> int:
    """Count what a watch answers now as seen at this clearance, and say how many rows that are. Raises UnknownName."""
    found = find_watch(desk, identifier, owner, clearance)
    seq, day = _moment(store)  # read first: what lands meanwhile is looked for again
    keys = sorted(_keyed(desk, _rows(store, found, clearance)))
    row = (identifier, int(clearance), json.dumps(keys), seq, day, _now())
    with desk.open() as connection:
        connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?)", row)
    return len(keys)


def unwatch(desk: Desk, identifier: str, owner: str, clearance: Marking) -> None:
    """End a watch. Raises UnknownName."""
    find_watch(desk, identifier, owner, clearance)
    with desk.open() as connection:
        connection.execute("DELETE FROM seen WHERE watch = ?", (identifier,))
        connection.execute("DELETE FROM watches WHERE id = ?", (identifier,))


def _rows(store: Store, told: Watch, clearance: Marking) -> Sequence[Mapping[str, Any]]:
    """What a watch answers now. Raises UsageError where that is too much to compare."""
    if not told.question:
        try:
            return [s.as_json() for s in evidence(store, told.parameters["entity"], clearance=clearance, as_of=None)]
        except UnknownName:  # all of it was taken back since, or is marked higher now
            return []
    answer = ask(store, told.question, told.parameters, clearance=clearance, limit=ROWS)
    if answer.truncated:
        raise UsageError(f"More than {ROWS} rows can't be watched.", mend="Ask for less.")
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def _keyed(desk: Desk, rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Rows by a keyed hash of all they say: what was seen is kept as hashes that nobody can guess rows from."""
    secret = desk.secret()
    texts = (json.dumps(row, sort_keys=True).encode() for row in rows)
    return {hmac.new(secret, text, hashlib.sha256).hexdigest(): row for text, row in zip(texts, rows, strict=True)}


def _moment(store: Store) -> tuple[int, str]:
    """The store's change counter and the day, on which open questions look."""
    return int(store_identity(store)["seq"]), datetime.now(UTC).date().isoformat()


def _watch(row: Row) -> Watch:
    plain = {name: row[name] for name in ("id", "owner", "title", "question", "made_at")}
    return Watch(**plain, parameters=json.loads(row["parameters"]), marking=Marking(row["marking"]))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
