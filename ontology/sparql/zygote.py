"""The process that holds one graph in memory: messages in; a child answers each query and is ended in time.

Started as `python -m ontology.sparql.zygote DESCRIPTOR`; it has one thread, so that it may fork; it ends with its
owner.
"""

from __future__ import annotations

import io
import os
import resource
import select
import signal
import socket
import sys
import time
from typing import Any, Final

from pyoxigraph import NamedNode, RdfFormat, Store

from ontology.sparql import query
from ontology.sparql.frames import Header, receive, send

_SAID: Final = {
    query.OK: "ok",
    query.SYNTAX: "syntax",
    query.TOO_BIG: "too big",
    query.MEMORY: "memory",
    query.REFUSED: "refused",
    query.UNACCEPTABLE: "unacceptable",
}
_SIGNALS: Final = {signal.SIGABRT: "memory", signal.SIGXCPU: "timeout", signal.SIGKILL: "timeout"}


def main(line: socket.socket) -> None:
    """Answer messages until the owner is gone."""
    store = Store()
    while (message := receive(line)) is not None:
        header, body = message
        if header["do"] == "query":
            told, answer = _query(store, header, line)
            send(line, told, answer)
        elif header["do"] == "ends":
            send(line, {"ends": _ends(store, header)})
        elif header["do"] == "fill":
            store.bulk_load(io.BufferedReader(_Incoming(line)), format=RdfFormat.N_QUADS)
            send(line, {"quads": len(store)})
        else:
            _change(store, header, body)
            send(line, {"quads": len(store), "memory": _held()})


class _Incoming(io.RawIOBase):
    """The parts that come until an empty one, as one file: a blank node is the same in all of them."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._rest = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, into: Any) -> int:
        """Fill a part of a buffer; 0 at the end, however often it is asked. Raises OSError where the owner is gone."""
        if not self._rest and not self._ended:
            message = receive(self._line)
            if message is None:
                raise ConnectionResetError
            self._rest = memoryview(message[1])
            self._ended = not self._rest
        count = min(len(into), len(self._rest))
        into[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _change(store: Store, header: Header, body: bytes) -> None:
    """Take out all quads of some subjects, then add what comes."""
    for subject in header.get("subjects", ()):
        for quad in list(store.quads_for_pattern(NamedNode(subject), None, None, None)):
            store.remove(quad)
    if body:
        store.bulk_load(body, format=RdfFormat.N_QUADS)


def _ends(store: Store, header: Header) -> list[str]:
    """The IRIs that these subjects have for these predicates."""
    found = {
        quad.object.value
        for subject in header["subjects"]
        for predicate in header["predicates"]
        for quad in store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
        if isinstance(quad.object, NamedNode)
    }
    return sorted(found)


def _query(store: Store, header: Header, line: socket.socket) -> tuple[Header, bytes]:
    held, begun = _held(), time.monotonic()
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        status = query.MEMORY
        try:
            into = _raised(into, line.fileno())
            query.confine(into, header["seconds"], header["memory"], held)
            status = query.run(store, header, into)
        finally:
            os._exit(status)
    os.close(into)
    answer, ended = _read(out, begun + header["seconds"], header["output"])
    if ended:
        os.kill(child, signal.SIGKILL)
    os.close(out)
    _, status = os.waitpid(child, 0)
    return _told(ended, status, answer)


def _raised(pipe: int, other: int) -> int:
    """The pipe under a descriptor above all others, so that those below it can be taken."""
    return os.dup2(pipe, max(pipe, other, 2) + 1)


def _told(ended: str, status: int, answer: bytes) -> tuple[Header, bytes]:
    if ended:
        return {"status": ended}, b""
    if os.WIFSIGNALED(status):
        return {"status": _SIGNALS.get(signal.Signals(os.WTERMSIG(status)), "crash")}, b""
    said = _SAID.get(os.WEXITSTATUS(status), "crash")
    sort, rest = answer[:1].decode(), answer[1:]
    if said == "syntax":
        return {"status": said, "why": rest.decode("utf-8", "replace")}, b""
    return ({"status": said, "sort": sort}, rest) if said == "ok" else ({"status": said}, b"")


def _read(out: int, deadline: float, most: int) -> tuple[bytes, str]:
    """What the child writes, and why it has to be ended, if so."""
    parts = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([out], [], [], left)[0]:
            return bytes(parts), "timeout"
        part = os.read(out, 1 << 20)
        if not part:
            return bytes(parts), ""
        parts += part
        if len(parts) > most + 2:
            return bytes(parts), "too big"


def _held() -> int:
    """Bytes of address space that this process holds."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as owner:
        main(owner)
