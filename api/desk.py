"""The desk: what the service keeps of its own (keys, audit, saved, watched, loaded) in a SQLite file by the store."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.errors import StoreError
from graph.settings import Settings

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS keys (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, clearance TEXT NOT NULL, role TEXT NOT NULL,
  made_at TEXT NOT NULL, expires_at TEXT NOT NULL, revoked_at TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS audit (seq INTEGER PRIMARY KEY, told TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS saved (
  id TEXT PRIMARY KEY, owner TEXT NOT NULL, sort TEXT NOT NULL, title TEXT NOT NULL, told TEXT NOT NULL,
  changed_at TEXT NOT NULL, marking INTEGER NOT NULL, shared INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS watches (
  id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, question TEXT NOT NULL, parameters TEXT NOT NULL,
  made_at TEXT NOT NULL, marking INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS seen (
  watch TEXT NOT NULL, clearance INTEGER NOT NULL, keys TEXT NOT NULL, seq INTEGER NOT NULL, day TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (watch, clearance));
CREATE TABLE IF NOT EXISTS uploads (
  sha256 TEXT NOT NULL, what TEXT NOT NULL, marking INTEGER NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (sha256, what, marking));
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class Desk:
    """The desk's file; every use opens a connection of its own, so that threads and processes may share it."""

    def __init__(self, settings: Settings) -> None:
        self.path: Path = settings.home / "desk.sqlite"
        settings.home.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        with self.open() as connection:
            if "clearance" in {row["name"] for row in connection.execute("PRAGMA table_info(saved)")}:
                connection.execute("DROP TABLE saved")  # its first shape, which nothing ever wrote to
            connection.executescript(_SCHEMA)
            connection.execute("INSERT OR IGNORE INTO secrets VALUES ('query', ?)", (os.urandom(32),))

    @contextmanager
    def open(self, *, reading: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that lands at the end, or not at all; one that only reads waits for no writer.

        Raises StoreError where the file can't be used.
        """
        try:
            connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreError(f"The desk can't be opened: {error}.", where=str(self.path)) from error
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
            yield connection
            connection.commit()
        except sqlite3.Error as error:
            raise StoreError(f"The desk can't be used: {error}.", where=str(self.path)) from error
        finally:
            connection.close()

    def secret(self) -> bytes:
        """The key with which texts of queries are hashed for the audit."""
        with self.open(reading=True) as connection:
            value: bytes = connection.execute("SELECT value FROM secrets WHERE name = 'query'").fetchone()["value"]
            return value
