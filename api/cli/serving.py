"""Commands of the HTTP service: serve, keys, audit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.cli import audited, output, session
from graph.errors import UsageError
from graph.settings import load_settings
from graph.values.markings import parse_marking

if TYPE_CHECKING:
    from api.desk import Desk
    from graph.settings import Settings

keys_app = typer.Typer(help="Make, list and end the keys of the HTTP service.", no_args_is_help=True)
audit_app = typer.Typer(help="Look into the audit and check that nobody changed it.", no_args_is_help=True)
PORT: Final = 8321
WIDTH: Final = 40
"""Characters of the things that a line of the audit shows."""
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; any but loopback needs keys.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = PORT,
    name: Annotated[list[str] | None, typer.Option(help="A name the service answers to, beside its address.")] = None,
) -> None:
    """Serve the graph over HTTP until stopped with Ctrl-C."""
    from api.keys import anyone
    from api.serving import run

    desk = _desk()
    if not anyone(desk) and host not in LOOPBACK:
        raise UsageError(
            f"Without keys, nobody but this machine is answered, and {host} is not loopback.",
            where="--host",
            mend="Make a key first: wengraph keys add --name … --clearance … --role …",
        )
    settings = load_settings()
    who = who_may_ask(desk, settings)
    with session.store():
        pass
    run(settings, host, port, tuple(name or ()), lambda address: output.write(f"Serving {address} ({who})."))


def who_may_ask(desk: Desk, settings: Settings) -> str:
    """Who may read what, in words for the first line that a service writes."""
    from api.keys import anyone

    return "keys are needed" if anyone(desk) else f"no keys: everybody on this machine reads at {settings.clearance}"


@keys_app.command("add")
def add(
    name: Annotated[str, typer.Option(help="The person or tool that the key is for.")],
    clearance: Annotated[str, typer.Option(help="The highest marking that it reads.")],
    role: Annotated[str, typer.Option(help="reader, analyst, reviewer or admin.")] = "reader",
    expires: Annotated[str, typer.Option(help="Its last day (YYYY-MM-DD). Default: in 90 days.")] = "",
    as_json: session.Json = False,
) -> None:
    """Make a key. It is shown this once; only its hash is kept."""
    from api.audit import Entry, write
    from api.keys import add_key
    from graph.values.dates import parse_date

    day = parse_date(expires)
    last = day.latest if day else datetime.now(UTC).date() + timedelta(days=90)
    desk = _desk()
    identifier, key = add_key(desk, name, parse_marking(clearance), role, last)
    write(desk, Entry(_who(), "keys add", things=(identifier,), marking=str(parse_marking(clearance)), reason=name))
    if as_json:
        output.write_json({"id": identifier, "key": key, "expires": last.isoformat()})
    else:
        output.write(key)
        output.say(f"This is the key {identifier} of {name}, until {last}. It is not shown again.")


@keys_app.command("list")
def list_keys(as_json: session.Json = False) -> None:
    """List all keys ever made, without what they are."""
    from api.keys import keys

    found = keys(_desk())
    if as_json:
        output.write_json(found)
    else:
        columns = ("id", "name", "clearance", "role", "made_at", "expires_at", "revoked_at")
        output.table(columns, [[row[column] for column in columns] for row in found])


@keys_app.command("revoke")
def revoke(identifier: Annotated[str, typer.Argument(metavar="KEY", help="The key's id.")]) -> None:
    """End a key at once."""
    from api.audit import Entry, write
    from api.keys import revoke_key

    desk = _desk()
    revoke_key(desk, identifier)
    write(desk, Entry(_who(), "keys revoke", things=(identifier,)))
    output.write(f"The key {identifier} is ended.")


@audit_app.command("list")
def list_audit(limit: session.Limit = 50, clearance: session.Clearance = "", as_json: session.Json = False) -> None:
    """Show the newest lines of the audit; on what things, as far as the clearance reaches."""
    from api.audit import read

    items, total = read(_desk(), before=2**62, limit=limit, clearance=session.reader(clearance).clearance)
    if as_json:
        output.write_json({"items": items, "total": total, "truncated": len(items) < total})
        return
    columns = ("seq", "at", "who", "act", "status", "things", "question", "rows", "marking", "recipient", "reason")
    output.table(columns, [[(item | {"things": _fit(item["things"])})[column] for column in columns] for item in items])
    output.write(f"{output.count(total, 'line')}, {len(items)} shown.")


def _fit(things: list[str]) -> str:
    """As many of them as a column takes, and how many more there are."""
    shown = things[:1]
    while len(shown) < len(things) and len("; ".join(things[: len(shown) + 1])) <= WIDTH:
        shown = things[: len(shown) + 1]
    told = "; ".join(shown)
    cut = f"{told[: WIDTH - 1]}…" if len(told) > WIDTH else told
    return cut + (f" and {len(things) - len(shown)} more" if len(shown) < len(things) else "")


@audit_app.command("sent")
def sent(
    to: Annotated[str, typer.Option(help="Only what went to this recipient.")] = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Show what was handed out: to whom, when, why, by whom, with the hash of the file."""
    from api.audit import sent as handed_out

    found = handed_out(_desk(), session.reader(clearance).clearance, to)
    if as_json:
        output.write_json({"items": found, "total": len(found)})
        return
    columns = ("at", "who", "recipient", "reason", "question", "of", "rows", "marking", "export", "sent")
    output.table(columns, [[line[column] for column in columns] for line in found])
    output.write(f"{output.count(len(found), 'export')}.")


@audit_app.command("anchor")
def anchor() -> None:
    """Print the head of the audit's chain, to keep elsewhere."""
    from api.audit import anchor as head

    output.write(head(_desk()))


@audit_app.command("verify")
def verify(
    anchor: Annotated[str, typer.Option(help="What `wengraph audit anchor` printed earlier.")] = "",
    as_json: session.Json = False,
) -> None:
    """Check that no line of the audit was edited, taken out or moved; with an anchor, that none was cut off."""
    from api.audit import verify as check

    found = check(_desk(), anchor)
    if as_json:
        output.write_json({"holds": not found, "found": found})
    else:
        output.write("The audit holds." if not found else "The audit does not hold:")
        for line in found:
            output.write(f"  {line}")
    if found:
        raise typer.Exit(1)


def _desk() -> Desk:
    from api.desk import Desk

    return Desk(load_settings())


def _who() -> str:
    return audited.who(load_settings())
