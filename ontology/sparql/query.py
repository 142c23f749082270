"""A query over a store in, its answer written to a pipe out; runs in a child that may open nothing and ends with it."""

from __future__ import annotations

import os
import re
import resource
from typing import Any, Final

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat, Store

OK, SYNTAX, TOO_BIG, MEMORY, REFUSED, UNACCEPTABLE = 0, 3, 4, 5, 6, 7
"""What a child's exit code says; a signal says that it was ended."""

_LONG: Final = r'"""[\s\S]*?"""' + "|'''[\\s\\S]*?'''"
_SHORT: Final = r'"(?:[^"\\\n]|\\.)*"' + r"|'(?:[^'\\\n]|\\.)*'"
_QUIET: Final = re.compile(f"{_LONG}|{_SHORT}|" + r'<[^<>"{}|^`\s]*>|#[^\n]*')
_SERVICE: Final = re.compile(r"(?<![\w:?$.-])SERVICE(?![\w:-])", re.IGNORECASE)
_FROM: Final = re.compile(r"(?<![\w:?$.-])FROM(?![\w:-])", re.IGNORECASE)
_FUNCTION: Final = re.compile(r"<([^<>\s]+)>")


def words(text: str) -> str:
    """A query without what stands in strings, IRIs and comments."""
    return _QUIET.sub(" ", text)


def asks_elsewhere(text: str) -> bool:
    """Whether a query asks another service."""
    return _SERVICE.search(words(text)) is not None


class _Full(Exception):
    """More was written than an answer may hold."""


class _Sink:
    """Writes to a file descriptor and stops where the answer is too large."""

    def __init__(self, descriptor: int, most: int) -> None:
        self._descriptor = descriptor
        self._left = most

    def write(self, data: bytes) -> int:
        """Write all, or raise."""
        self._left -= len(data)
        if self._left < 0:
            raise _Full
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""


def run(store: Store, asked: dict[str, Any], pipe: int) -> int:
    """Answer a query into the pipe, first a letter that says what sort of answer it is; the exit code."""
    sink = _Sink(pipe, asked["output"])
    try:
        if asks_elsewhere(asked["text"]):
            return REFUSED
        found = _query(store, asked)
        if isinstance(found, QueryTriples):
            return _write(found, sink, b"G", RdfFormat.from_media_type(asked["graph"]) if asked["graph"] else None)
        letter = b"B" if isinstance(found, QueryBoolean) else b"R"
        form = QueryResultsFormat.from_media_type(asked["results"]) if asked["results"] else None
        return _write(found, sink, letter, form)
    except _Full:
        return TOO_BIG
    except MemoryError:
        return MEMORY
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        os.write(pipe, f"E{error}".encode()[:2000])
        return SYNTAX


def _write(found: Any, sink: _Sink, letter: bytes, form: Any) -> int:
    if form is None:
        return UNACCEPTABLE
    sink.write(letter)
    found.serialize(sink, form)
    return OK


def _query(store: Store, asked: dict[str, Any]) -> Any:
    """The answer; a function that nobody knows gives no value, as SPARQL has it."""
    told: dict[str, Any] = {}
    if asked["default"] or asked["named"]:
        told["default_graph"] = [NamedNode(iri) for iri in asked["default"]]
        told["named_graphs"] = [NamedNode(iri) for iri in asked["named"]]
    elif asked["union"] and not _FROM.search(words(asked["text"])):
        told["use_default_graph_as_union"] = True
    unknown: dict[NamedNode, Any] = {}
    for _ in range(8):
        try:
            return store.query(asked["text"], base_iri=asked["base"] or None, custom_functions=unknown, **told)
        except (ValueError, RuntimeError) as error:
            named = _FUNCTION.search(str(error))
            if "function" not in str(error) or named is None or NamedNode(named[1]) in unknown:
                raise
            unknown[NamedNode(named[1])] = lambda *_: None
    return store.query(asked["text"], base_iri=asked["base"] or None, custom_functions=unknown, **told)


def confine(pipe: int, seconds: float, memory: int, held: int) -> int:
    """Take everything from a child but the pipe and its share of time and memory; the pipe's descriptor from now on.

    All lower descriptors become the pipe, so that none is free: no file and no socket can be opened.
    """
    for descriptor in range(pipe):
        os.dup2(pipe, descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, (pipe + 1, pipe + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cpu = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_AS, (held + memory, held + memory))
    return pipe
