"""A tagged sentence and what the text speaks of in, the links that named rules find in it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from loaders.documents.lookups import Rule, lookups
from loaders.documents.passages import Passage
from loaders.documents.tagging import Tagged, compiled, needs
from loaders.documents.terms import Term

EVENTS: Final = ("Operation", "Meeting")


@dataclass(frozen=True, slots=True)
class Statement:
    """One link that a sentence states: the rule that found it, how sure it is, and the span of the sentence.

    `state` is `announced` for what is to come, `reported` for what the text has from others; '' for what was done.
    """

    link: str
    subject: Term
    object: Term
    rule: str
    score: float
    start: int
    end: int
    role: str = ""
    state: str = ""

    @property
    def key(self) -> tuple[str, tuple[str, str], tuple[str, str]]:
        """What it states, whoever says it how often."""
        return self.link, self.subject.id, self.object.id


@dataclass(frozen=True, slots=True)
class Property:
    """One property that a sentence gives a thing: its name in the schema, its value as the store keeps it."""

    subject: Term
    name: str
    value: str
    rule: str
    score: float
    start: int
    end: int


@dataclass(slots=True)
class Focus:
    """What a text speaks of at one place: its events, its agreement, its network, the body last named."""

    events: tuple[Term, ...] = ()
    agreement: Term | None = None
    network: Term | None = None
    body: Term | None = None
    operations: tuple[Term, ...] = ()
    series: dict[tuple[str, str], tuple[Term, ...]] = field(default_factory=dict)
    opening: bool = True


def stated(passage: Passage, tagged: Tagged, focus: Focus) -> Iterator[Statement]:
    """The links of one sentence by the rules of lookups.toml."""
    for rule, pattern in _rules_for(frozenset(re.findall(r"‹([A-Z])", tagged.text))):
        for match in pattern.finditer(tagged.text):
            if _denied(tagged.text, match):
                continue
            state = state_of(tagged.text[max(0, match.start() - 30) : match.end()])
            for link, subject, thing in _links(rule, match, tagged, focus):
                span = (passage.start, passage.end)
                yield Statement(link, subject, thing, rule.name, rule.score, *span, rule.role, state)


@cache
def _rules_for(signs: frozenset[str]) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The rules that a sentence with these signs may fulfil."""
    fit = (rule for rule in lookups().rules if all(signs & need for need in needs(rule.pattern)))
    return tuple((rule, pattern_of(rule.pattern)) for rule in fit)


@cache
def pattern_of(pattern: str) -> re.Pattern[str]:
    """A rule's pattern, with the words that stand for the body last named."""
    return compiled(pattern.replace("anaphora", lookups().words["anaphora"]))


def state_of(words: str) -> str:
    """Whether words tell of what is to come, or of what others say."""
    if lookups().says("plans", words):
        return "announced"
    return "reported" if lookups().says("hedges", words) else ""


def _denied(text: str, match: re.Match[str]) -> bool:
    """Whether the statement is denied or only planned, close before its verb."""
    words = text[max(0, match.start() - 25) : match.end()]
    return bool(re.search(rf"\b(?:{lookups().words['did_not']})\b", words, re.IGNORECASE))


def _links(rule: Rule, match: re.Match[str], tagged: Tagged, focus: Focus) -> Iterator[tuple[str, Term, Term]]:
    groups = match.groupdict()
    who = [m.term for name in ("who", "more") if groups.get(name) for m in tagged.within(groups[name] or "")]
    if not who and "who" not in groups and focus.body:
        who = [focus.body]
    named = [m.term for m in tagged.within(groups.get("what") or "")]
    named = [member for term in named for member in focus.series.get(term.id, (term,))]
    things = named or list(_focused(rule.link, match.start(), tagged, focus))
    for thing in things:
        for subject in who:
            if subject.id != thing.id:
                yield _link(rule.link, thing), subject, thing


def _link(link: str, thing: Term) -> str:
    if link in ("RUN", "RUN_ALL"):
        return "LED" if thing.kind == "Operation" else "ORGANISED"
    return link


def _focused(link: str, at: int, tagged: Tagged, focus: Focus) -> Iterator[Term]:
    """What a rule without an object is about: what stands nearest before in the sentence, else what the text is on."""
    if link == "RUN_ALL":
        yield from (o for o in focus.operations if o.id not in focus.series)
    elif link == "SIGNED":
        yield from (focus.agreement,) if focus.agreement else ()
    elif link == "MEMBER_OF":
        yield from (focus.network,) if focus.network else ()
    else:
        yield from nearest_events(at, tagged, focus)


def nearest_events(at: int, tagged: Tagged, focus: Focus) -> Sequence[Term]:
    """The event named last before a place in the sentence, else the first after it, else those the text is on."""
    before = [m.term for m in tagged.within(tagged.text[:at]) if m.term.kind in EVENTS]
    if before:
        return focus.series.get(before[-1].id, before[-1:])
    after = [m.term for m in tagged.within(tagged.text[at:]) if m.term.kind in EVENTS]
    if after and after[0].id in focus.series:
        return focus.series[after[0].id]
    return [after[0]] if after and after[0] in focus.events else focus.events
