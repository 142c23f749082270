"""What the driver returns in, JSON-like values out: the one place where its types are converted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from neo4j import Record

Row = dict[str, Any]
_PLAIN: Final = (str, int, float, bool)


def row_of(record: Record) -> Row:
    """One row of an answer, by the names of its columns."""
    return {key: plain(value) for key, value in zip(record.keys(), record.values(), strict=True)}


def plain(value: Any) -> Any:
    """Turn what the driver returns into JSON-like values: dates to ISO text, nodes to dicts, paths to lists."""
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    # Nearly all values are those above; a large answer has hundreds of thousands, so the import stands below them.
    from neo4j.graph import Node, Path, Relationship

    if isinstance(value, Node):
        return {"labels": sorted(value.labels)} | {key: plain(value[key]) for key in iter(value)}
    if isinstance(value, Relationship):
        return {"type": value.type} | {key: plain(value[key]) for key in iter(value)}
    if isinstance(value, Path):
        return [
            plain(part) for pair in zip(value.nodes, (*value.relationships, None), strict=True) for part in pair if part
        ]
    iso = getattr(value, "iso_format", None)
    return iso() if iso is not None else str(value)
