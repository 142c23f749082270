"""How answers look on a terminal: values in, text without control characters out; notices go to the error stream."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import Any, Final

PIPED_WIDTH: Final = 240
KEPT: Final = "\n\u200c\u200d"
"""Line ends, and the joiners that belong to the spelling of Nepali, Persian and other names."""


def say(text: str) -> None:
    """A notice to the person, on the error stream, so that output can be piped."""
    sys.stderr.write(clean(text) + "\n")


def write(text: str = "") -> None:
    """A line of the answer."""
    sys.stdout.write(clean(text) + "\n")


def write_json(value: object) -> None:
    """The answer as JSON."""
    sys.stdout.write(_escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def _escaped(text: str) -> str:
    """JSON whose strings hold no character that could steer a terminal: those are escaped."""
    return "".join(c if c.isprintable() or c in KEPT else json.dumps(c)[1:-1] for c in text)


def count(number: int, thing: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {thing}" + ("" if number == 1 else "s")


def clean(text: str) -> str:
    """Text without characters that could steer a terminal or turn its writing direction; line ends stay."""
    if text.isprintable():  # nearly all is, and a page holds a million characters
        return text
    return "".join(c if c.isprintable() or c in KEPT else "\N{REPLACEMENT CHARACTER}" for c in text)


def cell(value: Any) -> str:
    """A value as a table shows it: lists joined, nothing as ''."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(cell(item) for item in value)
    return clean(str(value)).replace("\n", " ")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows under their headings, as wide as the terminal; a pipe gets wide lines without trailing blanks."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        shown.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        shown.add_row(*(Text(cell(value)) for value in row))
    if sys.stdout.isatty():
        Console().print(shown)
        return
    piped = Console(width=PIPED_WIDTH, file=StringIO())
    with piped.capture() as captured:
        piped.print(shown)
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")


def source_line(number: int, title: str, url: str) -> None:
    """One source below a table, under the number that its rows show."""
    write(f"[{number}] {title}" + (f" — {url}" if url and url != title else ""))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream while long work runs; a pipe gets none."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    with bars:
        task = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


@contextmanager
def downloading() -> Iterator[Callable[[int, int, int], None]]:
    """A bar for the one-time download of Neo4j, shown only once something is downloaded."""
    shown: list[Any] = []

    def step(done: int, total: int, _size: int) -> None:
        if not shown and done < total:
            bar = progress("Fetching Neo4j (once)")
            shown.extend((bar, bar.__enter__()))
        if shown:
            shown[1](done, total)

    try:
        yield step
    finally:
        if shown:
            shown[0].__exit__(None, None, None)


def error(problem: Mapping[str, str], *, as_json: bool) -> None:
    """What went wrong, on the error stream: one sentence with place and cure, or the same as JSON."""
    if as_json:
        sys.stderr.write(_escaped(json.dumps({"error": dict(problem)}, ensure_ascii=False)) + "\n")
    else:
        place = f"{problem['where']}: " if problem["where"] else ""
        say(f"{place}{problem['what']} {problem['mend']}".rstrip().replace("\n", " "))
