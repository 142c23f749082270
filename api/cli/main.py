"""The command `wengraph`: arguments in, an exit code out (0 ok, 1 finding, 2 usage, 3 store unreachable)."""

from __future__ import annotations

import sys

import typer
from typer.core import TyperGroup

from api.cli import (
    analysis,
    checking,
    documents,
    exporting,
    hand,
    judging,
    loading,
    output,
    proposing,
    rdf,
    reading,
    reviewing,
    serving,
    store,
    viewing,
    watching,
)
from api.cli.audited import AuditedCommand
from graph.errors import WengraphError

app = typer.Typer(
    name="wengraph",
    help="A graph of wildlife-crime enforcement in which every fact shows its evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    cls=TyperGroup,
    epilog="Exit codes: 0 ok, 1 something was found amiss, 2 wrong usage, 3 the store can't be reached.",
)

app.command(cls=AuditedCommand)(loading.demo)
app.command(cls=AuditedCommand)(loading.load)
app.command()(loading.check)
app.command()(documents.extract)
app.command(cls=AuditedCommand)(loading.retract)
app.command()(checking.validate)
app.command(cls=AuditedCommand)(reading.status)
app.command(cls=AuditedCommand)(reading.show)
app.command(cls=AuditedCommand)(reading.evidence)
app.command(cls=AuditedCommand)(reading.ask)
app.command(cls=AuditedCommand)(reading.changes)
app.command(cls=AuditedCommand)(reading.cypher)
app.command(cls=AuditedCommand)(proposing.candidates)
app.command(cls=AuditedCommand)(analysis.path)
app.command(cls=AuditedCommand)(analysis.measure)
app.command(cls=AuditedCommand)(analysis.gaps)
app.command(cls=AuditedCommand)(viewing.view)
app.command(cls=AuditedCommand)(exporting.export)
app.command(cls=AuditedCommand)(hand.add)
app.command(cls=AuditedCommand)(hand.note)
app.command(cls=AuditedCommand)(hand.withdraw)
app.command(cls=AuditedCommand)(hand.mark)
app.command(cls=AuditedCommand)(hand.grade)
app.command(cls=AuditedCommand)(hand.history)
app.command(cls=AuditedCommand)(judging.same)
app.command(cls=AuditedCommand)(judging.different)
app.command(cls=AuditedCommand)(judging.unsure)
app.command(cls=AuditedCommand)(judging.explode)
app.command(cls=AuditedCommand)(judging.undo)
app.command()(store.doctor)
app.command()(serving.serve)
app.add_typer(reviewing.app, name="review")
app.add_typer(watching.app, name="watch")
app.add_typer(store.app, name="store")
app.add_typer(rdf.app, name="rdf")
app.add_typer(serving.keys_app, name="keys")
app.add_typer(serving.audit_app, name="audit")


def run() -> None:
    """Run the command line; what a person can mend is one sentence, not a traceback."""
    try:
        app()
    except WengraphError as problem:
        told = {"code": problem.code, "what": problem.what, "where": problem.where, "mend": problem.mend}
        output.error(told, as_json="--json" in sys.argv)
        raise SystemExit(problem.exit_code) from None
    except KeyboardInterrupt:
        output.say("Stopped. What had landed stays; run the same command again to go on.")
        raise SystemExit(130) from None
