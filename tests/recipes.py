"""For each route of the service, requests that would show a hidden word if it showed any; none may be without."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI

from graph.ask import questions
from tests.canaries import COUNTRIES, Planter

API = "/api/v1"


@dataclass(slots=True)
class World:
    """What recipes may name: the planted words, and by marking the ids of links, claims, proposals, and kept things."""

    planter: Planter
    links: dict[str, int] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)
    kept: dict[str, dict[int, str]] = field(default_factory=lambda: {"job": {}, "saved": {}, "watch": {}})

    def hidden(self, level: int) -> list[str]:
        """Ids and names of things above a level, a few of each marking."""
        told = self.planter
        found = [name for above in range(level + 1, 5) for name in (told.own[above][1], told.names[above][above])]
        return found + [f"country:{COUNTRIES[above][0]}" for above in range(level + 1, 5)]

    def things(self, level: int) -> list[str]:
        """Things to ask for at a level: those that all markings speak of, some of its own, some that are hidden."""
        return [*sorted(self.planter.shared), *self.planter.own[level], *self.hidden(level)]

    def few(self, level: int) -> list[str]:
        """Fewer of them, for routes that each tell the same of a thing in another way."""
        return [*sorted(self.planter.shared)[::3], *self.planter.own[level][:2], *self.hidden(level)[:4]]

    def some(self, ids: Mapping[str, int], level: int) -> list[str]:
        """Ids of this marking and above, at most three of each; those below are others' to ask for."""
        return [i for at in range(level, 5) for i in sorted(i for i, low in ids.items() if low == at)[:3]]


Recipe = Callable[[World, int], list[str]]


def _each(path: str, **options: str) -> Recipe:
    tail = f"?{urlencode(options)}" if options else ""
    return lambda world, level: [f"{path.format(quote(thing, safe=':'))}{tail}" for thing in world.few(level)]


def _query(path: str, name: str, **options: str) -> Recipe:
    return lambda w, level: [f"{path}?{urlencode({name: thing} | options)}" for thing in w.few(level)]


def _pointed(world: World, level: int, *known: str) -> list[str]:
    """A thing that all markings speak of, and two that are hidden: for pages, which take longer."""
    return [*known, *world.hidden(level)[:2]]


def _brief(path: str, name: str, **options: str) -> Recipe:
    return lambda w, level: [
        f"{path}?{urlencode({name: thing} | options)}" for thing in _pointed(w, level, "shared-agencies")
    ]


def _ids(path: str, of: Callable[[World], Mapping[str, int]]) -> Recipe:
    return lambda world, level: [path.format(quote(i, safe=":")) for i in world.some(of(world), level)]


def _kept(path: str, sort: str) -> Recipe:
    return lambda world, _: [path.format(i) for i in world.kept[sort].values()]


def _only(*addresses: str) -> Recipe:
    return lambda _, __: list(addresses)


def _pairs(path: str) -> Recipe:
    ends = ("shared-operations", "shared-networks", "shared-meetings", "Bhutan")
    return lambda world, level: [
        f"{path}?{urlencode({'a': 'shared-agencies', 'b': end})}" for end in (*ends, *world.hidden(level))
    ]


def _search(path: str) -> Recipe:
    def recipe(world: World, level: int) -> list[str]:
        words = ["canary", "can", "shared", "c", *world.few(level)]
        words += [name[:length] for name in world.hidden(level) for length in (8, 17)]
        return [f"{path}?{urlencode({'q': word})}" for word in dict.fromkeys(words)]

    return recipe


GIVEN = {"network": "shared-networks", "operation": "shared-operations", "meeting": "shared-meetings"}
GIVEN |= {"entity": "shared-agencies", "a": "shared-agencies", "b": "shared-agencies", "tool": "shared-tools"}
GIVEN |= {"from": "1900", "parties": "99", "meetings": "1"}


def _asked(path: str, *, every: int = 1) -> Recipe:
    def recipe(world: World, level: int) -> list[str]:
        told = GIVEN | {"recipient": _of(world, level, "releasedto")}
        found = []
        for name, question in list(questions().items())[::every]:
            given = {p.name: told[p.name] for p in question.parameters if p.name in told}
            found.append(f"{path.format(name)}?{urlencode(given)}")
            if given and level < 4:
                first = next(iter(given))
                found += [f"{path.format(name)}?{urlencode(given | {first: h})}" for h in world.hidden(level)[:1]]
        return found

    return recipe


def _of(world: World, level: int, column: str) -> str:
    return next(word for word, at in world.planter.level.items() if at == level and word.endswith(column))


def _levels(path: str) -> Recipe:
    return lambda _, __: [path, f"{path}?clearance=CLEAR", f"{path}?clearance=RED", f"{path}?as_of=2020-01-01"]


def _levels_of_review(path: str) -> list[str]:
    asked = ("", "?limit=2", "?state=all&limit=1000", "?state=rejected", "?state=accepted", "?kind=Operation")
    return [f"{path}{options}" for options in asked]


def _papers(world: World, level: int) -> list[str]:
    """File names of documents of this marking, and of hidden ones."""
    return [word for word, at in world.planter.level.items() if word.endswith("papername") and at in (level, level + 1)]


WHOLE = urlencode({"query": "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"})

READS: dict[str, Recipe] = {
    "/healthz": _only("/healthz"),
    "/readyz": _only("/readyz"),
    "/metrics": _only("/metrics"),
    "/static/{name}": _only("/static/screen.css"),
    "/static/paper-{marking}.css": _only("/static/paper-CLEAR.css"),
    "/sign-in": _only("/sign-in"),
    "/": lambda w, level: [*_search("/")(w, level), *(f"{told}&open=true" for told in _search("/")(w, level)[::4])],
    "/e/{entity:path}": lambda w, level: [*_each("/e/{}")(w, level), "/e/shared-agencies?history=true"],
    "/chart": lambda w, level: [
        "/chart?e=shared-networks&e=shared-agencies&look=shared-meetings",
        *_brief("/chart", "e")(w, level),
        *_brief("/chart", "look", e="shared-agencies")(w, level),
        *_brief("/chart", "h", e="shared-operations")(w, level),
    ],
    "/line": _ids("/line?of={}", lambda world: world.links),
    "/path": lambda w, level: [*_pairs("/path")(w, level)][:6],
    "/timeline": _brief("/timeline", "of"),
    "/map": _brief("/map", "of"),
    "/changes": _brief("/changes", "of", since="2010-01-01", as_of="2020-01-01"),
    "/questions": _only("/questions"),
    "/questions/{name}": lambda w, level: [
        *_asked("/questions/{}", every=6)(w, level),
        *(f"{told}&draw=true" for told in _asked("/questions/{}", every=12)(w, level) if "?" in told),
    ],
    "/network/{entity:path}": lambda w, level: [f"/network/{thing}" for thing in _pointed(w, level, "shared-networks")],
    "/op/{entity:path}": lambda w, level: [
        *(f"/op/{thing}" for thing in _pointed(w, level, "shared-operations")),
        *(f"/op/operation:shared-operations?beside={quote(thing)}" for thing in _pointed(w, level)),
    ],
    "/briefing": _brief("/briefing", "of", level="CLEAR", to="somebody", reason="because"),
    "/export": _brief("/export", "of", level="CLEAR", to="somebody", reason="because"),
    "/review": lambda w, level: [
        *(f"/review{options}" for options in ("", "?state=all", "?state=rejected", "?kind=Operation")),
        *(f"/review?{urlencode({'document': word})}" for word in _papers(w, level)),
        *_ids("/review?at={}", lambda world: world.proposals)(w, level),
    ],
    "/pairs": lambda w, level: [
        "/pairs",
        *(f"/pairs?{urlencode({'left': 'agency:shared-agencies', 'right': thing})}" for thing in w.hidden(level)[:2]),
    ],
    "/ingest": _only("/ingest"),
    "/watch": _only("/watch"),
    "/watch/{watch}": _kept("/watch/{}", "watch"),
    "/saved/{saved_id}": _kept("/saved/{}", "saved"),
    "/audit": _only("/audit?before=99999999", "/audit?sent=true"),
    "/console": lambda w, level: ["/console", *_kept("/console?saved={}", "saved")(w, level)],
    f"{API}/openapi.json": _only(f"{API}/openapi.json"),
    f"{API}/search": _search(f"{API}/search"),
    f"{API}/entities/{{entity:path}}": _each(f"{API}/entities/{{}}"),
    f"{API}/entities/{{entity:path}}/links": _each(f"{API}/entities/{{}}/links", limit="3"),
    f"{API}/evidence": lambda w, level: [
        *(f"{API}/evidence?{urlencode({'of': thing, 'limit': '1000'})}" for thing in w.things(level)),
        *_ids(f"{API}/evidence?of={{}}&limit=2", lambda world: world.links)(w, level),
    ],
    f"{API}/claims/{{claim}}": _ids(f"{API}/claims/{{}}", lambda world: world.claims),
    f"{API}/sources/{{source}}": _ids(f"{API}/sources/{{}}", lambda world: world.sources),
    f"{API}/review": lambda w, level: [
        *_levels_of_review(f"{API}/review"),
        *(f"{API}/review?{urlencode({'document': word})}" for word in _papers(w, level)),
    ],
    f"{API}/review/{{proposal}}": _ids(f"{API}/review/{{}}", lambda world: world.proposals),
    f"{API}/history": lambda w, level: [
        *_query(f"{API}/history", "of")(w, level),
        *_ids(f"{API}/history?of={{}}", lambda world: world.claims)(w, level),
    ],
    f"{API}/paths": _pairs(f"{API}/paths"),
    f"{API}/measures": _only(f"{API}/measures"),
    f"{API}/measures/{{name}}": _only(*(f"{API}/measures/{name}?limit=100" for name in ("degree", "bridges"))),
    f"{API}/gaps": _only(f"{API}/gaps", *(f"{API}/gaps?country=country:{code}" for code, _ in COUNTRIES)),
    f"{API}/status": _levels(f"{API}/status"),
    f"{API}/questions": _only(f"{API}/questions"),
    f"{API}/questions/{{name}}": _asked(f"{API}/questions/{{}}"),
    f"{API}/changes": _only(f"{API}/changes?from=1900", f"{API}/changes?from=1900&clock=true"),
    f"{API}/timeline/{{entity:path}}": _each(f"{API}/timeline/{{}}"),
    f"{API}/neighbourhood": _query(f"{API}/neighbourhood", "of", cap="5"),
    f"{API}/views/graph": _query(f"{API}/views/graph", "of"),
    f"{API}/views/path": _pairs(f"{API}/views/path"),
    f"{API}/views/questions/{{name}}": _asked(f"{API}/views/questions/{{}}", every=8),
    f"{API}/views/timeline": _query(f"{API}/views/timeline", "of"),
    f"{API}/views/map": _query(f"{API}/views/map", "of"),
    f"{API}/candidates": _only(f"{API}/candidates?limit=100", f"{API}/candidates?entity=shared-agencies"),
    f"{API}/notes": _query(f"{API}/notes", "entity"),
    f"{API}/map/{{entity:path}}": _each(f"{API}/map/{{}}"),
    f"{API}/map/questions/{{name}}": _asked(f"{API}/map/questions/{{}}", every=8),
    f"{API}/judgements": _only(f"{API}/judgements"),
    f"{API}/saved": _only(f"{API}/saved"),
    f"{API}/saved/{{saved_id}}": _kept(f"{API}/saved/{{}}", "saved"),
    f"{API}/watches": _only(f"{API}/watches"),
    f"{API}/watches/{{watch}}/new": _kept(f"{API}/watches/{{}}/new", "watch"),
    f"{API}/jobs/{{job}}": _kept(f"{API}/jobs/{{}}", "job"),
    f"{API}/jobs/{{job}}/events": _kept(f"{API}/jobs/{{}}/events", "job"),
    f"{API}/audit": _only(f"{API}/audit?limit=1000"),
    f"{API}/audit/verify": _only(f"{API}/audit/verify"),
    f"{API}/sent": _only(f"{API}/sent"),
    **{f"/ns{name}": _only(f"/ns{name}") for name in ("", "/codes", "/shapes", "/context.jsonld")},
    "/sparql": _only(f"/sparql?{WHOLE}", f"/sparql?{WHOLE}&clearance=CLEAR"),
}
"""What is read, by the path of the route."""

MOVING = (
    "/metrics",
    "/audit",
    f"{API}/sent",
    f"{API}/audit",
    f"{API}/audit/verify",
    f"{API}/jobs/{{job}}",
    f"{API}/jobs/{{job}}/events",
)
"""Routes that tell of the service's own work, which goes on between two askings."""

WHY = {"reason": "because"}
FACT = {"predicate": "PART_OF", "object": "agency:shared-agencies", "marking": "CLEAR"}
DEEDS: dict[str, tuple[str, Mapping[str, Any]]] = {
    f"POST {API}/claims/{{claim}}/withdraw": ("claim", WHY),
    f"POST {API}/marks/{{what:path}}": ("claim", WHY | {"marking": "RED"}),
    f"POST {API}/grades/{{what:path}}": ("claim", WHY | {"credibility": "3"}),
    f"POST {API}/judgements": ("thing", WHY | {"left": "{}", "right": "agency:shared-agencies", "verdict": "same"}),
    f"POST {API}/judgements/explode/{{entity:path}}": ("thing", WHY),
    f"POST {API}/review/accept": ("proposal", {"proposals": ["{}"]}),
    f"POST {API}/review/{{proposal}}/accept": ("proposal", {}),
    f"POST {API}/review/{{proposal}}/edit": ("proposal", {"marking": "RED"}),
    f"POST {API}/review/{{proposal}}/reject": ("proposal", WHY),
    f"POST {API}/review/{{proposal}}/undo": ("proposal", {}),
    f"POST {API}/review/{{proposal}}/take": ("proposal", {}),
    "POST /review/{proposal}/accept": ("proposal", {}),
    "POST /review/{proposal}/edit": ("proposal", {}),
    "POST /review/{proposal}/reject": ("proposal", {}),
    "POST /review/{proposal}/take": ("proposal", {}),
    f"POST {API}/retract": ("dataset", WHY | {"what": "{}"}),
    f"POST {API}/watches": ("thing", {"entity": "{}"}),
    f"DELETE {API}/watches/{{watch}}": ("watch", {}),
    f"POST {API}/watches/{{watch}}/seen": ("watch", {}),
    "POST /watch/{watch}/seen": ("watch", {}),
    "POST /watch/{watch}/remove": ("watch", {}),
    "POST /saved/{saved_id}/remove": ("saved", {}),
    f"PUT {API}/saved/{{saved_id}}": ("saved", {"title": "x", "kind": "question", "name": "y", "marking": "CLEAR"}),
    f"DELETE {API}/saved/{{saved_id}}": ("saved", {}),
    f"POST {API}/jobs/{{job}}/stop": ("job", {}),
    "POST /ingest/{job}/stop": ("job", {}),
    "POST /ingest/{job}/back": ("job", {}),
}
"""What is done to a thing that may be hidden: of what sort it is, and the body; `{}` stands for the thing."""

ELSEWHERE = {
    f"POST {API}/cypher": "below the ceiling it is refused whatever it says: test_guard, test_attacks",
    f"POST {API}/claims": "adds what its sender wrote, and names nothing else",
    f"POST {API}/notes": "adds what its sender wrote, and names nothing else",
    f"POST {API}/judgements/undo": "takes back its sender's own words only",
    f"POST {API}/saved": "keeps what its sender wrote",
    f"POST {API}/ingest": "loads what its sender wrote; its job is read under jobs",
    f"POST {API}/ingest/check": "looks at its sender's table alone",
    f"POST {API}/export": "its files are read by a test of their own",
    f"POST {API}/export/rdf": "the export of everything under another address: test_exports",
    f"POST {API}/export/preview": "counts only; the same reading as the export",
    "POST /briefing": "its pages are read by a test of their own: test_asking",
    "POST /review/accept": "the same as POST review/accept of the service, by a form: test_review_screens",
    "POST /review/undo": "the same as POST undo of the service, by a form: test_review_screens",
    "POST /pairs": "the same as POST judgements, by a form: test_pair_screens",
    "POST /pairs/undo": "the same as POST judgements/undo, by a form",
    "POST /ingest": "the same as POST ingest of the service, by a form: test_ingest_screens",
    "POST /watch": "the same as POST watches, by a form",
    "POST /saved": "the same as POST saved, by a form: test_saved_screens",
    "POST /notes": "the same as POST notes, by a form: test_saved_screens",
    "POST /console": "the same as POST cypher, by a form",
    "POST /export": "the same as POST export of the service, by a form",
    "POST /sparql": "the same query as by GET: test_sparql",
    "POST /sign-in": "takes a key and tells nothing of the records",
    "POST /sign-out": "tells nothing",
}


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every method and path that the app answers to, with those that its description leaves out."""
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        prefix = route.include_context.prefix if inner else ""  # type: ignore[attr-defined]
        for one in inner.routes if inner else [route]:
            for method in one.methods - {"HEAD", "OPTIONS"}:
                yield method, prefix + one.path
