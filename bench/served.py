"""Options of `wengraph rdf serve` in, a client of that service out; it runs in a process of its own and is ended."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

WENGRAPH = str(Path(sys.executable).parent / "wengraph")


@contextmanager
def served(*options: str) -> Iterator[httpx.Client]:
    """A client of a service on a free port of 127.0.0.1, once it has said its address."""
    line = [WENGRAPH, "rdf", "serve", "--port", "0", *options]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = process.stdout.readline().split()
        assert told, "the service did not start"
        address = told[1].removesuffix("/sparql")
        try:
            with httpx.Client(base_url=address, timeout=120) as client:
                yield client
        finally:
            process.terminate()
