"""Things and links in, entities of FollowTheMoney out as JSON Lines, for tools that read it (Aleph and others).

Names of schemata and properties: FollowTheMoney's model, https://schema.followthemoney.tech/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any, Final

from api.cli.output import clean
from api.exports.about import About
from graph.schema import LINKS
from graph.store.plain import Row
from graph.values.names import digest

SCHEMATA: Final = {
    "Country": "PublicBody",
    "Agency": "PublicBody",
    "Network": "Organization",
    "Meeting": "Event",
    "Operation": "Event",
    "Incident": "Event",
    "Agreement": "Document",
    "Recommendation": "Document",
    "Post": "Position",
}
"""Kinds as FollowTheMoney has them."""

OTHER: Final = "Note"
"""Other kinds have no counterpart there; `Thing` itself is abstract, and readers drop what is that alone."""


def write_ftm(about: About, things: Iterable[Row], links: Iterable[Row], into: IO[bytes]) -> int:
    """Entities, first one that says what the file is, then things, then what links them. How many links."""
    count = 0
    note = "; ".join(f"{name}: {text}" for name, text in about.lines().items())
    into.write(_line(_entity(f"export-{about.number}", "Note", {"name": [about.title], "description": [note]})))
    for thing in things:
        into.write(_line(_thing(thing)))
    for link in links:
        into.write(_line(_link(link)))
        count += 1
    return count


def _thing(row: Row) -> dict[str, Any]:
    schema, name = SCHEMATA.get(row["kind"], OTHER), [row["name"]]
    told = {"name": name, "country": [row["id"].partition(":")[2].lower()] if row["kind"] == "Country" else []}
    if schema == "Document":  # readers show its title, and refuse one without the name of a file
        told |= {"title": name, "fileName": name, "date": [row["since"]]}
    if schema == "Event":
        told |= {"startDate": [row["since"]], "endDate": [row["until"]]}
    if schema == OTHER:  # what readers show of a note
        told |= {"description": name}
    return _entity(row["id"], schema, told)


def _link(row: Row) -> dict[str, Any]:
    start, end = _id(row["start"]), _id(row["end"])
    told = {
        "startDate": [row["since"]],
        "endDate": [row["until"]],
        "role": [row["role"] or LINKS[row["type"]].phrase],
        "summary": row["remarks"],
        "recordId": row["claims"],
        "sourceUrl": [url for _, url in row["pages"]],
    }
    member = row["type"] == "MEMBER_OF"
    schema, ends = ("Membership", ("member", "organization")) if member else ("UnknownLink", ("subject", "object"))
    return _entity(row["id"], schema, {ends[0]: [start], ends[1]: [end], **told})


def _entity(identifier: str, schema: str, properties: dict[str, list[str]]) -> dict[str, Any]:
    told = {name: [clean(text) for text in values if text] for name, values in properties.items()}
    return {"id": _id(identifier), "schema": schema, "properties": {name: v for name, v in told.items() if v}}


def _id(identifier: str) -> str:
    """An id of FollowTheMoney: letters, digits and hyphens; the same thing always gets the same one."""
    return f"wengraph-{digest(identifier, size=32)}"


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
