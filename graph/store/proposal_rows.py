"""A proposal in, the properties of its node out; and back: the claim as JSON, and what it is looked up by."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from graph.resolve import names_token, node_of
from graph.schema import LINKS, NAME_SORTS
from graph.store.claim_rows import token
from graph.store.plain import Row
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import UNDATED, PartialDate, Period
from graph.values.markings import Marking
from graph.values.proposals import Proposal

_SOURCE: Final = tuple(f.name for f in fields(Source) if f.init and f.name != "marking")
_TEXTS: Final = (
    *("predicate", "value", "role", "record", "locator", "quote", "basis", "credibility", "classification"),
    *("loader", "first_recorded"),
)
LOOKED_UP_BY: Final = ("claim_id", "predicate", "sort", "kinds", "names", "ends")
"""Properties of a proposal's node that are made of its claim."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A proposal as the store keeps it, with what it needs of its document.

    `claim` is the claim as it stands, `original` as it was read where a person changed it. `landed` are claims that
    accepting it recorded, `implied` says that it was accepted along with a fact that it names an end of.
    """

    id: str
    level: Marking
    state: str
    rule: str
    score: float
    start: int
    end: int
    place: str
    claim: Claim
    original: Claim | None
    document: str
    document_name: str
    document_title: str
    document_level: Marking
    document_origin: str
    decided_by: str
    decided_at: str
    reason: str
    implied: bool
    landed: tuple[str, ...]
    locked_by: str
    locked_until: str
    locked_level: int

    @property
    def read(self) -> Claim:
        """The claim as it was read in the document."""
        return self.original or self.claim

    def accepted(self) -> list[Claim]:
        """The claims to record: this one, and the names in passing of what it mentions by name, as a table's row has.

        They are marked as the proposal is now, and count as one voice with what its document repeats.
        """
        source = replace(self.claim.source, marking=self.document_level)
        if source.origin != self.document_origin:
            source = replace(source, copy_of=self.document_origin)
        claim = replace(self.claim, source=source, marking=self.level)
        return [claim, *(_in_passing(claim, m) for m in _ends(claim) if m.name and m.kind != "Country")]


def _ends(claim: Claim) -> list[Mention]:
    """What a claim speaks of; a name speaks of nothing but itself."""
    return [] if claim.predicate in NAME_SORTS else [m for m in (claim.subject, claim.object) if m]


def _in_passing(claim: Claim, mention: Mention) -> Claim:
    told = replace(claim, subject=mention, predicate="mentioned_as", value=mention.name)
    return replace(told, object=None, role="", period=UNDATED)


def claim_text(claim: Claim) -> str:
    """A claim as JSON."""
    told: dict[str, Any] = {name: text for name in _TEXTS if (text := getattr(claim, name))}
    told |= {"subject": claim.subject.as_list(), "object": claim.object.as_list() if claim.object else None}
    told |= {"from": str(claim.period.start or ""), "to": str(claim.period.end or ""), "marking": int(claim.marking)}
    told |= {"released_to": list(claim.released_to)}
    source = {name: text for name in _SOURCE if (text := getattr(claim.source, name))}
    told["source"] = source | {"marking": int(claim.source.marking)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def claim_of_text(text: str) -> Claim:
    """The claim that `claim_text` wrote."""
    told = json.loads(text)
    dates = [PartialDate(told[name]) if told[name] else None for name in ("from", "to")]
    source = told["source"]
    return Claim(
        subject=Mention(*told["subject"]),
        object=Mention(*told["object"]) if told["object"] else None,
        source=Source(**(source | {"marking": Marking(source["marking"])})),
        period=Period(*dates),
        marking=Marking(told["marking"]),
        released_to=tuple(told["released_to"]),
        **{name: told[name] for name in _TEXTS if name in told},
    )


def new_row(proposal: Proposal, level: Marking) -> Row:
    """The properties of a proposal that nobody has judged."""
    claim = proposal.claim
    told: Row = {"id": proposal.id, "document": claim.source.id, "words": proposal.words, "state": "open"}
    told |= {"rule": proposal.rule, "score": proposal.score, "start": proposal.start, "end": proposal.end}
    told["place"] = f"{claim.source.id}/{proposal.start:010d}/{proposal.id}"
    return told | stands_for(claim, level)


def stands_for(claim: Claim, level: Marking) -> Row:
    """What a proposal's node tells of the claim that it stands for, and what it is looked up by."""
    things = [m for m in (claim.subject, claim.object) if m]
    naming = claim.predicate in NAME_SORTS
    names = set[str]()
    if naming:
        names = _tokens(claim.subject)
        called = names_token(claim.predicate, claim.value)
        names |= {f"{family}|{called}" for family in _families(claim.subject.kind)}
    ends = {known for thing in _ends(claim) for known in _tokens(thing)}
    return {
        "claim": claim_text(claim),
        "claim_id": claim.id,
        "level": int(level),
        "predicate": claim.predicate,
        "sort": "link" if claim.predicate in LINKS else "name" if naming else "property",
        "kinds": sorted({thing.kind for thing in things}),
        "names": sorted(names),
        "ends": sorted(ends),
    }


def _tokens(mention: Mention) -> set[str]:
    told = token(mention)
    return {f"{family}|{told}" for family in _families(mention.kind)} if told else set()


def _families(kind: str) -> set[str]:
    """The families of kinds that a mention may mean; a party may be a body or a country."""
    return {"Body", "Country"} if kind == "Party" else {node_of(kind, "")[0]}


def kept_of(row: Row) -> Kept:
    """The stored proposal that a row of `p` and `d` (a node's properties, its document's) tells of."""
    p, d = row["p"], row["d"]
    same: Row = {name: p[name] for name in ("id", "state", "rule", "score", "start", "end", "place", "document")}
    told: Row = {
        name: p.get(name) or "" for name in ("decided_by", "decided_at", "reason", "locked_by", "locked_until")
    }
    return Kept(
        level=Marking(p["level"]),
        claim=claim_of_text(p["claim"]),
        original=claim_of_text(p["original"]) if p.get("original") else None,
        document_name=d["name"],
        document_title=d["title"],
        document_level=Marking(d["level"]),
        document_origin=d["origin"],
        implied=bool(p.get("implied")),
        landed=tuple(p.get("landed") or ()),
        locked_level=p.get("locked_level") or 0,
        **same,
        **told,
    )
