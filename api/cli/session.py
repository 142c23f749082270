"""What every command needs of the environment: options in, an open store and the reader's clearance out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import audited, output
from graph.errors import DataError, UsageError
from graph.settings import load_settings
from graph.values.markings import Marking, parse_marking

if TYPE_CHECKING:
    from graph.by_hand import Hand
    from graph.store.bolt import Store

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Clearance = Annotated[
    str, typer.Option("--clearance", help="Read up to this marking. Default: WENGRAPH_CLEARANCE, else CLEAR.")
]
AsOf = Annotated[str, typer.Option("--as-of", help="What was true on this day (YYYY-MM-DD, or a year or month's end).")]
KnownBy = Annotated[
    str, typer.Option("--known-by", help="What was known by this day or time (YYYY-MM-DD, 2026-11-24T09:30:00Z).")
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Rows to show at the most.")]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the clearance, the day asked for or None, and the moment (UTC text) up to which things were known."""

    clearance: Marking
    as_of: date | None
    known_by: str = ""


def reader(clearance: str, as_of: str = "", known_by: str = "") -> Reader:
    """The reader that the options describe; raises MarkingError or UsageError."""
    from graph.values.dates import parse_period

    level = parse_marking(clearance) if clearance else load_settings().clearance
    try:
        end = parse_period(as_of).end if as_of else None
    except DataError as error:
        raise UsageError(error.what, where="--as-of", mend=error.mend) from error
    return Reader(level, end.latest if end else None, _moment(known_by) if known_by else "")


def _moment(text: str) -> str:
    from graph.known_by import moment

    return moment(text)


def actor(author: str, reason: str, clearance: str) -> Hand:
    """Who acts by hand; raises MarkingError, and UsageError where no reason is given."""
    from graph.by_hand import Hand

    return Hand(author or load_settings().author, reason, reader(clearance).clearance)


@contextmanager
def view(who: Reader) -> Iterator[Store]:
    """The store as this reader asked for it: as it is, or as it was known at an earlier moment."""
    with store() as opened:
        if not who.known_by:
            yield opened
            return
        from graph.known_by import known_by

        with known_by(opened, who.known_by) as then:
            yield then


@contextmanager
def store(ceiling: Marking = Marking.RED) -> Iterator[Store]:
    """The open store; says so on the error stream when a server had to be started for it."""
    from graph.store.opening import open_store

    audited.tell()
    with output.downloading() as on_progress:
        opened = open_store(load_settings(), ceiling=ceiling, on_progress=on_progress, on_start=_started)
    with opened:
        yield opened


def _started(pid: int, memory: int) -> None:
    output.say(
        f"Started the local Neo4j (process {pid}, {memory // 1_000_000} MB). "
        "It stays up for the next commands; stop it with: wengraph store stop"
    )


def parameters(pairs: list[str]) -> dict[str, str]:
    """`key=value` options as a dict; raises UsageError."""
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise UsageError(f"{pair!r} is no parameter.", mend="Write -p key=value.")
        if key.strip() in found:
            raise UsageError(f"The parameter {key.strip()} is given twice.")
        found[key.strip()] = value.strip()
    return found
