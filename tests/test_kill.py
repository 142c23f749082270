"""Killed servers and killed loaders: what was acknowledged stays, nothing is torn, a re-run ends in the same graph."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from graph.commit import commit
from graph.settings import Settings
from graph.store.bolt import Store
from graph.store.local import ensure_running, stop
from graph.store.opening import open_store
from graph.values.markings import Marking
from tests.conftest import CHECKOUT, empty, opened, settings_for
from tests.killing import BATCHES, PAPERS, claims_of, read_in, reviews

KILLS = 20
pytestmark = [pytest.mark.neo4j, pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """A store of this module's own, made anew."""
    told = settings_for("kill")
    stop(told)
    shutil.rmtree(told.home, ignore_errors=True)
    yield told
    stop(told)


@pytest.fixture(scope="module")
def whole(settings: Settings) -> list[tuple[str, ...]]:
    """The graph of an undisturbed load."""
    with opened(settings, Marking.RED) as store:
        empty(store, Marking.RED)
        for batch in range(BATCHES):
            commit(store, claims_of(batch))
        found = graph(store)
        empty(store, Marking.RED)
    return found


def graph(store: Store) -> list[tuple[str, ...]]:
    """Everything that the claims decide, clocks aside."""
    nodes = store.read("MATCH (n:Entity|Name|Source|Claim) RETURN properties(n) AS p, '' AS a, '' AS b")
    links = store.read("MATCH (a:Entity)-[l]->(b:Entity) RETURN properties(l) AS p, a.id AS a, b.id AS b")
    found = []
    for row in nodes + links:
        told = {k: v for k, v in row["p"].items() if k != "recorded_at"}
        found.append((str(sorted(told.items())), str(row["a"]), str(row["b"])))
    return sorted(found)


def check_whole_batches(store: Store, acknowledged: int) -> None:
    """No acknowledged batch is lost, and each is there with all that follows from it, or not at all."""
    held = {
        row["id"]: (row["sources"], row["ends"], row["links"])
        for row in store.read(
            "MATCH (c:Claim) OPTIONAL MATCH (a:Entity {id: c.start})-[l]->(:Entity {id: c.end}) WHERE c.id IN l.claims "
            "RETURN c.id AS id, COUNT { (c)-[:FROM]->() } AS sources, COUNT { (c)-[:ABOUT]->() } AS ends, "
            "count(l) AS links"
        )
    }
    for batch in range(BATCHES):
        claims = claims_of(batch)
        there = [c for c in claims if c.id in held]
        assert batch >= acknowledged or len(there) == len(claims), f"batch {batch} was acknowledged and is lost"
        assert len(there) in (0, len(claims)), f"batch {batch} is torn"
        for claim in there:
            sources, ends, links = held[claim.id]
            assert (sources, ends) == (1, 2 if claim.object else 1)
            assert (links > 0) == (claim.object is not None)


def loader(settings: Settings, *what: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "WENGRAPH_HOME": str(settings.home)}
    line = [sys.executable, "-m", "tests.killing", *what]
    return subprocess.Popen(
        line, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("victim", ["loader", "server"])
def test_kill_minus_nine_during_loads(victim: str, settings: Settings, whole: list[tuple[str, ...]]) -> None:
    rng = random.Random(victim)  # noqa: S311 — moments to kill at
    with opened(settings, Marking.RED) as store:
        empty(store, Marking.RED)
    acknowledged = kills = 0
    while kills < KILLS:
        server = ensure_running(settings)
        child = loader(settings)
        assert child.stdout is not None
        last = min(BATCHES - 2, acknowledged + rng.randint(0, 2))
        for line in child.stdout:
            acknowledged = max(acknowledged, int(line) + 1)
            if int(line) >= last:
                time.sleep(rng.random() * 0.08)
                os.kill(child.pid if victim == "loader" else server.pid, signal.SIGKILL)
                kills += 1
                break
        for line in child.stdout:
            acknowledged = max(acknowledged, int(line) + 1)
        assert child.wait(timeout=120) in (-signal.SIGKILL, 3, 0)
        child.stdout.close()
        assert child.stderr is not None
        child.stderr.close()
        with open_store(settings) as store:
            check_whole_batches(store, acknowledged)
        if acknowledged >= BATCHES - 2:
            with open_store(settings) as store:
                empty(store, Marking.RED)
            acknowledged = 0
    with open_store(settings) as store:
        for batch in range(BATCHES):
            commit(store, claims_of(batch))
        assert graph(store) == whole


def check_whole_reviews(store: Store, acknowledged: int) -> None:
    """What was proposed of a document is there whole or not at all; accepted where the graph has it, and only there."""
    held = {
        row["id"]: (row["state"], row["live"])
        for row in store.read(
            "MATCH (p:Proposal) RETURN p.id AS id, p.state AS state, "
            "EXISTS { MATCH (c:Claim {id: p.id})-[:FROM]->(:Source) WHERE c.level < 9 } AS live"
        )
    }
    for number in range(PAPERS):
        told = [held.get(proposal.id) for proposal in read_in(number)[1]]
        assert len(set(told)) == 1, f"document {number} is torn: {set(told)}"
        assert told[0] in (None, ("open", False), ("accepted", True))
        assert acknowledged <= 2 * number or told[0] is not None, f"document {number} was acknowledged and is lost"
        assert acknowledged <= 2 * number + 1 or told[0] == ("accepted", True)


@pytest.mark.parametrize("victim", ["reviewer", "server"])
def test_kill_minus_nine_during_reviews(victim: str, settings: Settings) -> None:
    rng = random.Random(victim)  # noqa: S311 — moments to kill at
    with opened(settings, Marking.RED) as store:
        empty(store, Marking.RED)
        for _ in reviews(store):
            pass
        undisturbed, states = graph(store), reviewed(store)
        empty(store, Marking.RED)
    acknowledged = 0
    for _ in range(KILLS // 4):
        server, begun = ensure_running(settings), 0
        child = loader(settings, "review")
        assert child.stdout is not None
        last = min(2 * PAPERS - 4, acknowledged + rng.randint(1, 5))
        for line in child.stdout:
            begun = int(line) + 1
            if int(line) >= last:
                time.sleep(rng.random() * 0.08)
                os.kill(child.pid if victim == "reviewer" else server.pid, signal.SIGKILL)
                break
        begun = max([begun, *(int(line) + 1 for line in child.stdout)])
        acknowledged = max(acknowledged, begun)
        assert child.wait(timeout=120) in (-signal.SIGKILL, 3, 0)
        child.stdout.close()
        assert child.stderr is not None
        child.stderr.close()
        with open_store(settings) as store:
            check_whole_reviews(store, acknowledged)
    with open_store(settings) as store:
        for _ in reviews(store):
            pass
        assert graph(store) == undisturbed
        assert reviewed(store) == states


def reviewed(store: Store) -> list[tuple[str, str]]:
    """All proposals with their states."""
    rows = store.read("MATCH (p:Proposal) RETURN p.id AS id, p.state AS state ORDER BY id")
    return [(row["id"], row["state"]) for row in rows]
