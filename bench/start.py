"""How long a command takes in all, beside a bare Python that starts, connects and asks the same.

python -m bench.start
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from graph.settings import load_settings
from graph.store.local import ensure_running

ROUNDS = 7
WENGRAPH = str(Path(sys.executable).parent / "wengraph")
BARE = """
import sys
from neo4j import GraphDatabase
with GraphDatabase.driver(sys.argv[1], auth=("neo4j", sys.argv[2])) as driver, driver.session() as session:
    list(session.run("MATCH (m:Entity)-[l:MEMBER_OF]->(:Entity {id: 'network:sawen'}) RETURN m.id"))
"""


def seconds(line: list[str]) -> float:
    """The median of several runs of a command."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run(line, capture_output=True, check=True, env=os.environ)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def main() -> None:
    """Print a table for RESULTS.md."""
    server = ensure_running(load_settings())
    subprocess.run([WENGRAPH, "ask", "network-members", "-p", "network=SAWEN"], capture_output=True, check=True)
    bare = seconds([sys.executable, "-c", BARE, server.uri, server.password])
    print("| command | seconds (median of 7) | times the bare driver's script |")
    print("|---|---|---|")
    for words in (["--help"], ["ask"], ["ask", "network-members", "-p", "network=SAWEN"], ["show", "SAWEN"]):
        taken = seconds([WENGRAPH, *words])
        print(f"| wengraph {' '.join(words)} | {taken:.2f} | {taken / bare:.1f} |")
    print(f"| bare: Python, driver, one query | {bare:.2f} | 1.0 |")


if __name__ == "__main__":
    main()
