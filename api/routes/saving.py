"""Routes of saved views and questions: keep, list, find, change, delete; shared ones are for who may see them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api import saved
from api.answers import page, single
from api.asked import Body
from api.deps import Running, needs, note
from api.keys import Person
from graph.values.markings import join, parse_marking

router = APIRouter(tags=["saved"])
Reader = Annotated[Person, Depends(needs("reader"))]


class SavedGiven(Body):
    """What to keep: a title, the view or question that it opens with its parameters, and a note."""

    title: str = Field(min_length=1, max_length=300, examples=["Members of SAWEN"])
    kind: Literal["view", "question"] = Field(examples=["question"])
    name: str = Field(min_length=1, max_length=60, examples=["network-members"])
    parameters: dict[str, str] = Field(default={}, max_length=50, examples=[{"network": "SAWEN"}])
    note: str = Field(default="", max_length=10_000, examples=["for the Tuesday briefing"])
    marking: str = Field(default="", description="Of these words; your clearance unless told.", examples=["CLEAR"])
    shared: bool = Field(default=False, description="Whether others may see it whose clearance reaches its marking.")

    def owned(self, asker: Person) -> saved.Saved:
        """This as a saved thing of that person. Raises MarkingError for a word that is no marking."""
        marking = parse_marking(self.marking) if self.marking else asker.clearance
        texts = (self.title, self.name, self.parameters, self.note)
        return saved.Saved(asker.name, self.kind, *texts, marking=marking, shared=self.shared)


@router.post("/saved", status_code=201)
def save(request: Request, running: Running, asker: Reader, body: SavedGiven) -> dict[str, Any]:
    """Save a view or a question under a title; it is yours, and shown to others only if you share it."""
    return _told(request, running, saved.save(running.desk, body.owned(asker), asker.clearance))


@router.get("/saved")
def list_saved(request: Request, running: Running, asker: Reader) -> dict[str, Any]:
    """What you saved and what is shared with you, newest first."""
    found = saved.saved(running.desk, asker.name, asker.clearance)
    marking = join(thing.marking for thing in found)
    note(request, running, things=tuple(thing.id for thing in found), rows=len(found), marking=str(marking))
    return page([thing.as_json() for thing in found], len(found), marking)


@router.get("/saved/{saved_id}")
def one(request: Request, running: Running, asker: Reader, saved_id: str) -> dict[str, Any]:
    """One saved thing. What is hidden gets the same answer as what does not exist."""
    return _told(request, running, saved.find_saved(running.desk, saved_id, asker.name, asker.clearance))


@router.put("/saved/{saved_id}")
def change(request: Request, running: Running, asker: Reader, saved_id: str, body: SavedGiven) -> dict[str, Any]:
    """Put another text in the place of a saved thing of your own."""
    return _told(request, running, saved.replace_saved(running.desk, saved_id, body.owned(asker), asker.clearance))


@router.delete("/saved/{saved_id}")
def forget(request: Request, running: Running, asker: Reader, saved_id: str) -> dict[str, str]:
    """Delete a saved thing of your own."""
    saved.forget_saved(running.desk, saved_id, asker.name, asker.clearance)
    note(request, running, things=(saved_id,))
    return {"deleted": saved_id}


def _told(request: Request, running: Running, thing: saved.Saved) -> dict[str, Any]:
    note(request, running, things=(thing.id,), rows=1, marking=str(thing.marking))
    return single(thing.as_json(), thing.marking)
