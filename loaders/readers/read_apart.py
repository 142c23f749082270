"""A PDF, a Word document or a mail in, its blocks out, read by a process that has a deadline and a ceiling of memory.

A few kilobytes of these can keep their readers busy for minutes, and nothing inside a reader stops it at any point.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal

from graph.errors import DataError
from loaders.readers.blocks import Block, Clock, Limits, Reading

Apart = Literal["pdf", "word", "mail"]
MEMORY_BYTES: Final = 2_000_000_000
GRACE: Final = 0.5
"""Seconds by which the process is done before we stop waiting, twice: so it can hand over what it has."""
MEND: Final = "Open it in the program that made it and save it anew, or save its text."


def read_apart(kind: Apart, path: Path, clock: Clock, limits: Limits) -> Reading:
    """What the reader of that kind gives. Raises what it does, and DataError when time or memory is over."""
    told = json.dumps({"limits": asdict(limits), "until": time.time() + clock.left - GRACE})
    line = [sys.executable, "-m", "loaders.readers.read_apart", kind, str(path.absolute()), told]
    quiet: Any = {"stdin": subprocess.DEVNULL, "capture_output": True, "check": False}
    try:
        done = subprocess.run(line, timeout=clock.left + GRACE, **quiet)  # noqa: S603 — our own module
    except subprocess.TimeoutExpired as error:
        what = f"The file can't be read within {limits.seconds:g} seconds."
        raise DataError(what, where=str(path), mend=MEND) from error
    if done.returncode:
        raise DataError("The file can't be read: the attempt broke down.", where=str(path), mend=MEND)
    found = json.loads(done.stdout)
    if "what" in found:
        raise DataError(found["what"], where=str(path), mend=found["mend"])
    blocks = tuple(Block(*block) for block in found.pop("blocks"))
    return Reading(blocks, notes=tuple(found.pop("notes")), **found)


def _read(kind: str, path: Path, clock: Clock, limits: Limits) -> Reading:
    if kind == "word":
        from loaders.readers.word_document import read_word

        return read_word(path, clock)
    if kind == "pdf":
        from loaders.readers.pdf_pages import read_pdf

        return read_pdf(path, clock, limits)
    from loaders.readers.mail import read_mail

    return read_mail(path, clock, limits)


def _answer(kind: str, path: Path, told: dict[str, Any]) -> dict[str, Any]:
    limits = Limits(**told["limits"])
    try:
        found = _read(kind, path, Clock(limits, told["until"] - time.time()), limits)
    except DataError as error:
        return {"what": error.what, "mend": error.mend}
    facts = {name: getattr(found, name) for name in ("title", "url", "publisher", "published", "retrieved", "notes")}
    return {**facts, "blocks": [(block.text, block.page, block.sort) for block in found.blocks]}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    json.dump(_answer(sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])), sys.stdout)
