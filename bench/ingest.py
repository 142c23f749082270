"""How fast claims land beside the bare driver writing the same rows, how cost and memory grow, reloads, retractions.

Ours and the bare driver take turns, so that what else the machine does falls on both; the figures are medians.

python -m bench.ingest [2000 20000 200000]
"""

from __future__ import annotations

import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from neo4j import GraphDatabase

from bench.world import empty, make_world, source
from graph.commit import retract
from graph.settings import Settings, load_settings
from graph.store import bolt
from graph.store.local import ensure_running, stop
from graph.store.opening import open_store
from graph.store.plain import Row
from loaders.dataset import open_datasets
from loaders.run import load

SIZES = [int(size) for size in sys.argv[1:] if size.isdigit()] or [2_000, 20_000, 200_000]
ROUNDS = 3
CHECKOUT = Path(__file__).parent.parent


def settings() -> Settings:
    """A store for benchmarks only."""
    return load_settings({**os.environ, "WENGRAPH_HOME": str(CHECKOUT / ".wengraph" / "bench")})


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def load_world(folder: Path) -> float:
    """Load a world end to end, from files; seconds."""
    with open_store(settings()) as store:
        return timed(lambda: load(store, open_datasets([folder])))


def record(folder: Path, tape: Path) -> int:
    """Load a world once while writing down each writing statement and its rows, by transaction."""
    run = bolt.Transaction.run
    each = bolt.Store.writing
    count = 0
    with tape.open("wb") as stream, open_store(settings()) as store:

        def note(self: bolt.Transaction, text: str, /, **parameters: object) -> list[Row]:
            if any(word in text for word in ("CREATE", "SET ", "DELETE", "MERGE")):
                batch.append((text, parameters))
            return run(self, text, **parameters)

        batch: list[tuple[str, dict[str, object]]] = []

        def whole(self: bolt.Store, work: Callable[[bolt.Transaction], object], **more: float) -> object:
            batch.clear()
            done = each(self, work, **more)  # type: ignore[arg-type]
            pickle.dump(list(batch), stream)
            return done

        bolt.Transaction.run, bolt.Store.writing = note, whole  # type: ignore[method-assign, assignment]
        try:
            count = sum(report.landed.new for report in load(store, open_datasets([folder])))
        finally:
            bolt.Transaction.run, bolt.Store.writing = run, each  # type: ignore[method-assign]
    return count


def replay(tape: Path) -> float:
    """Write the same rows with the same statements and the bare driver; seconds in the driver."""
    server = ensure_running(settings())
    spent = 0.0
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver, driver.session() as session:
        for batch in _batches(tape):

            def write(tx, batch=batch):  # type: ignore[no-untyped-def]
                for text, parameters in batch:
                    tx.run(text, parameters).consume()

            spent += timed(lambda write=write: session.execute_write(write))
    return spent


def _batches(tape: Path) -> Iterator[list[tuple[str, dict[str, object]]]]:
    with tape.open("rb") as stream:
        while True:
            try:
                yield pickle.load(stream)  # noqa: S301 — our own tape, written a moment ago
            except EOFError:
                return


def measure(size: int, work: Path) -> dict[str, float]:
    """All figures for one size."""
    folder, tape = make_world(work / f"world-{size}", size), work / f"tape-{size}"
    with open_store(settings()) as store:
        empty(store)
        count = record(folder, tape)
        empty(store)
        rounds: list[dict[str, float]] = []
        for _ in range(ROUNDS if size <= 50_000 else 1):
            told = {"ours": load_world(folder), "again": load_world(folder)}
            told["retract"] = timed(lambda: retract(store, source=source(7)))
            empty(store)
            rounds.append(told | {"bare": replay(tape)})
            empty(store)
    memory = int(subprocess.check_output([sys.executable, "-m", "bench.ingest", "--load", str(folder)], cwd=CHECKOUT))
    tape.unlink()
    return {"claims": count, "memory": memory} | {n: statistics.median(r[n] for r in rounds) for n in rounds[0]}


def main() -> None:
    """Print a table for RESULTS.md."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        measure(2_000, work)  # warms the server's plans and compiler
        heads = ("claims", "end to end, s", "claims/s", "µs a claim", "bare driver, s", "ratio")
        print("| " + " | ".join((*heads, "second load", "retract, s", "client MB")) + " |")
        print("|---" * (len(heads) + 3) + "|")
        for size in SIZES:
            f = measure(size, work)
            speed, cost = f["claims"] / f["ours"], 1e6 * f["ours"] / f["claims"]
            print(
                f"| {f['claims']:,} | {f['ours']:.1f} | {speed:,.0f} | {cost:.0f} "
                f"| {f['bare']:.1f} | {f['bare'] / f['ours']:.2f} | {f['again'] / f['ours']:.2f} | {f['retract']:.1f} "
                f"| {f['memory'] // 1000} |",
                flush=True,
            )
    stop(settings())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--load"]:
        load_world(Path(sys.argv[2]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    else:
        main()
