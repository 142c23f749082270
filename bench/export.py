"""How much memory an export takes as it grows, and how fast quads are projected and read back.

Each step runs in a process of its own over made-up claims; the first step also pays for what is loaded once.

python -m bench.export [2000 20000 200000]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from api.exports.handing import Order, hand_out
from api.exports.wanted import Wanted
from bench.world import make_world
from graph.settings import Settings, load_settings
from graph.store.local import stop
from graph.store.opening import open_store
from graph.values.markings import Marking
from loaders.dataset import open_datasets
from loaders.run import load
from ontology.cut import project
from ontology.project import Cut

SIZES = [int(size) for size in sys.argv[1:] if size.isdigit()] or [2_000, 20_000, 200_000]
FORMS = ("csv", "jsonl", "xlsx", "nquads")
CHECKOUT = Path(__file__).parent.parent
BASE = "https://data.example.org/"


def settings(size: int) -> Settings:
    """A store of this bench's own for each size."""
    return load_settings({**os.environ, "WENGRAPH_HOME": str(CHECKOUT / ".wengraph" / f"bench-export-{size}")})


def memory() -> float:
    """The most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def step(size: int, form: str) -> None:
    """Print what one export took: rows, seconds, and how much the process grew above an export of little."""
    with open_store(settings(size), ceiling=Marking.RED) as store, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        little = Order(Wanted("entity", things=("body-1",)), "csv", "Partner", "bench", "bench", Marking.RED)
        hand_out(store, little, path, base=BASE)
        if form == "xlsx":
            import openpyxl  # noqa: F401 — what is loaded once is not growth

        before, begun = memory(), time.perf_counter()
        shape = "long" if form in ("csv", "jsonl", "xlsx") else "wide"
        order = Order(Wanted("everything"), form, "Partner", "bench", "bench", Marking.RED, shape)
        done = hand_out(store, order, path, base=BASE)
        seconds = time.perf_counter() - begun
        megabytes = path.stat().st_size / 1e6
        print(f"| {size:,} | {form} | {done.rows:,} | {seconds:.1f} | {megabytes:.0f} | {memory() - before:.0f} |")


def rdf(size: int) -> None:
    """Print how many quads a second are projected, and how long a bare pyoxigraph store takes to load them."""
    with open_store(settings(size), ceiling=Marking.RED) as store:
        for _ in range(2):  # the first round plans the statements
            begun = time.perf_counter()
            quads = list(project(store, Cut(BASE, 4)))
            projected = time.perf_counter() - begun
        begun = time.perf_counter()
        ox.Store().bulk_extend(quads)
        loaded = time.perf_counter() - begun
    print(f"{size:,} claims: {len(quads):,} quads, {len(quads) / projected:,.0f} a second; bare load {loaded:.1f} s")


def main() -> None:
    """Print the tables for RESULTS.md."""
    if len(sys.argv) > 2 and sys.argv[1] == "--step":
        step(int(sys.argv[2]), sys.argv[3])
        return
    for size in SIZES:
        with open_store(settings(size), ceiling=Marking.RED) as store, tempfile.TemporaryDirectory() as folder:
            if not store.read("MATCH (c:Claim) RETURN 1 AS one LIMIT 1"):
                load(store, open_datasets([make_world(Path(folder) / "world", size)]))
    print("| claims | format | rows | seconds | file MB | growth MB |")
    print("|---|---|---|---|---|---|")
    for size in SIZES:
        for form in FORMS:
            subprocess.run(
                [sys.executable, "-m", "bench.export", "--step", str(size), form], check=True, env=os.environ
            )
    for size in SIZES:
        rdf(size)
        stop(settings(size))


if __name__ == "__main__":
    main()
