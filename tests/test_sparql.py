"""SPARQL behind its guard: real processes, real HTTP; attacks end in time, a reader's graph is level with the store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.desk import Desk
from api.keys import add_key
from api.negotiation import best
from api.rdf_stores import RdfStores
from api.routes.sparql import GRAPHS, RESULTS
from graph.commit import commit, retract
from graph.errors import StoreError
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from ontology.cut import project
from ontology.package import example_queries
from ontology.project import Cut
from ontology.sparql.engine import CHUNK, Asked, Engine, QueryFailed
from ontology.sparql.limits import Limits
from tests.conftest import empty
from tests.test_api import MEMBER, NEXT_WEEK, OPEN, SECRET, served
from tests.test_laws import law
from tests.worlds import worlds

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BASE = "https://data.example.org/"
WEN = "https://w3id.org/wengraph/ns#"
LIMITS = Limits(seconds=2, memory=200_000_000, output=2_000_000)
ALL = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"


def made(count: int) -> list[ox.Quad]:
    """So many quads in three graphs."""
    return [
        ox.Quad(
            ox.NamedNode(f"{BASE}id/agency-a{n // 10}"),
            ox.NamedNode(f"{WEN}p{n % 10}"),
            ox.Literal("a" * (n % 30) + str(n)) if n % 2 else ox.NamedNode(f"{BASE}id/agency-a{n * 7 % (count // 10)}"),
            ox.NamedNode(f"{BASE}graph/{('CLEAR', 'GREEN', 'AMBER')[n % 3]}"),
        )
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """An engine over 100,000 quads."""
    quads = made(100_000)
    told = Engine(lambda: quads, LIMITS)
    yield told
    told.close()


ATTACKS = {
    "cross product": ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {"timeout", "memory"}),
    "path with free ends": (f"SELECT * {{ ?s (<{WEN}p0>|^<{WEN}p0>)* ?o }}", {"timeout", "memory", "too big"}),
    "long text": ("SELECT (GROUP_CONCAT(STR(?c)) AS ?x) { ?a ?b ?c . ?d ?e ?f }", {"timeout", "memory"}),
    "sorting": ("SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", {"timeout", "memory"}),
    "everything": ("SELECT * { ?s ?p ?o }", {"too big"}),
    "pattern": ('SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(REGEX(STR(?o), "(a+)+$")) }', {"ok", "timeout"}),
    "another service": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {"refused"}),
    "nested groups": ("SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}", {"crash", "syntax"}),
}


def status(engine: Engine, text: str) -> str:
    """How a query ended."""
    try:
        engine.ask(Asked(text))
    except QueryFailed as error:
        return error.status
    return "ok"


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_within_its_limits(name: str, engine: Engine) -> None:
    text, expected = ATTACKS[name]
    begun = time.monotonic()
    assert status(engine, text) in expected
    assert time.monotonic() - begun < LIMITS.seconds + 2
    assert status(engine, "ASK { ?s ?p ?o }") == "ok"


@pytest.mark.slow
def test_attacks_leave_nothing_behind_and_others_go_on(engine: Engine) -> None:
    quads, before = engine.size()
    own = len(os.listdir("/proc/self/fd"))
    done, failed = threading.Event(), []

    def reader() -> None:
        while not done.is_set():
            told = status(engine, f"SELECT ?o {{ <{BASE}id/agency-a7> ?p ?o }}")
            if told != "ok":
                failed.append(told)

    readers = [threading.Thread(target=reader) for _ in range(8)]
    for thread in readers:
        thread.start()
    for _ in range(2):
        for name in ("cross product", "long text", "everything", "another service", "nested groups"):
            assert status(engine, ATTACKS[name][0]) in ATTACKS[name][1]
    done.set()
    for thread in readers:
        thread.join()
    assert failed == []
    assert engine.size()[0] == quads
    assert engine.size()[1] <= before + 20_000_000
    assert len(os.listdir("/proc/self/fd")) <= own + 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { service <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE ?x { ?s ?p ?o } } } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { #c\n SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } } }",
    ],
)
def test_no_other_service_is_asked(text: str, engine: Engine) -> None:
    assert status(engine, text) in ("refused", "syntax")


@pytest.mark.parametrize(
    "text", ['SELECT ("SERVICE" AS ?x) {}', "SELECT ?service { ?service ?p ?o } LIMIT 1", "#SERVICE\nASK {}"]
)
def test_the_word_alone_is_no_service(text: str, engine: Engine) -> None:
    assert status(engine, text) == "ok"


def test_too_many_waiting_are_told_so() -> None:
    told = Engine(lambda: made(30_000), Limits(seconds=3, waiting=2))
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(status(told, ATTACKS["cross product"][0]))) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.close()
    assert answers.count("busy") == 3
    assert set(answers) <= {"busy", "timeout", "memory"}


def test_a_process_that_is_killed_is_started_and_filled_anew() -> None:
    told = Engine(lambda: made(1000))
    assert told.size()[0] == 1000
    process: Any = told._process
    process.kill()
    process.wait()
    assert status(told, "ASK { ?s ?p ?o }") == "ok"
    assert told.size()[0] == 1000
    last: Any = told._process
    told.close()
    assert last.poll() is not None


def test_a_blank_node_is_one_in_however_many_parts_it_comes() -> None:
    quads = [ox.Quad(ox.BlankNode("a"), ox.NamedNode("x:p"), ox.Literal(str(n))) for n in range(CHUNK + 10)]
    told = Engine(lambda: quads, union=False)
    rows = json.loads(told.ask(Asked("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")).body)["results"]["bindings"]
    told.close()
    assert rows[0]["n"]["value"] == "1"


def test_half_a_graph_gives_no_answers() -> None:
    fails = iter([True, False])

    def fill() -> Iterator[ox.Quad]:
        yield from made(CHUNK + 10)
        if next(fails):
            raise StoreError("The store went away.")

    told = Engine(fill)
    with pytest.raises(StoreError):
        told.ask(Asked("ASK {}"))
    assert told.size()[0] == CHUNK + 10
    told.close()


def test_the_process_ends_with_its_owner(tmp_path: Path) -> None:
    text = (
        "from ontology.sparql.engine import Engine\n"
        "engine = Engine(lambda: [])\nengine.size()\nprint(engine._process.pid, flush=True)\n"
    )
    assert tmp_path
    told = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, timeout=60)
    for _ in range(50):
        if not Path(f"/proc/{told.stdout.strip()}").exists():
            return
        time.sleep(0.1)
    pytest.fail("the process is still there")


@pytest.mark.parametrize(
    ("accept", "offered", "expected"),
    [
        ("", RESULTS, "application/sparql-results+json"),
        ("*/*", GRAPHS, "text/turtle"),
        ("text/csv", RESULTS, "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml", RESULTS, "application/sparql-results+xml"),
        ("text/*;q=0.9, application/json;q=0.8", RESULTS, "text/csv"),
        ("application/sparql-results+json;q=0, */*;q=0.1", RESULTS, "application/sparql-results+xml"),
        ("image/png", RESULTS, None),
        ("image/png, text/turtle;q=nonsense", GRAPHS, None),
        ("APPLICATION/LD+JSON", GRAPHS, "application/ld+json"),
    ],
)
def test_the_format_is_the_one_liked_best(accept: str, offered: Iterable[str], expected: str | None) -> None:
    assert best(accept, [*offered]) == expected


@contextmanager
def serving(*options: str) -> Iterator[httpx.Client]:
    """`wengraph rdf serve` in a process of its own."""
    line = [str(Path(sys.executable).parent / "wengraph"), "rdf", "serve", "--port", "0", *options]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        first = process.stdout.readline()
        assert first.startswith("Serving http://127.0.0.1:"), first
        try:
            with httpx.Client(base_url=first.split()[1].removesuffix("/sparql"), timeout=30) as client:
                yield client
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service over a default graph and a named one."""
    folder = tmp_path_factory.mktemp("rdf")
    (folder / "a.ttl").write_text("<x:a> <x:p> 1, 2 .", encoding="utf-8")
    (folder / "b.nt").write_text('<x:b> <x:p> "ü"@de .', encoding="utf-8")
    with serving("--data", str(folder / "a.ttl"), "--named", f"x:named={folder / 'b.nt'}") as client:
        yield client


ROWS = "SELECT ?s { ?s <x:p> ?o } ORDER BY ?o"


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("GET", {"params": {"query": ROWS}}),
        ("POST", {"data": {"query": ROWS}}),
        ("POST", {"content": ROWS, "headers": {"content-type": "application/sparql-query"}}),
    ],
)
def test_a_query_comes_in_three_ways(method: str, more: dict[str, Any], files: httpx.Client) -> None:
    told = files.request(method, "/sparql", **more)
    assert told.status_code == 200
    assert [row["s"]["value"] for row in told.json()["results"]["bindings"]] == ["x:a", "x:a"]


@pytest.mark.parametrize("media", RESULTS)
def test_rows_come_in_each_format(media: str, files: httpx.Client) -> None:
    told = files.get("/sparql", params={"query": ROWS}, headers={"accept": media})
    assert told.headers["content-type"].startswith(RESULTS[media])
    form = ox.QueryResultsFormat.from_media_type(RESULTS[media])
    if form and RESULTS[media] != "text/csv":
        parsed = ox.parse_query_results(told.content, format=form)
        assert isinstance(parsed, ox.QuerySolutions)
        assert len(list(parsed)) == 2
    else:
        assert told.text.split() == ["s", "x:a", "x:a"]


@pytest.mark.parametrize("media", GRAPHS)
def test_graphs_come_in_each_format(media: str, files: httpx.Client) -> None:
    text = "CONSTRUCT { ?s <x:q> ?o } WHERE { GRAPH <x:named> { ?s ?p ?o } }"
    told = files.get("/sparql", params={"query": text}, headers={"accept": media})
    form = ox.RdfFormat.from_media_type(media)
    assert form
    assert [str(quad.object) for quad in ox.parse(told.content, format=form)] == ['"ü"@de']


@pytest.mark.parametrize(
    ("more", "expected", "says"),
    [
        ({"params": {"query": "SELECT ?x {"}}, 400, "1:"),
        ({"params": {"query": ""}}, 400, "can't be read"),
        ({"params": {"query": "ASK { SERVICE <x:s> {} }"}}, 400, "asks no other one"),
        ({"params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "Several"),
        ({"params": {"query": "INSERT DATA { <x:a> <x:b> <x:c> }"}}, 400, "can't be read"),
        ({"data": {"update": "CLEAR ALL"}}, 405, "no updates"),
        ({"content": "CLEAR ALL", "headers": {"content-type": "application/sparql-update"}}, 405, "no updates"),
        ({"content": "ASK {}", "headers": {"content-type": "text/plain"}}, 415, "no query"),
        ({"content": b"\xff", "headers": {"content-type": "application/sparql-query"}}, 400, "no text"),
        ({"params": {"query": "ASK {}"}, "headers": {"accept": "image/png"}}, 406, "formats"),
        ({"params": {"query": "ASK {}" + " " * 70_000}}, 413, "bytes"),
    ],
)
def test_what_goes_wrong_is_a_problem_document(
    more: dict[str, Any], expected: int, says: str, files: httpx.Client
) -> None:
    if expected == 413:  # an address can't be that long
        more = {"data": more["params"]}
    told = files.request("POST" if {"data", "content"} & more.keys() else "GET", "/sparql", **more)
    assert told.status_code == expected, told.text
    assert told.headers["content-type"].startswith("application/problem+json")
    assert says in told.text


def test_graphs_are_chosen_by_the_request(files: httpx.Client) -> None:
    def rows(text: str = ROWS, **more: str) -> int:
        return len(files.get("/sparql", params={"query": text, **more}).json()["results"]["bindings"])

    assert rows() == 2
    assert rows(**{"default-graph-uri": "x:named"}) == 1
    assert rows(**{"default-graph-uri": "x:none"}) == 0
    assert rows(**{"named-graph-uri": "x:named"}) == 0
    assert (
        len(
            files.get("/sparql", params={"query": "SELECT * FROM <x:named> { ?s ?p ?o }"}).json()["results"]["bindings"]
        )
        == 1
    )


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text(f"_:one <x:in> <x:{name}> .", encoding="utf-8")
    with serving("--data", str(tmp_path / "a.ttl"), "--data", str(tmp_path / "b.ttl")) as client:
        told = client.get("/sparql", params={"query": "SELECT DISTINCT ?s { ?s <x:in> ?o }"})
    assert len(told.json()["results"]["bindings"]) == 2


def test_head_and_the_description(files: httpx.Client) -> None:
    head = files.head("/sparql", params={"query": ROWS})
    assert (head.status_code, head.content) == (200, b"")
    described = files.get("/sparql", headers={"accept": "text/turtle"})
    told = ox.parse(described.content, format=ox.RdfFormat.TURTLE)
    assert any("sparql-service-description#" in str(quad.predicate) for quad in told)
    assert "access-control-allow-origin" not in described.headers


# Over the graph store


@pytest.mark.neo4j
@pytest.mark.parametrize("name", sorted(example_queries()))
def test_the_examples_have_answers(name: str, address: str) -> None:
    told = httpx.get(f"{address}/sparql", params={"query": example_queries()[name].decode()}, timeout=60)
    assert told.status_code == 200, told.text
    assert told.json()["results"]["bindings"]


@pytest.mark.neo4j
@law
@given(data=st.data())
def test_an_engine_is_level_with_the_store(store: Store, data: st.DataObject) -> None:
    world = data.draw(worlds())
    empty(store, Marking.RED)
    stores = RdfStores(store, BASE)
    clearances = data.draw(st.lists(st.sampled_from(list(Marking)), min_size=1, max_size=2, unique=True))
    try:
        for claim in world.claims:
            commit(store, [claim])
            if data.draw(st.booleans()):
                _level(stores, store, clearances)
        commit(store, (), world.judgements)
        _level(stores, store, clearances)
        retract(store, dataset="one")
        _level(stores, store, clearances)
    finally:
        stores.close()


def _level(stores: RdfStores, store: Store, clearances: list[Marking]) -> None:
    for clearance in clearances:
        told = json.loads(stores.engine(clearance).ask(Asked(ALL)).body)["results"]["bindings"]
        whole = ox.Store()  # a store writes numbers and times in its own way
        whole.extend(project(store, Cut(BASE, clearance)))
        rows = whole.query(ALL)
        assert isinstance(rows, ox.QuerySolutions)
        expected = sorted(tuple(value.value for value in row) for row in rows)  # type: ignore[union-attr]
        assert sorted(tuple(row[name]["value"] for name in "gspo") for row in told) == expected


ESCAPES = (
    "SELECT * FROM <{0}graph/AMBER> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}graph/AMBER> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ GRAPH <{0}graph/AMBER> {{ ?s ?p ?o }} }}",
    "SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ GRAPH <{0}graph/AMBER> {{ ?a ?b ?c }} }} }}",
    "SELECT * {{ ?s ?p ?o }}",
    "SELECT (COUNT(*) AS ?n) {{ GRAPH <{0}graph/AMBER> {{ ?s ?p ?o }} }}",
    "DESCRIBE <{0}id/agency-secret-unit>",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    "ASK {{ <{0}id/agency-secret-unit> ?p ?o }}",
    "SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g",
    "SELECT * {{ ?s ?p ?o FILTER(CONTAINS(LCASE(STR(?o)), 'secret')) }}",
    "SELECT * {{ {{ SELECT ?s {{ GRAPH ?g {{ ?s ?p ?o }} }} }} UNION {{ ?s <x:none>* ?t }} }}",
    "SELECT * {{ VALUES ?s {{ <{0}id/agency-secret-unit> }} ?s (!<x:none>)+ ?o }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ GRAPH <{0}graph/CLEAR> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ ?s <https://w3id.org/wengraph/ns#marking> <https://w3id.org/wengraph/ns#marking-AMBER> }}",
)


@pytest.mark.neo4j
def test_no_query_reaches_above_a_clearance(store: Store, scratch_settings: Settings) -> None:
    """Each answer at CLEAR is that of a store which never held more; above it, the secret is there."""
    empty(store, Marking.RED)
    commit(store, [OPEN, SECRET, MEMBER])
    desk = Desk(scratch_settings)
    desk.path.unlink()
    last = NEXT_WEEK
    low, high = (add_key(Desk(scratch_settings), str(m), m, "reader", last)[1] for m in (Marking.CLEAR, Marking.AMBER))
    with served(scratch_settings) as address:

        def ask(key: str, text: str, **more: str) -> str:
            told = httpx.get(
                f"{address}/sparql", params={"query": text, **more}, headers={"x-api-key": key}, timeout=60
            )
            assert told.status_code == 200, told.text
            return "\n".join(sorted(told.text.splitlines()))

        texts = [text.format(BASE) for text in ESCAPES]
        cut = [ask(low, text) for text in texts]
        assert [ask(high, text, clearance="CLEAR") for text in texts] == cut
        assert any("Secret Unit" in ask(high, text) for text in texts)
        assert "ecret" not in "".join(cut)
        assert "AMBER" not in "".join(cut)
        refused = httpx.get(f"{address}/sparql?query=ASK{{}}&clearance=RED", headers={"x-api-key": high})
        assert refused.status_code == 403
        assert httpx.get(f"{address}/sparql?query=ASK{{}}").status_code == 401
        retract(store, dataset="one")
        assert "Open Unit" not in ask(high, ALL)
    desk.path.unlink()


@pytest.mark.neo4j
@pytest.mark.browser
def test_the_page_asks_and_shows_rows(address: str, chromium: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/sparql")
    page.get_by_role("link", name="members of a network").click()
    assert page.locator("tbody tr").count() == 14
    assert "Bhutan" in page.locator("tbody").inner_text()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    assert [v["id"] for v in Axe().run(page, options={"runOnly": tags}).response["violations"]] == []
    page.get_by_label("Query").fill("SELECT ?x {")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert "can't be read" in page.get_by_role("alert").inner_text()
    assert [text for text in complaints if "status of 400" not in text] == []
    page.close()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("a.ttl", "<x:a> <x:b> 1 .", 0), ("a.ttl", "<x:a> <x:b>", 1), ("a.nq", "<x:a>", 1), ("a.doc", "", 2)],
)
@pytest.mark.parametrize("form", ["turtle", "nquads", "jsonld"])
def test_files_are_converted_or_their_fault_is_placed(
    name: str, text: str, code: int, form: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    line = [str(Path(sys.executable).parent / "wengraph"), "rdf", "convert", str(tmp_path / name), "--to", form]
    told = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == code
    if code:
        assert told.stderr.startswith(name)
        assert "Traceback" not in told.stderr
    else:
        parsed = ox.RdfFormat.from_extension({"turtle": "ttl", "nquads": "nq", "jsonld": "jsonld"}[form])
        assert parsed
        assert [str(q.object) for q in ox.parse(told.stdout.encode(), format=parsed)] == [
            '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
        ]
