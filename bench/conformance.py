"""The W3C tests of SPARQL 1.1 queries over HTTP behind the guard, and the same with bare pyoxigraph, in one run.

FOLDER is `sparql11` of w3c/rdf-tests, or of the copy that the source archive of rdflib carries. Out come how many of
each part pass, and the names of those that one passes and the other does not; then the exit code is 1.

python -m bench.conformance FOLDER
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox

from bench.served import served

PARTS = (
    *("aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions", "grouping"),
    *("json-res", "negation", "project-expression", "property-path", "subquery", "syntax-query"),
)
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EVALUATED = (MF + "QueryEvaluationTest", MF + "CSVResultFormatTest")
GOOD, BAD = MF + "PositiveSyntaxTest11", MF + "NegativeSyntaxTest11"
SORTS = (*EVALUATED, GOOD, BAD)
ROWS = {"srx": ox.QueryResultsFormat.XML, "srj": ox.QueryResultsFormat.JSON, "tsv": ox.QueryResultsFormat.TSV}
ACCEPT = {
    "srx": "application/sparql-results+xml",
    "srj": "application/sparql-results+json",
    "tsv": "text/tab-separated-values",
    "csv": "text/csv",
}
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Ask = Callable[["Case"], bytes | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its query, the files of its default graph, those of its named graphs, and what should come."""

    name: str
    sort: str
    query: Path
    data: tuple[Path, ...] = ()
    graphs: tuple[Path, ...] = ()
    result: Path | None = None

    @property
    def text(self) -> str:
        """The query, with its own file as the base."""
        return f"BASE <{self.query.as_uri()}>\n{self.query.read_text(encoding='utf-8')}"

    @property
    def accept(self) -> str:
        """The media type of the expected result; rows of RDF are asked for as JSON."""
        suffix = self.result.suffix[1:] if self.result else ""
        return ACCEPT.get(suffix, f"{ACCEPT['srj']}, text/turtle;q=0.9")


def cases(folder: Path) -> Iterator[Case]:
    """The tests of one part."""
    manifest = folder / "manifest.ttl"
    graph = ox.Dataset(ox.parse(path=str(manifest), base_iri=manifest.as_uri()))

    def values(node: Any, name: str) -> list[Any]:
        return [quad.object for quad in graph.quads_for_subject(node) if quad.predicate.value == name]

    def paths(node: Any, name: str) -> tuple[Path, ...]:
        return tuple(folder / value.value.rpartition("/")[2] for value in values(node, name))

    rest = values(ox.NamedNode(manifest.as_uri()), MF + "entries")[0]
    while rest != ox.NamedNode(RDF + "nil"):
        (test,), (rest,) = values(rest, RDF + "first"), values(rest, RDF + "rest")
        sort = next((sort.value for sort in values(test, RDF + "type") if sort.value in SORTS), "")
        if not sort:
            continue
        name = f"{folder.name}/{test.value.rpartition('#')[2]}"
        action = values(test, MF + "action")[0]
        if isinstance(action, ox.NamedNode):
            yield Case(name, sort, folder / action.value.rpartition("/")[2])
            continue
        given = (paths(action, QT + part) for part in ("query", "data", "graphData"))
        (query, *_), data, graphs = given
        yield Case(name, sort, query, data, graphs, paths(test, MF + "result")[0])


def over_http(client: httpx.Client) -> Ask:
    """A case asked of the service, which holds each file as a graph of its own."""

    def ask(case: Case) -> bytes | None:
        form: dict[str, str | list[str]] = {"query": case.text}
        form["default-graph-uri"] = [path.as_uri() for path in case.data]
        form["named-graph-uri"] = [path.as_uri() for path in case.graphs]
        told = client.post("/sparql", data=form, headers={"accept": case.accept})
        assert told.status_code in (200, 400), (case.name, told.status_code, told.text)
        return told.content if told.status_code == 200 else None

    return ask


def bare(store: ox.Store) -> Ask:
    """The same of pyoxigraph in this process."""

    def ask(case: Case) -> bytes | None:
        told: dict[str, Any] = {}
        if case.data or case.graphs:
            told["default_graph"] = [ox.NamedNode(path.as_uri()) for path in case.data]
            told["named_graphs"] = [ox.NamedNode(path.as_uri()) for path in case.graphs]
        try:
            found = store.query(case.text, **told)
            if isinstance(found, ox.QueryTriples):
                return found.serialize(format=ox.RdfFormat.TURTLE)
            return found.serialize(format=ox.QueryResultsFormat.from_media_type(case.accept.partition(",")[0]))
        except (SyntaxError, ValueError, RuntimeError):
            return None

    return ask


def passes(case: Case, body: bytes | None) -> bool:
    """Whether an answer is the expected one: the same rows or triples in any order, blank nodes by any label."""
    if case.sort in (GOOD, BAD) or body is None:
        return (body is not None) == (case.sort != BAD)
    assert case.result
    suffix, expected = case.result.suffix[1:], case.result.read_bytes()
    if suffix == "csv":
        return canonical(csv_rows(body)) == canonical(csv_rows(expected))
    if suffix in ROWS:
        return canonical(rows(body, ROWS[suffix])) == canonical(rows(expected, ROWS[suffix]))
    wanted = list(ox.parse(path=str(case.result), base_iri=case.result.as_uri()))
    if any(quad.object == ox.NamedNode(RS + "ResultSet") for quad in wanted):
        return canonical(rows(body, ROWS["srj"])) == canonical(set_rows(wanted))
    return canonical(ox.parse(body, format=ox.RdfFormat.TURTLE)) == canonical(wanted)


def canonical(quads: Any) -> list[str]:
    """Quads with literals as a store writes them, and blank nodes by the labels of RDFC-1.0, in order."""
    store = ox.Store()
    store.extend(quads)
    told = ox.Dataset(store)
    told.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, told))


def rows(body: bytes, form: ox.QueryResultsFormat) -> Iterator[ox.Quad]:
    """Rows as quads: a blank node for each row, its values under the names of the columns."""
    found = ox.parse_query_results(body, format=form)
    if isinstance(found, ox.QueryBoolean):
        yield from row({"answer": ox.Literal(bool(found))})
        return
    assert isinstance(found, ox.QuerySolutions)
    yield from row({name.value: ox.Literal("column") for name in found.variables})
    for told in found:
        yield from row({name.value: told[name] for name in found.variables if told[name] is not None})


def row(values: dict[str, Any]) -> Iterator[ox.Quad]:
    """One row as quads."""
    node = ox.BlankNode()
    yield ox.Quad(node, ox.NamedNode(RDF + "type"), ox.NamedNode("column:row"))
    for name, value in values.items():
        yield ox.Quad(node, ox.NamedNode(f"column:{name}"), value)


def csv_rows(body: bytes) -> Iterator[ox.Quad]:
    """Rows of CSV, which tells of no types."""
    first, *rest = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    yield from row({name: ox.Literal("column") for name in first})
    for cells in rest:
        told = {name: cell for name, cell in zip(first, cells, strict=True) if cell}
        yield from row({n: ox.BlankNode(c[2:]) if c.startswith("_:") else ox.Literal(c) for n, c in told.items()})


def set_rows(quads: list[ox.Quad]) -> Iterator[ox.Quad]:
    """Rows of a result set that is written as RDF."""
    told: dict[Any, dict[str, list[Any]]] = {}
    for quad in quads:
        told.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    whole = next(node for node in told.values() if ox.NamedNode(RS + "ResultSet") in node.get(RDF + "type", ()))
    if RS + "boolean" in whole:
        yield from row({"answer": whole[RS + "boolean"][0]})
        return
    yield from row({name.value: ox.Literal("column") for name in whole.get(RS + "resultVariable", ())})
    for solution in whole.get(RS + "solution", ()):
        bindings = [told[node] for node in told[solution].get(RS + "binding", ())]
        yield from row({one[RS + "variable"][0].value: one[RS + "value"][0] for one in bindings})


def main(folder: Path) -> int:
    """Print a line for each part and the sums; 1 where the service fails what bare pyoxigraph passes."""
    found = [case for part in PARTS if (folder / part / "manifest.ttl").exists() for case in cases(folder / part)]
    found = [case for case in found if case.query.exists()]  # rdflib's copy lacks some
    held = sorted({path for case in found for path in (*case.data, *case.graphs)})
    held += sorted({path for case in found for path in asked_by_name(case)} - {*held})
    store = ox.Store()
    for path in held:
        store.load(path=str(path), base_iri=path.as_uri(), to_graph=ox.NamedNode(path.as_uri()))
    with tempfile.NamedTemporaryFile(suffix=".ttl") as nothing:
        named = [word for path in held for word in ("--named", f"{path.as_uri()}={path}")]
        with served("--data", nothing.name, *named) as client:
            ours, theirs = over_http(client), bare(store)
            told = {case.name: (passes(case, ours(case)), passes(case, theirs(case))) for case in found}
    print("| part | tests | over HTTP | bare pyoxigraph |\n|---|---|---|---|")
    parts = Counter(f"{name.partition('/')[0]}/" for name in told)
    for part, count in [*parts.items(), ("", len(told))]:
        sums = [sum(one[at] for name, one in told.items() if name.startswith(part)) for at in (0, 1)]
        print(f"| {part.rstrip('/') or 'all'} | {count} | {sums[0]} | {sums[1]} |")
    print("Neither:", ", ".join(name for name, one in told.items() if not any(one)))
    for who, only in (("Over HTTP", (True, False)), ("Bare pyoxigraph", (False, True))):
        print(f"{who} alone:", ", ".join(name for name, one in told.items() if one == only) or "none")
    return 1 if (False, True) in told.values() else 0


def asked_by_name(case: Case) -> Iterator[Path]:
    """Files that a query names itself (FROM), where its test names none."""
    if case.sort in EVALUATED:
        for path in case.query.parent.glob("*.ttl"):
            if f"<{path.name}>" in case.text:
                yield path


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
