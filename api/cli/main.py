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

app.command()(loading.demo)
app.command()(loading.load)
app.command()(loading.check)
app.command()(documents.extract)
app.command()(loading.retract)
app.command()(checking.validate)
app.command()(reading.status)
app.command()(reading.show)
app.command()(reading.evidence)
app.command()(reading.ask)
app.command()(reading.changes)
app.command()(reading.cypher)
app.command()(proposing.candidates)
app.command()(analysis.path)
app.command()(analysis.measure)
app.command()(analysis.gaps)
app.command()(viewing.view)
app.command()(exporting.export)
app.command()(hand.add)
app.command()(hand.note)
app.command()(hand.withdraw)
app.command()(hand.mark)
app.command()(hand.grade)
app.command()(hand.history)
app.command()(judging.same)
app.command()(judging.different)
app.command()(judging.unsure)
app.command()(judging.explode)
app.command()(judging.undo)
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
