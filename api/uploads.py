"""Files that were loaded in: their hashes kept on the desk, so that one knows the same file when it comes again."""

from __future__ import annotations

from api.desk import Desk
from api.jobs import Upload
from graph.commit import now
from graph.store.bolt import Store
from graph.store.proposals import anything_of, first_read
from graph.values.markings import Marking


def keep(desk: Desk, upload: Upload) -> None:
    """Note that a file was loaded; the first time counts."""
    row = (upload.sha256, upload.what, int(upload.marking), now())
    with desk.open() as connection:
        connection.execute("INSERT OR IGNORE INTO uploads (sha256, what, marking, at) VALUES (?, ?, ?, ?)", row)


def came_first(desk: Desk, store: Store, sha256: str, clearance: Marking) -> str:
    """When the same file came first, if something of it is still held that the reader sees; '' for a new file."""
    with desk.open(reading=True) as connection:
        rows = connection.execute(
            "SELECT what, at FROM uploads WHERE sha256 = ? AND marking <= ? ORDER BY at", (sha256, int(clearance))
        ).fetchall()
    times = [row["at"] for row in rows if anything_of(store, row["what"], int(clearance))]
    read = first_read(store, sha256, int(clearance))
    return min([*times, *([read] if read else [])], default="")
