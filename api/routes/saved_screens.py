"""Routes of saved views and notes as forms of pages: what a person keeps in, the page that shows it kept out."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from api import saved, screens
from api.deps import Asker, Running, needs, note
from api.keys import Person
from api.routes.changing import Note, write_note
from api.saved import Saved
from graph.errors import UsageError
from graph.find import find

router = APIRouter(tags=["screens"], include_in_schema=False)
Analyst = Annotated[Person, Depends(needs("analyst"))]
LONGEST: Final = 20_000
TITLE: Final = 60
PAGES: Final = ("chart", "console", "path", "timeline", "map")
"""Pages whose addresses are kept: each holds the whole state of what it shows."""

LIST: Final = "/watch#saved"


@router.post("/saved")
def save(
    request: Request,
    running: Running,
    asker: Asker,
    title: Annotated[str, Form(max_length=300)] = "",
    address: Annotated[str, Form(max_length=LONGEST)] = "",
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    note_of: Annotated[str, Form(alias="note", max_length=10_000)] = "",
    shared: Annotated[bool, Form()] = False,
) -> Response:
    """Keep the address of a page, or a text of the console, under a title: marked with all that one may read.

    A text without a title is called by its first words.
    """
    name, parameters = ("console", {"text": text}) if text else _read(address)
    title = title.strip() or " ".join(text.split())[:TITLE]
    if not title:
        raise UsageError("What is saved needs a title.", where="title", mend="Go back and give one.")
    told = Saved(asker.name, "view", title, name, parameters, note_of, asker.clearance, shared)
    kept = saved.save(running.desk, told, asker.clearance)
    note(request, running, things=(kept.id,), rows=1, marking=str(kept.marking))
    return RedirectResponse(LIST, status_code=303)


def _read(address: str) -> tuple[str, dict[str, str]]:
    """The page of an address and its parameters as one text, for a chart names several of a sort."""
    parts = urlsplit(address)
    name = parts.path.removeprefix("/")
    if parts.scheme or parts.netloc or name not in PAGES:
        raise UsageError("This address can't be saved.", where="address", mend=f"Known: {', '.join(PAGES)}.")
    return name, {"query": parts.query}


def address_of(thing: Saved) -> str:
    """Where a saved thing is opened: a page of this service, or the service's own view of that name."""
    told = dict(thing.parameters)
    query = told["query"] if set(told) == {"query"} else urlencode(told)
    name = quote(thing.name, safe="")
    if thing.sort == "question":
        return f"/questions/{name}?{query}"
    if name == "console":
        return f"/console?saved={thing.id}"  # its text may be longer than an address
    return f"/{name}?{query}" if name in PAGES else f"/api/v1/views/{name}?{query}"


@router.get("/saved/{saved_id}")
def opened(request: Request, running: Running, asker: Asker, saved_id: str) -> Response:
    """Go to what was saved. What is hidden gets the same answer as what does not exist."""
    thing = saved.find_saved(running.desk, saved_id, asker.name, asker.clearance)
    note(request, running, things=(thing.id,), rows=1, marking=str(thing.marking))
    return RedirectResponse(address_of(thing), status_code=303)


@router.post("/saved/{saved_id}/remove")
def remove(request: Request, running: Running, asker: Asker, saved_id: str) -> Response:
    """Delete a saved thing of one's own."""
    saved.forget_saved(running.desk, saved_id, asker.name, asker.clearance)
    note(request, running, things=(saved_id,))
    return RedirectResponse(LIST, status_code=303)


@router.post("/notes")
def add_note(
    request: Request,
    running: Running,
    asker: Analyst,
    entity: Annotated[str, Form(max_length=300)],
    text: Annotated[str, Form(min_length=1, max_length=10_000)],
    marking: Annotated[str, Form(max_length=20)],
    reason: Annotated[str, Form(min_length=1, max_length=2000)],
) -> Response:
    """Write a note on a thing, as the service's own route does, and show its page again."""
    thing = find(running.store, entity, int(asker.clearance)).id
    write_note(request, running, asker, Note(reason=reason, entity=thing, text=text, marking=marking))
    return RedirectResponse(f"{screens.link(thing)}#said", status_code=303)
