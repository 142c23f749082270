"""One fact as a person words it in, the claim it makes out, checked as a row of a table is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.by_hand import Hand
from graph.commit import commit, now
from graph.errors import DataError, UsageError
from graph.find import find
from graph.schema import KINDS, LINKS, NAME_SORTS, kind_of_id
from graph.store.bolt import Store
from graph.values.claims import Claim
from graph.values.markings import Marking
from loaders.base import FieldError, Fields, Link, Origin, Ref, Spec
from loaders.claims import claims_of_row

DATASET: Final = "by-hand"
_OPTIONS: Final = {"subject": "SUBJECT", "object": "OBJECT", "value": "OBJECT"}


def fact(subject: str, predicate: str, thing: str, author: str, cells: Mapping[str, str]) -> Claim:
    """The claim of one fact: `subject` is an id, `thing` the id of a link's other end or the value of a property.

    `cells` may have role, since, until, value (a remark on a link), marking, source_title, source_url,
    source_published, quote, credibility, basis, released_to and classification, as the columns of a table. Raises
    UsageError for a predicate that the subject's kind lacks, DataError for a cell that can't be taken.
    """
    kind = kind_of_id(subject)
    name = predicate.strip().replace("-", "_")
    told = {**cells, "subject": subject}
    if name.upper() in LINKS:
        spec = _link(name.upper())
        told |= {"object": thing}
    elif name.lower() in (*NAME_SORTS, *KINDS[kind].properties):
        spec = _card(kind, name.lower())
        told |= {"value": thing}
    else:
        known = ", ".join((*LINKS, *NAME_SORTS, *KINDS[kind].properties))
        raise UsageError(f"{predicate!r} is nothing that can be said of {subject}.", mend=f"Known: {known}.")
    # The source itself is marked CLEAR, so that one secret fact does not hide what else was said on its authority.
    origin = Origin(DATASET, f"Word of {author}", Marking.CLEAR)
    try:
        return claims_of_row(spec, Fields(told), origin, "by hand")[0]
    except FieldError as error:
        where = _OPTIONS.get(error.column, f"--{error.column.replace('_', '-')}")
        raise DataError(f"{error.value!r}: {error.what}" if error.value else error.what, where=where) from error


def add_fact(
    store: Store, subject: str, predicate: str, thing: str, hand: Hand, marking: Marking, cells: Mapping[str, str]
) -> tuple[Claim, bool]:
    """Add one fact and say whether it was new; entities are given by id or name, a new one by an id and its `name`.

    Raises UnknownName for a thing that the person may not see, and what `fact` raises.
    """
    known = _subject(store, subject, predicate, hand)
    linked = predicate.strip().replace("-", "_").upper() in LINKS
    other = find(store, thing, int(hand.clearance)).id if linked else thing
    claim = fact(known, predicate, other, hand.author, {**cells, "marking": str(marking)})
    landed = commit(store, [claim], acts=[hand.act("add", claim.id, now(), claim.level)], clearance=hand.clearance)
    return claim, any(told.new for told in landed.values())


def _subject(store: Store, text: str, predicate: str, hand: Hand) -> str:
    if predicate.strip().lower() == "name" and text.partition(":")[0] in {kind.prefix for kind in KINDS.values()}:
        return text
    return find(store, text, int(hand.clearance)).id


def _link(name: str) -> Spec:
    ends = (Ref("Body", id="subject"), Ref("Body", id="object"))
    roles = {role: (name, role) for role in LINKS[name].roles}
    link = Link(roles, *ends, role_in="role", since_in="since", until_in="until", value_in="value")
    return Spec(name=DATASET, required=("subject", "object"), links=(link,))


def _card(kind: str, name: str) -> Spec:
    told = {"value": name}
    names, properties = (told, {}) if name in NAME_SORTS else ({}, told)
    return Spec(name=DATASET, required=("subject",), kind=kind, id_in="subject", names=names, properties=properties)
