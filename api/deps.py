"""A request in, who asks and the store as they may read it out: the one place for the reader's clearance over HTTP."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer

from api.apart import Apart
from api.audit import Entry, shortened, write
from api.desk import Desk
from api.gate import Gate
from api.jobs import Jobs
from api.keys import Person, Role, anyone, whose
from api.rdf_stores import RdfStores
from graph.ask import questions
from graph.by_hand import Hand
from graph.errors import DataError, Taken, UsageError, WengraphError
from graph.known_by import known_by, moment
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.dates import parse_period
from graph.values.markings import Marking, parse_marking

COOKIE: Final = "wengraph"
"""The cookie in which a browser keeps the key of who signed in."""


class Refused(WengraphError):
    """A request that its sender may not make: no key, one that does not hold, or a role that does not reach."""

    code = "refused"

    def __init__(self, what: str, status: int, *, mend: str = "") -> None:
        super().__init__(what, mend=mend)
        self.status = status


class Against(Taken):
    """A judgement that was not taken; `conflicts` are the words that stand against it and that its sender may see."""

    def __init__(self, conflicts: list[dict[str, str]]) -> None:
        both = "; ".join(f"{one['left']} and {one['right']} were judged different" for one in conflicts)
        super().__init__(f"Words stand against it: {both}.", mend="Send `anyway`: true, to judge so all the same.")
        self.conflicts = conflicts


@dataclass(frozen=True, slots=True)
class Service:
    """What the app holds while it runs; no key is needed where it listens on loopback and none was ever made."""

    settings: Settings
    store: Store
    desk: Desk
    jobs: Jobs
    gate: Gate
    apart: Apart
    rdf: RdfStores


def service(request: Request) -> Service:
    """The running service."""
    told: Service = request.app.state.service
    return told


Running = Annotated[Service, Depends(service)]


def _schemes(
    bearer: Annotated[object, Security(HTTPBearer(auto_error=False))],
    header: Annotated[object, Security(APIKeyHeader(name="X-API-Key", auto_error=False))],
) -> None:
    """The two ways to send a key, as the description of the service shows them."""


def person(request: Request, running: Running, schemes: Annotated[None, Depends(_schemes)]) -> Person:  # noqa: ARG001
    """Who asks, by their key; the local user where no key was ever made. Raises Refused."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    key = key if scheme.lower() == "bearer" else request.headers.get("x-api-key", request.cookies.get(COOKIE, ""))
    if not anyone(running.desk):
        if not _loopback(request):
            raise Refused("Without keys, only this machine is answered.", 401, mend="Make one: wengraph keys add …")
        found: Person | None = Person(running.settings.author or "local user", running.settings.clearance, "admin")
    else:
        found = whose(running.desk, key.strip()) if key else None
    if found is None:
        raise Refused("This needs a key that holds.", 401, mend="Send it as: Authorization: Bearer wg_…")
    request.state.person = found
    return found


def _loopback(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


Asker = Annotated[Person, Depends(person)]


def needs(role: Role) -> Callable[[Person], Person]:
    """Who asks, if their role reaches. Raises Refused."""

    def check(asker: Asker) -> Person:
        if not asker.may(role):
            raise Refused(f"This needs the role {role}; yours is {asker.role}.", 403)
        return asker

    return check


@dataclass(frozen=True, slots=True)
class Reading:
    """The store as this reader asked for it: up to which marking, as of which day, as known by when."""

    store: Store
    person: Person
    clearance: Marking
    as_of: date | None
    known_by: str = ""


KnownBy = Annotated[str, Query(alias="known_by", description="What was known by this day or time, such as 2026-03-31.")]


@asynccontextmanager
async def _through(request: Request, running: Service) -> AsyncIterator[None]:
    if getattr(request.state, "passed", False):
        yield
        return
    async with running.gate.passed():
        request.state.passed = True
        yield


async def heavy(request: Request, running: Running, asker: Asker) -> AsyncIterator[None]:  # noqa: ARG001 — who may
    """Through the gate once for a request, however many of its parts are heavy. Raises Busy."""
    async with _through(request, running):
        yield


Heavy = Depends(heavy, scope="function")


async def _earlier(
    request: Request,
    running: Running,
    asker: Asker,  # noqa: ARG001 — as above
    known: KnownBy = "",
) -> AsyncIterator[None]:
    """Through the gate where what was known earlier is asked for: all claims of that time are folded again."""
    if not known:
        yield
        return
    async with _through(request, running):
        yield


AsOf = Annotated[str, Query(description="What was true on this day: YYYY-MM-DD, or a year or month for its last day.")]
Clearance = Annotated[str, Query(description="Read up to this marking only; never above your own clearance.")]


def reading(
    running: Running,
    asker: Asker,
    _: Annotated[None, Depends(_earlier, scope="function")],
    as_of: AsOf = "",
    known: KnownBy = "",
    clearance: Clearance = "",
) -> Iterator[Reading]:
    """What a reading route works with. Raises UsageError for a day that is none, Refused above one's clearance."""
    level = parse_marking(clearance) if clearance else asker.clearance
    if level > asker.clearance:
        raise Refused(f"Your clearance is {asker.clearance}.", 403)
    day = day_of(as_of, "as_of")
    if not known:
        yield Reading(running.store, asker, level, day)
        return
    with known_by(running.store, moment(known)) as then:
        yield Reading(then, asker, level, day, moment(known))


def day_of(text: str, where: str) -> date | None:
    """The last day that a text means, none for an empty one. Raises UsageError for a text that is no day."""
    try:
        end = parse_period(text).end if text else None
    except DataError as error:
        raise UsageError(error.what, where=where, mend=error.mend) from error
    return end.latest if end else None


Read = Annotated[Reading, Depends(reading, scope="function")]
NAMING: Final = (
    "entity", "of", "a", "b", "left", "right", "claim", "source", "what", "proposal", "watch", "saved_id", "job",
)  # fmt: skip
"""Parts of an address that name what is asked for."""
OPTIONS: Final = ("limit", "cap", "cursor", "as_of", "known_by", "clearance")


def parameters_of(request: Request, name: str) -> dict[str, str]:
    """The parameters of a question that stand in the address. Raises UsageError for one that is given twice."""
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key not in OPTIONS]
    given = dict(pairs)
    if len(given) < len(pairs):
        raise UsageError("A parameter is given twice.", where=name)
    return given


def hand(asker: Person, reason: str) -> Hand:
    """This person as the author of an act. Raises UsageError where no reason is given."""
    return Hand(asker.name, reason, asker.clearance)


def note_refusal(request: Request, running: Service, status: int) -> None:
    """Note a request that was refused, with the things that its address names.

    Those of nobody are left out: what was typed may be marked higher than anybody knows.
    """
    given = {**request.query_params, **request.path_params} if getattr(request.state, "person", None) else {}
    named = [str(given[name]) for name in (*NAMING, *_asked_of()) if name in given]
    note(request, running, status=status, things=shortened([*getattr(request.state, "things", ()), *named]))


@cache
def _asked_of() -> tuple[str, ...]:
    """The parameters of named questions that are things."""
    return tuple({p.name: 0 for q in questions().values() for p in q.parameters if p.sort == "entity"})


def note(request: Request, running: Service, **told: Any) -> None:
    """Write what was done into the audit, under the person and the request."""
    who: Person | None = getattr(request.state, "person", None)
    route = getattr(request.scope.get("route"), "path_format", "an unknown address")
    told.setdefault("query", getattr(request.state, "query", ""))
    told["clearance"] = str(who.clearance if who else Marking.CLEAR)
    name = who.signed if who else "nobody"
    write(running.desk, Entry(who=name, act=f"{request.method} {route}", request=request.state.id, **told))
