"""Commands that run the local Neo4j: start, stop, status, fetch; and doctor, which checks what wengraph needs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli import audited, output, session
from api.cli.audited import AuditedCommand
from graph.errors import StoreError, WengraphError
from graph.settings import Settings, load_settings
from graph.values.markings import Marking, parse_marking

app = typer.Typer(help="Start, stop and look at the local Neo4j.", no_args_is_help=True)


@app.command()
def start(
    ceiling: Annotated[str, typer.Option(help="The highest marking a new store may hold; kept for good.")] = "RED",
) -> None:
    """Start the local Neo4j and set the store up where it is new."""
    with session.store(ceiling=parse_marking(ceiling)):
        pass
    _write_status(load_settings(), as_json=False)


@app.command()
def stop() -> None:
    """Stop the local Neo4j; its data stays."""
    from graph.store import local

    output.write("Stopped." if local.stop(load_settings()) else "No local Neo4j was running.")


@app.command()
def status(as_json: session.Json = False) -> None:
    """Say whether the local Neo4j runs, where, since when, and with how much memory."""
    _write_status(load_settings(), as_json=as_json)


@app.command()
def fetch(directory: Annotated[Path, typer.Argument(help="Folder to put the Neo4j files into.")]) -> None:
    """Download the Neo4j files into a folder, to carry to a machine without a network (WENGRAPH_NEO4J_JARS)."""
    from graph.store.artefacts import fetch_into

    with output.downloading() as on_progress:
        count = fetch_into(directory, load_settings(), on_progress)
    output.write(
        f"{count} files are in {directory}. On the other machine: export WENGRAPH_NEO4J_JARS={directory.absolute()}"
    )


@app.command(cls=AuditedCommand)
def backup(
    folder: Annotated[Path, typer.Argument(help="Folder to write the backup into.")], as_json: session.Json = False
) -> None:
    """Write all that the store holds, of every marking, into one file; its name says the highest marking."""
    from loaders.backup import write_backup

    audited.tell(clearance=Marking.RED)
    with session.store() as opened:
        path, count = write_backup(opened, folder)
    audited.tell(rows=count)
    if as_json:
        output.write_json({"file": str(path), "records": count})
    else:
        output.write(f"{output.count(count, 'record')} are in {path}; only you can read it.")


@app.command(cls=AuditedCommand)
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `wengraph store backup` wrote.")],
    as_json: session.Json = False,
) -> None:
    """Restore a backup into an empty store, once its checksum holds."""
    from loaders.backup import read_backup

    audited.tell(clearance=Marking.RED)
    with session.store() as opened, output.progress("Restoring records") as step:
        count = read_backup(opened, file, step)
    audited.tell(rows=count)
    if as_json:
        output.write_json({"records": count})
    else:
        output.write(f"{output.count(count, 'record')} restored.")


def doctor(as_json: session.Json = False) -> None:
    """Check what wengraph needs on this machine, and say how to mend what is missing."""
    settings = load_settings()
    findings = [_python(), *_space(settings), _java(), _jars(settings), _server(settings)]
    if as_json:
        output.write_json([{"check": name, "ok": ok, "says": says} for name, ok, says in findings])
    else:
        output.table(("check", "", "says"), [(name, "ok" if ok else "AMISS", says) for name, ok, says in findings])
    if not all(ok for _, ok, _ in findings):
        raise typer.Exit(1)


Finding = tuple[str, bool, str]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return "Python", sys.version_info >= (3, 11), f"{version} (3.11 or later is needed)"


def _space(settings: Settings) -> list[Finding]:
    found = []
    for name, folder in (("Data folder", settings.home), ("Download folder", settings.cache)):
        near = next(parent for parent in (folder, *folder.parents) if parent.exists())
        free = shutil.disk_usage(near).free // 1_000_000
        found.append((name, free > 500, f"{folder}: {free} MB free"))
    return found


def _java() -> Finding:
    from graph.store.artefacts import java_binary

    try:
        return "Java", True, str(java_binary())
    except StoreError as error:
        return "Java", False, str(error)


def _jars(settings: Settings) -> Finding:
    if settings.neo4j_uri:
        return "Neo4j files", True, "not needed: WENGRAPH_NEO4J_URI names a server"
    try:
        from graph.store.artefacts import ensure_jars

        return "Neo4j files", True, str(ensure_jars(settings))
    except WengraphError as error:
        return "Neo4j files", False, str(error)


def _server(settings: Settings) -> Finding:
    try:
        with session.store() as opened:
            text = "MATCH (c:Claim) WHERE c.level <= $c RETURN count(c) AS n"
            count = opened.read(text, c=int(settings.clearance))[0]["n"]
        place = settings.neo4j_uri or "local Neo4j"
        return "Store", True, f"{place} answers and holds {count} claims that {settings.clearance} may read"
    except WengraphError as error:
        return "Store", False, str(error)


def _write_status(settings: Settings, *, as_json: bool) -> None:
    if settings.neo4j_uri:
        if as_json:
            output.write_json({"running": None, "uri": settings.neo4j_uri})
        else:
            output.write(f"WENGRAPH_NEO4J_URI names {settings.neo4j_uri}; the local Neo4j is not used.")
        return
    from graph.store import local

    server = local.find_running(settings)
    told: dict[str, object] = {"running": server is not None, "home": str(settings.home)}
    if server:
        told |= {"uri": server.uri, "pid": server.pid, "memory_mb": server.memory // 1_000_000}
        told |= {"minutes": round(server.age / 60, 1), "user": server.user}
        told |= {"password_file": str(settings.home / "store" / "password")}
    if as_json:
        output.write_json(told)
    elif server:
        output.write(
            f"The local Neo4j runs at {server.uri} (process {server.pid}, {told['memory_mb']} MB, "
            f"up {told['minutes']} minutes); data in {settings.home}."
        )
        output.write(f"For a Bolt client: user {server.user}, password in {told['password_file']}.")
    else:
        output.write(f"No local Neo4j runs for {settings.home}; any command that needs it starts it.")
