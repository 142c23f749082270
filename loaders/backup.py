"""A store in, one file of JSON Lines that says its highest marking out; and back, once its checksum holds."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from graph import backup
from graph.errors import DataError, UsageError
from graph.store.bolt import Store
from graph.values.markings import parse_marking

FORMAT: Final = "wengraph-backup/1"


def write_backup(store: Store, folder: Path) -> tuple[Path, int]:
    """Write everything that the store holds into a new file of the folder, readable by its owner only; its path, and
    how many records it holds.

    Raises UsageError where the folder can't be written to.
    """
    top, at = backup.highest(store), datetime.now(UTC)
    path = folder / f"wengraph-backup-{at:%Y%m%dT%H%M%SZ}-TLP-{str(top).replace('+', '-')}.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(f"The backup can't be written: {error.strerror}.", where=str(path)) from error
    hashed, count = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as stream:

        def line(told: dict[str, Any]) -> None:
            text = json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"
            hashed.update(text)
            stream.write(text)

        line({"format": FORMAT, "highest_marking": str(top), "made_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"})
        for kind, row in backup.dump(store):
            line({kind: row})
            count += 1
        stream.write(json.dumps({"records": count, "sha256": hashed.hexdigest()}).encode() + b"\n")
    return path, count


def read_backup(store: Store, path: Path, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Restore a backup into an empty store; how many records it held. The whole file is checked before any is written.

    Raises DataError for a file that is no backup, is cut short or was changed; StoreError, MarkingError as `restore`.
    """
    try:
        with path.open("rb") as stream:
            header, count = _check(stream, path)
            stream.seek(0)
            stream.readline()
            top = parse_marking(header["highest_marking"])
            report = (lambda done: on_progress(done, count)) if on_progress else None
            return backup.restore(store, _records(stream, count), top, report)
    except OSError as error:
        raise DataError(f"The backup can't be read: {error.strerror}.", where=str(path)) from error


def _check(stream: BinaryIO, path: Path) -> tuple[dict[str, Any], int]:
    hashed, count, last = hashlib.sha256(), -1, b""
    header: dict[str, Any] = {}
    for line in stream:
        if count < 0:
            header = _parsed(line, path)
        else:
            hashed.update(last)
        count, last = count + 1, line
    told = _parsed(last, path)
    if header.get("format") != FORMAT:
        raise DataError("This is no backup of wengraph.", where=str(path), mend=f"Its first line names {FORMAT}.")
    if told.get("sha256") != hashed.hexdigest() or told.get("records") != count - 1:
        raise DataError("This backup is cut short or was changed.", where=str(path), mend="Take another copy of it.")
    return header, count - 1


def _parsed(line: bytes, path: Path) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise DataError("This is no backup of wengraph, or it is cut short.", where=str(path)) from error
    return told if isinstance(told, dict) else {}


def _records(stream: BinaryIO, count: int) -> Iterator[backup.Record]:
    for _ in range(count):
        yield next(iter(json.loads(stream.readline()).items()))
