"""A sentence and its mentions in, the sentence with a sign for each mention out, for rules to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders.documents.lookups import lookups
from loaders.documents.mentions import Mention

SIGNS: Final = {
    "Agency": "A",
    "Network": "N",
    "Country": "C",
    "Operation": "O",
    "Meeting": "M",
    "Agreement": "G",
    "CrimeType": "K",
    "Taxon": "S",
    "Tool": "T",
}
_TAG: Final = re.compile(r"‹([A-Z])(\d+)›")
_ONE: Final = {
    "body": "AN",
    "group": "AN",
    "network": "N",
    "country": "C",
    "party": "ANC",
    "operation": "O",
    "meeting": "M",
    "event": "OM",
    "agreement": "G",
}
_MANY: Final = {"bodies": "AN", "countries": "C", "parties": "ANC"}
_ARTICLE: Final = r"(?:(?:the|a|an|its|la|el|los|las|le|les|l['’]|il|o|os|as) ?)?"
_UNIT: Final = rf"(?:(?: [a-z]+){{0,3}}? (?:{lookups().words['unit_of_body']}))?"
_REGION: Final = r"(?: (?:for|in) (?:the )?(?-i:[A-Z])[\w/]+(?: region)?)?"
_AND: Final = "and|as well as|together with|along with|with|y|et|e|und|i|plus|&"
_BETWEEN: Final = rf"(?:,? (?:{_AND})(?: also)?(?: (?:from|in|by|of))? |, |; ?|/|,? \(with |,? and on )"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tagged sentence: `text`, and the mentions that its signs number."""

    text: str
    mentions: tuple[Mention, ...]

    def within(self, part: str) -> list[Mention]:
        """The mentions whose signs stand in a part of the text."""
        return [self.mentions[int(number)] for _, number in _TAG.findall(part)]

    def around(self, number: int) -> tuple[str, str]:
        """What stands before and after a mention's sign."""
        match = re.search(rf"‹[A-Z]{number}›", self.text)
        return (self.text[: match.start()], self.text[match.end() :]) if match else ("", "")


def tag(text: str, start: int, end: int, mentions: Sequence[Mention]) -> Tagged:
    """The sentence from `start` to `end` of a text; mentions inside others leave no sign."""
    parts: list[str] = []
    kept: list[Mention] = []
    at = start
    for mention in mentions:
        if mention.inside or mention.start < at:
            continue
        parts += [text[at : mention.start], f"‹{SIGNS[mention.term.kind]}{len(kept)}›"]
        kept.append(mention)
        at = mention.end
    parts.append(text[at:end])
    plain = re.sub(r"[\"“”«»]", "", "".join(parts))
    plain = re.sub(r"(?<!\w)['‘](?=‹)|(?<=›)['’](?!\w)", "", plain)
    return Tagged(re.sub(r"\s+", " ", plain), tuple(kept))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A rule's pattern over tagged sentences: `{who:bodies}` is a named list of bodies, `{body}` one of them."""

    def slot(match: re.Match[str]) -> str:
        name, kind = match[1], match[2]
        if kind in _MANY:
            one = rf"{_ARTICLE}‹[{_MANY[kind]}]\d+›{_REGION}(?: \([^)]*\))?{_UNIT}"
            inner = rf"{one}(?:{_BETWEEN}(?:{one}|(?:the )?(?-i:[A-Z]{{2,6}})\b))*"
        else:
            inner = rf"{_ARTICLE}‹[{_ONE[kind]}]\d+›"
        # A pattern that begins with a sign is found by it; an article before would have to be tried at every character.
        inner = inner if match.start() else inner.removeprefix(_ARTICLE)
        return f"(?P<{name[:-1]}>{inner})" if name else f"(?:{inner})"

    return re.compile(re.sub(r"\{(\w+:)?([a-z]+)\}", slot, pattern), re.IGNORECASE)


@cache
def needs(pattern: str) -> tuple[frozenset[str], ...]:
    """The signs without which a pattern cannot be found, one set of either-or a slot: optional slots need none."""
    plain = re.sub(r"\((?:[^()]|\([^()]*\))*\)[?{]", "", pattern)
    return tuple(frozenset((_ONE | _MANY)[kind]) for kind in re.findall(r"\{(?:who:|what:)([a-z]+)\}", plain))
