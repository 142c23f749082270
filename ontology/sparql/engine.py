"""One graph behind the guard: quads and queries in, answers out; started anew, and filled again, where it died."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Any, Final

from pyoxigraph import Quad, RdfFormat, serialize

from graph.errors import WengraphError
from ontology.sparql.frames import Header, receive, send
from ontology.sparql.limits import Limits

CHUNK: Final = 50_000
"""Quads a message while a graph is filled."""


class QueryFailed(WengraphError):
    """A query without an answer: `status` is syntax, refused, too big, timeout, memory, crash, busy, unacceptable."""

    code = "query-failed"

    def __init__(self, status: str, what: str, *, mend: str = "") -> None:
        super().__init__(what, mend=mend)
        self.status = status


WHY: Final = {
    "refused": ("This service asks no other one.", "Leave SERVICE out."),
    "too big": ("The answer is too large.", "Ask for less: a LIMIT, or a count in place of a list."),
    "timeout": ("The query took more time than it may.", "Ask for less, or name where to start."),
    "memory": ("The query needs more memory than it may take.", "Ask for less, or name where to start."),
    "crash": ("The query could not be run.", "Make it simpler: fewer groups within groups."),
    "unacceptable": ("None of the formats that you accept fits this answer.", "Accept another one."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the formats for rows and for graphs, and the graphs that it is asked of, if the request names them."""

    text: str
    results: str = "application/sparql-results+json"
    graph: str = "text/turtle"
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The bytes of an answer; `sort` is R for rows, B for yes or no, G for a graph."""

    sort: str
    body: bytes = field(repr=False)


class Engine:
    """One graph in a process of its own; its queries run one after the other, a bounded number of them waits.

    `fill` gives all its quads: at first, and whenever the process had to be started anew. `union` says whether a query
    that names no graph is asked of all named ones together.
    """

    def __init__(self, fill: Callable[[], Iterable[Quad]], limits: Limits | None = None, *, union: bool = True) -> None:
        self.limits = limits or Limits()
        self._fill = fill
        self._union = union
        self._lock = Lock()
        self._waiting = 0
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, asked: Asked) -> Answered:
        """The answer to a query. Raises QueryFailed."""
        if len(asked.text.encode("utf-8", "replace")) > self.limits.text:
            raise QueryFailed("too big", f"A query has at most {self.limits.text} bytes.")
        header: Header = {"do": "query", "text": asked.text, "results": asked.results, "graph": asked.graph}
        header |= {"default": asked.default, "named": asked.named, "base": asked.base, "union": self._union}
        header |= {"seconds": self.limits.seconds, "memory": self.limits.memory, "output": self.limits.output}
        with self._turn():
            told, body = self._call(header)
        if told["status"] == "syntax":
            raise QueryFailed("syntax", f"The query can't be read: {told['why']}")
        if told["status"] != "ok":
            what, mend = WHY[told["status"]]
            raise QueryFailed(told["status"], what, mend=mend)
        return Answered(told["sort"], body)

    def replace(self, subjects: Sequence[str], quads: Iterable[Quad]) -> None:
        """Take out all that is said of these subjects and put in what is said now."""
        with self._lock:
            self._call({"do": "change", "subjects": list(subjects)}, _lines(quads))

    def objects(self, subjects: Sequence[str], predicates: Sequence[str]) -> list[str]:
        """The IRIs that these subjects have for these predicates."""
        with self._lock:
            told, _ = self._call({"do": "ends", "subjects": list(subjects), "predicates": list(predicates)})
        return list(told["ends"])

    def size(self) -> tuple[int, int]:
        """How many quads it holds, and the bytes of its address space."""
        with self._lock:
            told, _ = self._call({"do": "change"})
        return told["quads"], told["memory"]

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._waiting >= self.limits.waiting:
            raise QueryFailed("busy", "Too many queries are waiting.", mend="Ask again in a few seconds.")
        self._waiting += 1
        try:
            with self._lock:
                yield
        finally:
            self._waiting -= 1

    def _call(self, header: Header, body: bytes = b"") -> tuple[Header, bytes]:
        """Say something and hear the answer; a process that is gone is started and filled anew."""
        for _ in range(2):
            line = self._line or self._start()
            try:
                send(line, header, body)
                told = receive(line)
            except OSError:
                told = None
            if told is not None:
                return told
            self._end()
        what, mend = WHY["crash"]
        raise QueryFailed("crash", what, mend=mend)

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        line = [sys.executable, "-m", "ontology.sparql.zygote", str(theirs.fileno())]
        quiet: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(line, pass_fds=[theirs.fileno()], **quiet)  # noqa: S603 — our own module
        theirs.close()
        self._line = ours
        try:
            self._load(ours)
        except BaseException:
            self._end()  # half a graph would answer as if it were the whole one
            raise
        return ours

    def _load(self, line: socket.socket) -> None:
        """Send all quads as one file in parts, the last of them empty. Raises QueryFailed where they don't fit."""
        rest = iter(self._fill())
        try:
            send(line, {"do": "fill"})
            while chunk := list(islice(rest, CHUNK)):
                send(line, {}, _lines(chunk))
            send(line, {})
            told = receive(line)
        except OSError:
            told = None
        if told is None:
            raise QueryFailed("crash", "The graph could not be loaded.", mend="See the memory of the machine.")

    def _end(self) -> None:
        if self._line:
            self._line.close()
            self._line = None
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def _lines(quads: Iterable[Quad]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
