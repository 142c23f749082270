"""One declarative spec per record kind: which columns name, describe and link what. A new table needs no other code."""

from __future__ import annotations

from typing import Final

from loaders.base import Link, Ref, Spec

AGENCY_KINDS_OF_NETWORKS: Final = ("igo", "ngo", "secretariat", "national-unit")
"""Rows of a networks table that are bodies of their own: a headquarters or an office, not something one belongs to."""

_COUNTRY: Final = Ref("Country", id="country_iso2")
_SEAT: Final = Ref("Country", id="headquarters_country_iso2")
_SEAT_LINKS: Final = (
    Link({"": ("OF_COUNTRY", "")}, end=_COUNTRY),
    Link({"": ("BASED_IN", "")}, end=_SEAT),
    Link({"": ("PART_OF", "")}, end=Ref("Body", id="parent_id")),
    Link({"": ("SUCCEEDED_BY", "")}, end=Ref("Body", id="succeeded_by", many=True)),
)
_BODY_NAMES: Final = {"name": "name", "local_name": "local_name", "acronym": "acronym"}

SPECS: Final = {
    spec.name: spec
    for spec in (
        Spec(
            "aliases",
            required=("id",),
            kind="Body",
            names={"alias_id": "alias_id", "alias": "alias"},
        ),
        Spec(
            "networks",
            required=("name",),
            kind="Network",
            kind_by=dict.fromkeys(AGENCY_KINDS_OF_NETWORKS, "Agency"),
            names=_BODY_NAMES,
            properties={
                "founded": "founded",
                "ended": "ended",
                "headquarters_city": "city",
                "region": "region",
                "website": "website",
                "note": "note",
                "kind": "kind",
            },
            country_in="country_iso2",
            links=_SEAT_LINKS,
        ),
        Spec(
            "agencies",
            required=("name",),
            kind="Agency",
            names=_BODY_NAMES,
            properties={
                "functions": "functions",
                "founded": "founded",
                "ended": "ended",
                "headquarters_city": "city",
                "website": "website",
                "note": "note",
                "kind": "kind",
            },
            country_in="country_iso2",
            links=_SEAT_LINKS,
        ),
        Spec(
            "species",
            required=("scientific_name",),
            kind="Taxon",
            id_in="",
            parts=("scientific_name",),
            names={"scientific_name": "name", "common_name": "alias"},
            properties={
                "scientific_name": "scientific_name",
                "cites_appendix": "cites_appendix",
                "gbif_or_col_id": "external_id",
            },
        ),
        Spec(
            "tools",
            required=("name",),
            kind="Tool",
            names={"name": "name", "acronym": "acronym"},
            properties={"kind": "kind", "status": "tool_status", "note": "note"},
            links=(Link({"": ("OFFERS", "")}, start=Ref("Body", id="offered_by", many=True)),),
        ),
        Spec(
            "meetings",
            required=("id",),
            kind="Meeting",
            names={"title": "name"},
            properties={
                "kind": "kind",
                "start_date": "start_date",
                "end_date": "end_date",
                "city": "city",
                "representatives": "representatives",
                "outcome": "outcome",
            },
            links=(
                Link({"": ("HELD_IN", "")}, end=_COUNTRY),
                Link({"": ("ORGANISED", "")}, start=Ref("Party", id="organiser_ids", many=True)),
                Link({"": ("FOLLOWS", "")}, end=Ref("Meeting", id="follows", many=True)),
            ),
        ),
        Spec(
            "operations",
            required=("name",),
            kind="Operation",
            names={"name": "name"},
            properties={
                "series": "series",
                "start_date": "start_date",
                "end_date": "end_date",
                "place": "place",
                "countries_count": "countries_count",
                "seizures_count": "seizures_count",
                "arrests_count": "arrests_count",
                "outcome_note": "outcome",
            },
            links=(
                Link({"": ("LED", "")}, start=Ref("Party", id="lead_ids", many=True)),
                Link({"": ("TARGETED", "")}, end=Ref("CrimeType", id="crime_types", many=True)),
                Link({"": ("TARGETED", "")}, end=Ref("Taxon", name="species", many=True)),
            ),
        ),
        Spec(
            "agreements",
            required=("title",),
            kind="Agreement",
            names={"title": "name"},
            properties={"kind": "kind", "signed_on": "signed_on", "text_url": "text_url"},
            links=(
                Link({"": ("SIGNED", "")}, start=Ref("Party", id="parties", many=True), since_in="signed_on"),
                Link({"": ("FOLLOWS", "")}, end=Ref("Meeting", id="follows", many=True)),
            ),
        ),
        Spec(
            "recommendations",
            required=("meeting_id", "number", "text_in_own_words"),
            kind="Recommendation",
            id_in="",
            parts=("meeting_id", "number"),
            names={"text_in_own_words": "name"},
            properties={"kind": "kind", "number": "number", "text_in_own_words": "text"},
            links=(
                Link({"": ("ISSUED", "")}, start=Ref("Meeting", id="meeting_id")),
                Link(
                    {"": ("ADDRESSED_TO", "")},
                    end=Ref("Party", id="addressed_to_id", many=True),
                    basis_in="addressed_basis",
                    default_basis="inferred",
                ),
                Link({"": ("CONCERNS", "")}, end=Ref("Tool", id="concerns", many=True)),
            ),
        ),
        Spec(
            "incidents",
            required=("what",),
            kind="Incident",
            names={"what": "name"},
            properties={
                "kind": "kind",
                "date": "date",
                "place": "place",
                "quantity": "quantity",
                "unit": "unit",
                "persons_arrested": "persons_arrested",
                "persons_summoned": "persons_summoned",
                "persons_convicted": "persons_convicted",
                "persons_released": "persons_released",
                "amount": "amount",
                "currency": "currency",
                "what": "what",
            },
            links=(
                Link({"": ("HAPPENED_IN", "")}, end=_COUNTRY),
                Link({"": ("REPORTED", "")}, start=Ref("Body", id="reported_by", many=True)),
                Link({"": ("CONCERNS", "")}, end=Ref("CrimeType", id="crime_type", many=True)),
                Link({"": ("CONCERNS", "")}, end=Ref("Taxon", name="species", many=True)),
            ),
        ),
        Spec(
            "posts",
            required=("title",),
            kind="Post",
            names={"title": "name"},
            properties={"kind": "kind", "status": "post_status", "note": "note"},
            links=(
                Link({"": ("PART_OF", "")}, end=Ref("Body", id="body_id")),
                Link({"": ("OF_COUNTRY", "")}, end=_COUNTRY),
                Link({"": ("CONCERNS", "")}, end=Ref("CrimeType", id="concerns", many=True)),
            ),
        ),
        Spec(
            "memberships",
            required=(),
            links=(
                Link(
                    {
                        **{
                            r: ("MEMBER_OF", r) for r in ("member", "party", "signatory", "host", "partner", "observer")
                        },
                        "": ("MEMBER_OF", "member"),
                        "supporter": ("SUPPORTED", ""),
                        "national-task-force": ("PART_OF", ""),
                    },
                    start=Ref("Party", id="member_id", name="member_name", kind_in="member_kind"),
                    end=Ref("Body", id="network_id", name="network_name"),
                    role_in="role",
                    since_in="valid_from",
                    until_in="valid_to",
                    value_in="step",
                ),
            ),
        ),
        Spec(
            "attendance",
            required=(),
            links=(
                Link(
                    {
                        **{r: ("ATTENDED", r) for r in ("participant", "observer", "speaker", "host", "invited")},
                        "": ("ATTENDED", "participant"),
                        "organiser": ("ORGANISED", ""),
                    },
                    start=Ref("Party", id="attendee_id", name="attendee_name", kind_in="attendee_kind"),
                    end=Ref("Meeting", id="meeting_id", name="meeting_title"),
                    role_in="role",
                ),
            ),
        ),
        Spec(
            "operation_participants",
            required=(),
            links=(
                Link(
                    {
                        "": ("TOOK_PART_IN", "participant"),
                        "lead": ("LED", ""),
                        "coordinator": ("TOOK_PART_IN", "coordinator"),
                        "participant": ("TOOK_PART_IN", "participant"),
                        "support": ("SUPPORTED", ""),
                    },
                    start=Ref("Party", id="participant_id", name="participant_name", kind_in="participant_kind"),
                    end=Ref("Operation", id="operation_id", name="operation_name"),
                    role_in="role",
                ),
            ),
        ),
        Spec(
            "tool_access",
            required=("access",),
            links=(
                Link(
                    {"has": ("HAS_ACCESS_TO", "has"), "lacks": ("HAS_ACCESS_TO", "lacks")},
                    start=Ref("Party", id="who_id", name="who_name", kind_in="who_kind"),
                    end=Ref("Tool", id="tool_id", name="tool_name"),
                    role_in="access",
                    since_in="valid_from",
                    until_in="valid_to",
                    value_in="note",
                ),
            ),
        ),
    )
}
"""In the order of loading: what names entities comes before what links them, so that little is resolved twice."""
