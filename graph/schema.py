"""The one table: kinds with properties, link types with ends, roles and tie rungs; all else is checked from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from graph.errors import UsageError

PropertyType = Literal["text", "code", "date", "integer", "amount", "url"]
End = Literal["from", "to"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entity: its Neo4j label, the prefix of its ids, its properties; `dates` names its own period."""

    label: str
    prefix: str
    properties: dict[str, PropertyType]
    dates: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LinkType:
    """One type of link. `small_end` is the end with few links of the type: every MERGE and DELETE starts there.

    `roles` gives each role its tie rung (see RUNGS); '' is the link without a role.
    """

    name: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    small_end: End
    roles: dict[str, int]
    phrase: str
    inverse: str


RUNGS: Final = ("no tie", "invited", "attended", "hosted", "signed", "operated together")

_BODY: Final = ("Agency", "Network")
_PARTY: Final = ("Country", "Agency", "Network")
ABSTRACT: Final = {"Body": _BODY, "Party": (*_BODY, "Country")}
"""What a source may leave open: an organisation is an Agency or a Network. An unknown one is taken as the first."""

KINDS: Final = {
    kind.label: kind
    for kind in (
        Kind("Country", "country", {"note": "text"}),
        Kind(
            "Agency",
            "agency",
            {
                "agency_kind": "code",
                "functions": "code",
                "founded": "date",
                "ended": "date",
                "city": "text",
                "region": "text",
                "website": "url",
                "note": "text",
            },
            dates=("founded", "ended"),
        ),
        Kind(
            "Network",
            "network",
            {
                "network_kind": "code",
                "founded": "date",
                "ended": "date",
                "city": "text",
                "region": "text",
                "website": "url",
                "note": "text",
            },
            dates=("founded", "ended"),
        ),
        Kind(
            "Meeting",
            "meeting",
            {
                "meeting_kind": "code",
                "start_date": "date",
                "end_date": "date",
                "city": "text",
                "representatives": "integer",
                "outcome": "text",
                "note": "text",
            },
            dates=("start_date", "end_date"),
        ),
        Kind(
            "Operation",
            "operation",
            {
                "series": "code",
                "start_date": "date",
                "end_date": "date",
                "place": "text",
                "countries_count": "integer",
                "seizures_count": "integer",
                "arrests_count": "integer",
                "outcome": "text",
                "note": "text",
            },
            dates=("start_date", "end_date"),
        ),
        Kind(
            "Agreement",
            "agreement",
            {"agreement_kind": "code", "signed_on": "date", "text_url": "url", "note": "text"},
            dates=("signed_on", "signed_on"),
        ),
        Kind(
            "Recommendation",
            "recommendation",
            {"recommendation_kind": "code", "number": "text", "text": "text", "note": "text"},
        ),
        Kind(
            "Incident",
            "incident",
            {
                "incident_kind": "code",
                "date": "date",
                "place": "text",
                "quantity": "integer",
                "unit": "text",
                "persons_arrested": "integer",
                "persons_summoned": "integer",
                "persons_convicted": "integer",
                "persons_released": "integer",
                "amount": "amount",
                "currency": "code",
                "what": "text",
                "note": "text",
            },
            dates=("date", "date"),
        ),
        Kind("Post", "post", {"post_kind": "code", "post_status": "code", "note": "text"}),
        Kind("CrimeType", "crime-type", {"crime_group": "code", "note": "text"}),
        Kind(
            "Taxon",
            "taxon",
            {"scientific_name": "text", "cites_appendix": "text", "external_id": "text", "note": "text"},
        ),
        Kind("Tool", "tool", {"tool_kind": "code", "tool_status": "text", "note": "text"}),
    )
}

_MEMBER: Final = {
    "member": 4,
    "party": 4,
    "signatory": 4,
    "host": 3,
    "partner": 2,
    "observer": 1,
}
_ATTENDED: Final = {"participant": 2, "speaker": 2, "observer": 2, "host": 3, "invited": 1}
_TOOK_PART: Final = {"participant": 5, "coordinator": 5}

LINKS: Final = {
    link.name: link
    for link in (
        LinkType("MEMBER_OF", _PARTY, _BODY, "from", _MEMBER, "is a member of", "has as a member"),
        LinkType("PART_OF", (*_BODY, "Post"), _BODY, "from", {"": 0}, "is part of", "includes"),
        LinkType("OF_COUNTRY", (*_BODY, "Post"), ("Country",), "from", {"": 0}, "belongs to", "is the country of"),
        LinkType("BASED_IN", _BODY, ("Country",), "from", {"": 0}, "has its seat in", "is the seat of"),
        LinkType("SUCCEEDED_BY", _BODY, _BODY, "from", {"": 0}, "was succeeded by", "succeeded"),
        LinkType("ATTENDED", _PARTY, ("Meeting",), "to", _ATTENDED, "attended", "was attended by"),
        LinkType("ORGANISED", _PARTY, ("Meeting",), "to", {"": 3}, "organised", "was organised by"),
        LinkType("HELD_IN", ("Meeting",), ("Country",), "from", {"": 0}, "was held in", "was the place of"),
        LinkType("LED", _PARTY, ("Operation",), "to", {"": 5}, "led", "was led by"),
        LinkType("TOOK_PART_IN", _PARTY, ("Operation",), "to", _TOOK_PART, "took part in", "had taking part"),
        LinkType("SUPPORTED", _PARTY, ("Operation", "Meeting", *_BODY), "to", {"": 3}, "supported", "was supported by"),
        LinkType("TARGETED", ("Operation",), ("CrimeType", "Taxon"), "from", {"": 0}, "targeted", "was targeted by"),
        LinkType("SIGNED", _PARTY, ("Agreement",), "to", {"": 4}, "signed", "was signed by"),
        LinkType("ISSUED", ("Meeting",), ("Recommendation",), "to", {"": 0}, "issued", "was issued by"),
        LinkType(
            "ADDRESSED_TO", ("Recommendation",), _PARTY, "from", {"": 0}, "is addressed to", "is the addressee of"
        ),
        LinkType(
            "FOLLOWS",
            ("Meeting", "Operation", "Agreement", "Network"),
            ("Recommendation", "Meeting", "Operation", "Agreement"),
            "from",
            {"": 0},
            "follows",
            "is followed by",
        ),
        LinkType("OFFERS", _BODY, ("Tool",), "to", {"": 0}, "offers", "is offered by"),
        LinkType("HAS_ACCESS_TO", _PARTY, ("Tool",), "to", {"has": 0, "lacks": 0}, "has access to", "has users"),
        LinkType("REPORTED", _PARTY, ("Incident",), "to", {"": 0}, "reported", "was reported by"),
        LinkType(
            "CONCERNS",
            ("Incident", "Recommendation", "Post", *_BODY),
            ("CrimeType", "Taxon", "Tool", *_BODY),
            "from",
            {"": 0},
            "concerns",
            "is the concern of",
        ),
        LinkType(
            "HAPPENED_IN", ("Incident",), ("Country",), "from", {"": 0}, "happened in", "was the place of the incident"
        ),
    )
}

EVENTS: Final = ("Meeting", "Operation", "Agreement", "Incident")
"""Kinds that happen: a link to one holds from its first day on, where the link has no dates of its own."""

NAME_SORTS: Final = ("name", "local_name", "mentioned_as", "alias", "acronym", "alias_id")
"""Predicates that name an entity, best first for display; `name` alone declares that the entity exists."""

CRIME_TYPES: Final = {
    "wildlife-trafficking": ("Wildlife trafficking", "offence"),
    "poaching": ("Poaching", "offence"),
    "illegal-logging": ("Illegal logging", "offence"),
    "fisheries-crime": ("Fisheries crime", "offence"),
    "pollution-crime": ("Pollution crime", "offence"),
    "waste-trafficking": ("Waste trafficking", "offence"),
    "illegal-mining": ("Illegal mining", "offence"),
    "bird-persecution": ("Bird persecution", "offence"),
    "egg-theft": ("Egg theft", "offence"),
    "hare-coursing": ("Hare coursing", "offence"),
    "badger-persecution": ("Badger persecution", "offence"),
    "bat-crime": ("Bat crime", "offence"),
    "online-trade": ("Online trade", "offence"),
    "eel-trafficking": ("Eel trafficking", "offence"),
    "ivory": ("Ivory", "commodity"),
    "rhino-horn": ("Rhino horn", "commodity"),
    "pangolin": ("Pangolins", "commodity"),
    "big-cats": ("Big cats", "commodity"),
    "reptiles": ("Reptiles", "commodity"),
}
"""Code → (name, group). A code that is not here is kept as an unresolved CrimeType."""


def kinds_of(kind: str) -> tuple[str, ...]:
    """The concrete kinds that a mention's kind leaves open, the one assumed for an unknown entity first."""
    if kind in ABSTRACT:
        return ABSTRACT[kind]
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is not a kind.", mend=f"Known: {', '.join(KINDS)}.")
    return (kind,)


def entity_id(kind: str, key: str) -> str:
    """`kind:key`, the public id of an entity."""
    return f"{KINDS[kind].prefix}:{key}"


def kind_of_id(identifier: str) -> str:
    """The kind that an id's prefix names; raises UsageError for an unknown prefix."""
    prefix = identifier.partition(":")[0]
    for kind in KINDS.values():
        if kind.prefix == prefix:
            return kind.label
    raise UsageError(f"{identifier!r} is not an id.", mend="Ids look like country:KE or agency:interpol.")


def rung(link: str, role: str) -> int:
    """How strong a tie this link is: an index into RUNGS."""
    return LINKS[link].roles.get(role, 0)
