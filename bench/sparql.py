"""A million quads of made-up claims: projecting, loading, writing, asking; bare pyoxigraph and rdflib in the same run.

rdflib gets the first 100,000 quads only, and its figures are for those; ours on the same share stand beside them.

python -m bench.sparql [58000]
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import psutil
import pyoxigraph as ox
import rdflib

from bench.served import served
from bench.world import make_world
from graph.settings import load_settings
from graph.store.local import stop
from graph.store.opening import open_store
from graph.values.markings import Marking
from loaders.dataset import open_datasets
from loaders.run import load
from ontology.cut import project
from ontology.package import FORMS, prefixes, write_data
from ontology.project import Cut
from ontology.sparql.engine import Engine

CLAIMS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 58_000
SHARE, ROUNDS, ASKS = 100_000, 3, 100
CHECKOUT = Path(__file__).parent.parent
BASE = "https://data.example.org/"
WEN = "PREFIX wen: <https://w3id.org/wengraph/ns#> PREFIX d: <https://data.example.org/id/> "
LOOKUP = WEN + "SELECT ?p ?o {{ d:agency-body-{0} ?p ?o }}"
JOIN = WEN + "SELECT DISTINCT ?other {{ d:agency-body-{0} wen:memberOf ?net . ?other wen:memberOf ?net }}"
BARE_MEMORY = """
import os, sys, psutil, pyoxigraph as ox
own = psutil.Process()
store = ox.Store()
before = own.memory_info().rss
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
print((own.memory_info().rss - before) / 1e6)
"""


def best(*works: Callable[[], Any]) -> list[float]:
    """Seconds that each takes at its best, in turns."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for at, work in enumerate(works):
            begun = time.perf_counter()
            work()
            taken[at].append(time.perf_counter() - begun)
    return [min(times) for times in taken]


def projected() -> list[ox.Quad]:
    """All quads of the world at the highest clearance; prints how fast they come."""
    home = str(CHECKOUT / ".wengraph" / f"bench-sparql-{CLAIMS}")
    settings = load_settings({**os.environ, "WENGRAPH_HOME": home})
    quads: list[ox.Quad] = []
    with open_store(settings, ceiling=Marking.RED) as store:
        if not store.read("MATCH (c:Claim) RETURN 1 AS one LIMIT 1"):
            with tempfile.TemporaryDirectory() as folder:
                load(store, open_datasets([make_world(Path(folder) / "world", CLAIMS)]))
        for name in ("first", "second", "third"):
            quads.clear()
            begun, own = time.perf_counter(), time.process_time()
            quads.extend(project(store, Cut(BASE, 4)))
            taken, own = time.perf_counter() - begun, time.process_time() - own
            print(
                f"{name} projection: {len(quads):,} quads, {len(quads) / taken:,.0f}/s; own processor time {own:.1f} s"
            )
    stop(settings)
    return quads


def filled(quads: Sequence[ox.Quad]) -> None:
    """Load the quads behind the guard."""
    engine = Engine(lambda: quads)
    assert engine.size()[0]
    engine.close()


def loading(quads: Sequence[ox.Quad], file: Path) -> None:
    """Print how long filling takes, beside a bare store from quads and from a file."""
    ours, extended, parsed = best(
        lambda: filled(quads),
        lambda: ox.Store().bulk_extend(quads),
        lambda: ox.Store().bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS),
    )
    print(f"loading: behind the guard {ours:.1f} s; bare from quads {extended:.1f} s ({ours / extended:.2f})", end="")
    print(f", bare from a file {parsed:.1f} s ({ours / parsed:.2f})")


def memory(quads: Sequence[ox.Quad], file: Path) -> None:
    """Print what the process of one clearance holds, beside what the same store adds to a bare process."""
    engine, own = Engine(lambda: quads), psutil.Process()
    known = {child.pid for child in own.children()}
    engine.size()
    (child,) = [child for child in own.children() if child.pid not in known]
    ours = child.memory_info().rss / 1e6
    engine.close()
    bare = float(subprocess.check_output([sys.executable, "-c", BARE_MEMORY, str(file)]))
    print(f"memory: process of a clearance {ours:.0f} MB, bare store {bare:.0f} MB ({ours / bare:.2f})")


def writing(quads: Sequence[ox.Quad], folder: Path) -> None:
    """Print how long N-Quads and Turtle take: with marking, count and hash; bare; and with rdflib."""
    share = quads[:SHARE]
    for name in ("nquads", "turtle"):
        form = FORMS[name]
        told: Callable[[Sequence[ox.Quad]], Any] = lambda some, form=form: (  # type: ignore[misc] # noqa: E731
            some if form.graphs else (quad.triple for quad in some)
        )
        given = {"format": form.format, "prefixes": prefixes(BASE)}
        text = io.BytesIO()
        ox.serialize(told(share), output=text, **given)
        graph = (rdflib.Dataset if form.graphs else rdflib.Graph)()
        begun = time.perf_counter()
        graph.parse(data=text.getvalue(), format=name)
        parsed = time.perf_counter() - begun
        ours, bare, part = best(
            lambda form=form: write_data(quads, form, BASE, folder / "ours"),  # type: ignore[misc]
            lambda given=given, told=told: ox.serialize(told(quads), output=str(folder / "bare"), **given),  # type: ignore[misc]
            lambda form=form: write_data(share, form, BASE, folder / "part"),  # type: ignore[misc]
        )
        begun = time.perf_counter()
        graph.serialize(str(folder / "rdflib"), format=name)
        other = time.perf_counter() - begun
        print(f"{name}: {ours:.1f} s with marking, count and hash, bare {bare:.1f} s ({ours / bare:.2f})", end="")
        print(
            f"; {SHARE:,} quads {part:.2f} s, rdflib {other:.1f} s ({other / part:.0f} ×), its parsing {parsed:.1f} s"
        )


def asking(file: Path) -> None:
    """Print how long a lookup and a join take over HTTP behind the guard, and in a bare store, of one default graph."""
    store = ox.Store()
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES)
    with served("--data", str(file)) as client:
        for name, text in (("lookup", LOOKUP), ("join of two steps", JOIN)):
            over, alone, rows = [], [], 0
            for number in range(ASKS):
                query = text.format(number)
                over.append(_asked(client, query))
                begun = time.perf_counter()
                rows += len(list(store.query(query)))  # type: ignore[arg-type]
                alone.append(time.perf_counter() - begun)
            print(f"{name}: p50 {_ms(over)} ms, p95 {_ms(over, 95)} ms over HTTP; bare {_ms(alone)} ms; ", end="")
            print(f"{rows / ASKS:.0f} rows")


def _asked(client: httpx.Client, query: str) -> float:
    begun = time.perf_counter()
    told = client.post("/sparql", data={"query": query})
    assert told.status_code == 200, told.text
    return time.perf_counter() - begun


def _ms(taken: list[float], percent: int = 50) -> str:
    return f"{statistics.quantiles(taken, n=100)[percent - 1] * 1000:.1f}"


def main() -> None:
    """Print the figures."""
    quads = projected()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "data.nq"
        ox.serialize(quads, output=str(file), format=ox.RdfFormat.N_QUADS)
        loading(quads, file)
        memory(quads, file)
        writing(quads, Path(name))
        triples = Path(name) / "data.nt"
        ox.serialize((quad.triple for quad in quads), output=str(triples), format=ox.RdfFormat.N_TRIPLES)
        quads.clear()
        asking(triples)


if __name__ == "__main__":
    main()
