"""Things and links in, a STIX 2.1 bundle out: identities, reports and relationships, marked with TLP 2.0.

The ids of TLP 2.0's markings: OASIS, cti-stix-common-objects, extension definition for TLP 2.0 (2022).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, Any, Final
from uuid import NAMESPACE_URL, uuid5

from api.cli.output import clean
from api.exports.about import About
from graph.analysis.to_networkx import period_of
from graph.schema import KINDS, LINKS
from graph.store.plain import Row
from graph.values.dates import Period
from graph.values.markings import Marking

EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP: Final = {
    Marking.CLEAR: "94868c89-83c2-464b-929b-a1a8aa3c8487",
    Marking.GREEN: "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Marking.AMBER: "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Marking.AMBER_STRICT: "939a9414-2ddd-4d32-a0cd-375ea402b003",
    Marking.RED: "e828b379-4e03-4974-9ac4-e53a884c97c1",
}
IDENTITIES: Final = {"Country": "unspecified", "Agency": "organization", "Network": "organization", "Post": "class"}
"""Kinds that are identities, with their class; what happens or is agreed on is a report."""

FIRST: Final = "2020-01-01T00:00:00.000Z"
"""When an object was created of which no claim says so: the same in every bundle, as its id is."""

_SPACE: Final = uuid5(NAMESPACE_URL, "https://w3id.org/wengraph/ns#")


def write_stix(about: About, things: Iterable[Row], links: Iterable[Row], into: IO[bytes]) -> int:
    """A bundle; the first report says what it is. The same things and links have the same ids. How many links."""
    known = {thing["id"]: thing for thing in things}
    told = [link for link in links if link["start"] in known and link["end"] in known]
    objects = [_marking(about.marking), _author(about)]
    objects += [_thing(about, thing, refs) for thing, refs in _with_refs(known, told)]
    objects += [_relationship(about, link, known) for link in told]
    note = "; ".join(f"{name}: {text}" for name, text in about.lines().items())
    refs = [one["id"] for one in objects[1:]]
    told_of = {"name": about.title, "description": note, "created": about.made_at, "modified": about.made_at}
    objects.append(_object(about, "report", f"export {about.number}", refs=refs, **told_of))
    bundle = {"type": "bundle", "id": _id("bundle", f"export {about.number}"), "objects": objects}
    into.write(json.dumps(bundle, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
    return len(told)


def _with_refs(known: dict[str, Row], links: list[Row]) -> Iterator[tuple[Row, list[str]]]:
    """Each thing with the ids of the identities that are linked with it."""
    refs: dict[str, set[str]] = defaultdict(set)
    for link in links:
        for here, there in ((link["start"], link["end"]), (link["end"], link["start"])):
            if known[there]["kind"] in IDENTITIES:
                refs[here].add(_thing_id(known[there]))
    for identifier, thing in known.items():
        yield thing, sorted(refs[identifier])


def _marking(marking: Marking) -> dict[str, Any]:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{TLP[marking]}",
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{marking}",
        "extensions": {EXTENSION: {"extension_type": "property-extension", "tlp_2_0": str(marking).lower()}},
    }


def _author(about: About) -> dict[str, Any]:
    return _object(about, "identity", f"author {about.author}", name=about.author, identity_class="individual")


def _thing(about: About, row: Row, refs: list[str]) -> dict[str, Any]:
    kind = row["kind"]
    told = {"name": row["name"], "labels": [KINDS[kind].prefix]}
    if kind in IDENTITIES:
        return _object(about, "identity", row["id"], identity_class=IDENTITIES[kind], **told)
    return _object(about, "report", row["id"], refs=refs or [_id("identity", f"author {about.author}")], **told)


def _relationship(about: About, link: Row, known: dict[str, Row]) -> dict[str, Any]:
    role = f" ({link['role']})" if link["role"] else ""
    period = period_of(link)
    when = str(period) if period.dated else ""
    told = [f"{LINKS[link['type']].phrase}{role}", when, *link["remarks"], f"grade: {link['grade']}"]
    pages = [{"source_name": clean(title) or "source", "url": clean(url)} for title, url in link["pages"]]
    return _object(
        about,
        "relationship",
        link["id"],
        relationship_type=link["type"].lower().replace("_", "-"),
        source_ref=_thing_id(known[link["start"]]),
        target_ref=_thing_id(known[link["end"]]),
        description="; ".join(part for part in told if part),
        external_references=[{"source_name": "wengraph claim", "external_id": c} for c in link["claims"]] + pages,
        **_times(link, period),
    )


def _times(link: Row, period: Period) -> dict[str, Any]:
    """When a link was first and last recorded, and its own first and last day, as far as its claims say so."""
    told: dict[str, Any] = {}
    if link["recorded"]:
        told |= {"created": _moment(link["recorded"][0]), "modified": _moment(link["recorded"][-1])}
    if period.start:
        told["start_time"] = f"{period.start.earliest.isoformat()}T00:00:00.000Z"
    if period.end:
        told["stop_time"] = f"{period.end.latest.isoformat()}T23:59:59.999Z"
    return told


def _object(about: About, sort: str, key: str, *, refs: list[str] | None = None, **told: Any) -> dict[str, Any]:
    """An object with what all have; a report also has a day and what it is about.

    One with the same id was created at the same moment in every bundle.
    """
    texts = {name: clean(value) if isinstance(value, str) else value for name, value in told.items()}
    times = {"created": FIRST, "modified": FIRST} | texts
    report = {"published": times["created"], "object_refs": refs} if refs is not None else {}
    return {
        "type": sort,
        "spec_version": "2.1",
        "id": _id(sort, key),
        **times,
        **report,
        "object_marking_refs": [f"marking-definition--{TLP[about.marking]}"],
    }


def _moment(text: str) -> str:
    """A moment of recording as STIX writes it: UTC, to the millisecond."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _thing_id(row: Row) -> str:
    return _id("identity" if row["kind"] in IDENTITIES else "report", row["id"])


def _id(sort: str, key: str) -> str:
    return f"{sort}--{uuid5(_SPACE, key)}"
