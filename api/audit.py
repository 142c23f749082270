"""The audit: what was read, sent out, refused or changed in, a line of a hash chain out; and whether that holds."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

from api.desk import Desk
from graph.errors import UsageError
from graph.schema import KINDS
from graph.values.markings import Marking, parse_marking
from graph.values.names import normal_form

_BEGIN: Final = "0" * 64
MOST: Final = 1000
LONGEST: Final = 300
"""Things that a line names at the most, and characters of each."""
_PREFIXES: Final = tuple(f"{kind.prefix}:" for kind in KINDS.values())


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: who did what, on which things, how much they got, how high it was marked, to whom it went and why.

    `query` is a keyed hash of a query's text, never the text; `sent` the hash of what an export held; `clearance` how
    high whoever did it may read: what the line names may be marked as high as that.
    """

    who: str
    act: str
    status: int = 200
    request: str = ""
    things: tuple[str, ...] = ()
    question: str = ""
    rows: int = 0
    marking: str = ""
    recipient: str = ""
    reason: str = ""
    query: str = ""
    sent: str = ""
    at: str = ""
    clearance: str = str(Marking.CLEAR)


_OPEN: Final = ("who", "act", "status", "request", "at")
"""What every reader of the audit sees of a line: that something was done, by whom and when, not on what."""


def write(desk: Desk, entry: Entry) -> None:
    """Add a line to the chain."""
    told = asdict(entry) | {"at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    # What a person typed may hold bytes that are no text.
    text = json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace").decode()
    with desk.open() as connection:
        last = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        seq, before = (last["seq"], last["hash"]) if last else (0, _BEGIN)
        connection.execute("INSERT INTO audit VALUES (?, ?, ?)", (seq + 1, text, _link(before, seq + 1, text)))


def shortened(things: Iterable[str]) -> tuple[str, ...]:
    """Things as a line names them: each once, cut where it is long, and no more than a line may hold."""
    return tuple(dict.fromkeys(thing[:LONGEST] for thing in things if thing))[:MOST]


def named_in(answer: object) -> tuple[str, ...]:
    """The ids of things that stand in the rows of an answer, as a line names them."""
    return shortened(_ids(answer))


def _ids(part: object) -> Iterator[str]:
    if isinstance(part, str):
        if part.startswith(_PREFIXES) and " " not in part:
            yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from _ids(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _ids(inner)


def keyed(desk: Desk, query: str) -> str:
    """The hash under which the audit knows a query's text: the same text has the same one, in this desk only."""
    return hmac.new(desk.secret(), query.encode(), hashlib.sha256).hexdigest()


def read(desk: Desk, *, before: int, limit: int, clearance: Marking) -> tuple[list[dict[str, Any]], int]:
    """Lines below a number, newest first, and how many there are in all.

    A line of somebody who may read more than `clearance` shows who did what and when; all else in it is left out, and
    `above` says so.
    """
    with desk.open(reading=True) as connection:
        total = int(connection.execute("SELECT count(*) AS n FROM audit").fetchone()["n"])
        rows = connection.execute("SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?", (before, limit))
        return [{"seq": row["seq"], **_cut(json.loads(row["told"]), clearance)} for row in rows], total


def _cut(told: dict[str, Any], clearance: Marking) -> dict[str, Any]:
    """A line as it may be read; one from before lines told their clearance may name anything."""
    above = parse_marking(told.get("clearance") or str(Marking.RED)) > clearance
    if not above:
        return told | {"above": False}
    nothing = asdict(Entry("", "")) | {"things": [], "clearance": ""}
    return nothing | {name: told[name] for name in _OPEN} | {"above": True}


def sent(desk: Desk, clearance: Marking, recipient: str = "", who: str = "") -> list[dict[str, Any]]:
    """What was handed out, newest first: to one recipient, and by one person, where these are named.

    What somebody handed out who may read more than `clearance` is left out: its words may tell of what is hidden.
    """
    names = ("at", "who", "recipient", "reason", "question", "rows", "marking", "sent")
    with desk.open(reading=True) as connection:
        lines = [json.loads(row["told"]) for row in connection.execute("SELECT told FROM audit ORDER BY seq DESC")]
    found = [line for line in lines if line["sent"] and not _cut(line, clearance)["above"]]
    if recipient:
        found = [line for line in found if normal_form(line["recipient"]) == normal_form(recipient)]
    if who:
        found = [line for line in found if line["who"].partition(" (")[0] == who]
    return [
        {name: line[name] for name in names} | {"export": line["things"][0], "of": line["things"][1:]} for line in found
    ]


def anchor(desk: Desk) -> str:
    """The head of the chain as `number:hash`, to keep elsewhere: with it, a chain that was cut short is found."""
    with desk.open(reading=True) as connection:
        last = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return f"{last['seq']}:{last['hash']}" if last else f"0:{_BEGIN}"


def verify(desk: Desk, kept: str = "") -> list[str]:
    """What is wrong with the chain: nothing, or lines that were edited, taken out or moved; with an anchor, cut off.

    Raises UsageError for a text that is no anchor.
    """
    number, sign, wanted = kept.partition(":")
    if kept and not (sign and number.isdecimal() and len(wanted) == len(_BEGIN)):
        raise UsageError(f"{kept!r} is no anchor.", where="--anchor", mend="Give what `wengraph audit anchor` printed.")
    found, before, expected = [], _BEGIN, 1
    hashes = {"0": _BEGIN}
    for seq, told, link in _lines(desk):
        if seq != expected:
            found.append(f"line {expected} is missing" + (f", up to {seq - 1}" if seq - 1 > expected else ""))
        elif link != _link(before, seq, told):
            found.append(f"line {seq} was edited, or is not where it was written")
        before, expected = link, seq + 1
        hashes[str(seq)] = link
    if kept and number not in hashes:
        found.append(f"the audit ends before line {number}, which the anchor names")
    elif kept and hashes[number] != wanted:
        found.append(f"line {number} is not the one that the anchor names")
    return found


def _lines(desk: Desk) -> Iterator[tuple[int, str, str]]:
    with desk.open(reading=True) as connection:
        for row in connection.execute("SELECT seq, told, hash FROM audit ORDER BY seq"):
            yield row["seq"], row["told"], row["hash"]


def _link(before: str, seq: int, text: str) -> str:
    return hashlib.sha256(f"{before}\x1f{seq}\x1f{text}".encode()).hexdigest()
