"""The command view: things, a path or a question in, one file out that shows them with all their evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.cli import audited, output, session
from api.cli.reading import Parameters
from graph.errors import UsageError

if TYPE_CHECKING:
    from api.views.sheet import Sheet
    from graph.analysis.to_networkx import Scope
    from graph.ask import Answer
    from graph.store.bolt import Store

APPLY: Final = {
    "a chart": ("--depth", "--type", "--kind", "--rung", "--cap"),
    "the chart of a question": ("-p", "--type", "--rung", "--cap"),
    "a path": ("--kind", "--rung"),
    "a timeline": ("--kind", "--rung", "--cap"),
    "a map": ("--measure", "--kind", "--rung"),
    "the map of a question": ("-p", "--rung"),
}
"""Which of the options that choose what is drawn have an effect on which picture."""

_NAMES: Final = {
    "parameters": "-p", "measure": "--measure", "depth": "--depth", "types": "--type", "kinds": "--kind",
    "rung": "--rung", "cap": "--cap",
}  # fmt: skip

Things = Annotated[list[str] | None, typer.Argument(help="Ids or names of what to draw.", show_default=False)]
OnMap = Annotated[bool, typer.Option("--map", help="Where: counts by country, of one thing or a question.")]
Cap = Annotated[int, typer.Option(min=1, max=2000, help="Things to draw at the most; above 500 nobody sees much.")]
To = Annotated[Path | None, typer.Option("--output", "-o", help="The file. Default: a name with the marking.")]


def view(
    context: typer.Context,
    things: Things = None,
    path: Annotated[bool, typer.Option("--path", help="The ways from the first thing to the second.")] = False,
    timeline: Annotated[bool, typer.Option("--timeline", help="When: a timeline of one thing.")] = False,
    on_map: OnMap = False,
    question: Annotated[str, typer.Option(help="Draw the things that a question's answer names.")] = "",
    parameters: Parameters = None,
    measure: Annotated[str, typer.Option(help="With --map: members, participants, operations, meetings.")] = "",
    depth: Annotated[int, typer.Option(min=1, max=3, help="How many links away from the things.")] = 1,
    types: Annotated[list[str] | None, typer.Option("--type", help="Only links of this type; repeat it.")] = None,
    kinds: Annotated[list[str] | None, typer.Option("--kind", help="Only things of this kind; repeat it.")] = None,
    rung: Annotated[str, typer.Option(help="The weakest tie that counts, such as attended.")] = "no tie",
    cap: Cap = 150,
    as_svg: Annotated[bool, typer.Option("--svg", help="Write only the picture, as SVG.")] = False,
    to: To = None,
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
) -> None:
    """Draw a chart, a timeline or a map into one file that needs no network and holds its evidence."""
    from api.views.page import render, static_chart

    wanted = _Wanted(things or [], question, session.parameters(parameters or []), path, timeline, on_map)
    wanted.check([name for key, name in _NAMES.items() if _given(context, key)])
    who = session.reader(clearance, as_of, known_by)
    scope = _scope(who, rung, kinds or [])
    with session.view(who) as store:
        sheet = wanted.sheet(store, scope, who.known_by, types or [], depth, cap, measure)
    audited.tell(marking=str(sheet.cited.marking))
    suffix = "svg" if as_svg else "html"
    file = to or Path(sheet.file_name(suffix))
    _save(file, static_chart(sheet) if as_svg else render(sheet).html)
    told = {"file": str(file), "highest_marking": str(sheet.cited.marking), "title": sheet.title, "says": sheet.said}
    if as_json:
        output.write_json(told)
    else:
        output.write(f"{sheet.title}: {file}")
        output.write(f"Highest marking: TLP:{sheet.cited.marking}. {sheet.read_at} {' '.join(sheet.said)}")


class _Wanted:
    """What is to be drawn, checked for sense."""

    def __init__(
        self, things: list[str], question: str, given: dict[str, str], path: bool, timeline: bool, on_map: bool
    ) -> None:
        if path + timeline + on_map > 1:
            raise UsageError("--path, --timeline and --map are three pictures.", mend="Ask for one at a time.")
        if bool(things) == bool(question):
            raise UsageError("Say what to draw.", mend="Name things, or a question by --question, but not both.")
        if question and (path or timeline):
            raise UsageError("A question is drawn as a chart or a map.", mend="Name things for --path and --timeline.")
        needed = 2 if path else 1 if timeline or (on_map and things) else 0
        if needed and len(things) != needed:
            raise UsageError(f"This picture is of {output.count(needed, 'thing')}, not {len(things)}.")
        self.things, self.question, self.given = things, question, given
        self.path, self.timeline, self.on_map = path, timeline, on_map

    @property
    def picture(self) -> str:
        """Which picture it is, in words."""
        if self.question:
            return "the map of a question" if self.on_map else "the chart of a question"
        return "a path" if self.path else "a timeline" if self.timeline else "a map" if self.on_map else "a chart"

    def check(self, options: list[str]) -> None:
        """Raise UsageError for an option that would change nothing in this picture."""
        for option in options:
            if option not in APPLY[self.picture]:
                known = ", ".join(APPLY[self.picture])
                raise UsageError(f"{option} has no effect on {self.picture}.", where=option, mend=f"It takes {known}.")

    def sheet(
        self, store: Store, scope: Scope, known_by: str, types: list[str], depth: int, cap: int, measure: str
    ) -> Sheet:
        """Read it and draw it."""
        from api.views.sheet import chart_sheet, map_sheet, timeline_sheet
        from graph import neighbourhood, places
        from graph.analysis.chart_reads import read_types
        from graph.timeline import timeline

        links = read_types(types)
        if self.timeline:
            return timeline_sheet(timeline(store, self.things[0], scope=scope, cap=cap), known_by)
        if self.on_map and self.things:
            return map_sheet(places.places(store, self.things[0], scope=scope, measure=measure), known_by)
        if self.on_map:
            return map_sheet(places.answer_places(store, self._answer(store, scope), scope=scope), known_by)
        if self.path:
            from graph.analysis.paths import find_paths

            found = find_paths(store, *self.things, scope=scope)
            return chart_sheet(neighbourhood.path_chart(store, found), known_by)
        if self.question:
            answer = self._answer(store, scope)
            return chart_sheet(neighbourhood.answer_chart(store, answer, scope=scope, types=links, cap=cap), known_by)
        drawn = neighbourhood.neighbourhood(store, self.things, scope=scope, depth=depth, types=links, cap=cap)
        return chart_sheet(drawn, known_by)

    def _answer(self, store: Store, scope: Scope) -> Answer:
        from graph.ask import ask

        return ask(store, self.question, self.given, clearance=scope.clearance, as_of=scope.as_of)


def _given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _scope(who: session.Reader, rung: str, kinds: list[str]) -> Scope:
    from graph.analysis.to_networkx import Scope, read_kinds, read_rung

    return Scope(who.clearance, who.as_of, read_rung(rung), read_kinds(kinds))


def _save(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The file can't be written: {error.strerror}.", where=str(file)) from error
