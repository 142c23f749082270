"""A tagged sentence of a report on an event in, the countries and bodies that it gives as taking part out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from loaders.documents.lookups import lookups
from loaders.documents.passages import Passage
from loaders.documents.statements import Focus, Statement, nearest_events
from loaders.documents.tagging import Tagged
from loaders.documents.terms import Term

_THE: Final = (
    r"(?:(?:the|la|le|les|el|los|las|il|lo|o|a|os|as|du|de la|de los|de las|des|de|del|do|da|dos|das|della|di) "
    r"|(?:de )?l['’])?"
)
_AND: Final = "and|y|et|e|und|i|oraz|plus|as well as|with|&"
_LIST: Final = re.compile(
    rf"(?:‹C\d+›(?: \([^)‹]*\)?(?:with )?)?(?:,? (?:{_AND}) {_THE}|, ?{_THE}|; ?|\)?, | \(with |/| - )?\)?)+",
    re.IGNORECASE,
)
_BODY: Final = re.compile(r"‹[AN]\d+›")
LINK_OF: Final = {"Operation": "TOOK_PART_IN", "Meeting": "ATTENDED"}


def taking_part(passage: Passage, lead: str, tagged: Tagged, focus: Focus) -> Iterator[Statement]:
    """Who took part, by rules whose names say why: a list, a cue before a name, a result reported from a country."""
    for match in _LIST.finditer(tagged.text):
        events = nearest_events(match.start(), tagged, focus)
        rule = _countries(lead, tagged, match, events)
        if rule:
            name, score = rule
            for mention in tagged.within(match[0]):
                yield from _statements(mention.term, events, name, score, passage, _role(lead, tagged, match))
    bodies = list(_BODY.finditer(tagged.text))
    cue = bool(bodies) and _has("taking_part", f"{lead} {tagged.text}")
    for match in bodies:
        events = nearest_events(match.start(), tagged, focus)
        mention = tagged.within(match[0])[0]
        rule = _body(lead, tagged, match, events, cue=cue)
        if rule:
            name, score = rule
            yield from _statements(mention.term, events, name, score, passage, _role(lead, tagged, match))


def _statements(
    term: Term, events: Sequence[Term], rule: str, score: float, passage: Passage, role: str
) -> Iterator[Statement]:
    for event in events:
        role = role if event.kind == "Meeting" else "participant"
        yield Statement(LINK_OF[event.kind], term, event, rule, score, passage.start, passage.end, role)


def _role(lead: str, tagged: Tagged, match: re.Match[str]) -> str:
    around = (
        lead + tagged.text[max(0, match.start() - 60) : match.start()] + tagged.text[match.end() : match.end() + 30]
    )
    return "observer" if _has("observers", around) else "participant"


def _countries(lead: str, tagged: Tagged, match: re.Match[str], events: Sequence[Term]) -> tuple[str, float] | None:
    count = len(tagged.within(match[0]))
    before = _clause(tagged.text[: match.start()])
    after = re.split(r"[.;]", tagged.text[match.end() :])[0][:60]
    barred = _has("not_taking_part", before) and not (_has("attended", before) and "member" in before.casefold())
    joins = _has("joined_after", after)
    if not events or _has("did_not", before[-60:]) or ((barred or _has("plans", before[-80:])) and not joins):
        return None
    if re.match(r" (?:paid|funded|financed|did not|was absent|were absent|declined)", after):
        return None
    if re.search(r"‹[OM]\d+›(?: \([^)]*\))?(?::| -| –) ?$", before):
        return "countries-after-event", 0.8
    if count >= 3:
        return "countries-listed", 0.8
    if _has("taking_part", f"{lead} {before[-70:]}") and (
        _has("here", before) or _has("from_here", before) or not before.strip()
    ):
        return "country-taking-part", 0.65
    if joins:
        return "country-taking-part", 0.65
    if _has("taking_part", f"{lead} {tagged.text}") and _has("services_after", after):
        return "country-taking-part", 0.6
    if _has("from_here", before):
        return "country-taking-part", 0.6
    officers, results = lookups().words["officers"], lookups().words["results"]
    found = rf" (?:(?:{officers}) ){{0,4}}(?:also |have |has )?(?:{results})"
    if events[0].kind == "Operation" and re.match(found, after, re.IGNORECASE):
        return "result-in-country", 0.55
    if events[0].kind == "Operation" and _has("results", tagged.text) and _has("here", before):
        return "result-in-country", 0.55
    return None


def _clause(before: str) -> str:
    """What stands before a name in its own clause: a cue beyond a semicolon or a dash is another one's."""
    return re.split(r"[;]|\. | - | – ", before)[-1]


def _body(
    lead: str, tagged: Tagged, match: re.Match[str], events: Sequence[Term], *, cue: bool
) -> tuple[str, float] | None:
    """Whether and why a body took part; `cue`: the sentence or its lead speaks of taking part."""
    before, after = tagged.text[: match.start()], tagged.text[match.end() :]
    owner = re.match(r"['’]s? (?:[\w-]+ ){0,3}‹[AN]", after)
    if not events or owner or _has("speaker_after", after) or _speaker(before):
        return None
    clause = _clause(before)
    if _has("did_not", clause[-60:]) or _has("not_taking_part", clause[-50:]) or _has("plans", clause[-80:]):
        return None
    named = any(m.term.kind in ("Operation", "Meeting") for m in tagged.mentions)
    if cue:
        return "body-taking-part", 0.7 if named or lead else 0.6
    if events[0].kind == "Operation" and _has("results", after[:60]):
        return "result-of-body", 0.55
    if (
        named
        or re.search(r"\bwith (?:the )?$", before)
        or re.match(r" (?:advis|support|hosted|joined|helped|assist)", after)
    ):
        return "body-with-event", 0.5
    return None


def _speaker(before: str) -> bool:
    """Whether a body is named for somebody who speaks: `according to`, `the head of`, `Ann Lee of`."""
    return _has("speaker_before", before) or bool(re.search(lookups().words["speaker_named"], before))


def _has(use: str, text: str) -> bool:
    return lookups().says(use, text)
