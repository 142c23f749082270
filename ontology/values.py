"""Texts of records in, typed literals out that keep every letter; and literals back into texts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.errors import DataError
from graph.schema import KINDS
from graph.values.dates import PartialDate
from ontology.terms import XSD

_DATES: Final = {4: NamedNode(XSD + "gYear"), 7: NamedNode(XSD + "gYearMonth"), 10: NamedNode(XSD + "date")}
_TIME: Final = NamedNode(XSD + "dateTime")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_SPACE: Final = re.compile(r"\s")
TYPES: Final = {name: sort for kind in KINDS.values() for name, sort in kind.properties.items()}


@lru_cache(maxsize=20_000)
def dated(text: str) -> Literal:
    """A year, a month or a day as what it is; a text that is none stays a text."""
    try:
        return Literal(PartialDate(text).text, datatype=_DATES[len(text)])
    except DataError:
        return Literal(text)


def moment(text: str) -> Literal:
    """A time of the clock of recording."""
    return Literal(text, datatype=_TIME) if _MOMENT.fullmatch(text) else Literal(text)


def as_written(text: str, datatype: str) -> Literal:
    """A text of this datatype."""
    return Literal(text, datatype=NamedNode(XSD + datatype))


def typed(predicate: str, text: str) -> Literal:
    """The value of a property in its type, where it can be read so; letter by letter as the record has it."""
    sort = TYPES.get(predicate, "text")
    if sort == "date":
        return dated(text)
    if sort == "integer" and _WHOLE.fullmatch(text):
        return as_written(text, "integer")
    if sort == "amount" and _DECIMAL.fullmatch(text):
        return as_written(text, "decimal")
    return as_written(text, "anyURI") if sort == "url" and not _SPACE.search(text) else Literal(text)
