"""The command line inside this process, as a person's shell would run it, and the whole graph as one hash."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from api.cli.main import run
from graph.settings import Settings
from graph.store.bolt import Store


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said: its exit code, standard output and error."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything it said."""
        return self.out + self.err

    @property
    def json(self) -> Any:
        """Its answer, from `--json`."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        """Its error, from `--json`: the last line of the error stream."""
        found: dict[str, str] = json.loads(self.err.splitlines()[-1])["error"]
        return found

    @property
    def complaints(self) -> list[str]:
        """The lines on the error stream, without progress bars."""
        return [line.strip() for line in self.err.splitlines() if line.strip() and "━" not in line]


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def inside(settings: Settings, *arguments: str, **variables: str) -> Told:
    """Run `wengraph` with these arguments in this process; a traceback comes through as the exception it is."""
    line, out, err, code = sys.argv, io.StringIO(), io.StringIO(), 0
    told = {"WENGRAPH_HOME": str(settings.home), "WENGRAPH_CACHE": str(settings.cache)} | variables
    with environment(**told), redirect_stdout(out), redirect_stderr(err):
        sys.argv = ["wengraph", *arguments]
        try:
            run()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
        finally:
            sys.argv = line
    return Told(code, out.getvalue(), err.getvalue())


def whole_graph(store: Store) -> str:
    """A hash of everything: nodes, links, properties, indexes, constraints and users."""
    parts = [
        store.read("MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS told"),
        store.read(
            "MATCH (a)-[l]->(b) RETURN elementId(l) AS id, elementId(a) AS a, type(l) AS type, elementId(b) AS b, "
            "properties(l) AS told"
        ),
        store.read("SHOW INDEXES YIELD name RETURN name"),
        store.read("SHOW CONSTRAINTS YIELD name RETURN name"),
        store.read("SHOW USERS YIELD user, passwordChangeRequired RETURN user, passwordChangeRequired"),
    ]
    rows = sorted(json.dumps([at, row], sort_keys=True) for at, part in enumerate(parts) for row in part)
    return sha256("\n".join(rows).encode()).hexdigest()
