"""The local Neo4j: settings in, a running server of our own out, shared by all processes that use the same home."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import StoreError
from graph.settings import Settings
from graph.store.artefacts import Progress, ensure_jars, java_binary, kernel_version
from graph.store.login import USER, address, prepare_password, wait_ready
from graph.store.server import (
    Place,
    conf_port,
    end,
    free_port,
    launch,
    listens,
    make_private,
    processes_of,
    serves,
    taken,
)

if TYPE_CHECKING:
    from psutil import Process

START_SECONDS: Final = 120.0
ADOPT_SECONDS: Final = 30.0
LOCK_SECONDS: Final = 300.0
PORT_TRIES: Final = 3
NEEDED_BYTES: Final = 300_000_000
LONGEST_PATH: Final = 3_500  # bytes; Neo4j's own files need some more below it, and systems end at 4,096


@dataclass(frozen=True, slots=True)
class Server:
    """A running local Neo4j. `store_id` is the id of `(:Store {id})` in its data; `started`: this call began it."""

    uri: str
    user: str
    password: str = field(repr=False)
    pid: int
    port: int
    store_id: str
    started: bool
    memory: int  # resident bytes
    age: float  # seconds since the process began


def ensure_running(settings: Settings, on_progress: Progress | None = None) -> Server:
    """The local server of this home: the one that runs, else one started now (its files downloaded where needed)."""
    place = _place(settings)
    server = _known(place)
    if server:
        return server
    if os.name != "posix":
        mend = "Use Linux, macOS or WSL, or set WENGRAPH_NEO4J_URI to a Neo4j elsewhere."
        raise StoreError("The local Neo4j doesn't run on Windows.", mend=mend)
    java_binary()
    jars = ensure_jars(settings, on_progress)
    with _sole(place):
        prepare_password(place)
        return _known(place) or _adopted_or_ended(place) or _started(place, jars)


def find_running(settings: Settings) -> Server | None:
    """The local server of this home if one runs; never starts any."""
    place = _place(settings)
    if not place.root.is_dir():
        return None
    server = _known(place)
    if server:
        return server
    with _sole(place):
        return _known(place) or _adopted(place)


def stop(settings: Settings) -> bool:
    """End the local server of this home; False where none ran."""
    place = _place(settings)
    if not place.root.is_dir():
        return False
    with _sole(place):
        found = processes_of(place)
        for process in found:
            end(process)
        place.state.unlink(missing_ok=True)
        return bool(found)


def _place(settings: Settings) -> Place:
    return Place(settings.home.resolve() / "store")


def _known(place: Place) -> Server | None:
    """The server of the state file, if its process lives, is ours and holds the port; the quick way."""
    import psutil

    try:
        state = json.loads(place.state.read_text(encoding="utf-8"))
        process = psutil.Process(state["pid"])
        # A clock that was set moves the start time too: then the slow way finds the process again.
        if abs(process.create_time() - state["created"]) > 1 or not serves(process, place):
            return None
        if not listens(process, state["port"]):
            return None
        return _server(place, process, state["port"], state["store_id"], started=False)
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None


def _adopted(place: Place) -> Server | None:
    """A server of this home that the state file doesn't know: the file was lost, or the starter was killed."""
    for process in processes_of(place):
        port = conf_port(place)
        if port:
            store_id = wait_ready(process, place, port, ADOPT_SECONDS)
            return _recorded(place, process, port, store_id, started=False)
    return None


def _adopted_or_ended(place: Place) -> Server | None:
    """The same, but a server that doesn't answer is ended, so that another can take its place."""
    try:
        return _adopted(place)
    except StoreError:
        for process in processes_of(place):
            end(process)
        return None


def _started(place: Place, jars: Path) -> Server:
    if shutil.disk_usage(place.root).free < NEEDED_BYTES:
        what = f"The disk is too full: {NEEDED_BYTES:,} bytes are needed."
        raise StoreError(what, where=str(place.root), mend="Make room there.")
    version = _checked_version(place, jars)
    for tries_left in reversed(range(PORT_TRIES)):
        # The last port again where it can be had: a service that runs on finds the store there.
        port = free_port(conf_port(place) if tries_left == PORT_TRIES - 1 else None)
        process = launch(place, jars, port)
        try:
            server = _recorded(place, process, port, wait_ready(process, place, port, START_SECONDS), started=True)
        except BaseException as error:  # whatever stops us, Ctrl-C too: no half-started server stays behind
            end(process)
            if not (tries_left and isinstance(error, StoreError) and taken(error)):
                raise
        else:
            place.version.write_text(version, encoding="utf-8")
            return server
    raise AssertionError("unreachable: the last try returns or raises")


def _checked_version(place: Place, jars: Path) -> str:
    """The version about to be started; raises StoreError where a newer one has already written the data."""
    coming = kernel_version(jars)
    text = ".".join(map(str, coming))
    held = place.version.read_text(encoding="utf-8").strip() if place.version.is_file() else text
    if tuple(map(int, held.split("."))) > coming:
        mend = f"Use Neo4j {held} or later (WENGRAPH_NEO4J_JARS), or another WENGRAPH_HOME."
        raise StoreError(f"The data was written by Neo4j {held}, this one is {text}.", where=str(place.root), mend=mend)
    return text


def _recorded(place: Place, process: Process, port: int, store_id: str, *, started: bool) -> Server:
    """Write down who serves this home, so that others find it quickly."""
    state = {"pid": process.pid, "created": process.create_time(), "port": port, "store_id": store_id}
    part = place.state.with_suffix(".part")
    part.write_text(json.dumps(state), encoding="utf-8")
    part.replace(place.state)
    return _server(place, process, port, store_id, started=started)


def _server(place: Place, process: Process, port: int, store_id: str, *, started: bool) -> Server:
    return Server(
        uri=address(port),
        user=USER,
        password=place.password.read_text(encoding="utf-8"),
        pid=process.pid,
        port=port,
        store_id=store_id,
        started=started,
        memory=process.memory_info().rss,
        age=max(0.0, time.time() - process.create_time()),
    )


@contextmanager
def _sole(place: Place) -> Iterator[None]:
    """Hold the home's lock; what the file system has against it becomes a sentence."""
    from filelock import FileLock, Timeout

    mend = "Set WENGRAPH_HOME to a folder of your own."
    if len(os.fsencode(place.root)) > LONGEST_PATH:
        raise StoreError("The path of the store's folder is too long.", where=str(place.root), mend=mend)
    try:
        make_private(place.root)
        with FileLock(place.root / "server.lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        wait = "Wait for it, or end it and try again."
        raise StoreError(
            "Another wengraph is starting or ending the store.", where=str(place.root), mend=wait
        ) from error
    except OSError as error:
        what = f"The store's folder can't be used ({error.strerror})."
        raise StoreError(what, where=str(place.root), mend=mend) from error
