"""The bundled records on a service in, how soon SPARQL sees what another process changes out, and what an import takes.

A change is made by this process; the time runs from when it is committed to the answer over HTTP that shows it.

python -m bench.partners [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx

from graph.by_hand import Hand, withdraw
from graph.commit import commit
from graph.judging import judge
from graph.settings import Settings, load_settings
from graph.store.bolt import Store
from graph.store.local import stop
from graph.store.opening import open_store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from loaders.dataset import BUNDLED, open_datasets
from loaders.rdf import load_rdf
from loaders.run import load
from ontology.cut import project
from ontology.package import FORMS, write_data
from ontology.project import Cut
from tests.serving import served

CHECKOUT = Path(__file__).parent.parent
ROUNDS = int(sys.argv[1]) if sys.argv[1:] else 20
BASE = "https://data.example.org/"
FORM = FORMS["nquads"]
HAND = Hand("bench", "measuring", Marking.RED)
PAGE = Source("bench-partners", "Page", url="https://page.example")
NAMED = "ASK {{ ?s ?p ?o FILTER(STR(?o) = '{0}') }}"
ONE = (
    "PREFIX wen: <https://w3id.org/wengraph/ns#> ASK {{ ?j wen:left ?a ; wen:right ?b "
    "FILTER(CONTAINS(STR(?a), 'unit-{0}a') && CONTAINS(STR(?b), 'unit-{0}b')) }}"
)


def settings(name: str) -> Settings:
    """A store of this bench's own."""
    home = str(CHECKOUT / ".wengraph" / f"bench-partners-{name}")
    return load_settings({**os.environ, "WENGRAPH_HOME": home, "WENGRAPH_CLEARANCE": "CLEAR"})


def unit(number: int, letter: str) -> Claim:
    """A name of a made-up body."""
    return Claim(Mention("Agency", f"unit-{number}{letter}"), "name", PAGE, value=f"Unit {number}{letter}")


def seen(client: httpx.Client, query: str, *, wanted: bool) -> float:
    """Seconds until SPARQL gives this answer."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < 30:
        told = client.get("/sparql", params={"query": query}, headers={"accept": "application/sparql-results+json"})
        told.raise_for_status()
        if told.json()["boolean"] == wanted:
            return time.perf_counter() - begun
    raise SystemExit(f"Never seen: {query}")


def changes(store: Store, client: httpx.Client) -> None:
    """Print how soon a load, a judgement and a withdrawal are seen."""
    taken: dict[str, list[float]] = {"load": [], "judgement": [], "withdrawal": []}
    for number in range(ROUNDS):
        first, second = unit(number, "a"), unit(number, "b")
        name = NAMED.format(first.value)
        commit(store, [first, second])
        taken["load"].append(seen(client, name, wanted=True))
        judge(store, _id(first), _id(second), "same", HAND, level=Marking.CLEAR)
        taken["judgement"].append(seen(client, ONE.format(number), wanted=True))
        withdraw(store, first.id, HAND)
        taken["withdrawal"].append(seen(client, name, wanted=False))
    for name, times in taken.items():
        print(f"{name}: seen after {statistics.median(times):.2f} s, at most {max(times):.2f} s, {ROUNDS} times")


def _id(claim: Claim) -> str:
    return f"agency:{claim.subject.key}"


def imported(store: Store, folder: Path) -> None:
    """Print how long a package of all takes to write, and to load into an empty store."""
    file = folder / "data.nq"
    begun = time.perf_counter()
    packed = write_data(project(store, Cut(BASE, 0)), FORM, BASE, file)
    print(f"export: {packed.quads:,} quads in {time.perf_counter() - begun:.1f} s")
    with open_store(settings("back"), ceiling=Marking.RED) as back:
        back.writing(lambda tx: tx.run("MATCH (n) WHERE NOT n:Store DETACH DELETE n"))
        begun = time.perf_counter()
        report = load_rdf(back, file, marking="CLEAR")
        taken = time.perf_counter() - begun
        print(f"import: {report.claims:,} claims in {taken:.1f} s, {report.claims / taken:,.0f} a second")
        again = write_data(project(back, Cut(BASE, 0)), FORM, BASE, file)
        print(f"the same again: {again.canonical == packed.canonical}")
    stop(settings("back"))


def main() -> None:
    """Print the figures."""
    told = settings("bundled")
    with open_store(told, ceiling=Marking.RED) as store, tempfile.TemporaryDirectory() as folder:
        if not store.read("MATCH (c:Claim) RETURN 1 AS one LIMIT 1"):
            load(store, open_datasets([BUNDLED]))
        imported(store, Path(folder))
        with served(told) as address, httpx.Client(base_url=address, timeout=60) as client:
            seen(client, "ASK {}", wanted=True)
            changes(store, client)
        store.writing(lambda tx: tx.run("MATCH (n) WHERE NOT n:Store DETACH DELETE n"))
    stop(told)


if __name__ == "__main__":
    main()
