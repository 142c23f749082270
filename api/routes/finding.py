"""Routes that find: pairs that may be one, notes on a thing, and where things fall on the map; cut to the reader."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api.answers import after, another_answer, cursor_at, page, position
from api.audit import named_in
from api.deps import Heavy, Read, Running, needs, note, parameters_of
from api.routes.reading import Cursor, Kinds, Limit, Thing
from graph import places
from graph.analysis.to_networkx import Scope, read_kinds, read_rung
from graph.ask import ask
from graph.candidates import candidates as find_candidates
from graph.candidates import read_compared
from graph.describe import notes as notes_on
from graph.values.markings import join

router = APIRouter(tags=["finding"])


@router.get("/candidates", dependencies=[Depends(needs("analyst")), Heavy])
def candidates(
    request: Request,
    read: Read,
    running: Running,
    entity: Annotated[str, Query(max_length=300, description="Only what may be one with this thing.")] = "",
    kind: Kinds = None,
    judged: Annotated[bool, Query(description="Show pairs that have been judged, too.")] = False,
    limit: Limit = 20,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Pairs that may be one body or event, with a score and its reasons; nothing is joined.

    A page begins behind the pair that ended the one before; if that is no candidate any more, 400 says to begin again.
    """
    told = find_candidates(
        read.store,
        clearance=read.clearance,
        limit=limit,
        entity=entity,
        kinds=read_compared(kind or []),
        judged=judged,
        after=_pair_of(cursor),
    )
    things = tuple(side.id for row in told.rows for side in (row.left, row.right))
    note(request, running, things=things, question="candidates", rows=len(told.rows), marking=str(read.clearance))
    items = [row.as_json() for row in told.rows]
    following = cursor_at(("candidates", told.rows[-1].left.id, told.rows[-1].right.id)) if told.more else ""
    more = {"clearance": str(read.clearance), "too_common": told.too_common}
    return page(items, told.total, read.clearance, cursor=following, **more)


def _pair_of(cursor: str) -> list[str]:
    told = position(cursor)
    if told and (told[0] != "candidates" or len(told[1:]) != 2):
        raise another_answer()
    return told[1:]


@router.get("/notes")
def notes(
    request: Request,
    read: Read,
    running: Running,
    entity: Annotated[str, Query(min_length=1, max_length=300, description="A thing by id or name.")],
    limit: Limit = 200,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Notes on a thing, oldest first, each a claim with its author as source."""
    found, told = notes_on(read.store, entity, clearance=read.clearance)
    shown, following = after(told, lambda s: (s.recorded_at, s.claim), cursor, limit)
    marking = join(s.marking for s in shown)
    note(request, running, things=(found.id,), rows=len(shown), marking=str(marking))
    return page([s.as_json() for s in shown], len(told), marking, cursor=following, entity=found.id)


@router.get("/map/questions/{name}")
def answer_map(request: Request, read: Read, running: Running, name: str) -> dict[str, Any]:
    """On which countries the things fall that a question's answer names; its parameters are given in the address."""
    given = parameters_of(request, name)
    answer = ask(read.store, name, given, clearance=read.clearance, as_of=read.as_of)
    scope = Scope(read.clearance, read.as_of, read_rung("no tie"), read_kinds([]))
    told = places.answer_places(read.store, answer, scope=scope)
    things = named_in([answer.parameters, answer.rows])
    return _placed(request, running, told, things, truncated=answer.truncated)


@router.get("/map/{entity:path}")
def world(
    request: Request,
    read: Read,
    running: Running,
    entity: Thing,
    measure: Annotated[
        str, Query(description="members, participants, operations or meetings; by its kind unless told.")
    ] = "",
) -> dict[str, Any]:
    """What of a thing falls on each country: counts, which things, and the claims that say so."""
    scope = Scope(read.clearance, read.as_of, read_rung("no tie"), read_kinds([]))
    return _placed(request, running, places.places(read.store, entity, scope=scope, measure=measure), (entity,))


def _placed(
    request: Request, running: Running, told: places.Places, things: tuple[str, ...], *, truncated: bool = False
) -> dict[str, Any]:
    marking = str(told.cited.marking)
    note(request, running, things=things, rows=len(told.places), marking=marking)
    return told.as_json() | {"truncated": truncated, "highest_marking": marking, "next": None}
