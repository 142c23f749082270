"""A PDF in, its blocks out, read by a process of its own that has a deadline and a ceiling of memory.

A small PDF can keep its reader busy for minutes, and nothing inside the reader can stop it at any point.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from typing import Any, Final

from graph.errors import DataError
from loaders.readers.blocks import Block, Clock, Limits, Reading
from loaders.readers.pdf_pages import MEND, read_pdf

MEMORY_BYTES: Final = 2_000_000_000
GRACE: Final = 0.5
"""Seconds that the process has less than we wait for it, so that it can hand over what it has."""


def read_pdf_apart(data: bytes, where: str, clock: Clock, limits: Limits) -> Reading:
    """As `pdf_pages.read_pdf`, which the process runs; DataError also when time or memory is over."""
    told = {**asdict(limits), "seconds": max(clock.left - GRACE, GRACE)}
    line = [sys.executable, "-m", "loaders.readers.pdf_apart", json.dumps(told)]
    try:
        done = subprocess.run(line, input=data, capture_output=True, timeout=clock.left + GRACE, check=False)  # noqa: S603 — our own module
    except subprocess.TimeoutExpired as error:
        what = f"The PDF can't be read within {limits.seconds:g} seconds."
        raise DataError(what, where=where, mend=MEND) from error
    if done.returncode:
        raise DataError("The PDF can't be read: the attempt broke down.", where=where, mend=MEND)
    found = json.loads(done.stdout)
    if "what" in found:
        raise DataError(found["what"], where=where, mend=found["mend"])
    blocks = tuple(Block(*block) for block in found["blocks"])
    return Reading(blocks, title=found["title"], notes=tuple(found["notes"]))


def _answer(data: bytes, limits: Limits) -> dict[str, Any]:
    try:
        reading = read_pdf(data, "", Clock(limits), limits)
    except DataError as error:
        return {"what": error.what, "mend": error.mend}
    blocks = [(block.text, block.page, block.sort) for block in reading.blocks]
    return {"blocks": blocks, "title": reading.title, "notes": reading.notes}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    json.dump(_answer(sys.stdin.buffer.read(), Limits(**json.loads(sys.argv[1]))), sys.stdout)
