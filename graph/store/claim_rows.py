"""A claim and what it was resolved to in, the properties of its node out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from graph.fold import Evidence
from graph.resolve import KNOWN_BY_CODE, names_token
from graph.store.plain import Row
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import PartialDate, Period
from graph.values.markings import Marking
from graph.values.names import digest


def token(mention: Mention) -> str | None:
    """What may change the mention's meaning; None for countries and crime types, which are known by code alone."""
    return None if mention.key and mention.kind in KNOWN_BY_CODE else mention.token


@dataclass(frozen=True, slots=True)
class Stated:
    """What loads said of a claim: the highest marking, and the stamp of all that a load may correct."""

    marking: Marking
    stamp: str


def stated(claim: Claim, before: Marking = Marking.CLEAR) -> Stated:
    """What a load says of a claim that earlier loads had marked `before`."""
    marking, source = max(claim.level, before), claim.source
    graded = (source.scheme, source.reliability, claim.credibility, claim.basis)
    stamp = digest(marking.name, *graded, claim.quote, claim.classification, *claim.released_to, size=12)
    return Stated(marking, stamp)


def new_row(claim: Claim, evidence: Evidence, at: str, said: Stated) -> Row:
    """What `writes.create_claims` takes: `p` properties, `s` the source's id, `a` and `b` the entities it is about."""
    thing = claim.object
    naming = names_token(claim.predicate, claim.value) if claim.subject.key else ""
    told: dict[str, Any] = {
        "id": claim.id,
        "dataset": claim.source.dataset,
        "subject": claim.subject.as_list(),
        "subject_token": token(claim.subject),
        "predicate": claim.predicate,
        "object": thing.as_list() if thing else None,
        "object_token": token(thing) if thing else None,
        "value": claim.value or None,
        "role": claim.role or None,
        "valid_from": str(claim.period.start or "") or None,
        "valid_to": str(claim.period.end or "") or None,
        "names_token": naming or None,
        "names_key": claim.subject.key if naming else None,
        "record": claim.record or None,
        "loader": claim.loader or None,
        "recorded_at": at,
        "first_recorded": claim.first_recorded or None,
        "start": evidence.start,
        "end": evidence.end or None,
        "fact": evidence.fact,
    }
    return {
        "p": told | _corrigible(claim) | _loaded(said),
        "s": claim.source.id,
        "a": evidence.start,
        "b": evidence.end,
    }


def source_of(told: Row) -> Source:
    """The source that a node was made of, as marked now."""
    texts = ("publisher", "url", "published", "sha256", "mirror_of", "copy_of")
    return Source(
        told["dataset"],
        told["title"],
        marking=Marking(told["marking"]),
        **{name: told.get(name) or "" for name in texts},
    )


def claim_of(told: Row, source: Source) -> Claim:
    """The claim that a node was made of, with the grade it was loaded with and its source as marked now."""
    dates = [PartialDate(told[name]) if told.get(name) else None for name in ("valid_from", "valid_to")]
    texts = ("value", "role", "record", "locator", "quote", "credibility", "classification", "loader", "first_recorded")
    as_told = {"scheme": told["scheme"], "reliability": told.get("reliability") or ""}
    return Claim(
        Mention(*told["subject"]),
        told["predicate"],
        replace(source, retrieved=told.get("retrieved") or "", **as_told),
        object=Mention(*told["object"]) if told.get("object") else None,
        period=Period(*dates),
        basis=told["basis"],
        marking=Marking(told["marking"]),
        released_to=tuple(told.get("released_to") or ()),
        **{name: told.get(name) or "" for name in texts},
    )


def correction(claim: Claim, said: Stated | None) -> Row:
    """What `writes.correct_claims` takes; `said` is what a load stated, None where no load corrects the claim."""
    return {"id": claim.id, "p": _corrigible(claim) | (_loaded(said) if said else {})}


def _loaded(said: Stated) -> dict[str, Any]:
    return {"stated": int(said.marking), "stamp": said.stamp}


def _corrigible(claim: Claim) -> dict[str, Any]:
    return {
        "marking": int(claim.level),
        "level": int(claim.level),
        "basis": claim.basis,
        "scheme": claim.source.scheme,
        "reliability": claim.source.reliability or None,
        "retrieved": claim.source.retrieved or None,
        "credibility": claim.credibility or None,
        "locator": claim.locator or None,
        "quote": claim.quote or None,
        "released_to": list(claim.released_to) or None,
        "classification": claim.classification or None,
    }
