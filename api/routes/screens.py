"""Routes of the web pages: search, a thing with its facts, signing in with a key; and the files that pages use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import html, screens
from api.answer_tables import cited, table_of
from api.answers import highest
from api.deps import COOKIE, Read, Reading, Running, note
from api.framing import framed, screen
from api.keys import whose
from api.near import near
from api.screens import Shown
from graph.ask import Answer, ask, questions
from graph.describe import Saying, claims, describe
from graph.errors import UnknownName
from graph.find import find
from graph.history import history as read_history
from graph.search import search as find_things
from graph.store import reads
from graph.values.markings import Marking

VIS: Final = "vis-network.min.js"
router = APIRouter(tags=["screens"], include_in_schema=False)
FILES: Final = {
    "screen.css": "text/css",
    "explorer.js": "text/javascript",
    "renderer.js": "text/javascript",
    "later.js": "text/javascript",
    "acts.js": "text/javascript",
    "review.js": "text/javascript",
    "ingest.js": "text/javascript",
    "console.js": "text/javascript",
    VIS: "text/javascript",
}
TRIES: Final = ("Kenya", "Operation COBRA II", "SAWEN", "Lusaka Agreement Task Force", "INTERPOL")
MOST: Final = 60
ALL: Final = 1_000_000


Typed = Annotated[str, Query(max_length=400)]


@router.get("/", response_class=HTMLResponse)
def search(
    request: Request,
    read: Read,
    running: Running,
    q: Typed = "",
    best: Annotated[bool, Query(alias="open")] = False,
) -> Response:
    """The search, and what was found by kind; without words what there is, and a few things to try.

    With `open` the one thing that is meant is opened at once, where it is plain which one that is.
    """
    level = int(read.clearance)
    if not q.strip():
        counts = reads.counts(read.store, level)["kinds"]
        tries = [text for text in TRIES if _known(read, text)]
        return screen(screens.search_screen(framed(request, read, Marking.CLEAR), None, counts, tries))
    hits = find_things(read.store, q, clearance=level, limit=MOST)
    ids = tuple(hit.id for hit in hits.found)
    marking = Marking(reads.marking_of_names(read.store, ids, level))
    note(request, running, things=ids, rows=len(ids), marking=str(marking))
    frame = framed(request, read, marking, q)
    if best and hits.best:
        return RedirectResponse(screens.link(hits.best.id, frame.as_of, q=q), status_code=303)
    return screen(screens.search_screen(frame, hits, [], []))


def _known(read: Reading, text: str) -> bool:
    try:
        return bool(find(read.store, text, int(read.clearance)))
    except UnknownName:
        return False


@router.get("/e/{entity:path}", response_class=HTMLResponse)
def entity(
    request: Request,
    read: Read,
    running: Running,
    entity: str,
    phrase: Annotated[str, Query(max_length=60)] = "",
    history: bool = False,
    q: Typed = "",
) -> HTMLResponse:
    """A thing with what is said of it and its facts by relation; `phrase` shows one whole, `history` all acts.

    `q` is what was typed into the search that opened it.
    """
    told = describe(read.store, entity, clearance=read.clearance, as_of=read.as_of, limit=ALL)
    groups = screens.groups_of(told.facts, phrase)
    ids = {claim for group in groups for fact in group.facts for claim in fact.claims}
    known = {saying.claim: saying for saying in (*told.sayings, *claims(read.store, ids, clearance=read.clearance))}
    table = table_of(_conflicts(read, told.entity.id), "conflicts", "Where sources differ", CONFLICTS.covers)
    proof = cited(read.store, [table], [told.entity.id], read.clearance)
    known |= proof.claims
    marking = max(highest(read.store, known, read.clearance), proof.marking)
    named = Marking(reads.marking_of_names(read.store, [told.entity.id], int(read.clearance)))
    acts = read_history(read.store, told.entity.id, read.clearance) if history else ()
    closest = None if phrase else near(read, told.entity.id)
    marking = read.clearance if acts else max(marking, closest.marking if closest else marking)
    shown = Shown(told, groups, known, _sources(known.values()), table if table.lines else None, acts, closest)
    note(request, running, things=(told.entity.id,), rows=len(known), marking=str(max(marking, named)))
    return screen(screens.entity_screen(framed(request, read, max(marking, named), q), shown, phrase))


CONFLICTS: Final = questions()["conflicts"]


def _conflicts(read: Reading, thing: str) -> Answer:
    """What sources say differently of a thing."""
    return ask(read.store, CONFLICTS.name, {"entity": thing}, clearance=read.clearance, as_of=read.as_of)


def _sources(told: Iterable[Saying]) -> list[Saying]:
    """One claim of each source, in the order of their titles."""
    first: dict[str, Saying] = {}
    for saying in told:
        first.setdefault(saying.source, saying)
    return sorted(first.values(), key=lambda saying: (saying.title, saying.source))


@router.get("/sign-in", response_class=HTMLResponse)
def sign_in_page(onward: str = "/") -> HTMLResponse:
    """The page where a person gives their key."""
    return screen(screens.sign_in_screen("", onward))


@router.post("/sign-in", response_class=HTMLResponse)
def sign_in(
    request: Request,
    running: Running,
    key: Annotated[str, Form(max_length=200)],
    onward: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Keep the key in a cookie that no script and no other site can use, until the browser is closed."""
    found = whose(running.desk, key.strip())
    if found is None:
        note(request, running, status=401)
        page = screen(screens.sign_in_screen("This key does not hold: it is unknown, ended or past its day.", onward))
        page.status_code = 401
        return page
    request.state.person = found
    note(request, running)
    answer = RedirectResponse(_inside(onward), status_code=303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, key.strip(), httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/sign-out")
def sign_out() -> Response:
    """Forget the key."""
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


@router.get("/static/paper-{marking}.css")
def paper(marking: str) -> Response:
    """The style of printed pages of a marking."""
    if f"TLP:{marking}" not in html.MARKINGS:
        raise HTTPException(404, "There is no such file.")
    text = html.paper(f"TLP:{marking}")
    return Response(text, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/static/{name}")
def file(name: str) -> Response:
    """A file that pages use."""
    if name not in FILES:
        raise HTTPException(404, "There is no such file.")
    text = _vis() if name == VIS else html.static(name)
    return Response(text, media_type=FILES[name], headers={"Cache-Control": "max-age=3600"})


def _vis() -> str:
    from api.views.draw import vis_script

    return vis_script()


def _inside(address: str) -> str:
    """An address of this service; any other becomes the first page."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
