"""A claim and what it was resolved to in, the properties of its node out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graph.fold import Evidence
from graph.resolve import KNOWN_BY_CODE, names_token
from graph.store.bolt import Row
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import PartialDate, Period
from graph.values.markings import Marking
from graph.values.names import digest


def stamp(claim: Claim) -> str:
    """A digest of what may be corrected without becoming another claim: marking, grades, basis, quote, release."""
    source = claim.source
    graded = (source.scheme, source.reliability, claim.credibility, claim.basis)
    return digest(claim.level.name, *graded, claim.quote, claim.classification, *claim.released_to, size=12)


def token(mention: Mention) -> str | None:
    """What may change the mention's meaning; None for countries and crime types, which are known by code alone."""
    return None if mention.key and mention.kind in KNOWN_BY_CODE else mention.token


def new_row(claim: Claim, evidence: Evidence, at: str) -> Row:
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
        "start": evidence.start,
        "end": evidence.end or None,
        "fact": evidence.fact,
    }
    return {"p": told | _corrigible(claim), "s": claim.source.id, "a": evidence.start, "b": evidence.end}


def claim_of(told: Row, source: Source) -> Claim:
    """The claim that a node was made of, with the grade it was loaded with and its source as marked now."""
    dates = [PartialDate(told[name]) if told.get(name) else None for name in ("valid_from", "valid_to")]
    texts = ("value", "role", "record", "locator", "quote", "credibility", "classification", "loader")
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


def correction(claim: Claim, back_at: str) -> Row:
    """What `writes.correct_claims` takes; `back_at` is the time a retracted claim is recorded again, else ''."""
    back = {"retracted_at": None, "recorded_at": back_at} if back_at else {}
    return {"id": claim.id, "p": _corrigible(claim) | back}


def _corrigible(claim: Claim) -> dict[str, Any]:
    return {
        "marking": int(claim.level),
        "level": int(claim.level),
        "stamp": stamp(claim),
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
