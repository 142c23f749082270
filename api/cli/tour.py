"""The demo: the bundled records into the store, what was loaded, three questions with their evidence, web pages."""

from __future__ import annotations

import time
from typing import Final

from api.cli import audited, output
from api.cli.reading import source_titles, write_answer
from graph.ask import ask, questions
from graph.errors import UsageError
from graph.store import reads
from graph.store.bolt import Store
from graph.values.markings import Marking
from loaders.dataset import BUNDLED, open_datasets
from loaders.run import load

QUESTIONS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("nest-countries", {}),
    ("meeting-attendance", {"meeting": "m-interpol-fam-2013"}),
    ("shared-operations", {"a": "Kenya", "b": "China"}),
)

LOOPBACK: Final = "127.0.0.1"
NEXT: Final = """Try next:
  .venv/bin/wengraph show "Kenya Wildlife Service"
  .venv/bin/wengraph ask                                  (all questions)
  .venv/bin/wengraph ask operation-participants -p operation="Operation COBRA II"
  .venv/bin/wengraph evidence "Operation COBRA II"
  .venv/bin/wengraph view "Operation COBRA II"            (a chart with its evidence, in one file)
  .venv/bin/wengraph serve                                (web pages, and the same over HTTP)
  .venv/bin/wengraph cypher 'MATCH (n:Network) RETURN n.id, n.names[0] LIMIT 5'
  .venv/bin/wengraph load --help                          (your own tables)
The local Neo4j stays up; stop it with: .venv/bin/wengraph store stop"""


def tour(store: Store) -> None:
    """Load the bundled records, say what they hold, and answer three questions."""
    begun = time.monotonic()
    datasets = open_datasets([BUNDLED])
    with output.progress("Loading the bundled records") as step:
        reports = load(store, datasets, on_progress=step)
    audited.tell(*(r.dataset for r in reports), rows=sum(r.claims for r in reports))
    seconds = time.monotonic() - begun
    rows = [
        (r.dataset, sum(r.rows.values()), r.claims, r.landed.new, r.landed.changed, r.landed.unchanged) for r in reports
    ]
    output.table(("dataset", "rows", "claims", "new", "changed", "unchanged"), rows)
    counts = reads.counts(store, int(Marking.CLEAR))["kinds"]
    output.write("\n" + ", ".join(f"{row['count']} {row['kind']}" for row in counts))
    output.write(f"{sum(r[1] for r in rows)} rows, {sum(r[2] for r in rows)} claims in {seconds:.1f} s.\n")
    for name, given in QUESTIONS:
        output.write(f"— {questions()[name].title}: {', '.join(given.values()) or 'all'}")
        answer = ask(store, name, given, clearance=Marking.CLEAR)
        write_answer(answer, questions()[name].covers, source_titles(store, answer))
        output.write()


def pages() -> None:
    """Serve the web pages on this machine until Ctrl-C, on the usual port or, where that is taken, on a free one."""
    from api.cli.serving import PORT, who_may_ask
    from api.desk import Desk
    from api.serving import run
    from graph.settings import load_settings

    settings = load_settings()
    who = who_may_ask(Desk(settings), settings)

    def ready(address: str) -> None:
        output.write(f"Open {address} in a browser ({who}).")
        output.write('Search "Kenya", follow a link, see who says so. Ctrl-C ends it; all is kept.')

    try:
        run(settings, LOOPBACK, PORT, (), ready)
    except UsageError:
        run(settings, LOOPBACK, 0, (), ready)
    output.write(f"\n{NEXT}")
