"""A table of pairs of names in, the two sides of each and the label that a person gave it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from graph.errors import DataError
from graph.likeness import Suggestion
from graph.schema import KINDS, kinds_of
from graph.subjects import Subject
from loaders.base import FieldError
from loaders.mentions import KIND_WORDS, country
from loaders.readers.detect import open_table
from loaders.readers.rows import BadRow

SIDES: Final = ("left", "right")
CELLS: Final = ("name", "kind", "country", "acronym", "aliases", "functions")
COLUMNS: Final = frozenset({*(f"{side}_{cell}" for side in SIDES for cell in CELLS), "label"})
LABELS: Final = ("same", "different")
_OF_NETWORKS: Final = ("network", "task-force", "group", "consortium")


@dataclass(frozen=True, slots=True)
class Pair:
    """One row: its number in the file, both sides, and the label ('' where nobody gave one)."""

    row: int
    left: Subject
    right: Subject
    label: Suggestion | None


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a table with the columns left_name and right_name, and what else is known of each side.

    Raises DataError for a file that can't be read, a column that is missing or unknown, or a row that makes no sense.
    """
    table, *_ = open_table(path, known=COLUMNS)
    header = set(table.header)
    for column in sorted({"left_name", "right_name"} - header):
        raise DataError(f"There is no column {column}.", where=str(path), mend="Give both names of each pair.")
    for column in sorted(header - COLUMNS):
        raise DataError(
            f"The column {column} is unknown.", where=str(path), mend=f"Known: {', '.join(sorted(COLUMNS))}."
        )
    pairs = []
    for row in table.rows:
        if isinstance(row, BadRow):
            raise DataError(str(row), where=str(path), mend=row.mend)
        try:
            pairs.append(_pair(row.number, row.cells))
        except FieldError as error:
            told = f"{error.value!r}: {error.what}" if error.value else error.what
            raise DataError(f"{told}.", where=f"{path} row {row.number}, column {error.column}") from error
    return pairs


def _pair(number: int, cells: dict[str, str]) -> Pair:
    label = cells.get("label", "").strip().casefold()
    if label and label not in LABELS:
        raise FieldError("label", label, f"expected one of {', '.join(LABELS)}")
    kinds = _kinds(cells)
    left, right = (_side(side, cells, *kinds[side]) for side in SIDES)
    return Pair(number, left, right, cast("Suggestion", label) if label else None)


def _side(side: str, cells: dict[str, str], kind: str, code: str) -> Subject:
    told = {cell: cells.get(f"{side}_{cell}", "").strip() for cell in CELLS}
    if not told["name"]:
        raise FieldError(f"{side}_name", "", "give a name")
    return Subject(
        kind=kind,
        names=(told["name"], *_list(told["aliases"])),
        acronyms=tuple(_list(told["acronym"])),
        codes=frozenset({code} - {""}),
        functions=frozenset(_list(told["functions"])),
        countries=frozenset(country(text, f"{side}_country").key for text in _list(told["country"])),
    )


def _kinds(cells: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Kind and code of each side; one that gives no kind is of the other's, and where none does the names tell."""
    words = {side: cells.get(f"{side}_kind", "").strip().casefold().replace(" ", "-") for side in SIDES}
    names = [cells.get(f"{side}_name", "").casefold() for side in SIDES]
    told = "operation" if any(name.startswith(("operation ", "op. ")) for name in names) else "agency"
    known = {side: _kind(word) for side, word in words.items() if word}
    given = next(iter(known.values()), _kind(told))[0]
    return {side: known.get(side, (given, "")) for side in SIDES}


def _kind(word: str) -> tuple[str, str]:
    """The kind that a word means, and the word itself where it is a code such as police or task-force."""
    by_label = {label.casefold(): label for label in KINDS}
    if word in by_label:
        return by_label[word], ""
    if word in KIND_WORDS:
        return kinds_of(KIND_WORDS[word])[0], ""
    return ("Network" if word.endswith(_OF_NETWORKS) else "Agency"), word


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.replace("|", ";").split(";") if part.strip()]
