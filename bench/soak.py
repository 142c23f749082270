"""Half an hour of random work: readers and a writer at once, and the graph beside a fold in memory again and again.

python -m bench.soak [minutes]
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import psutil

from bench.world import empty
from graph.analysis.paths import find_paths
from graph.analysis.to_networkx import Scope
from graph.ask import ask
from graph.by_hand import Hand, grade, mark, withdraw
from graph.commit import commit, now, retract
from graph.describe import describe, evidence
from graph.errors import UnknownName, UsageError
from graph.fold import Evidence, LinkVersion, fold_link
from graph.judging import floor, judge, undo
from graph.known_by import known_by
from graph.resolve import Index, entries_of, resolve
from graph.schema import LINKS
from graph.settings import Settings, load_settings
from graph.store import log
from graph.store.bolt import Store
from graph.store.local import find_running, stop
from graph.store.opening import open_store
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import parse_period
from graph.values.grades import Grade
from graph.values.markings import Marking

CHECKOUT = Path(__file__).parent.parent
READERS, BODIES, NETS, MEETINGS, SOURCES = 4, 120, 12, 60, 40
HAND = Hand("soak", "random work", Marking.RED)


def settings() -> Settings:
    """A store for the soak only."""
    return load_settings({**os.environ, "WENGRAPH_HOME": str(CHECKOUT / ".wengraph" / "soak")})


def random_claim(rng: random.Random) -> Claim:
    """A claim that shares names, ends and dates with many others."""
    number = rng.randrange(SOURCES)
    source = Source(f"soak-{number % 8}", f"Page {number}", url=f"https://page.example/{number}", reliability="B")
    body = Mention("Agency", f"body-{rng.randrange(BODIES)}")
    marking = Marking(rng.choice([0, 0, 0, 1, 2, 3, 4]))
    told = rng.random()
    if told < 0.2:
        return Claim(body, "name", source, value=f"Service {rng.randrange(BODIES)}", marking=marking)
    if told < 0.3:
        unit = Mention("Agency", name=f"Unit {rng.randrange(30)}")
        return Claim(unit, "PART_OF", source, object=body, marking=marking)
    if told < 0.6:
        net, period = (
            Mention("Network", f"net-{rng.randrange(NETS)}"),
            parse_period(rng.choice(["", "2010", "2012/2014"])),
        )
        return Claim(body, "MEMBER_OF", source, object=net, role="member", period=period, marking=marking)
    meeting = Mention("Meeting", f"meeting-{rng.randrange(MEETINGS)}")
    return Claim(body, "ATTENDED", source, object=meeting, role="participant", marking=marking)


class Soak:
    """The shared state: the store, when to stop, how often each thing was done, and what went wrong."""

    def __init__(self, store: Store, seconds: float) -> None:
        self.store = store
        self.end = time.monotonic() + seconds
        self.done: dict[str, int] = defaultdict(int)
        self.errors: list[str] = []

    def repeat(self, seed: int, deeds: dict[str, Callable[[random.Random], object]]) -> None:
        """Do one of these at random until the time is up; what a person could mend is no error here."""
        rng = random.Random(seed)  # noqa: S311 — repeatable work, no secret
        while time.monotonic() < self.end:
            name = rng.choice(list(deeds))
            try:
                deeds[name](rng)
            except (UnknownName, UsageError):
                self.done[f"{name}: refused"] += 1
            except Exception as error:
                self.errors.append(f"{name}: {error!r}")
            self.done[name] += 1

    def reading(self) -> dict[str, Callable[[random.Random], object]]:
        """What readers do."""
        store = self.store

        def body(rng: random.Random) -> str:
            return f"agency:body-{rng.randrange(BODIES)}"

        def put(rng: random.Random) -> object:
            given = {"network": f"network:net-{rng.randrange(NETS)}"}
            return ask(store, "network-members", given, clearance=Marking(rng.randrange(5)))

        return {
            "ask": put,
            "conflicts": lambda rng: ask(store, "conflicts", {}, clearance=Marking(rng.randrange(5))),
            "show": lambda rng: describe(store, body(rng), clearance=Marking(rng.randrange(5)), as_of=None, limit=99),
            "evidence": lambda rng: evidence(store, body(rng), clearance=Marking(rng.randrange(5)), as_of=None),
            "path": lambda rng: find_paths(store, body(rng), body(rng), scope=Scope(Marking(rng.randrange(5)))),
        }

    def writing(self) -> dict[str, Callable[[random.Random], object]]:
        """What the writer does; after some of it the graph is compared with a fold in memory."""
        store = self.store

        def claim_id(rng: random.Random) -> str:
            ids = [row["id"] for row in store.read("MATCH (c:Claim) WHERE c.level < 9 RETURN c.id AS id LIMIT 5000")]
            return rng.choice(ids) if ids else ""

        def judged(rng: random.Random) -> object:
            pair = rng.sample([f"agency:body-{n}" for n in range(BODIES)], 2)
            level = max(Marking(rng.randrange(5)), floor(store, pair, HAND.clearance))
            return judge(store, *pair, rng.choice(["same", "different"]), HAND, level=level)

        def past(rng: random.Random) -> object:
            rows = store.read("MATCH (c:Claim) RETURN c.recorded_at AS at ORDER BY at DESC SKIP 200 LIMIT 1")
            with known_by(store, rows[0]["at"] if rows else now()) as then:
                return ask(then, "network-members", {"network": "network:net-1"}, clearance=Marking(rng.randrange(5)))

        return {
            "load": lambda rng: commit(store, [random_claim(rng) for _ in range(rng.randint(1, 400))]),
            "withdraw": lambda rng: withdraw(store, claim_id(rng), HAND),
            "mark": lambda rng: mark(store, claim_id(rng), Marking(rng.randrange(5)), HAND),
            "grade": lambda rng: grade(store, claim_id(rng), HAND, credibility=rng.choice("2345")),
            "judge": judged,
            "undo": lambda _: undo(store, HAND),
            "known-by": past,
            "retract": lambda rng: retract(store, source=f"https://page.example/{rng.randrange(SOURCES)}"),
            "compare": lambda _: self.compare(),
        }

    def compare(self) -> None:
        """The links in the store beside those folded in memory from its live claims and judgements."""
        wanted = {v.version: _told(v) for v in folded(self.store)}
        rows = self.store.read(
            "MATCH (a:Entity)-[l]->(b:Entity) RETURN l.version AS version, a.id AS a, b.id AS b, l.level AS level, "
            "l.below AS below, l.claims AS claims, l.grade AS grade, l.valid_from AS since, l.valid_to AS until"
        )
        held = {row.pop("version"): tuple(str(value) for value in row.values()) for row in rows}
        if wanted != held:
            drift = [key for key in wanted.keys() | held.keys() if wanted.get(key) != held.get(key)]
            self.errors.append(f"drift in {len(drift)} of {len(wanted)} link versions, such as {drift[0]}")


def _told(version: LinkVersion) -> tuple[str, ...]:
    period = version.period
    told = (version.start, version.end, version.level, version.below, list(version.claims), version.grade)
    return (*(str(value) for value in told), str(period.start or ""), str(period.end or ""))


def folded(store: Store) -> list[LinkVersion]:
    """All link versions, from the live claims and the log alone: nothing that the store has resolved or folded."""
    rows = store.read(
        "MATCH (c:Claim)-[:FROM]->(s) WHERE c.level < 9 RETURN properties(c) AS c, s.origin AS origin, s.id AS s"
    )
    index, facts = Index(), defaultdict(list)
    index.judge(log.judgements_visible(store, 4))
    claims = [_claim(row["c"]) for row in rows]
    index.add(entry for claim in claims for entry in entries_of(claim))
    for claim, row in zip(claims, rows, strict=True):
        if claim.predicate in LINKS and claim.object:
            told, level = row["c"], int(claim.level)
            one = Evidence(
                told["id"],
                claim.predicate,
                resolve(claim.subject, level, index),
                resolve(claim.object, level, index),
                claim.role,
                claim.value,
                claim.period,
                row["s"],
                row["origin"],
                Grade(told["scheme"], told.get("reliability") or "", told.get("credibility") or ""),
                claim.basis,
                level,
            )
            facts[one.fact].append(one)
    return [version for told in facts.values() for version in fold_link(told)]


def _claim(told: dict[str, object]) -> Claim:
    thing = told.get("object")
    dates = f"{told.get('valid_from') or ''}/{told.get('valid_to') or ''}"
    return Claim(
        Mention(*told["subject"]),  # type: ignore[misc]
        str(told["predicate"]),
        Source("", ""),
        object=Mention(*thing) if thing else None,  # type: ignore[misc]
        value=str(told.get("value") or ""),
        role=str(told.get("role") or ""),
        period=parse_period(dates if dates != "/" else ""),
        marking=Marking(told["level"]),
    )


def main() -> None:
    """Work, then say what was done, how memory went, and what went wrong."""
    minutes = float(sys.argv[1]) if sys.argv[1:] else 30.0
    with open_store(settings()) as store:
        empty(store)
        commit(store, [random_claim(random.Random(n)) for n in range(2000)])  # noqa: S311
        soak = Soak(store, 60 * minutes)
        threads = [threading.Thread(target=soak.repeat, args=(n, soak.reading())) for n in range(READERS)]
        threads.append(threading.Thread(target=soak.repeat, args=(99, soak.writing())))
        for thread in threads:
            thread.start()
        client, running = psutil.Process(), find_running(settings())
        server = psutil.Process(running.pid) if running else client
        print("| minute | done | client MB | server MB | errors |\n|---|---|---|---|---|", flush=True)
        begun = time.monotonic()
        while any(thread.is_alive() for thread in threads):
            told = (client.memory_info().rss // 1_000_000, server.memory_info().rss // 1_000_000, len(soak.errors))
            minute = (time.monotonic() - begun) / 60
            print(f"| {minute:.0f} | {sum(soak.done.values())} | {told[0]} | {told[1]} | {told[2]} |", flush=True)
            time.sleep(max(minutes * 3, 5))
        soak.compare()
        print(", ".join(f"{count} {name}" for name, count in sorted(soak.done.items())))
        print("\n".join(soak.errors[:20]) or "no error, no drift")
    stop(settings())
    raise SystemExit(1 if soak.errors else 0)


if __name__ == "__main__":
    main()
