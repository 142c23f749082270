"""Commands on watch lists: what to watch in, what is new since it was last seen out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import audited, output, session
from api.cli.audited import AuditedCommand
from api.cli.reading import Parameters
from graph.settings import load_settings

if TYPE_CHECKING:
    from api.desk import Desk

app = typer.Typer(name="watch", help="Watch questions and things: what is new since last seen.", no_args_is_help=True)
Identifier = Annotated[str, typer.Argument(metavar="WATCH", help="The watch's id, as `wengraph watch list` shows it.")]


@app.command("add", cls=AuditedCommand)
def add(
    entity: Annotated[str, typer.Argument(help="A thing by id or name; or name a question by --question.")] = "",
    question: Annotated[str, typer.Option(help="A named question to watch.")] = "",
    parameters: Parameters = None,
    title: Annotated[str, typer.Option(help="What to call it.")] = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Begin to watch a thing or a question; what it answers now counts as seen."""
    from api.watches import watch

    level, given = session.reader(clearance).clearance, session.parameters(parameters or [])
    with session.store() as store:
        made = watch(_desk(), store, _owner(), level, question=question, parameters=given, entity=entity, title=title)
    audited.tell(made.id, marking=str(made.marking))
    if as_json:
        output.write_json(made.as_json())
    else:
        output.write(f"Watching {made.title} as {made.id}. What is new: wengraph watch new {made.id}")


@app.command("list", cls=AuditedCommand)
def list_watches(clearance: session.Clearance = "", as_json: session.Json = False) -> None:
    """List what you watch."""
    from api.watches import watches

    found = watches(_desk(), _owner(), session.reader(clearance).clearance)
    audited.tell(*(w.id for w in found), rows=len(found))
    if as_json:
        output.write_json([w.as_json() for w in found])
        return
    output.table(("watch", "title", "marking", "made_at"), [[w.id, w.title, str(w.marking), w.made_at] for w in found])
    output.write(f"{output.count(len(found), 'watched thing')}.")


@app.command("new", cls=AuditedCommand)
def new(
    watch: Identifier, limit: session.Limit = 100, clearance: session.Clearance = "", as_json: session.Json = False
) -> None:
    """Show rows that were not there when last seen, and how many of those seen are gone."""
    from api.audit import named_in
    from api.watches import news

    level = session.reader(clearance).clearance
    with session.store() as store:
        told = news(_desk(), store, watch, _owner(), level, limit)
    audited.tell(watch, *named_in(told.rows), question=told.watch.question, rows=len(told.rows))
    if as_json:
        output.write_json(told.as_json())
        return
    columns = [column for column in (told.rows[0] if told.rows else ()) if column not in ("claims", "sources")]
    if columns:
        output.table(columns, [[row[column] for column in columns] for row in told.rows])
    output.write(f"{told.watch.title}: {output.count(told.total, 'new row')}, {told.gone} gone.")


@app.command("seen", cls=AuditedCommand)
def seen(watch: Identifier, clearance: session.Clearance = "") -> None:
    """Count all that it answers now as seen."""
    from api.watches import mark_seen

    with session.store() as store:
        rows = mark_seen(_desk(), store, watch, _owner(), session.reader(clearance).clearance)
    audited.tell(rows=rows)
    output.write(f"{output.count(rows, 'row')} seen.")


@app.command("remove", cls=AuditedCommand)
def remove(watch: Identifier, clearance: session.Clearance = "") -> None:
    """End a watch."""
    from api.watches import unwatch

    audited.tell()
    unwatch(_desk(), watch, _owner(), session.reader(clearance).clearance)
    output.write(f"{watch} is watched no more.")


def _desk() -> Desk:
    from api.desk import Desk

    return Desk(load_settings())


def _owner() -> str:
    return load_settings().author or "local user"
