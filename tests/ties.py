"""Claims in few words for tests of analyses: who did what with whom, on whose word, at which marking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from graph.schema import kind_of_id
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import UNDATED, parse_period
from graph.values.markings import Marking

_COPY = Source("ties", "Copy of page 0", url="https://copy.example/", mirror_of="https://page.example/0")
PAGES = (*(Source("ties", f"Page {n}", url=f"https://page.example/{n}") for n in range(4)), _COPY)
"""Five documents, two of which are one origin."""

ROLES = {"MEMBER_OF": "member", "ATTENDED": "participant", "TOOK_PART_IN": "participant"}


def mention(identifier: str) -> Mention:
    """The mention of an entity by its id."""
    return Mention(kind_of_id(identifier), key=identifier.partition(":")[2])


def tie(start: str, predicate: str, end: str, *, source: Source = PAGES[0], period: str = "", **more: Any) -> Claim:
    """One claim of a link between two ids."""
    role = more.pop("role", ROLES.get(predicate, ""))
    dates = parse_period(period) if period else UNDATED
    return Claim(mention(start), predicate, source, object=mention(end), role=role, period=dates, **more)


def told(identifier: str, predicate: str, value: str, *, marking: Marking = Marking.CLEAR) -> Claim:
    """One claim about an entity itself."""
    return Claim(mention(identifier), predicate, PAGES[0], value=value, marking=marking)


BODIES = ("agency:a", "agency:b", "agency:c", "network:n", "network:m")
PARTIES = (*BODIES, "country:KE", "country:TZ", "country:UG")
MEETINGS = ("meeting:m1", "meeting:m2")
OPERATIONS = ("operation:o1", "operation:o2")
TARGETS = ("crime-type:ivory", "crime-type:pangolin")

_SHAPES = (
    ("ATTENDED", PARTIES, MEETINGS, ("participant", "invited", "host")),
    ("ORGANISED", PARTIES, MEETINGS, ("",)),
    ("TOOK_PART_IN", PARTIES, OPERATIONS, ("participant",)),
    ("TOOK_PART_IN", PARTIES[5:], OPERATIONS, ("participant",)),
    ("MEMBER_OF", PARTIES, BODIES[3:], ("member", "observer")),
    ("SIGNED", PARTIES, ("agreement:s",), ("",)),
    ("OF_COUNTRY", BODIES, PARTIES[5:], ("",)),
    ("TARGETED", OPERATIONS, TARGETS, ("",)),
    ("PART_OF", BODIES, BODIES, ("",)),
)


@st.composite
def ties(draw: st.DrawFn, predicates: Sequence[str]) -> Claim:
    """One link of these sorts between few things, of any marking and source."""
    wanted = draw(st.sampled_from(predicates))
    predicate, starts, ends, roles = draw(st.sampled_from([shape for shape in _SHAPES if shape[0] == wanted]))
    start, end = draw(st.sampled_from(starts)), draw(st.sampled_from(ends))
    return tie(
        start,
        predicate,
        end if end != start else ends[ends.index(end) - 1],
        role=draw(st.sampled_from(roles)),
        source=draw(st.sampled_from(PAGES)),
        marking=draw(st.sampled_from((Marking.CLEAR, Marking.CLEAR, *Marking))),
        period=draw(st.sampled_from(("", "", "2010", "2010/2012", "2014/"))) if predicate == "MEMBER_OF" else "",
        credibility=draw(st.sampled_from(("", "2", "4"))),
    )


def webs_of(*predicates: str) -> st.SearchStrategy[list[Claim]]:
    """Claims enough to hang together."""
    return st.lists(ties(predicates), min_size=10, max_size=30, unique_by=lambda claim: claim.id)


webs = webs_of(*(shape[0] for shape in _SHAPES))
