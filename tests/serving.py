"""A server process of a test's own, as an operator starts it: settings in, its address out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import httpx

from graph.settings import Settings
from tests.conftest import environment_for


@contextmanager
def served(settings: Settings, *options: str, log: Path | None = None) -> Iterator[str]:
    """A server on a free port; its address. What it says on its error stream goes to `log`."""
    line = [str(Path(sys.executable).parent / "wengraph"), "serve", "--port", "0", *options]
    with (
        log.open("wb") if log else nullcontext() as told,
        subprocess.Popen(
            line, env=environment_for(settings), stdout=subprocess.PIPE, stderr=told, text=True
        ) as process,
    ):
        assert process.stdout
        first = process.stdout.readline()
        assert first.startswith("Serving http://127.0.0.1:"), first
        try:
            yield first.split()[1]
        finally:
            process.terminate()


def last_word(client: httpx.Client, job: str, headers: dict[str, str]) -> dict[str, Any]:
    """How a load in the background stands once it is over: the last of the events that it sends."""
    with client.stream("GET", f"/api/v1/jobs/{job}/events", headers=headers) as stream:
        events = [line for line in stream.iter_lines() if line.startswith("data: ")]
    told: dict[str, Any] = json.loads(events[-1][6:])
    return told
