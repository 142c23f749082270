"""Eight attacks on a SPARQL service in turns, round after round, while eight clients go on asking it without an error.

Out come how each attack ended, how long the clients waited, and what the service held before and after: memory,
descriptors, child processes. The exit code is 1 where a client met an error or something was left behind.

python -m bench.sparql_attacks [--rounds 100] [--quads 300000] [--seconds 1]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from bench.served import served

CLIENTS = 8
ROOM = 130
"""MB that the graph's process may keep for the next answer, which has at most 64 MB and is held twice for a moment."""
P = "<https://x.example/p0>"
ATTACKS = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path with free ends": f"SELECT * {{ ?s ({P}|^{P})* ?o }}",
    "text of a cross product": 'SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f)); separator="") AS ?x) '
    "{ ?a ?b ?c . ?d ?e ?f }",
    "sorted cross product": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "everything": "SELECT * { ?s ?p ?o }",
    "pattern": 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(REGEX(STR(?o), "(a+)+$")) }',
    "another service": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "20,000 groups in each other": "SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}",
}
ASKED = "SELECT ?p ?o { <https://x.example/a7> ?p ?o }"


@dataclass(frozen=True, slots=True)
class Held:
    """What the service and its children hold."""

    service: float
    graph: float
    descriptors: int
    children: int

    def __str__(self) -> str:
        parts = f"service {self.service:.0f} MB, graph's process {self.graph:.0f} MB"
        return f"{parts}, {self.descriptors} descriptors, {self.children} child processes"


def held(service: psutil.Process) -> Held:
    """What it holds now; the graph's own process is its one child, and a query's is a child of that."""
    below = service.children(recursive=True)
    memory = [one.memory_info().rss / 1e6 for one in (service, *below)]
    return Held(memory[0], sum(memory[1:]), sum(one.num_fds() for one in (service, *below)), len(below))


def write(path: Path, quads: int) -> None:
    """A graph of so many triples: half of them link, half hold text."""
    with path.open("w", encoding="utf-8") as stream:
        for n in range(quads):
            value = f'"{"a" * (n % 30)}{n}"' if n % 2 else f"<https://x.example/a{n * 7 % (quads // 10)}>"
            stream.write(f"<https://x.example/a{n // 10}> <https://x.example/p{n % 10}> {value} .\n")


class Reader(threading.Thread):
    """A client that asks until it is told to stop."""

    def __init__(self, address: str, done: threading.Event) -> None:
        super().__init__()
        self.took: list[float] = []
        self.wrong: list[str] = []
        self._address = address
        self._done = done

    def run(self) -> None:
        """Ask, and note what is not as it should be."""
        with httpx.Client(base_url=self._address, timeout=120) as client:
            while not self._done.wait(0.02):
                begun = time.perf_counter()
                told = client.get("/sparql", params={"query": ASKED})
                self.took.append(time.perf_counter() - begun)
                if told.status_code != 200 or len(told.json()["results"]["bindings"]) != 10:
                    self.wrong.append(f"{told.status_code} {told.text[:200]}")


def attack(client: httpx.Client, rounds: int) -> dict[str, Counter[int]]:
    """Each attack in each round; how they ended, by HTTP status."""
    ended: dict[str, Counter[int]] = {name: Counter() for name in ATTACKS}
    for number in range(rounds):
        for name, text in ATTACKS.items():
            ended[name][client.post("/sparql", data={"query": text}).status_code] += 1
        print(f"round {number + 1}", file=sys.stderr, flush=True)
    return ended


def main() -> int:
    """Print the figures; 1 where something is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--quads", type=int, default=300_000)
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nt"
        write(data, given.quads)
        with served("--data", str(data), "--seconds", str(given.seconds)) as client:
            client.get("/sparql", params={"query": ASKED})
            service = next(one for one in psutil.Process().children() if "serve" in one.cmdline())
            done = threading.Event()
            readers = [Reader(str(client.base_url), done) for _ in range(CLIENTS)]
            before = held(service)
            for reader in readers:
                reader.start()
            ended = attack(client, given.rounds)
            done.set()
            for reader in readers:
                reader.join()
            client.get("/sparql", params={"query": ASKED})
            after = held(service)
    took = sorted(second for reader in readers for second in reader.took)
    wrong = [text for reader in readers for text in reader.wrong]
    for name, statuses in ended.items():
        print(f"{name}: {', '.join(f'{count} × {status}' for status, count in sorted(statuses.items()))}")
    print(f"clients: {len(took):,} queries, {len(wrong)} errors, p50 {statistics.median(took) * 1000:.0f} ms, ", end="")
    print(f"p95 {took[int(len(took) * 0.95)]:.2f} s, worst {took[-1]:.2f} s", *wrong[:3], sep="\n")
    print(f"before: {before}\nafter:  {after}")
    grown = after.children > before.children or after.graph > before.graph + ROOM
    return 1 if wrong or grown or after.descriptors > before.descriptors + CLIENTS else 0


if __name__ == "__main__":
    sys.exit(main())
