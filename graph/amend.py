"""A proposal and what a reviewer changes of it in, the claim to accept out, checked as a fact by hand is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from graph.errors import DataError, UnknownName, UsageError
from graph.schema import KINDS, LINKS, NAME_SORTS, kind_of_id, kinds_of
from graph.store import lookups
from graph.store.bolt import Transaction
from graph.store.proposal_rows import Kept
from graph.values.claims import Claim, Mention
from graph.values.dates import Period, parse_date
from graph.values.grades import check_code
from graph.values.markings import HIDDEN, Marking
from graph.values.names import is_key

LONGEST: Final = 10_000
_FIGURE: Final = re.compile(r"\d{1,18}(?:\.\d{1,6})?")
_PREFIXES: Final = frozenset(kind.prefix for kind in KINDS.values())


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a reviewer changes; None leaves a part as it was read, '' takes it out.

    `subject` and `object` are ids or names, `since` and `until` dates of a link; the marking can only go up.
    """

    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    role: str | None = None
    value: str | None = None
    since: str | None = None
    until: str | None = None
    credibility: str | None = None
    marking: Marking | None = None


def amend(tx: Transaction, kept: Kept, told: Amendment, clearance: Marking) -> tuple[Claim, Marking]:
    """The claim that the reviewer means, and its marking.

    Raises UsageError for what can't be said of such a thing, or a marking below the proposal's; DataError for a value
    that can't be read; UnknownName for a thing that the reviewer may not see.
    """
    claim, level = kept.claim, told.marking if told.marking is not None else kept.level
    if level < kept.level:
        raise UsageError(
            f"This is marked {kept.level}, and a fact is never marked below its document.", mend="Mark it higher."
        )
    predicate = _predicate(told.predicate, claim.predicate)
    subject = _mention(told.subject, claim.subject, "subject") or claim.subject
    thing = _mention(told.object, claim.object, "object")
    claim = replace(
        claim,
        subject=subject,
        predicate=predicate,
        object=thing if predicate in LINKS else None,
        period=_period(claim.period, told),
        value=claim.value if told.value is None else told.value.strip(),
        role=claim.role if told.role is None else told.role.strip(),
        credibility=_credibility(claim, told.credibility),
        marking=level,
    )
    changed = {"subject": subject, "object": thing} if predicate not in NAME_SORTS else {"object": thing}
    mentions = {w: m for w, m in changed.items() if m and getattr(told, w) is not None and m.key}
    _check_known(tx, mentions, clearance, level)
    return (_link(claim, told) if predicate in LINKS else _card(claim)), level


def _predicate(told: str | None, before: str) -> str:
    name = (before if told is None else told).strip().replace("-", "_")
    return name.upper() if name.upper() in LINKS else name.lower()


def _mention(told: str | None, before: Mention | None, where: str) -> Mention | None:
    """An id such as agency:kws, else a name of a thing of the same kind as was read."""
    if told is None:
        return before
    text = " ".join(told.split())
    prefix, sign, key = text.partition(":")
    if not text or len(text) > 500:
        raise UsageError("A thing is named by its id or a name.", where=where)
    if sign and prefix in _PREFIXES:
        kind = kind_of_id(text)
        if not (is_key(key) or (kind == "Country" and re.fullmatch("[A-Z]{2}", key))):
            raise UsageError(f"{text!r} is no id.", where=where, mend="Ids look like country:KE or agency:interpol.")
        return Mention(kind, key)
    if before is None:
        raise UsageError("The other end of a link is given by its id.", where=where, mend="Find it by: wengraph show")
    return Mention(before.kind, name=text, country=before.country)


def _check_known(tx: Transaction, mentions: Mapping[str, Mention], clearance: Marking, level: Marking) -> None:
    """What is named by id is there, for the reviewer and for those who will read the claim."""
    ids = {where: f"{KINDS[m.kind].prefix}:{m.key}" for where, m in mentions.items()}
    levels = lookups.entity_levels(tx, set(ids.values()))
    for where, identifier in ids.items():
        if levels.get(identifier, HIDDEN) > clearance:
            raise UnknownName(f"Nothing here is called {identifier!r}.")
        if levels[identifier] > level:
            mend = f"Mark the fact {Marking(levels[identifier])}, or name another thing."
            raise UsageError(f"{identifier} is marked higher than this fact.", where=where, mend=mend)


def _period(before: Period, told: Amendment) -> Period:
    ends = []
    for where, text, old in (("since", told.since, before.start), ("until", told.until, before.end)):
        try:
            ends.append(old if text is None else parse_date(text))
        except DataError as error:
            raise DataError(error.what, where=where, mend=error.mend) from error
    start, end = ends
    if start and end and end.latest < start.earliest:
        raise DataError("This ends before it starts.", where="until", mend="Give the later day here.")
    return Period(start, end)


def _credibility(claim: Claim, told: str | None) -> str:
    return claim.credibility if told is None else check_code(claim.source.scheme, "credibility", told)


def _link(claim: Claim, told: Amendment) -> Claim:
    link, thing = LINKS[claim.predicate], claim.object
    if thing is None:
        raise UsageError(f"{claim.predicate} needs another end.", where="object", mend="Give its id.")
    for where, mention, allowed in (("subject", claim.subject, link.start), ("object", thing, link.end)):
        if not set(kinds_of(mention.kind)) & set(allowed):
            mend = f"It takes one of {', '.join(allowed)}."
            raise UsageError(f"{mention.kind} is no {where} of {link.name}.", where=where, mend=mend)
    if claim.role not in link.roles and told.role is None and "" in link.roles:
        claim = replace(claim, role="")
    if claim.role not in link.roles:
        raise UsageError(
            f"{claim.role!r} is no role of {link.name}.",
            where="role",
            mend=f"Use one of {', '.join(role or 'none' for role in link.roles)}.",
        )
    return _checked(claim, "text")


def _card(claim: Claim) -> Claim:
    kind, name = kinds_of(claim.subject.kind)[0], claim.predicate
    if name not in NAME_SORTS and name not in KINDS[kind].properties:
        known = ", ".join((*LINKS, *NAME_SORTS, *KINDS[kind].properties))
        raise UsageError(f"{name!r} is nothing that can be said of {kind}.", where="predicate", mend=f"Known: {known}.")
    if not claim.value:
        raise UsageError("A property has a value.", where="value")
    told = replace(claim, role="")
    return _checked(told, "text" if name in NAME_SORTS else KINDS[kind].properties[name])


def _checked(claim: Claim, sort: str) -> Claim:
    text = claim.value
    if sort == "date":
        day = parse_date(text)
        return replace(claim, value=str(day or ""))
    wrong = len(text) > LONGEST
    wrong |= sort in ("integer", "amount") and not _FIGURE.fullmatch(text)
    wrong |= sort == "integer" and "." in text
    wrong |= sort == "url" and not text.startswith(("http://", "https://"))
    if wrong:
        raise DataError(f"{shown(text)!r} is no {sort}.", where="value")
    return claim


def shown(text: str) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= 60 else text[:59] + "…"
