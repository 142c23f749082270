"""API keys: name, clearance and role in, a random key out once; a key in, who it belongs to out while it holds."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final, Literal, get_args

from api.desk import Desk
from graph.errors import UsageError
from graph.values.markings import Marking, parse_marking

Role = Literal["reader", "analyst", "reviewer", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Each may do what those before it may: read; add and judge; re-mark, grade, withdraw; load, retract, keys, audit."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: a name, what they may read and do. `key` is the id of the key that said so, '' for the local user."""

    name: str
    clearance: Marking
    role: Role
    key: str = ""

    @property
    def signed(self) -> str:
        """How the audit names this person: with the key, where there was one."""
        return f"{self.name} ({self.key})" if self.key else self.name

    def may(self, role: Role) -> bool:
        """Whether this person has that role or one that includes it."""
        return ROLES.index(self.role) >= ROLES.index(role)


def add_key(desk: Desk, name: str, clearance: Marking, role: str, expires: date) -> tuple[str, str]:
    """Make a key: its id, and the key itself, which is shown once and kept as a hash only. Raises UsageError."""
    if role not in ROLES:
        raise UsageError(f"{role!r} is no role.", where="--role", mend=f"Use one of {', '.join(ROLES)}.")
    if not name.strip():
        raise UsageError("A key belongs to somebody.", where="--name", mend="Name the person or the tool.")
    if expires <= datetime.now(UTC).date():
        raise UsageError(f"{expires} is no day to come.", where="--expires", mend="Give a later day (YYYY-MM-DD).")
    key, identifier = "wg_" + secrets.token_urlsafe(32), secrets.token_hex(4)
    row = (identifier, name.strip(), _hash(key), str(clearance), role, _now(), expires.isoformat())
    with desk.open() as connection:
        connection.execute(
            "INSERT INTO keys (id, name, hash, clearance, role, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)", row
        )
    return identifier, key


def revoke_key(desk: Desk, identifier: str) -> None:
    """End a key at once. Raises UsageError where there is no such key in force."""
    with desk.open() as connection:
        done = connection.execute(
            "UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at = ''", (_now(), identifier)
        ).rowcount
    if not done:
        raise UsageError(f"No key in force has the id {identifier!r}.", mend="See wengraph keys list.")


def keys(desk: Desk) -> list[dict[str, Any]]:
    """All keys ever made, without what they are."""
    with desk.open(reading=True) as connection:
        rows = connection.execute(
            "SELECT id, name, clearance, role, made_at, expires_at, revoked_at FROM keys ORDER BY made_at, id"
        )
        return [dict(row) for row in rows]


def anyone(desk: Desk) -> bool:
    """Whether a key was ever made: from then on, everybody needs one."""
    with desk.open(reading=True) as connection:
        return connection.execute("SELECT 1 FROM keys LIMIT 1").fetchone() is not None


def whose(desk: Desk, key: str) -> Person | None:
    """Whose key it is; None for a key that is unknown, revoked or past its day."""
    with desk.open(reading=True) as connection:
        row = connection.execute(
            "SELECT id, name, clearance, role FROM keys WHERE hash = ? AND revoked_at = '' AND expires_at >= ?",
            (_hash(key), _now()[:10]),
        ).fetchone()
    return Person(row["name"], parse_marking(row["clearance"]), row["role"], row["id"]) if row else None


def _hash(key: str) -> str:
    """Keys are long and random, so one plain hash keeps them: there is nothing to guess."""
    return sha256(key.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
