"""How fast paths, measures and gaps are, and networkx beside rustworkx: on the bundled records, or on made-up claims.

python -m bench.analysis [20000]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import networkx as nx

from bench.world import make_world
from graph.analysis.gaps import gaps
from graph.analysis.measures import MEASURES, measure
from graph.analysis.paths import find_paths
from graph.analysis.scores import betweenness
from graph.analysis.to_networkx import Scope, parties_alone, project
from graph.settings import load_settings
from graph.store.bolt import Store
from graph.store.local import stop
from graph.store.opening import open_store
from graph.values.markings import Marking
from loaders.dataset import BUNDLED, open_datasets
from loaders.run import load

CHECKOUT = Path(__file__).parent.parent
SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 0
BUNDLED_ENDS = ("Kenya", "China", "kws", "SAWEN", "network:lusaka-latf", "Chile", "nwcu")
MADE_UP_ENDS = ("KE", "CN", "body-1", "body-2", "net-1", "meeting-1")


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def report(store: Store) -> None:
    """Print one line for each thing measured."""
    scope, tied = Scope(Marking.RED), Scope(Marking.RED, rung=1)
    pairs = list(combinations(MADE_UP_ENDS if SIZE else BUNDLED_ENDS, 2))
    for _ in range(2):  # the first round plans the statements
        taken = [timed(lambda a=a, b=b: find_paths(store, a, b, scope=scope, k=5)) for a, b in pairs]
    print(f"path, k = 5: median {statistics.median(taken):.3f} s, worst {max(taken):.3f} s of {len(taken)} pairs")
    ties = project(store, tied)
    print(
        f"projection of {len(ties)} things, {ties.number_of_edges()} links: {timed(lambda: project(store, tied)):.2f} s"
    )
    graph = nx.Graph(ties)
    print(
        f"betweenness of {graph.number_of_edges()} ties, rustworkx or samples: {timed(lambda: betweenness(ties)):.3f} s"
    )
    one = timed(lambda: nx.betweenness_centrality(graph, k=10, seed=1)) / 10
    print(f"betweenness, networkx: {one * len(graph):.1f} s, from 10 of {len(graph)} starts")
    print(f"parties alone: {timed(lambda: parties_alone(ties)):.2f} s")
    for name in MEASURES:
        bare = timed(lambda name=name: measure(store, name, scope=tied, drops=0))
        banded = timed(lambda name=name: measure(store, name, scope=tied))
        print(f"measure {name}: {bare:.2f} s, with its band {banded:.1f} s")
    print(f"gaps: {timed(lambda: gaps(store, clearance=Marking.RED)):.2f} s")


def main() -> None:
    """Load the records into a store of its own and measure."""
    settings = load_settings({**os.environ, "WENGRAPH_HOME": str(CHECKOUT / ".wengraph" / f"bench-analysis-{SIZE}")})
    with open_store(settings, ceiling=Marking.RED) as store, tempfile.TemporaryDirectory() as folder:
        load(store, open_datasets([make_world(Path(folder) / "world", SIZE) if SIZE else BUNDLED]))
        report(store)
    stop(settings)


if __name__ == "__main__":
    main()
