"""A named question or a guarded Cypher text in, an answer with named columns out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from graph.errors import DataError, QueryRefused, UnknownName, UsageError
from graph.find import find
from graph.schema import ABSTRACT, KINDS
from graph.store.bolt import Store
from graph.store.lookups import store_identity
from graph.values.dates import parse_period
from graph.values.markings import Marking

FOLDER: Final = Path(__file__).parent / "questions"
CAP: Final = 1000
CYPHER_SECONDS: Final = 10.0
_PARAMETER: Final = re.compile(r"(\w+): (entity|choice|date|number|text)(?:\(([\w, ]+)\))?( optional)? (.+)")
_PROCEDURES: Final = frozenset({"db.labels", "db.relationshipTypes", "db.propertyKeys", "db.schema.visualization"})
_FORBIDDEN: Final = frozenset({"LoadCSV", "TransactionApply", "TransactionForeach"})
_INNER: Final = ("LOAD CSV", "ResolvedCall(", "IN TRANSACTIONS")
"""How an operator's details tell of what runs inside an expression, which is no operator of the plan of its own."""
_EXPLAINED: Final = re.compile(r"(?:\s|/\*.*?\*/|//[^\n]*\n)*(?:EXPLAIN|PROFILE)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: an entity of given kinds, one word of a choice, a date, a whole number or a text."""

    name: str
    kinds: tuple[str, ...]
    sort: str
    optional: bool
    help: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One `.cypher` file: what it asks, with what, its columns, an example, and what the records don't cover.

    `needs` names optional parameters of which at least one must be given.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    example: str
    covers: str
    text: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of plain values; `total` counts all rows, `truncated` says that fewer are here."""

    question: str
    parameters: dict[str, str]
    clearance: Marking
    as_of: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int

    @property
    def truncated(self) -> bool:
        """Whether rows were left out."""
        return len(self.rows) < self.total

    def as_json(self) -> dict[str, Any]:
        """The answer as `--json` prints it."""
        return {
            "question": self.question,
            "parameters": self.parameters,
            "clearance": str(self.clearance),
            "as_of": self.as_of or None,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "total": self.total,
            "truncated": self.truncated,
        }


@cache
def questions() -> dict[str, Question]:
    """All named questions, by name."""
    return {path.stem: read_question(path) for path in sorted(FOLDER.glob("*.cypher"))}


def read_question(path: Path) -> Question:
    """Read a question file; raises DataError where its header lacks a line."""
    text = path.read_text(encoding="utf-8")
    head = [line[3:].strip() for line in text.splitlines() if line.startswith("// ")]
    told = {key: [line.partition(": ")[2] for line in head if line.startswith(f"{key}: ")] for key in _HEAD}
    for key in ("title", "columns", "example", "covers"):
        if len(told[key]) != 1:
            raise DataError(f"The header needs one line '// {key}: …'.", where=str(path))
    return Question(
        name=path.stem,
        title=told["title"][0],
        parameters=tuple(_parameter(line, path) for line in told["param"]),
        columns=tuple(told["columns"][0].split(", ")),
        example=told["example"][0],
        covers=told["covers"][0],
        text=text,
        needs=tuple(name for line in told["needs"] for name in line.split(", ")),
    )


_HEAD: Final = ("title", "param", "needs", "columns", "example", "covers")


def _parameter(line: str, path: Path) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None:
        raise DataError(f"This parameter line can't be read: {line}", where=str(path))
    name, sort, of, optional, told = match.groups()
    words = tuple((of or "").split(", ")) if of else ()
    if bool(words) != (sort in ("entity", "choice")):
        raise DataError(f"This parameter's sort can't be read: {line}", where=str(path))
    kinds, choices = (_concrete(words), ()) if sort == "entity" else ((), words)
    return Parameter(name, kinds, sort, bool(optional), told, choices)


def _concrete(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(kind for name in names for kind in ABSTRACT.get(name, (name,)) if kind in KINDS)


def ask(
    store: Store,
    name: str,
    given: Mapping[str, str],
    *,
    clearance: Marking,
    as_of: date | None = None,
    limit: int = CAP,
) -> Answer:
    """Ask a named question. Entities are given by id or name.

    Raises UnknownName for a question, UsageError for a parameter it doesn't have or needs, UnknownName for an entity.
    """
    question = questions().get(name)
    if question is None:
        raise UnknownName(f"There is no question {name!r}.", suggestions=tuple(questions()))
    known = {p.name for p in question.parameters}
    for extra in given.keys() - known:
        raise UsageError(f"{name} has no parameter {extra!r}.", mend=f"It takes: {', '.join(sorted(known)) or 'none'}.")
    if question.needs and not any(given.get(one) for one in question.needs):
        raise UsageError(f"{name} needs one of: {', '.join(question.needs)}.", mend="Say -p NAME=…; several narrow it.")
    values = {p.name: _value(store, p, given.get(p.name, ""), name, clearance) for p in question.parameters}
    always = _always(clearance, as_of)
    columns, rows, total = store.stream(question.text, values | always, limit, CYPHER_SECONDS * 3)
    shown = {key: str(value) for key, value in values.items() if value is not None}
    kept = tuple(tuple(row[column] for column in columns) for row in rows)
    return Answer(name, shown, clearance, always["as_of"] or "", tuple(columns), kept, total)


def _always(clearance: Marking, as_of: date | None) -> dict[str, Any]:
    """What every text may use: the clearance, the day asked for or null, and the day that counts as today."""
    told = as_of.isoformat() if as_of else None
    return {"c": int(clearance), "as_of": told, "day": told or datetime.now(UTC).date().isoformat()}


def _value(store: Store, parameter: Parameter, text: str, question: str, clearance: Marking) -> str | int | None:
    if not text:
        if parameter.optional:
            return None
        raise UsageError(f"{question} needs {parameter.name}.", mend=f"Say -p {parameter.name}=…: {parameter.help}")
    if parameter.sort == "entity":
        return find(store, text, int(clearance), parameter.kinds).id
    if parameter.sort == "date":
        period = parse_period(text)
        return period.bounds[1 if parameter.name in ("to", "until") else 0]
    if parameter.sort == "number":
        return _number(parameter, text)
    if parameter.choices and text not in parameter.choices:
        raise UsageError(f"{parameter.name} can't be {text!r}.", mend=f"Use one of {', '.join(parameter.choices)}.")
    return text


def _number(parameter: Parameter, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise UsageError(f"{parameter.name} can't be {text!r}.", mend="Give a whole number, such as 12.")
    return int(text)


def run_cypher(store: Store, text: str, *, clearance: Marking, as_of: date | None = None, limit: int = CAP) -> Answer:
    """Run a reading Cypher text of the reader's own, guarded by its plan, READ access, a deadline and a row cap.

    Free Cypher can't be cut to a clearance, so it is open only where the clearance reaches the store's ceiling.
    Raises QueryRefused.
    """
    ceiling = Marking(store_identity(store)["ceiling"])
    if clearance < ceiling:
        raise QueryRefused(
            f"Free Cypher reads everything, so it needs the clearance {ceiling} here.",
            mend=f"Say --clearance {ceiling} if you hold it, or use a named question (`wengraph ask`).",
        )
    _guard(store, text)
    always = _always(clearance, as_of)
    columns, rows, total = store.stream(text, always, limit, CYPHER_SECONDS)
    kept = tuple(tuple(row[column] for column in columns) for row in rows)
    return Answer("cypher", {}, clearance, always["as_of"] or "", tuple(columns), kept, total)


def _guard(store: Store, text: str) -> None:
    if not text.strip():
        raise QueryRefused("There is no query.", mend="Write one, such as: MATCH (n:Network) RETURN n.id LIMIT 5")
    if _EXPLAINED.match(text):
        raise QueryRefused("Queries are run here, not explained.", mend="Take out the first word.")
    plan = store.explain(text, _always(Marking.CLEAR, None))
    if plan.query_type != "r" or any(name.startswith(("Show", "Terminate")) for name, _ in plan.operators):
        raise QueryRefused(
            "Only queries that read the graph are run here.", mend="Take out what writes or administers."
        )
    for operator, details in plan.operators:
        if operator in _FORBIDDEN or any(word in details for word in _INNER):
            raise QueryRefused("Files, addresses and inner transactions are not open to queries.")
        if operator == "ProcedureCall" and details.partition("(")[0].strip() not in _PROCEDURES:
            raise QueryRefused(
                "This procedure is not open to queries.", mend=f"Open: {', '.join(sorted(_PROCEDURES))}."
            )
