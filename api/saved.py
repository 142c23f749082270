"""Saved views and questions: what a person wants to find again in, what they and others may see of it out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection, Row
from typing import Any, Literal, get_args

from api.desk import Desk
from graph.errors import MarkingError, UnknownName, UsageError
from graph.values.markings import Marking

Sort = Literal["view", "question"]
MOST = 500
"""Things that one person may save."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A title, what it opens (a view or question by name, with the parameters of its address) and a note, marked."""

    owner: str
    sort: Sort
    title: str
    name: str
    parameters: Mapping[str, str]
    note: str
    marking: Marking
    shared: bool = False
    id: str = ""
    changed_at: str = ""

    def as_json(self) -> dict[str, Any]:
        """The saved thing as answers show it."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return told | {"parameters": dict(self.parameters), "marking": str(self.marking)}


def save(desk: Desk, thing: Saved, clearance: Marking) -> Saved:
    """Keep a new saved thing. Raises MarkingError above one's clearance, UsageError for what makes no sense."""
    _check(thing, clearance)
    with desk.open() as connection:
        held = connection.execute("SELECT count(*) AS n FROM saved WHERE owner = ?", (thing.owner,)).fetchone()["n"]
        if held >= MOST:
            raise UsageError(f"You have saved {held} things.", mend="Delete some first.")
        return _write(connection, thing, secrets.token_hex(8))


def saved(desk: Desk, owner: str, clearance: Marking) -> list[Saved]:
    """What a person saved and what is shared with them, as far as their clearance reaches, newest first."""
    with desk.open(reading=True) as connection:
        rows = connection.execute(
            "SELECT * FROM saved WHERE marking <= ? AND (owner = ? OR shared) ORDER BY changed_at DESC, id",
            (int(clearance), owner),
        )
        return [_read(row) for row in rows]


def find_saved(desk: Desk, identifier: str, owner: str, clearance: Marking) -> Saved:
    """One saved thing. Raises UnknownName, for what is hidden as for what is not there."""
    with desk.open(reading=True) as connection:
        return _found(connection, identifier, owner, clearance)


def replace_saved(desk: Desk, identifier: str, thing: Saved, clearance: Marking) -> Saved:
    """Put another in the place of a saved thing of one's own. Raises UnknownName, and what `save` raises."""
    _check(thing, clearance)
    with desk.open() as connection:
        _own(connection, identifier, thing.owner, clearance)
        return _write(connection, thing, identifier)


def forget_saved(desk: Desk, identifier: str, owner: str, clearance: Marking) -> None:
    """Delete a saved thing of one's own. Raises UnknownName."""
    with desk.open() as connection:
        _own(connection, identifier, owner, clearance)
        connection.execute("DELETE FROM saved WHERE id = ?", (identifier,))


def _check(thing: Saved, clearance: Marking) -> None:
    if thing.marking > clearance:
        raise MarkingError(f"Your clearance is {clearance}.", mend="Mark it no higher than you may read.")
    if thing.sort not in get_args(Sort):
        raise UsageError(f"{thing.sort!r} can't be saved.", mend=f"Use one of {', '.join(get_args(Sort))}.")


def _write(connection: Connection, thing: Saved, identifier: str) -> Saved:
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told = json.dumps({"name": thing.name, "parameters": dict(thing.parameters), "note": thing.note})
    values = (identifier, thing.owner, thing.sort, thing.title, told, at, int(thing.marking), thing.shared)
    connection.execute("INSERT OR REPLACE INTO saved VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    return _found(connection, identifier, thing.owner, thing.marking)


def _found(connection: Connection, identifier: str, owner: str, clearance: Marking) -> Saved:
    row = connection.execute(
        "SELECT * FROM saved WHERE id = ? AND marking <= ? AND (owner = ? OR shared)",
        (identifier, int(clearance), owner),
    ).fetchone()
    if row is None:
        raise UnknownName(f"There is no saved thing {identifier!r} that you may see.")
    return _read(row)


def _own(connection: Connection, identifier: str, owner: str, clearance: Marking) -> None:
    if _found(connection, identifier, owner, clearance).owner != owner:
        raise UsageError("Only its owner changes a saved thing.", mend="Save one of your own.")


def _read(row: Row) -> Saved:
    told = json.loads(row["told"])
    plain = {name: row[name] for name in ("owner", "sort", "title", "id", "changed_at")}
    return Saved(**plain, **told, marking=Marking(row["marking"]), shared=bool(row["shared"]))
