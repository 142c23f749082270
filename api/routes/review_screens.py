"""Routes of the review as pages: the queue of what was read in documents, and a reviewer's word by forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import html
from api.deps import Read, Running, Service, hand, needs, note
from api.framing import framed, screen
from api.keys import Person
from api.routes.reviewing import ACCEPTED, CORRECTED, UNDONE, amendment, noted
from graph import deciding
from graph.by_hand import Hand
from graph.deciding import Decided
from graph.errors import Taken, UsageError
from graph.queue import last_act, look
from graph.review import Item, marking_of, show
from graph.sentences import label
from graph.store.bolt import Store
from graph.store.proposals import Wanted
from graph.values.markings import Marking, join

router = APIRouter(tags=["screens"], include_in_schema=False)
Reviewer = Annotated[Person, Depends(needs("reviewer"))]
Id = Annotated[str, Query(max_length=100)]
Ids = Annotated[Sequence[str], Form(max_length=500)]
Why = Annotated[str, Form(max_length=2000)]
SHOWN: Final = 25
"""Proposals that are listed behind the one looked at."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How the queue is narrowed; '' stands for what is usual."""

    document: str = ""
    rule: str = ""
    predicate: str = ""
    kind: str = ""
    state: str = ""

    @property
    def wanted(self) -> Wanted:
        """The same as the store's filters take it: what waits, unless another state is asked for."""
        state = {"": "open", "all": ""}.get(self.state, self.state)
        return Wanted(self.document, self.rule, self.predicate, state, self.kind)

    def address(self, path: str = "/review", **more: str) -> str:
        """An address that keeps the narrowing, but for what is told otherwise."""
        told = urlencode({name: text for name, text in (asdict(self) | more).items() if text})
        return f"{path}?{told}" if told else path


def _narrowed(
    document: Annotated[str, Query(max_length=500)] = "",
    rule: Annotated[str, Query(max_length=500)] = "",
    predicate: Annotated[str, Query(max_length=60)] = "",
    kind: Annotated[str, Query(max_length=60)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
) -> Narrowed:
    return Narrowed(document, rule, predicate, kind, state)


Narrow = Annotated[Narrowed, Depends(_narrowed)]


@router.get("/review", response_class=HTMLResponse)
def queue(
    request: Request,
    read: Read,
    running: Running,
    asker: Reviewer,
    narrow: Narrow,
    at: Id = "",
    after: Id = "",
    done: Id = "",
    along: Annotated[int, Query(ge=0)] = 0,
    late: bool = False,
) -> HTMLResponse:
    """One proposal with all that one asks before judging it, what was done last, and what comes behind."""
    store, name = running.store, asker.name
    found = look(store, narrow.wanted, read.clearance, name, at=at, after=after, limit=SHOWN)
    last = last_act(store, name, read.clearance)
    item = found.shown.item if found.shown else None
    said = _late(item) if late and item else _said(store, done, along, last, read.clearance) if done else ""
    marking = join([found.marking, marking_of(store, last, read.clearance)])
    ids = (item.kept.id, *(one.kept.id for one in found.following)) if item else ()
    note(request, running, things=ids, rows=len(ids), marking=str(marking))
    free = item is not None and item.kept.state == "open" and item.held_by in ("", name)
    batch = [one for one in (item, *found.following) if one and one.kept.state == "open" and one.held_by in ("", name)]
    told: dict[str, Any] = {"queue": found, "item": item, "narrow": narrow, "said": said, "last": last, "free": free}
    told["batch"] = batch if narrow.rule and narrow.predicate and len(batch) > 1 else []
    told["fields"] = [(name, words, _parts(item)[name]) for name, words in FIELDS.items()] if item else []
    return screen(html.page("review.html", frame=framed(request, read, marking), **told))


FIELDS: Final = {
    "subject": "Of",
    "predicate": "what is said",
    "object": "other thing",
    "role": "as",
    "value": "value",
    "since": "since",
    "until": "until",
    "credibility": "credibility",
    "marking": "marked",
}


def _parts(item: Item) -> dict[str, str]:
    """What a reviewer may change of a proposal, as it stands."""
    claim = item.kept.claim
    told = {"subject": label(claim.subject), "object": label(claim.object) if claim.object else ""}
    told |= {name: getattr(claim, name) for name in ("predicate", "role", "value", "credibility")}
    told |= {"since": str(claim.period.start or ""), "until": str(claim.period.end or "")}
    return told | {"marking": str(item.kept.level)}


def _said(store: Store, done: str, along: int, last: list[Item], clearance: Marking) -> str:
    """What was just done, as the store tells it now."""
    item = show(store, done, clearance).item
    kept = item.kept
    if kept.state == "open":
        mine = f"In your hands until {kept.locked_until[11:16]} UTC: {item.says}"
        return mine if item.held_by else f"Taken back, and waiting again: {item.says}"
    others = len(last) - 1 if done in {one.kept.id for one in last} else 0
    more = f" And {others} more of the kind." if others else ""
    named = f" {along} that name what is spoken of went along." if along else ""
    return f"{kept.state.capitalize()}: {item.says}.{more}{named}"


def _late(item: Item) -> str:
    """Why a word came too late."""
    kept = item.kept
    if kept.state == "open":
        return f"Nothing was done: it is in the hands of {item.held_by}." if item.held_by else "Nothing was done."
    return f"Nothing was done: {kept.decided_by} {kept.state} it already."


REJECTED: Final = "rejected in review"


@dataclass(frozen=True, slots=True)
class Acting:
    """A reviewer at the queue who has something to say."""

    request: Request
    running: Service
    asker: Person
    narrow: Narrowed

    def decide(self, ids: list[str], work: Callable[[Store, list[str], Hand], Decided], reason: str) -> Response:
        """Do it, and go on behind the last of them; what came too late is shown as it is."""
        try:
            told = work(self.running.store, ids, hand(self.asker, reason))
        except Taken as error:
            return _to(self.narrow.address(at=error.where, late="true"))
        noted(self.request, self.running, told, reason)
        return _to(self.narrow.address(after=ids[-1], done=ids[-1], along=str(len(told.implied) or "")))


def _acting(request: Request, running: Running, asker: Reviewer, narrow: Narrow) -> Acting:
    return Acting(request, running, asker, narrow)


Act = Annotated[Acting, Depends(_acting)]


@router.post("/review/accept")
def accept_several(act: Act, on: Ids = (), reason: Why = "") -> Response:
    """Accept several of one kind, all or none."""
    ids = list(dict.fromkeys(on))
    if not ids:
        raise UsageError("None is marked.", where="on", mend="Go back, and mark those to accept.")
    told = [show(act.running.store, i, act.asker.clearance).item.kept for i in ids]
    if len({(kept.rule, kept.claim.predicate) for kept in told}) > 1:
        raise UsageError("They are not of one kind.", where="on", mend="Choose one kind; all others are judged alone.")
    return act.decide(ids, deciding.accept, reason or ACCEPTED)


@router.post("/review/undo")
def undo(act: Act, on: Ids = (), reason: Why = "") -> Response:
    """Take decisions back: they wait again, and the graph is as it was."""
    ids, why = list(dict.fromkeys(on)), reason or UNDONE
    noted(act.request, act.running, deciding.undo(act.running.store, ids, hand(act.asker, why)), why)
    return _to(act.narrow.address(at=ids[0], done=ids[0]))


@router.post("/review/{proposal}/accept")
def accept(act: Act, proposal: str, reason: Why = "") -> Response:
    """Accept a proposal, and go on to the next."""
    return act.decide([proposal], deciding.accept, reason or ACCEPTED)


class Edited(BaseModel):
    """The form in which a proposal is changed; what is not in it stays as it was read."""

    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    role: str | None = None
    value: str | None = None
    since: str | None = None
    until: str | None = None
    credibility: str | None = None
    marking: str | None = None
    reason: str = ""


@router.post("/review/{proposal}/edit")
def edit(act: Act, proposal: str, form: Annotated[Edited, Form()]) -> Response:
    """Accept a proposal as changed, and go on to the next."""
    before = _parts(show(act.running.store, proposal, act.asker.clearance).item)
    changed = {name: text for name, text in form.model_dump(exclude={"reason"}).items() if text != before[name]}

    def work(store: Store, ids: list[str], who: Hand) -> Decided:
        return deciding.edit(store, ids[0], amendment(changed), who)

    return act.decide([proposal], work, form.reason or CORRECTED)


@router.post("/review/{proposal}/reject")
def reject(act: Act, proposal: str, reason: Why = "") -> Response:
    """Reject a proposal, and go on to the next."""
    return act.decide([proposal], deciding.reject, reason or REJECTED)


@router.post("/review/{proposal}/take")
def take(act: Act, proposal: str) -> Response:
    """Have a proposal in hand for ten minutes."""
    try:
        deciding.take(act.running.store, proposal, hand(act.asker, "in hand"))
    except Taken:
        return _to(act.narrow.address(at=proposal, late="true"))
    note(act.request, act.running, things=(proposal,), reason="in hand")
    return _to(act.narrow.address(at=proposal, done=proposal))


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)
