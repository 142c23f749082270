"""A clearance in, the names by which texts may speak of what the store holds out, and sources by their titles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.store.bolt import Store
from graph.values.markings import Marking
from graph.values.names import normal_form

_LEAST_WORDS: Final = 5
"""Words of a title that tells a document apart: `News` or `Annual report 2019` don't."""


@dataclass(frozen=True, slots=True)
class Known:
    """A thing that a reader may see: its id, its kind, its names of all sorts, its first day ('' for none)."""

    id: str
    kind: str
    names: tuple[str, ...]
    first_day: str


def known_things(store: Store, clearance: Marking) -> list[Known]:
    """All things with the names that a reader may see, in the order of their ids."""
    rows = store.read(
        "MATCH (n:Name)-[:NAMES]->(e:Entity) WHERE n.level <= $c AND e.level <= $c "
        "RETURN e.id AS id, e.kind AS kind, collect(DISTINCT n.text) AS names, e.first_day[$c] AS day ORDER BY id",
        c=int(clearance),
    )
    return [Known(row["id"], row["kind"], tuple(sorted(row["names"])), _day(row["day"])) for row in rows]


def origin_of_titles(store: Store, titles: Iterable[str], clearance: Marking, *, but: str) -> tuple[str, str]:
    """The origin and the title of a source, `but` that one, that a reader may see and that bears one of these titles.

    Both '' for none.

    A title counts where it has five words or more; one in brackets after it (`(copy)`) is set aside.
    """
    wanted = {key for title in titles if len((key := normal_form(title)).split()) >= _LEAST_WORDS}
    if not wanted:
        return "", ""
    rows = store.read(
        "MATCH (s:Source)<-[:FROM]-(c:Claim) WHERE c.level <= $c AND s.level <= $c AND s.title IS NOT NULL "
        "AND s.id <> $but "
        "RETURN DISTINCT s.title AS title, s.origin AS origin ORDER BY title, origin",
        c=int(clearance),
        but=but,
    )
    found = [(row["origin"], row["title"]) for row in rows if normal_form(row["title"].split(" (")[0]) in wanted]
    return found[0] if found else ("", "")


def _day(text: str | None) -> str:
    return text if text and not text.startswith("0001") else ""
