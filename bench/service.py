"""How fast the HTTP service answers beside the bare async driver that runs the same Cypher, and how it holds up.

The service runs in this process; each request's statements are written down once, and from then on requests and bare
runs of them take turns, so that what else the machine does falls on both. `bundled` are the bundled records, `large`
is made up: 200,000 claims about 75,000 things.

python -m bench.service [bundled|large] [seconds of the run with 32 clients]
"""

from __future__ import annotations

import asyncio
import http.client
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import uvicorn
from neo4j import AsyncDriver, AsyncGraphDatabase, NotificationMinimumSeverity

from api.app import create_app
from bench.world import make_world
from graph.settings import Settings, load_settings
from graph.store import bolt
from graph.store.local import ensure_running, stop
from graph.store.opening import open_store
from graph.store.plain import Row
from graph.values.markings import Marking
from loaders.dataset import BUNDLED, open_datasets
from loaders.run import load

CHECKOUT = Path(__file__).parent.parent
WORLD = sys.argv[1] if len(sys.argv) > 1 else "bundled"
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 60
ROUNDS, CLIENTS, HEAVY = 30, 32, 8
CLAIMS, MEETINGS = 200_000, 160_000
NAMES = {
    "bundled": ("Kenya", "KWS", "SAWEN", "Lusaka", "Operation COBRA II", "Thai", "wildlife", "INTERPOL"),
    "large": (
        "Wildlife Service 7",
        "WS42",
        "net-3",
        "body-100",
        "Network 12",
        "meeting-6",
        "operation-9",
        "Service 99",
    ),
}[WORLD]
THINGS = {
    "bundled": ("KWS", "SAWEN", "operation-cobra-ii-2014", "m-interpol-fam-2013", "nwcu", "LATF"),
    "large": ("body-1", "body-77", "net-3", "meeting-6", "operation-9", "body-1234"),
}[WORLD]
ASKED = {
    "search": [f"/api/v1/search?q={quote(name)}" for name in NAMES],
    "entity": [f"/api/v1/entities/{quote(thing)}" for thing in THINGS],
    "neighbourhood": [f"/api/v1/neighbourhood?of={quote(thing)}" for thing in THINGS],
}
Statements = list[tuple[str, dict[str, object]]]


def settings() -> Settings:
    """A store of this bench's own, read at the highest marking."""
    home = str(CHECKOUT / ".wengraph" / f"bench-{WORLD}")
    return load_settings({**os.environ, "WENGRAPH_HOME": home, "WENGRAPH_CLEARANCE": "RED"})


def fill() -> None:
    """Load the world, unless it is there."""
    with open_store(settings(), ceiling=Marking.RED) as store, tempfile.TemporaryDirectory() as folder:
        if WORLD == "bundled":
            load(store, open_datasets([BUNDLED]))
        elif not store.read("MATCH (c:Claim) RETURN 1 AS one LIMIT 1"):
            load(store, open_datasets([make_world(Path(folder) / "world", CLAIMS, meetings=MEETINGS)]))
        told = store.read("MATCH (e:Entity) WITH count(*) AS things MATCH (c:Claim) RETURN things, count(*) AS claims")
    print(f"{told[0]['things']:,} things, {told[0]['claims']:,} claims")


@contextmanager
def service() -> Iterator[int]:
    """The service in a thread; its port."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings()), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def get(client: http.client.HTTPConnection, address: str) -> float:
    """Seconds to the whole answer."""
    begun = time.perf_counter()
    client.request("GET", address)
    answer = client.getresponse()
    answer.read()
    assert answer.status == 200, (address, answer.status)
    return time.perf_counter() - begun


def statements_of(client: http.client.HTTPConnection, address: str) -> Statements:
    """The statements that a request runs, with their parameters."""
    run = bolt.Transaction.run
    told: Statements = []

    def note(self: bolt.Transaction, text: str, /, **parameters: object) -> list[Row]:
        told.append((text, parameters))
        return run(self, text, **parameters)

    bolt.Transaction.run = note  # type: ignore[method-assign]
    try:
        get(client, address)
    finally:
        bolt.Transaction.run = run  # type: ignore[method-assign]
    return told


async def bare(driver: AsyncDriver, told: Statements) -> float:
    """Seconds that the bare driver takes for the same statements, each in a reading transaction."""
    begun = time.perf_counter()
    async with driver.session(database="neo4j", default_access_mode="READ") as session:
        for text, parameters in told:
            result = await session.run(text, parameters)
            [record.data() async for record in result]
    return time.perf_counter() - begun


async def beside(port: int) -> None:
    """Print what requests take, what the bare driver takes, and the ratio."""
    server = ensure_running(settings())
    client = http.client.HTTPConnection("127.0.0.1", port)
    print("| request | statements | ours p50 ms | bare p50 ms | ratio | ours p95 | bare p95 | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    told = {"auth": ("neo4j", server.password), "notifications_min_severity": NotificationMinimumSeverity.OFF}
    async with AsyncGraphDatabase.driver(server.uri, **told) as driver:
        for name, addresses in ASKED.items():
            run = {address: statements_of(client, address) for address in addresses}
            ours, theirs = [], []
            for turn in range(ROUNDS + 3):
                for address in addresses:
                    mine, other = get(client, address), await bare(driver, run[address])
                    if turn >= 3:  # the first rounds plan the statements and warm both
                        ours.append(mine * 1000)
                        theirs.append(other * 1000)
            count = statistics.mean(len(part) for part in run.values())
            row = [f"{count:.1f}"]
            for share in (50, 95):
                mine, other = (statistics.quantiles(part, n=100)[share - 1] for part in (ours, theirs))
                row += [f"{mine:.1f}", f"{other:.1f}", f"{mine / other:.2f}"]
            print(f"| {name} | {' | '.join(row)} |")


def crowd(port: int) -> None:
    """Print how 32 clients at once are answered for a while: how many, how fast, how many not."""
    until, taken, failed = time.monotonic() + SECONDS, [], []

    def client(seed: int) -> None:
        chosen, line = random.Random(seed), http.client.HTTPConnection("127.0.0.1", port)  # noqa: S311
        while time.monotonic() < until:
            try:
                taken.append(get(line, chosen.choice(ASKED[chosen.choice(list(ASKED))])))
            except (AssertionError, OSError, http.client.HTTPException) as error:
                failed.append(repr(error))
                line.close()

    together([threading.Thread(target=client, args=(seed,)) for seed in range(CLIENTS)])
    p50, p95 = (statistics.quantiles(taken, n=100)[share - 1] for share in (50, 95))
    print(f"{CLIENTS} clients, {SECONDS} s: {len(taken)} answers, {len(failed)} errors, p50 {p50:.2f} p95 {p95:.2f} s")
    print("\n".join(sorted(set(failed))[:5]))


def health(port: int) -> None:
    """Print how soon /healthz answers while heavy measures run."""
    done, taken, statuses = threading.Event(), [], []

    def heavy() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        while not done.is_set():
            line.request("GET", "/api/v1/measures/betweenness?sources=5")
            answer = line.getresponse()
            answer.read()
            statuses.append(answer.status)

    def pulse() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            taken.append(get(line, "/healthz"))
            time.sleep(0.02)
        done.set()

    together([*(threading.Thread(target=heavy) for _ in range(HEAVY)), threading.Thread(target=pulse)])
    p50, p99 = (statistics.quantiles(taken, n=100)[share - 1] * 1000 for share in (50, 99))
    answered = {status: statuses.count(status) for status in set(statuses)}
    print(f"/healthz while {HEAVY} clients ask for measures ({answered}): p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def together(threads: list[threading.Thread]) -> None:
    """Run threads until all are done."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> None:
    """Print the tables for RESULTS.md."""
    fill()
    with service() as port:
        asyncio.run(beside(port))
        if SECONDS:
            crowd(port)
            health(port)
    stop(settings())


if __name__ == "__main__":
    main()
