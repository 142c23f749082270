"""Routes of questions as forms, and of the pages of a network and of an operation, which are made of their answers."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from api import html, screens
from api.answer_tables import AnswerTable, cited, table_of
from api.audit import named_in
from api.deps import Read, Reading, Running, note, parameters_of
from api.framing import framed, screen
from api.views import svg
from api.views.sheet import chart_sheet
from api.views.svg_timeline import timeline_svg
from graph import places
from graph.analysis.to_networkx import Scope
from graph.ask import Answer, ask, questions
from graph.describe import Saying, about_each
from graph.errors import UnknownName
from graph.find import find
from graph.neighbourhood import answer_chart
from graph.places import Place
from graph.store.reads import Found
from graph.timeline import timeline
from graph.values.markings import Marking

router = APIRouter(tags=["screens"], include_in_schema=False)
SHOWN = 200
OF_NETWORK = {
    "network-members": ("network", "Members"),
    "meetings-of": ("entity", "Meetings"),
    "operations-of": ("entity", "Operations"),
    "recommendations-to": ("entity", "Recommendations to it"),
    "conflicts": ("entity", "Where sources differ"),
}
OF_OPERATION = {
    "operation-results": ("operation", "What each source says it brought"),
    "operation-participants": ("operation", "Who took part"),
    "conflicts": ("entity", "Where sources differ"),
}


@router.get("/questions", response_class=HTMLResponse)
def listed(request: Request, read: Read) -> HTMLResponse:
    """All questions."""
    return screen(html.page("questions.html", frame=framed(request, read), questions=questions()))


@router.get("/questions/{name}", response_class=HTMLResponse)
def question(request: Request, read: Read, running: Running, name: str, draw: bool = False) -> HTMLResponse:
    """A question as a form; with its parameters in the address, the answer; with `draw`, its picture."""
    asked = questions().get(name)
    if asked is None:
        raise UnknownName(f"There is no question {name!r}.", suggestions=tuple(questions()))
    given = {key: value for key, value in parameters_of(request, name).items() if value.strip() and key != "draw"}
    told: dict[str, Any] = {"question": asked, "given": given, "link": screens.link, "draws": "", "needs": ()}
    told |= {"picture": "", "legend": ""}
    wanted = [p.name for p in asked.parameters if not p.optional]
    if any(key not in given for key in wanted) or (asked.needs and not given.keys() & set(asked.needs)):
        missing = asked.needs if given or asked.needs else ()
        return screen(html.page("question.html", frame=framed(request, read), answer=None, **told | {"needs": missing}))
    answer = ask(read.store, name, given, clearance=read.clearance, as_of=read.as_of, limit=SHOWN)
    table = table_of(answer, "answer", "Answer", asked.covers)
    proof = cited(read.store, [table], [], read.clearance)
    untold = answer.rows and "claims" not in answer.columns
    marking = read.clearance if untold else proof.marking
    note(
        request,
        running,
        question=name,
        things=named_in([answer.parameters, answer.rows]),
        rows=len(answer.rows),
        marking=str(marking),
    )
    day = {"as_of": answer.as_of} if answer.as_of else {}
    if any(cell.thing for cells, _ in table.lines for cell in cells):
        told["draws"] = f"/api/v1/views/questions/{name}?{urlencode(given | day)}"
        told |= _drawn(read, answer) if draw else {}
    lines = "\n".join(f"{key}={value}" for key, value in given.items())
    told["hands"] = [("what", "question"), ("question", name), ("parameters", lines), *day.items()]
    numbers = {source: n for n, source in enumerate(proof.sources, start=1)}
    told |= {"answer": table, "cited": proof, "numbers": numbers}
    return screen(html.page("question.html", frame=framed(request, read, marking), **told))


def _drawn(read: Reading, answer: Answer) -> dict[str, Any]:
    """The picture of what an answer names, and its legend."""
    sheet = chart_sheet(answer_chart(read.store, answer, scope=Scope(read.clearance, read.as_of)), read.known_by)
    return {"picture": svg.markup(svg.unlinked(sheet.picture)), "legend": svg.markup(sheet.legend)}


@router.get("/network/{entity:path}", response_class=HTMLResponse)
def network(request: Request, read: Read, running: Running, entity: str) -> HTMLResponse:
    """A network: its members, meetings and operations over time, and where members share nothing with it."""
    thing = find(read.store, entity, int(read.clearance), ("Network",))
    tables = _tables(read, thing.id, OF_NETWORK)
    return _profile(request, read, running, thing, tables, gaps=_gaps(read, thing.id))


@router.get("/op/{entity:path}", response_class=HTMLResponse)
def operation(
    request: Request, read: Read, running: Running, entity: str, beside: Annotated[str, Query(max_length=400)] = ""
) -> HTMLResponse:
    """An operation: its figures as each source gives them, who took part, its series; beside another one, if asked."""
    thing = find(read.store, entity, int(read.clearance), ("Operation",))
    tables = _tables(read, thing.id, OF_OPERATION)
    more: dict[str, Any] = {"others": True, "beside": ""}
    if beside.strip():
        other = find(read.store, beside, int(read.clearance), ("Operation",))
        tables += _tables(read, other.id, OF_OPERATION, of=other.name, key="beside-")
        more["beside"] = other.id
    return _profile(request, read, running, thing, tables, **more)


def _tables(
    read: Reading, thing: str, asked: dict[str, tuple[str, str]], *, of: str = "", key: str = ""
) -> list[AnswerTable]:
    found = []
    for name, (parameter, title) in asked.items():
        told = ask(read.store, name, {parameter: thing}, clearance=read.clearance, as_of=read.as_of)
        words = f"{title}: {of}" if of else title
        found.append(table_of(told, key + name, words, questions()[name].covers, most=SHOWN))
    return found


def _gaps(read: Reading, thing: str) -> list[tuple[str, list[Place]]]:
    """Countries that belong to a network and share no meeting or operation with it, and those that do the reverse."""
    scope = Scope(read.clearance, read.as_of)
    named = ("members", "meetings", "operations")
    members, meetings, operations = (places.places(read.store, thing, scope=scope, measure=m).places for m in named)
    inside, met, operated = ({place.country for place in found} for found in (members, meetings, operations))
    return [
        ("Members that share no meeting with it on record", [p for p in members if p.country not in met]),
        ("Members that share no operation with it on record", [p for p in members if p.country not in operated]),
        (
            "Countries that share an operation with it and are no members",
            [p for p in operations if p.country not in inside],
        ),
    ]


def _profile(
    request: Request, read: Reading, running: Running, thing: Found, tables: list[AnswerTable], **more: Any
) -> HTMLResponse:
    drawn = timeline(read.store, thing.id, scope=Scope(read.clearance, read.as_of))
    said: list[Saying] = about_each(read.store, [thing.id], clearance=read.clearance).get(thing.id, [])
    said = [saying for saying in said if not saying.says.startswith("mentioned as: ")]
    gaps: list[tuple[str, list[Place]]] = more.setdefault("gaps", [])
    countries = [place.country for _, found in gaps for place in found]
    proof = cited(read.store, tables, [thing.id, *countries], read.clearance)
    marking: Marking = max(proof.marking, drawn.cited.marking)
    note(request, running, things=(thing.id,), rows=len(proof.claims), marking=str(marking))
    told: dict[str, Any] = {"thing": thing, "tables": tables, "said": said, "cited": proof, "link": screens.link}
    told |= {"numbers": {source: n for n, source in enumerate(proof.sources, start=1)}, "glyphs": screens.glyphs()}
    day = read.as_of.isoformat() if read.as_of else ""
    told |= {"ways": screens.ways(thing.id, day)[1:], "picture": svg.markup(svg.unlinked(timeline_svg(drawn)))}
    return screen(html.page("network.html", frame=framed(request, read, marking), **{"others": False, **told, **more}))
