"""Words and a year in, the visible events of that year and place out: how an officer remembers a meeting."""

from __future__ import annotations

from graph.schema import EVENTS
from graph.store.bolt import Store
from graph.store.reads import Found
from graph.values.names import search_tokens


def held(store: Store, words: str, year: str, clearance: int, limit: int) -> list[Found]:
    """Visible events of a year ('' for any) with each word in a name or at the beginning of one of their city's."""
    tokens = search_tokens(words)
    rows = store.read(
        "MATCH (e:Entity) WHERE e.kind IN $events AND e.level <= $c "
        "AND coalesce(e.start_date[$c], e.date[$c], e.signed_on[$c], '') STARTS WITH $year "
        "AND all(t IN $tokens WHERE ' ' + toLower(coalesce(e.city[$c], '')) CONTAINS t OR EXISTS { "
        "MATCH (n:Name)-[:NAMES]->(e) WHERE n.level <= $c AND n.sort <> 'alias_id' AND (' ' + n.norm) CONTAINS t }) "
        "RETURN e.id AS id, e.names[$c] AS name, e.kind AS kind ORDER BY name, id LIMIT $limit",
        tokens=tokens,
        year=year,
        c=clearance,
        events=list(EVENTS),
        limit=limit,
    )
    return [Found(**row) for row in rows] if tokens else []
