"""Routes of hand work: add, note, withdraw, mark, grade, judge, take back, retract; the same calls as the CLI's."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api.asked import Body
from api.audit import shortened
from api.deps import Against, Running, hand, needs, note
from api.keys import Person
from api.loading import take_back
from graph import by_hand, judging
from graph.errors import UnknownName
from graph.store.log import judgements_visible
from graph.values.markings import join, parse_marking
from loaders.by_hand import add_fact

router = APIRouter(tags=["hand work"])
Analyst = Annotated[Person, Depends(needs("analyst"))]
Reviewer = Annotated[Person, Depends(needs("reviewer"))]
Admin = Annotated[Person, Depends(needs("admin"))]


class Act(Body):
    """Why something is done by hand; who does it is known by the key."""

    reason: str = Field(min_length=1, max_length=2000, examples=["the page was corrected"])


class FactGiven(Act):
    """One fact: a thing, what is said of it, and another thing or a value."""

    subject: str = Field(max_length=300, examples=["Kenya Wildlife Service"])
    predicate: str = Field(max_length=60, examples=["MEMBER_OF"])
    object: str = Field(max_length=10_000, examples=["LATF"])
    marking: str = Field(examples=["CLEAR"])
    role: str = Field(default="", examples=["member"])
    since: str = ""
    until: str = ""
    value: str = Field(default="", max_length=2000, description="A remark on the link.")
    source_title: str = Field(default="", max_length=500)
    source_url: str = Field(default="", max_length=2000)
    source_published: str = ""
    quote: str = Field(default="", max_length=2000)
    credibility: str = ""
    released_to: str = Field(default="", max_length=2000)


class Note(Act):
    """A note on a thing."""

    entity: str = Field(max_length=300)
    text: str = Field(min_length=1, max_length=10_000)
    marking: str


class Marked(Act):
    """A new marking."""

    marking: str = Field(examples=["CLEAR"])


class Graded(Act):
    """A grade, in its scheme's own codes: reliability of a source, credibility of a claim."""

    scheme: str = Field(default="", examples=["admiralty"])
    reliability: str = Field(default="", description="For a source.", examples=["B"])
    credibility: str = Field(default="", description="For a claim.")


class JudgementGiven(Act):
    """A word on whether two things are one."""

    left: str = Field(max_length=300)
    right: str = Field(max_length=300)
    verdict: Literal["same", "different", "unsure"]
    marking: str = Field(default="", description="Of your word; as high as the two are marked unless told.")
    anyway: bool = Field(default=False, description="Judge so although a standing judgement is against it.")


@router.post("/claims", status_code=201)
def add(request: Request, running: Running, asker: Analyst, body: FactGiven) -> dict[str, Any]:
    """Add one fact, checked as a row of a table is."""
    cells = body.model_dump(exclude={"subject", "predicate", "object", "reason"})
    return _add(request, running, asker, body.reason, (body.subject, body.predicate, body.object), cells)


@router.post("/notes", status_code=201)
def write_note(request: Request, running: Running, asker: Analyst, body: Note) -> dict[str, Any]:
    """Write a note on a thing: a claim like any other, on your own word."""
    return _add(request, running, asker, body.reason, (body.entity, "note", body.text), {"marking": body.marking})


def _add(
    request: Request, running: Running, asker: Person, reason: str, told: tuple[str, str, str], cells: dict[str, str]
) -> dict[str, Any]:
    marking = parse_marking(cells["marking"])
    claim, new = add_fact(running.store, *told, hand(asker, reason), marking, cells)
    note(request, running, things=(claim.id,), rows=int(new), marking=str(marking), reason=reason)
    return {"claim": claim.id, "source": claim.source.id, "new": new}


@router.post("/claims/{claim}/withdraw")
def withdraw(request: Request, running: Running, asker: Reviewer, claim: str, body: Act) -> dict[str, Any]:
    """Take one claim back; who asks what was known before still sees it."""
    by_hand.withdraw(running.store, claim, hand(asker, body.reason))
    note(request, running, things=(claim,), reason=body.reason)
    return {"withdrawn": claim}


@router.post("/marks/{what:path}")
def mark(request: Request, running: Running, asker: Reviewer, what: str, body: Marked) -> dict[str, Any]:
    """Mark a claim, or a source with its claims, higher or lower."""
    marking = parse_marking(body.marking)
    count = by_hand.mark(running.store, what, marking, hand(asker, body.reason))
    note(request, running, things=(what,), rows=count, marking=str(marking), reason=body.reason)
    return {"about": what, "claims": count}


@router.post("/grades/{what:path}")
def grade(request: Request, running: Running, asker: Reviewer, what: str, body: Graded) -> dict[str, Any]:
    """Grade a claim's credibility or a source's reliability; kept as given."""
    told = body.model_dump(exclude={"reason"})
    count = by_hand.grade(running.store, what, hand(asker, body.reason), **told)
    note(request, running, things=(what,), rows=count, reason=body.reason)
    return {"about": what, "claims": count}


@router.get("/judgements")
def judgements(
    request: Request, running: Running, asker: Annotated[Person, Depends(needs("reader"))]
) -> dict[str, Any]:
    """The log of words on identity that you may see, oldest first."""
    told = judgements_visible(running.store, int(asker.clearance))
    things = shortened(side for j in told for side in (j.left, j.right))
    note(request, running, things=things, rows=len(told), marking=str(join(j.level for j in told)))
    names = ("id", "left", "right", "verdict", "author", "reason", "recorded_at")
    items = [{name: getattr(j, name) for name in names} | {"marking": str(j.level)} for j in told]
    top = max((j.level for j in told), default=0)
    return {"items": items, "total": len(items), "truncated": False, "highest_marking": str(type(asker.clearance)(top))}


@router.post("/judgements", status_code=201)
def judge(request: Request, running: Running, asker: Analyst, body: JudgementGiven) -> dict[str, Any]:
    """Judge whether two things are one. Where words stand against `same`, nothing is judged, and 409 tells them."""
    request.state.things = (body.left, body.right)
    word = hand(asker, body.reason)
    left, right = (judging.side(running.store, text, asker.clearance) for text in (body.left, body.right))
    against = judging.conflicts(running.store, left, right, asker.clearance) if body.verdict == "same" else []
    shown = [{"left": c.left, "right": c.right, "reason": c.judgement.reason} for c in against]
    if against and not body.anyway:
        raise Against(shown)
    level = parse_marking(body.marking) if body.marking else None
    told = judging.judge(running.store, left, right, body.verdict, word, level=level)
    return _judged(request, running, told, body.reason, shown)


@router.post("/judgements/undo")
def undo(request: Request, running: Running, asker: Analyst, body: Act) -> dict[str, Any]:
    """Take back your last act of judging that still stands."""
    return _judged(request, running, judging.undo(running.store, hand(asker, body.reason)), body.reason, [])


@router.post("/judgements/explode/{entity:path}")
def explode(request: Request, running: Running, asker: Analyst, entity: str, body: Act) -> dict[str, Any]:
    """Part all that judgements joined to a thing."""
    known = judging.side(running.store, entity, asker.clearance)
    told = judging.explode(running.store, known, hand(asker, body.reason))
    return _judged(request, running, told, body.reason, [])


def _judged(
    request: Request, running: Running, told: judging.Judged, reason: str, against: list[dict[str, str]]
) -> dict[str, Any]:
    things = tuple({side for j in told.judgements for side in (j.left, j.right)})
    note(request, running, things=things, rows=len(told.judgements), reason=reason)
    judged = [{"id": j.id, "left": j.left, "right": j.right, "verdict": j.verdict} for j in told.judgements]
    return {"judged": judged, "one": list(told.one), "conflicts": against}


class Retraction(Act):
    """What to take back: a dataset's name, or a source's id or address."""

    what: str = Field(min_length=1, max_length=2000)


@router.post("/retract")
def retract(request: Request, running: Running, asker: Admin, body: Retraction) -> dict[str, Any]:
    """Take back what you may see of a dataset or a source: readers see what never loading it would have given."""

    count, proposals = take_back(running.store, body.what, asker, body.reason)
    if not count and not proposals:
        raise UnknownName(f"No live claim comes from {body.what!r}.")
    note(request, running, things=(body.what,), rows=count + proposals, reason=body.reason)
    return {"retracted": count, "proposals": proposals}
