"""The names of two things in, the two that fit best out: what they say in common, what only one says, misspellings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from graph.subjects import BODIES, Reason, Subject
from graph.values.wording import Wording
from graph.values.words import LONGEST_PHRASE, is_listed, words_of

VETO: Final = -3.0
"""The weight of what can't be: more than all that speaks for a pair can make up."""
_ONE_OF_A_COUNTRY: Final = frozenset(
    {"police", "customs", "immigration", "army", "navy", "coastguard", "park", "judiciary"}
)
"""Bodies of which a country has one, so that "Thai Customs" and "Thai Customs Department" are one."""
_SORTS: Final = frozenset({"administration", "agency", "authority", "corps", "department", "force", "service"})
_RANKS: Final = frozenset({"general", "national", "royal"})
_OWN_NAMES: Final = frozenset({"foundation", "organisation"})
_OF_ALL_THE_WORLD: Final = frozenset({"interpol", "wco", "un"})
"""Bodies that stand before the names of their own groups, and are left out there."""
_SHORT_WORD, _SHORT_NAME, _LONG_WORD = 5, 7, 10
"""Letters that a common word, and a rare one, must have to be held for misspelt; long words may have two slips."""
_MISSPELT: Final = 2


@dataclass(frozen=True, slots=True)
class Match:
    """How two names fit: in words, as a weight, how alike their spelling is, and what speaks against the pair."""

    told: str
    weight: float
    ratio: float
    vetoes: tuple[Reason, ...]


def best_match(a: Subject, b: Subject) -> Match:
    """The two names, one of each side, that fit best; those that tell of other numbers fit least."""
    pairs = [_match(x, y, a, b) for x in a.wordings for y in b.wordings]
    return max(pairs, key=lambda m: (m.weight + sum(v.weight for v in m.vetoes), m.ratio, m.told), default=NOTHING)


NOTHING: Final = Match("", 0.0, 0.0, ())


def _match(x: Wording, y: Wording, a: Subject, b: Subject) -> Match:
    told, weight, extra = _words(x, y, a, b)
    return Match(told, weight, _ratio(x, y), tuple(_against(x, y, extra)))


def _words(x: Wording, y: Wording, a: Subject, b: Subject) -> tuple[str, float, frozenset[str]]:
    """What two names have in common, its weight, and the words that only one of them says."""
    none: frozenset[str] = frozenset()
    left, right = _left_over(x, y, a.kind), _left_over(y, x, b.kind)
    joined = bool(x.joined) and x.joined == y.joined
    joined = joined and (a.kind in BODIES or (x.asides, x.countries) == (y.asides, y.countries))
    slips = sorted(x.slips ^ y.slips)
    if slips and not left and not right:
        return f"the same words, {'; '.join(slips)}", 0.77, none
    if joined or (not left and not right):
        return "the same name" if x.joined == y.joined else "the same words", 0.8, none
    left, right, typos = _without_typos(left, right, x, y)
    if not left and not right and len(typos) <= _MISSPELT:
        return f"the same words, spelt otherwise: {'; '.join(typos)}", 0.75, none
    short = _shortened(left, y) or _shortened(right, x)
    if left and right and short and x.words & y.words:
        return f"the same words, {short} being made of initials", 0.75, none
    if left and right and _is_one_of_a_country(x, y, a, b) and left | right <= _SORTS | _RANKS:
        return f"the same words, but for: {_listed(left)} / {_listed(right)}", 0.8, none
    if left and right:
        shared = len(x.words & y.words) / len(x.words | y.words)
        return f"only one says: {_listed(left)} / {_listed(right)}", round(0.3 * shared, 3), none
    extra = left | right
    if not (x.words & y.words) or typos:
        return f"only one says: {_listed(extra)}", 0.2, extra
    if _can_be_left_out(extra, x, y, a, b):
        return f"the same words, but for: {_listed(extra)}", 0.8, none
    return f"only one says: {_listed(extra)}", 0.45, extra


def _left_over(x: Wording, y: Wording, kind: str) -> frozenset[str]:
    """What the first name says and the second does not; the country of a body is compared on its own.

    Brackets hold what may be left out of the name of a body; an event's tell it from others of its series.
    """
    if kind in BODIES:
        countries = x.countries if len(x.countries) > 1 else frozenset()
        over = x.words - y.words - y.asides
    else:
        countries = x.countries
        over = (x.words | x.asides) - y.words - y.asides
    return over | {_listed(c) for c in countries if not any(c & other for other in y.countries)}


def _shortened(words: frozenset[str], y: Wording) -> str:
    """The one word left over, where it is made of the initials of words that follow each other in the other name."""
    word = next(iter(words), "")
    if len(words) != 1 or not 1 < len(word) <= LONGEST_PHRASE or is_listed(word):
        return ""
    return word if word in y.initials_within else ""


def _can_be_left_out(extra: frozenset[str], x: Wording, y: Wording, a: Subject, b: Subject) -> bool:
    shared = x.words & y.words
    if extra <= words_of("inert") or (a.kind not in BODIES and extra <= {a.kind.lower()}):
        return True
    if extra <= a.explicit | b.explicit | x.initials | y.initials and min(map(len, extra)) > 2:
        return len(shared) > 1
    if extra <= _OF_ALL_THE_WORLD:
        return "ncb" in shared or (len(shared) > 2 and not x.countries | y.countries)
    if extra <= _OWN_NAMES and not any(is_listed(word) for word in shared):
        return True
    if _is_one_of_a_country(x, y, a, b):
        return extra <= _SORTS | _RANKS
    told = shared & (_ONE_OF_A_COUNTRY | words_of("heads"))
    return extra <= _SORTS and bool(told) and bool(a.places and b.places)


def _is_one_of_a_country(x: Wording, y: Wording, a: Subject, b: Subject) -> bool:
    """Whether all that two names have in common is what a country has one of."""
    shared = x.words & y.words
    return bool(shared) and shared <= _ONE_OF_A_COUNTRY and bool(a.places & b.places)


def _without_typos(
    left: frozenset[str], right: frozenset[str], x: Wording, y: Wording
) -> tuple[frozenset[str], frozenset[str], list[str]]:
    """Take out words of which one is the other misspelt; also of a country that the other name spells right."""
    typos: list[str] = []
    if max(len(left), len(right)) > _MISSPELT:
        return left, right, typos
    for one, other in ((left, right | (y.country_words - x.country_words)), (right, left | x.country_words)):
        for word in sorted(one):
            near = next((w for w in sorted(other) if _misspelt(word, w)), "")
            if near and word in left | right:
                typos.append(f"{word} / {near}")
                left, right = left - {word, near}, right - {word, near}
    return left, right, typos


def _misspelt(word: str, other: str) -> bool:
    """Whether one word can be the other with a slip of the pen; known words are never another known word misspelt."""
    shorter = min(len(word), len(other))
    if word[0] != other[0] or shorter < _SHORT_WORD or abs(len(word) - len(other)) > _MISSPELT:
        return False
    known = is_listed(word) + is_listed(other)
    if known == 2 or shorter < (_SHORT_WORD if known else _SHORT_NAME) or not (word + other).isalpha():
        return False
    return OSA.distance(word, other) <= (2 if shorter >= _LONG_WORD else 1)


def _against(x: Wording, y: Wording, extra: frozenset[str]) -> Iterable[Reason]:
    if x.numbers != y.numbers:
        told = f"{_listed(map(str, x.numbers)) or 'none'} / {_listed(map(str, y.numbers)) or 'none'}"
        nested = x.numbers <= y.numbers or y.numbers <= x.numbers
        yield Reason("number", told, -0.35 if nested else VETO)
    if extra & words_of("units"):
        yield Reason("part", f"only one is a part or an arm: {_listed(extra)}", -0.5)


def _ratio(x: Wording, y: Wording) -> float:
    return round(fuzz.token_sort_ratio(x.text.casefold(), y.text.casefold()) / 100, 2)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
