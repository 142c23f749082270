"""A claim in, one sentence that says it out, with the names as its source wrote them or as a reader knows them."""

from __future__ import annotations

from graph.schema import KINDS, LINKS, NAME_SORTS, kinds_of
from graph.values.claims import Claim, Mention

_NAMED = {
    "name": "is called",
    "local_name": "is called in its own language",
    "mentioned_as": "is mentioned as",
    "alias": "is also called",
    "acronym": "is known for short as",
    "alias_id": "is also known by the id",
}


def as_words(claim: Claim, start: str = "", end: str = "") -> str:
    """The claim as a sentence; `start` and `end` are the names to show, by default as mentioned."""
    subject, when = start or label(claim.subject), _when(claim)
    if claim.predicate in LINKS and claim.object:
        role = f" ({claim.role})" if claim.role else ""
        remark = f": {claim.value}" if claim.value else ""
        return f"{subject} {LINKS[claim.predicate].phrase} {end or label(claim.object)}{role}{when}{remark}"
    if claim.predicate in NAME_SORTS:
        return f"{subject} {_NAMED[claim.predicate]} {claim.value}"
    return f"{subject}: {claim.predicate.replace('_', ' ')} is {claim.value}{when}"


def label(mention: Mention) -> str:
    """A mention as its source has it: the name as written, else the id."""
    return mention.name or f"{KINDS[kinds_of(mention.kind)[0]].prefix}:{mention.key}"


def _when(claim: Claim) -> str:
    return f", {claim.period}" if claim.period.dated else ""
