"""A PDF, a Word document or a mail in, its blocks out, read by a process that has a deadline and a ceiling of memory.

A few kilobytes of these can keep their readers busy for minutes, and nothing inside a reader stops it at any point.
"""

from __future__ import annotations

import atexit
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal

from graph.errors import DataError
from loaders.readers.blocks import Block, Clock, Limits, Reading

Apart = Literal["pdf", "word", "mail"]
MEMORY_BYTES: Final = 2_000_000_000
MOST_READ: Final = 100
"""Documents after which the process is begun anew, so that it gives back its memory."""
START_SECONDS: Final = 60
GRACE: Final = 0.5
"""Seconds by which the process is done before we stop waiting, so that it can hand over what it has."""
MEND: Final = "Open it in the program that made it and save it anew, or save its text."


class Worker:
    """The process that reads, one document at a time; begun when first needed, ended when a document is too much."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection[Any, Any] | None = None
        self._read = 0
        atexit.register(self._end)

    def ask(self, kind: Apart, path: Path, limits: Limits) -> dict[str, Any]:
        """The answer on a document, whose time begins when its turn does; TimeoutError or EOFError without one."""
        with self._lock:
            if self._read >= MOST_READ:
                self._end()
            try:
                self._say({"kind": kind}, START_SECONDS)
                seconds = max(limits.seconds - GRACE, GRACE)
                told = {"kind": kind, "path": str(path.absolute()), "limits": asdict(limits), "seconds": seconds}
                answer = self._say(told, limits.seconds + GRACE)
            except (TimeoutError, EOFError, OSError):
                self._end()
                raise
            self._read += 1
            return answer

    def _say(self, told: dict[str, Any], seconds: float) -> dict[str, Any]:
        line = self._line or self._begin()
        line.send_bytes(json.dumps(told).encode())
        if not line.poll(seconds):
            raise TimeoutError
        answer: dict[str, Any] = json.loads(line.recv_bytes())
        return answer

    def _begin(self) -> Connection[Any, Any]:
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "loaders.readers.read_apart", str(theirs.fileno())]
        quiet: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], **quiet)  # noqa: S603 — our own module
        theirs.close()
        self._line, self._read = ours, 0
        return ours

    def _end(self) -> None:
        if self._process and self._line:
            self._line.close()
            self._process.kill()
            self._process.wait()
        self._process = self._line = None


_WORKER: Final = Worker()


def read_apart(kind: Apart, path: Path, limits: Limits) -> Reading:
    """What the reader of that kind gives. Raises what it does, and DataError when time or memory is over."""
    try:
        found = _WORKER.ask(kind, path, limits)
    except TimeoutError as error:
        what = f"The file can't be read within {limits.seconds:g} seconds."
        raise DataError(what, where=str(path), mend=MEND) from error
    except (EOFError, OSError) as error:
        raise DataError("The file can't be read: the attempt broke down.", where=str(path), mend=MEND) from error
    if "what" in found:
        raise DataError(found["what"], where=str(path), mend=found["mend"])
    blocks = tuple(Block(*block) for block in found.pop("blocks"))
    return Reading(blocks, notes=tuple(found.pop("notes")), **found)


def _answer(told: dict[str, Any]) -> dict[str, Any]:
    """The blocks of a document; without a path only its reader is loaded, so that this takes none of its time."""
    read = _reader(told["kind"])
    if "path" not in told:
        return {}
    limits = Limits(**told["limits"])
    try:
        found = read(Path(told["path"]), Clock(limits, told["seconds"]), limits)
    except DataError as error:
        return {"what": error.what, "mend": error.mend}
    except OSError as error:
        return {"what": f"The file can't be read: {error.strerror or error}.", "mend": MEND}
    facts = {name: getattr(found, name) for name in ("title", "url", "publisher", "published", "retrieved", "notes")}
    return {**facts, "blocks": [(block.text, block.page, block.sort) for block in found.blocks]}


def _reader(kind: str) -> Callable[[Path, Clock, Limits], Reading]:
    if kind == "word":
        import docx  # noqa: F401

        from loaders.readers.word_document import read_word

        return read_word
    if kind == "pdf":
        import pdfplumber  # noqa: F401
        import pypdf  # noqa: F401

        from loaders.readers.pdf_pages import read_pdf

        return read_pdf
    import trafilatura  # noqa: F401

    from loaders.readers.mail import read_mail

    return read_mail


def _serve(line: Connection[Any, Any]) -> None:
    """Answers until the one who asks is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    while True:
        try:
            told = json.loads(line.recv_bytes())
        except EOFError:
            return
        line.send_bytes(json.dumps(_answer(told)).encode())


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
