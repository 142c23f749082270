"""The command export: what, a format, a recipient and a reason in, one file out; what was left out is said."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import audited, output, session
from api.cli.reading import Parameters
from graph.errors import UsageError
from graph.settings import load_settings

if TYPE_CHECKING:
    from api.exports.handing import HandedOut, Order
    from api.exports.wanted import Sort

To = Annotated[Path | None, typer.Option("--output", "-o", help="The file. Default: a name with the marking.")]
Form = Annotated[
    str, typer.Option("--format", help="csv, xlsx, jsonl, graphml, gexf, ftm, stix; or RDF: turtle, trig, nquads …")
]
Things = Annotated[list[str] | None, typer.Argument(help="Ids or names of what to hand out.", show_default=False)]


def export(
    things: Things = None,
    recipient: Annotated[str, typer.Option("--to", help="Who gets it; every export says so.")] = "",
    reason: Annotated[str, typer.Option(help="Why; every export says so.")] = "",
    form: Form = "csv",
    question: Annotated[str, typer.Option(help="Hand out the answer to a named question.")] = "",
    parameters: Parameters = None,
    everything: Annotated[bool, typer.Option("--everything", help="All that the clearance may see.")] = False,
    around: Annotated[bool, typer.Option("--around", help="What is around the things, not their links alone.")] = False,
    long: Annotated[bool, typer.Option("--long", help="A row for each claim, not for each link or answer.")] = False,
    depth: Annotated[int, typer.Option(min=1, max=3, help="How many links away, with --around.")] = 1,
    types: Annotated[list[str] | None, typer.Option("--type", help="Only links of this type; repeat it.")] = None,
    kinds: Annotated[list[str] | None, typer.Option("--kind", help="Only things of this kind; repeat it.")] = None,
    rung: Annotated[str, typer.Option(help="The weakest tie that counts, such as attended.")] = "no tie",
    to: To = None,
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
) -> None:
    """Hand out a file for a recipient; what is marked higher or released to others alone is not in it."""
    from api.exports.handing import Order
    from api.exports.wanted import Wanted

    sort = _sort(things or [], question, everything=everything, around=around)
    given, links, sorts = session.parameters(parameters or []), tuple(types or ()), tuple(kinds or ())
    wanted = Wanted(sort, question, given, tuple(things or ()), depth=depth, types=links, kinds=sorts, rung=rung)
    who, settings = session.reader(clearance, as_of, known_by), load_settings()
    whom = (recipient, reason, settings.author, who.clearance)
    order = Order(wanted, form, *whom, "long" if long else "wide", who.as_of, who.known_by)
    order.check()
    _hand_out(order, who, to, as_json=as_json)


def _hand_out(order: Order, who: session.Reader, to: Path | None, *, as_json: bool) -> None:
    from api.exports.handing import hand_out, left_out

    settings = load_settings()
    with session.view(who) as store, tempfile.TemporaryDirectory(prefix="wengraph-export-") as folder:
        path = Path(folder) / "file"
        done = hand_out(store, order, path, base=settings.base_iri)
        missing = left_out(store, order, max(who.clearance, settings.clearance))
        file = to or Path(done.file_name)
        _save(path, file)
    _note(order, done)
    _say(done, file, missing.sentences(), as_json=as_json)


def _sort(things: list[str], question: str, *, everything: bool, around: bool) -> Sort:
    if bool(things) + bool(question) + everything != 1:
        raise UsageError("Say what to hand out.", mend="Name things, or --question, or --everything; one of these.")
    if everything:
        return "everything"
    if question:
        return "question"
    return "neighbourhood" if around or len(things) > 1 else "entity"


def _save(path: Path, file: Path) -> None:
    try:
        shutil.move(path, file)
    except OSError as error:
        raise UsageError(f"The file can't be written: {error.strerror}.", where=str(file)) from error


def _note(order: Order, told: HandedOut) -> None:
    """The same line in the audit as over HTTP."""
    from api.audit import Entry, write
    from api.desk import Desk

    entry = Entry(
        order.author,
        "wengraph export",
        things=(told.number, *told.of),
        question=order.subject,
        rows=told.rows,
        marking=str(told.marking),
        recipient=order.recipient,
        reason=order.reason,
        sent=told.sha256,
        clearance=str(order.clearance),
    )
    write(Desk(load_settings()), entry)
    audited.written()


def _say(told: HandedOut, file: Path, missing: list[str], *, as_json: bool) -> None:
    if as_json:
        shown = {"file": str(file), "export": told.number, "rows": told.rows, "highest_marking": str(told.marking)}
        output.write_json(shown | {"sha256": told.sha256, "left_out": missing})
        return
    output.write(f"{file}: {output.count(told.rows, 'row')}, highest marking TLP:{told.marking}, export {told.number}")
    output.write(f"SHA-256 {told.sha256}")
    for sentence in missing:
        output.say(sentence)
