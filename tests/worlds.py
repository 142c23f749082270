"""Small worlds for property tests: bodies with overlapping names, claims and judgements of mixed markings and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from graph.judgements import Judgement
from graph.values.claims import BASES, Claim, Mention, Source
from graph.values.dates import parse_period
from graph.values.markings import Marking

KEYS = ("a", "b", "c", "d")
NAMES = ("Kenya Wildlife Service", "KENYA WILDLIFE SERVICE", "Wildlife Service", "KWS", "kws", "Ranger Unit")
COUNTRIES = ("", "", "KE", "TZ")
PERIODS = ("", "", "2010", "2010/2012", "2011-05", "2011/", "/2010", "2012-12-31/2015", "2016")
PRESS, PAGE = "https://press.example/1", "https://page.example/2"

SOURCES = (
    Source("one", "Press release", url=PRESS, reliability="B"),
    Source("one", "Copy of the release", url="https://copy.example", mirror_of=PRESS),
    Source("one", "Internal note", marking=Marking.AMBER),
    Source("two", "Page", url=PAGE, reliability="F"),
    Source("two", "Report", publisher="Partner", marking=Marking.GREEN, scheme="uk-3x5x2", reliability="1"),
)


@dataclass(frozen=True)
class World:
    """What is there to load, in one order of many."""

    claims: tuple[Claim, ...]
    judgements: tuple[Judgement, ...]

    def at(self, clearance: int) -> World:
        """What is marked at or below a clearance."""
        claims = tuple(c for c in self.claims if c.level <= clearance)
        return World(claims, tuple(j for j in self.judgements if j.level <= clearance))


def _pick(*choices: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(choices)


markings = st.sampled_from(Marking)
_countries = _pick(*COUNTRIES)


def _keyed(*kinds: str) -> st.SearchStrategy[Mention]:
    return st.builds(Mention, _pick(*kinds), key=_pick(*KEYS), country=_countries)


def _named(*kinds: str) -> st.SearchStrategy[Mention]:
    return st.builds(Mention, _pick(*kinds), name=_pick(*NAMES), country=_countries)


_bodies = _keyed("Agency", "Network", "Body") | _named("Agency", "Network", "Body")
_countries_meant = st.builds(Mention, st.just("Country"), key=_pick("KE", "TZ"))
_parties = _keyed("Party") | _named("Party") | _bodies | _countries_meant | st.just(Mention("Party", key="KE"))
_meetings = st.builds(Mention, st.just("Meeting"), key=_pick("a", "m")) | st.just(
    Mention("Meeting", name="Ranger Unit")
)


@st.composite
def _naming(draw: st.DrawFn) -> dict[str, Any]:
    """A name, an acronym or another id; only an agency or a network with an id of its own is declared."""
    sort = draw(_pick("name", "name", "acronym", "alias", "alias_id", "mentioned_as", "local_name"))
    subject = draw(_keyed("Agency", "Network") if sort == "name" else _keyed("Agency", "Network", "Body") | _bodies)
    value = draw(_pick(*KEYS) if sort == "alias_id" else _pick(*NAMES))
    return {"subject": subject, "predicate": sort, "value": value}


@st.composite
def _meeting_told(draw: st.DrawFn) -> dict[str, Any]:
    sort = draw(_pick("name", "start_date", "outcome"))
    value = draw(
        {"name": _pick("Ranger Unit", "Summit"), "start_date": _pick("2011", "2011-05-02")}.get(sort, _pick("x"))
    )
    return {"subject": Mention("Meeting", key=draw(_pick("a", "m"))), "predicate": sort, "value": value}


@st.composite
def _described(draw: st.DrawFn) -> dict[str, Any]:
    sort = draw(_pick("agency_kind", "network_kind", "founded", "ended", "note"))
    value = draw(_pick("2001", "2001-04-03", "2010") if sort in ("founded", "ended") else _pick("police", "ngo"))
    return {"subject": draw(_bodies), "predicate": sort, "value": value}


@st.composite
def _linking(draw: st.DrawFn) -> dict[str, Any]:
    """A link between two entities; ends, role and dates come from small pools, so that several claims make one fact."""
    predicate, roles, start, end = draw(
        _pick(
            ("MEMBER_OF", ("member", "observer"), _parties, _bodies),
            ("PART_OF", ("",), _bodies, _bodies),
            ("ATTENDED", ("participant",), _parties, _meetings),
            ("OF_COUNTRY", ("",), _bodies, _countries_meant),
        )
    )
    told = {"subject": draw(start), "predicate": predicate, "object": draw(end), "role": draw(_pick(*roles))}
    return told | {"period": parse_period(draw(_pick(*PERIODS))), "value": draw(_pick("", "", "acceding"))}


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """One claim of any sort."""
    told = draw(_naming() | _linking() | _naming() | _linking() | _described() | _meeting_told())
    return Claim(
        **told,
        source=draw(_pick(*SOURCES)),
        marking=draw(markings),
        basis=draw(_pick(*BASES)),
        credibility=draw(_pick("", "A", "D")),
    )


judgements = st.builds(
    Judgement,
    left=_pick("agency:a", "agency:b", "network:c", "network:d", "meeting:a"),
    right=_pick("agency:b", "network:a", "agency:c", "agency:d", "meeting:m"),
    verdict=_pick("same", "same", "same", "different", "unsure"),
    author=st.just("officer"),
    reason=st.just("read both pages"),
    recorded_at=_pick("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"),
    level=markings,
).filter(lambda j: j.left.startswith("meeting") == j.right.startswith("meeting") and j.left != j.right)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Claims and judgements with ids of their own; a few claims alone meet too seldom to be worth a store."""
    told = draw(st.lists(claims(), min_size=6, max_size=16, unique_by=lambda c: c.id))
    judged = draw(st.lists(judgements, max_size=3, unique_by=lambda j: j.id))
    return World(tuple(told), tuple(judged))


@st.composite
def shuffled_batches(draw: st.DrawFn, world: World) -> list[World]:
    """The same things in another order, split into batches; judgements land before, with or after the claims."""
    things = draw(st.permutations((*world.claims, *world.judgements)))
    cuts = sorted(draw(st.sets(st.integers(0, len(things)), max_size=4)))
    parts = [things[a:b] for a, b in zip((0, *cuts), (*cuts, len(things)), strict=True)]
    return [
        World(tuple(x for x in p if isinstance(x, Claim)), tuple(x for x in p if isinstance(x, Judgement)))
        for p in parts
        if p
    ]
