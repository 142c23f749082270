"""Routes of the export as a page: a form that says what would be left out in, the file out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import FileResponse, HTMLResponse

from api import html
from api.deps import Heavy, Read, Reading, Running, needs, note
from api.exports.handing import FORMATS, previews
from api.exports.wanted import SORTS
from api.framing import framed, screen
from api.keys import Person
from api.routes.exporting import OrderGiven, export
from graph.ask import questions
from graph.errors import UsageError
from graph.values.markings import Marking, parse_marking

router = APIRouter(tags=["screens"], include_in_schema=False)
Analyst = Annotated[Person, Depends(needs("analyst"))]
WORDS: Final = {
    "neighbourhood": "a thing and what is around it",
    "entity": "the links of a thing",
    "question": "the answer to a question",
    "everything": "everything at the level",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in."""

    what: str = "neighbourhood"
    of: str = ""
    question: str = ""
    parameters: str = ""
    format: str = "csv"
    level: str = ""
    to: str = ""
    reason: str = ""

    def given(self) -> OrderGiven:
        """What the service takes. Raises UsageError for what it doesn't know or parameters that can't be read."""
        if self.what not in SORTS:
            raise UsageError(f"{self.what!r} can't be exported.", where="what", mend=f"Known: {', '.join(SORTS)}.")
        pairs = [line.partition("=") for line in self.parameters.splitlines() if line.strip()]
        if not all(sign for _, sign, _ in pairs):
            raise UsageError(
                "A parameter can't be read.", where="parameters", mend="One a line, such as network=SAWEN."
            )
        asked = self.what == "question"
        return OrderGiven(
            what=self.what,
            question=self.question if asked else "",
            parameters={name.strip(): value.strip() for name, _, value in pairs} if asked else {},
            things=[self.of] if self.of.strip() and self.what in ("neighbourhood", "entity") else [],
            format=self.format,
            to=self.to,
            reason=self.reason,
        )

    def lowered(self, read: Reading) -> Reading:
        """The reading up to the chosen level."""
        level = min(parse_marking(self.level), read.clearance)
        return Reading(read.store, read.person, level, read.as_of, read.known_by)


def _typed(
    what: Annotated[str, Query(max_length=20)] = "neighbourhood",
    of: Annotated[str, Query(max_length=300)] = "",
    question: Annotated[str, Query(max_length=100)] = "",
    parameters: Annotated[str, Query(max_length=2000)] = "",
    format: Annotated[str, Query(max_length=20)] = "csv",
    level: Annotated[str, Query(max_length=20)] = "",
    to: Annotated[str, Query(max_length=300)] = "",
    reason: Annotated[str, Query(max_length=2000)] = "",
) -> Typed:
    return Typed(what, of, question, parameters, format, level, to, reason)


@router.get("/export", response_class=HTMLResponse, dependencies=[Heavy])
def form(
    request: Request, read: Read, running: Running, asker: Analyst, typed: Annotated[Typed, Depends(_typed)]
) -> HTMLResponse:
    """The form; filled in, what of that which one sees the recipient would not get, level by level unless one is told.

    Of everything, one level at a time is counted.
    """
    told: dict[str, Any] = {"typed": typed, "sorts": WORDS, "formats": FORMATS, "questions": questions()}
    levels = [str(marking) for marking in Marking if marking <= asker.clearance]
    told |= {"levels": levels, "previews": []}
    marking = Marking.CLEAR
    if (typed.level or typed.what != "everything") and typed.to.strip() and typed.reason.strip():
        order = typed.given().order(read)
        told["previews"] = previews(read.store, order, [typed.level] if typed.level else levels, read.clearance)
        marking = read.clearance
        note(request, running, things=order.wanted.things, question=order.subject, marking=str(marking))
    return screen(html.page("export.html", frame=framed(request, read, marking), **told))


def _posted(
    what: Annotated[str, Form(max_length=20)],
    format: Annotated[str, Form(max_length=20)],
    level: Annotated[str, Form(max_length=20)],
    to: Annotated[str, Form(max_length=300)],
    reason: Annotated[str, Form(max_length=2000)],
    of: Annotated[str, Form(max_length=300)] = "",
    question: Annotated[str, Form(max_length=100)] = "",
    parameters: Annotated[str, Form(max_length=2000)] = "",
) -> Typed:
    return Typed(what, of, question, parameters, format, level, to, reason)


@router.post("/export", response_class=FileResponse, dependencies=[Heavy])
def hand(
    request: Request, read: Read, running: Running, asker: Analyst, typed: Annotated[Typed, Depends(_posted)]
) -> FileResponse:
    """The file, by the same way as the service's own route hands it out."""
    return export(request, typed.lowered(read), running, asker, typed.given())
