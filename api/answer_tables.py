"""Answers to named questions in, tables for a page out: things as links, each row with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.ask import Answer
from graph.cited import Cited, cite
from graph.store.bolt import Store
from graph.values.markings import Marking

APART = ("claims", "sources", "origins")
"""Columns that are shown as evidence, not as words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; `thing` is the id that it leads to."""

    text: str
    thing: str = ""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """An answer as a table; `lines` are cells and the claims behind them, `total` counts those left out, too."""

    key: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[tuple[Cell, ...], tuple[str, ...]], ...]
    total: int
    covers: str = ""


def table_of(answer: Answer, key: str, title: str, covers: str = "", most: int = 1000) -> AnswerTable:
    """The table of an answer: a thing and its name are one cell, what is evidence is set apart."""
    names = {f"{column}_name" for column in answer.columns}
    kept = tuple(column for column in answer.columns if column not in APART and column not in names)
    lines = tuple(_line(dict(zip(answer.columns, row, strict=True)), kept) for row in answer.rows[:most])
    filled = [n for n, column in enumerate(kept) if any(cells[n].text for cells, _ in lines) or column == kept[0]]
    return AnswerTable(
        key,
        title,
        tuple(kept[n].replace("_", " ") for n in filled),
        tuple((tuple(cells[n] for n in filled), claims) for cells, claims in lines),
        answer.total,
        covers,
    )


def _line(row: Mapping[str, Any], kept: Sequence[str]) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    cells = tuple(
        Cell(_text(row[f"{column}_name"]), _text(row[column])) if f"{column}_name" in row else Cell(_text(row[column]))
        for column in kept
    )
    return cells, tuple(row.get("claims") or ())


def _text(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def cited(store: Store, tables: Iterable[AnswerTable], things: Iterable[str], clearance: Marking) -> Cited:
    """The evidence of these tables, and the highest marking of it and of the things that they name."""
    lines = [line for table in tables for line in table.lines]
    ids = {claim for _, claims in lines for claim in claims}
    named = {cell.thing for cells, _ in lines for cell in cells if cell.thing} | set(things)
    return cite(store, ids, named, clearance=clearance)
