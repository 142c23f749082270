"""What a reader may see of the things that are compared with each other, and of judgements on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.schema import NAME_SORTS
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.reads import VISIBLE

SECONDS: Final = 120.0
"""All names and links of a large store take longer than a question may."""


def things(store: Store, clearance: int, kinds: Sequence[str]) -> list[Row]:
    """All visible entities of these kinds with their codes, names by sort, countries, days and neighbours."""
    return store.read(
        "MATCH (e:Entity) WHERE e.kind IN $kinds AND e.level <= $c "
        "RETURN e.id AS id, e.kind AS kind, e.names[$c] AS name, "
        "[code IN [e.agency_kind[$c], e.network_kind[$c]] WHERE code <> ''] AS codes, "
        "[code IN [e.functions[$c]] WHERE code <> ''] AS functions, "
        "coalesce(e.start_date[$c], e.signed_on[$c], '') AS opens, coalesce(e.end_date[$c], '') AS closes, "
        "COLLECT { MATCH (n:Name)-[:NAMES]->(e) WHERE n.level <= $c "
        "  RETURN DISTINCT [n.sort, n.text] AS told ORDER BY told } AS names, "
        f"COLLECT {{ MATCH (e)-[l:OF_COUNTRY|HELD_IN]->(o:Country) WHERE {VISIBLE} AND o.level <= $c "
        "  RETURN DISTINCT o.id AS country ORDER BY country } AS countries, "
        f"COLLECT {{ MATCH (e)-[l]-(o:Entity) WHERE {VISIBLE} AND o.level <= $c AND NOT o:Country "
        "  RETURN DISTINCT o.id AS other ORDER BY other } AS neighbours ORDER BY id",
        kinds=list(kinds),
        c=clearance,
        seconds=SECONDS,
    )


def countries_mentioned(store: Store, clearance: int, kinds: Sequence[str]) -> list[Row]:
    """The country codes that visible claims give where they mention an entity that no record describes."""
    return store.read(
        "MATCH (e:Entity) WHERE e.kind IN $kinds AND e.level <= $c AND e.unresolved[$c] = 'yes' "
        "MATCH (e)<-[:ABOUT]-(k:Claim) WHERE k.level <= $c "
        "UNWIND [CASE WHEN k.start = e.id THEN k.subject[3] END, CASE WHEN k.end = e.id THEN k.object[3] END] AS code "
        "WITH e, code WHERE code <> '' RETURN DISTINCT e.id AS id, code ORDER BY id, code",
        kinds=list(kinds),
        c=clearance,
        seconds=SECONDS,
    )


def judgements(store: Store, clearance: int) -> list[Row]:
    """All visible judgements, the oldest first."""
    return store.read(
        "MATCH (j:Judgement) WHERE j.level <= $c RETURN j.id AS id, j.left AS left, j.right AS right, "
        "j.verdict AS verdict, j.author AS author, j.reason AS reason, j.recorded_at AS recorded_at "
        "ORDER BY recorded_at, id",
        c=clearance,
    )


FULL_NAMES: Final = tuple(sort for sort in NAME_SORTS if sort not in ("acronym", "alias_id"))
"""The sorts of names that are read word by word."""
