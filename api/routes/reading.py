"""Routes that read the graph: things, links, evidence, sources, history, paths, measures, gaps; cut to the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from api.answers import ALL, after, behind, highest, page, page_of, single
from api.audit import named_in, shortened
from api.deps import Heavy, Read, Reading, Running, Service, note
from graph.analysis import gaps as search_gaps
from graph.analysis import measures as take_measures
from graph.analysis.paths import find_paths
from graph.analysis.to_networkx import PARTIES, Scope, read_kinds, read_rung
from graph.describe import Description, Fact, Saying, claims, describe, of_source
from graph.describe import evidence as find_evidence
from graph.errors import UnknownName
from graph.history import history as read_history
from graph.search import search as find_things
from graph.store import reads
from graph.values.markings import Marking

router = APIRouter(tags=["reading"])
Limit = Annotated[int, Query(ge=1, le=1000, description="Items to give at the most.")]
Cursor = Annotated[str, Query(description="The `next` of the page before.")]
Thing = Annotated[
    str, Path(description="An id such as agency:kws, or a name, even one with `/`.", examples=["agency:kws"])
]
Kinds = Annotated[list[str] | None, Query(description="Only things of these kinds.")]


@router.get("/search")
def search(
    request: Request,
    read: Read,
    running: Running,
    q: Annotated[str, Query(min_length=1, max_length=400, description="Any text: an id, a name, words of names.")],
    kind: Kinds = None,
    limit: Limit = 20,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Things by id, by exact name, then by words of their names; safe for any text in any script.

    A page begins behind the thing that ended the one before; if that is no longer found, 400 says to begin again.
    """
    kinds = read_kinds(kind) if kind else ()
    hits = find_things(read.store, q, clearance=int(read.clearance), kinds=kinds, limit=ALL if cursor else limit)
    of = ("search", q, *sorted(kinds))
    shown, following = behind(hits.found, lambda f: (f.id,), cursor, limit, of=of, total=hits.total)
    items = [{"id": f.id, "name": f.name, "kind": f.kind} for f in shown]
    ids = tuple(f.id for f in shown)
    marking = Marking(reads.marking_of_names(read.store, ids, int(read.clearance)))
    note(request, running, things=ids, rows=len(items), marking=str(marking))
    return page(items, hits.total, marking, cursor=following, query=q)


@router.get("/entities/{entity:path}/links")
def links(
    request: Request,
    read: Read,
    running: Running,
    entity: Thing,
    phrase: Annotated[str, Query(description="Only links of this phrase, such as `attended`.")] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """The links of a thing in pages: how many of each sort first, then each with date, grade, sources and claims."""
    told = describe(read.store, entity, clearance=read.clearance, as_of=read.as_of, limit=ALL)
    counts = dict(sorted(Counter(fact.phrase for fact in told.facts).items()))
    wanted = [fact for fact in told.facts if phrase in ("", fact.phrase)]
    shown, following = after(wanted, _fact_key, cursor, limit)
    marking = highest(read.store, [c for f in told.facts for c in f.claims], read.clearance)  # all are counted
    sources = {i: told.titles[i] for f in shown for i in f.sources if i in told.titles}
    note(request, running, things=(told.entity.id,), rows=len(shown), marking=str(marking))
    items = [fact.as_json() for fact in shown]
    more = {"entity": told.entity.id, "counts": counts, "sources": sources}
    return page(items, len(wanted), marking, cursor=following, **more)


def _behind(told: Description) -> set[str]:
    """All claims that an answer on a thing shows or counts."""
    return {s.claim for s in told.sayings}.union(*(fact.claims for fact in told.facts))


def _fact_key(fact: Fact) -> tuple[str, ...]:
    return (fact.phrase, fact.other_name, fact.other, fact.role, fact.id)


@router.get("/entities/{entity:path}")
def entity(request: Request, read: Read, running: Running, entity: Thing) -> dict[str, Any]:
    """What is said of a thing itself, and how many links of each type it has.

    `total` counts `properties`, which are all given; `total_links` counts the links, which `…/links` gives.
    """
    told = describe(read.store, entity, clearance=read.clearance, as_of=read.as_of, limit=ALL)
    marking = highest(read.store, _behind(told), read.clearance)
    note(request, running, things=(told.entity.id,), rows=len(told.sayings), marking=str(marking))
    return {
        "id": told.entity.id,
        "name": told.entity.name,
        "kind": told.entity.kind,
        "clearance": str(read.clearance),
        "as_of": told.as_of or None,
        "properties": [s.as_json() for s in told.sayings],
        "links": dict(sorted(Counter(fact.phrase for fact in told.facts).items())),
        "total_links": told.total,
        "total": len(told.sayings),
        "truncated": False,
        "highest_marking": str(marking),
    }


@router.get("/evidence")
def evidence(
    request: Request,
    read: Read,
    running: Running,
    of: Annotated[str, Query(min_length=1, description="A link's id, or a thing by id or name.")],
    limit: Limit = 200,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Every claim behind a link, or about a thing and its links, with its source and its words."""
    told = find_evidence(read.store, of, clearance=read.clearance, as_of=read.as_of)
    return _claims(request, read, running, told, limit, cursor)


@router.get("/claims/{claim}")
def claim(request: Request, read: Read, running: Running, claim: str) -> dict[str, Any]:
    """One claim. What is hidden gets the same answer as what does not exist."""
    found = claims(read.store, [claim], clearance=read.clearance)
    if not found:
        raise UnknownName(f"There is no claim {claim!r} that you may see.")
    marking = highest(read.store, [claim], read.clearance)
    note(request, running, things=(claim,), rows=1, marking=str(marking))
    return single(found[0].as_json(), marking)


@router.get("/sources/{source}")
def source(
    request: Request, read: Read, running: Running, source: str, limit: Limit = 200, cursor: Cursor = ""
) -> dict[str, Any]:
    """What a source says, claim by claim; each claim shows the source's title, publisher and address."""
    return _claims(request, read, running, of_source(read.store, source, clearance=read.clearance), limit, cursor)


def _claims(
    request: Request, read: Reading, running: Service, told: Sequence[Saying], limit: int, cursor: str
) -> dict[str, Any]:
    shown, following = after(list(told), lambda s: (s.claim,), cursor, limit)
    marking = highest(read.store, [s.claim for s in shown], read.clearance)
    note(request, running, things=tuple(s.claim for s in shown), rows=len(shown), marking=str(marking))
    return page([s.as_json() for s in shown], len(told), marking, cursor=following)


@router.get("/history")
def history(
    request: Request,
    read: Read,
    running: Running,
    of: Annotated[str, Query(min_length=1, description="A claim, a source, a link, or a thing by id or name.")],
    limit: Limit = 200,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Who did what to a claim, a source, or to all that is said of a thing: acts and judgements, oldest first."""
    events = read_history(read.store, of, read.clearance)
    shown, following = after(events, lambda e: (e.at, e.about, e.did, e.before, e.after), cursor, limit)
    things = shortened(side for e in shown for side in e.about.split(" and "))
    note(request, running, things=things, rows=len(shown), marking=str(read.clearance))
    return page([e.as_json() for e in shown], len(events), read.clearance, cursor=following)


Through = Annotated[list[str] | None, Query(description="Only through things of these kinds.")]
Rung = Annotated[str, Query(description="The weakest tie that counts, such as attended.")]


@router.get("/paths", dependencies=[Heavy])
def paths(
    request: Request,
    read: Read,
    running: Running,
    a: Annotated[str, Query(min_length=1, description="From this thing, by id or name.")],
    b: Annotated[str, Query(min_length=1, description="To this one.")],
    k: Annotated[int, Query(ge=1, le=20)] = 3,
    max_hops: Annotated[int, Query(ge=1, le=6)] = 4,
    rung: Rung = "no tie",
    through: Through = None,
    through_hubs: bool = False,
) -> dict[str, Any]:
    """The shortest ways from one thing to another, each step with its evidence; what was left out is said."""
    scope = Scope(read.clearance, read.as_of, read_rung(rung), read_kinds(through or []))
    told = find_paths(read.store, a, b, scope=scope, k=k, max_hops=max_hops, through_hubs=through_hubs).as_json()
    marking = highest(read.store, _claims_in(told), read.clearance)
    things = (told["from"]["id"], told["to"]["id"])
    note(request, running, things=things, rows=len(told["paths"]), marking=str(marking))
    return told | {"highest_marking": str(marking)}


def _claims_in(told: object) -> set[str]:
    """The ids under every `claims` of an answer."""
    if isinstance(told, dict):
        here = told.get("claims")
        found = {c for c in here if isinstance(c, str)} if isinstance(here, list) else set()
        return found.union(*(_claims_in(part) for part in told.values()))
    return set().union(*(_claims_in(part) for part in told)) if isinstance(told, list) else set()


@router.get("/measures")
def measure_names(running: Running, read: Read) -> dict[str, Any]:  # noqa: ARG001 — the list is for who may read
    """The measures there are."""
    items = [{"measure": m.name, "asks": m.title, "score": m.unit} for m in take_measures.MEASURES.values()]
    return page(items, len(items), Marking.CLEAR)


@router.get("/measures/{name}", dependencies=[Heavy])
def measure(
    request: Request,
    read: Read,
    running: Running,
    name: str,
    kind: str = "",
    rung: Rung = "invited",
    through: Through = None,
    sources: Annotated[int | None, Query(ge=0, description="Sources to drop in turn for the band.")] = None,
    limit: Limit = 20,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Ranks with their bands when any one source is dropped."""
    ranked = read_kinds([kind])[0] if kind else ""
    ends = (ranked,) if ranked else PARTIES
    kinds = read_kinds([*through, *ends] if through else [])
    scope = Scope(read.clearance, read.as_of, read_rung(rung), kinds)
    most = ALL if cursor else limit
    gathered = take_measures.gather(read.store, name, scope=scope, kind=ranked, limit=most, drops=sources)
    told = running.apart.run(take_measures.rank, gathered)
    of = ("measure", name, ranked, scope.rung, *sorted(kinds))
    rows, following = behind(told.rows, _ranked_key, cursor, limit, of=of, total=told.total)
    things, marking = named_in(list(rows)), str(read.clearance)
    note(request, running, question=f"measure {name}", things=things, rows=len(rows), marking=marking)
    more = {"highest_marking": str(read.clearance), "next": following or None}
    return replace(told, rows=tuple(rows)).as_json() | more


def _ranked_key(row: dict[str, Any]) -> tuple[str, ...]:
    """What is ranked: a thing or community by its id, a tie by its two ends."""
    return tuple(row[name] for name in ("id", "a", "b") if name in row)


@router.get("/gaps", dependencies=[Heavy])
def gaps(
    request: Request,
    read: Read,
    running: Running,
    target: str = "",
    country: str = "",
    limit: Limit = 20,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Countries that fought the same crime but share no network, agreement or meeting on record."""
    most = ALL if cursor else limit
    told = search_gaps.gaps(
        read.store, clearance=read.clearance, as_of=read.as_of, target=target, country=country, limit=most
    )
    told, following = page_of(told, cursor, limit)
    things, marking = named_in([told.parameters, told.rows]), str(read.clearance)
    note(request, running, question="gaps", things=things, rows=len(told.rows), marking=marking)
    more = {"covers": search_gaps.COVERS, "highest_marking": str(read.clearance), "next": following}
    return told.as_json() | more


@router.get("/status")
def status(request: Request, read: Read, running: Running, limit: Limit = 20) -> dict[str, Any]:
    """How much the reader may see, by kind, link and dataset, and what is mentioned but described by no record."""
    day = read.as_of.isoformat() if read.as_of else None
    counts = reads.counts(read.store, int(read.clearance), day)
    loose = reads.unresolved(read.store, int(read.clearance), limit)
    total = reads.count_unresolved(read.store, int(read.clearance))
    note(request, running, things=named_in(loose), rows=len(loose), marking=str(read.clearance))
    told = {"clearance": str(read.clearance), **counts, "unresolved": loose, "unresolved_total": total}
    return told | {"total": total, "truncated": len(loose) < total, "highest_marking": str(read.clearance)}
