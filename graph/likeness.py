"""Two bodies or events as rows tell of them in, how alike they are out: a score that is the sum of its named reasons.

Nothing here joins anything: a score proposes and a person judges. All thresholds and weights are in this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any, Final, Literal

from graph.name_likeness import VETO, best_match
from graph.subjects import BODIES, Reason, Subject
from graph.values.wording import spells

Suggestion = Literal["same", "unsure", "different"]

SAME: Final = 0.8
"""A score from here on suggests `same`."""
DIFFERENT: Final = 0.4
"""A score below this suggests `different`; between the two it is `unsure`."""
_SAME_NAME: Final = 0.7
"""A match of names of this weight leaves no word over; below it, each name or one of them says more."""
_KIND_FAMILIES: Final = {
    "police": "police",
    "customs": "customs",
    "prosecution": "justice",
    "judiciary": "justice",
    "military": "military",
    "wildlife-authority": "nature",
    "forestry": "nature",
    "fisheries": "nature",
    "environment-ministry": "nature",
    "ngo": "ngo",
    "igo": "igo",
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two things are: `score` is the sum of the weights of the reasons, held between 0 and 1."""

    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """0 (nothing in common) to 1."""
        return round(min(1.0, max(0.0, sum(reason.weight for reason in self.reasons))), 3)

    @property
    def suggestion(self) -> Suggestion:
        """What the score says by the thresholds of this module."""
        return "same" if self.score >= SAME else "unsure" if self.score >= DIFFERENT else "different"

    def as_json(self) -> dict[str, Any]:
        """Score, suggestion and reasons as `--json` prints them."""
        told = [reason.as_json() for reason in self.reasons]
        return {"score": self.score, "suggestion": self.suggestion, "reasons": told}


def compare(left: Subject, right: Subject) -> Likeness:
    """How alike two things are; the order of the two doesn't matter."""
    a, b = sorted((left, right), key=lambda subject: subject.order)
    match = best_match(a, b)
    named = [Reason("names", match.told, match.weight)] if match.told else []
    reasons = [*named, *_spelling(match.ratio), *_acronym(a, b, said_otherwise=match.weight < _SAME_NAME)]
    reasons += [*match.vetoes, *_kind(a, b), *_country(a, b), *_years(a, b), *_functions(a, b), *_neighbours(a, b)]
    return Likeness(tuple(reasons))


def ruled_out(left: Subject, right: Subject) -> bool:
    """Whether two things can't be one, as `compare` finds too, told without reading their names against each other."""
    if left.kind != right.kind and not {left.kind, right.kind} <= BODIES:
        return True
    if left.places and right.places and not left.places & right.places:
        return True
    return bool(left.roles and right.roles) and not left.roles & right.roles and {left.kind, right.kind} <= BODIES


def _spelling(ratio: float) -> Iterable[Reason]:
    if ratio > 0.5:
        yield Reason("spelling", f"{ratio:.0%} alike", round(0.2 * (ratio - 0.5), 3))


def _acronym(a: Subject, b: Subject, *, said_otherwise: bool) -> Iterable[Reason]:
    """An acronym identifies a body where the country fits; where both have full names that differ, those decide."""
    if not {a.kind, b.kind} <= BODIES:
        return
    names = [{w.joined for w in s.wordings} for s in (a, b)]
    equal = a.short & b.short | names[0] & b.explicit | names[1] & a.explicit
    recorded = bool(equal & (a.explicit | b.explicit))
    made = {s for x, y in ((a, b), (b, a)) for s in x.short for w in y.full if s in w.initials or spells(s, w.text)}
    if not equal and a.explicit and b.explicit:
        yield Reason("acronym", f"{_listed(a.explicit)} / {_listed(b.explicit)}", -0.1)
        return
    found = equal or made
    if not found:
        return
    told = f"both are called {_listed(found)}" if equal else f"{_listed(found)} is made of the other's words"
    length = max(map(len, found))
    sure = _fits_country(a, b, found if recorded else set())
    if all(w.joined not in equal for s in (a, b) for w in s.full) and a.full and b.full and said_otherwise:
        sure = sure and length > 3 and bool(a.countries & b.countries) and not (equal & made)
    sure = sure and length > (1 if recorded else 2)
    yield Reason("acronym", told, (0.72 if a.places and b.places else 0.82) if sure else 0.35)


def _fits_country(a: Subject, b: Subject, recorded: Set[str]) -> bool:
    """Whether an acronym is enough here: bodies of many countries share one, unless it holds the country's letter."""
    if a.places and b.places:
        return True
    if any(s.places and not s.full for s in (a, b)):
        return False
    common = [s for s in (a, b) if s.is_of_common_words]
    own = {s for x in common for w in x.full if w.countries for s in recorded & w.initials - w.bare_initials}
    return bool(recorded) and (not common or bool(own))


def _kind(a: Subject, b: Subject) -> Iterable[Reason]:
    kinds = {a.kind, b.kind}
    if len(kinds) == 2 and not kinds <= BODIES:
        yield Reason("kind", " / ".join(sorted(kinds)), VETO)
    families = [{_KIND_FAMILIES[code] for code in s.codes & _KIND_FAMILIES.keys()} for s in (a, b)]
    if all(families) and not families[0] & families[1]:
        yield Reason("kind", " / ".join(_listed(f) for f in families), -0.35)
    if kinds <= BODIES and a.roles and b.roles and not a.roles & b.roles:
        yield Reason("role", f"{_listed(a.roles)} / {_listed(b.roles)}", VETO)


def _country(a: Subject, b: Subject) -> Iterable[Reason]:
    named = [frozenset().union(*(w.codes for w in s.wordings)) for s in (a, b)]
    for left, right in ((a.places, b.places), (a.countries, b.countries), (named[0], named[1])):
        if left and right and not left & right:
            yield Reason("country", f"{_listed(left)} / {_listed(right)}", VETO)
            return
    if a.places and b.places:
        yield Reason("country", f"both {_listed(a.places & b.places)}", 0.1)
    elif a.needs_country or b.needs_country:
        one = a.places or b.places
        told = f"only one is known to be of {_listed(one)}" if one else "unknown"
        yield Reason("country", told + ", and many countries have such a body", -0.25 if one else -0.15)


def _years(a: Subject, b: Subject) -> Iterable[Reason]:
    """Events of two years are two events."""
    years = [s.years.union(*(w.years for w in s.wordings)) for s in (a, b)]
    named = [any(w.years for w in s.wordings) for s in (a, b)]
    if all(years) and not years[0] & years[1]:
        yield Reason("year", f"{_listed(map(str, years[0]))} / {_listed(map(str, years[1]))}", VETO)
    elif all(years):
        yield Reason(
            "year", f"both {_listed(map(str, years[0] & years[1]))}" if years[0] & years[1] else "differ", 0.05
        )
    elif any(named):
        yield Reason("year", f"only one is of {_listed(map(str, years[0] | years[1]))}", -0.25)


def _functions(a: Subject, b: Subject) -> Iterable[Reason]:
    """A country has one National Central Bureau, and it is another body than the police that it sits in."""
    if a.is_ncb and b.is_ncb and a.places & b.places:
        yield Reason("function", f"both the National Central Bureau of {_listed(a.places & b.places)}", 0.75)
    elif a.is_ncb != b.is_ncb and a.full and b.full:
        yield Reason("function", "only one is a National Central Bureau", VETO)
    elif a.functions and b.functions and not a.functions & b.functions:
        yield Reason("function", f"{_listed(a.functions)} / {_listed(b.functions)}", -0.35)


def _neighbours(a: Subject, b: Subject) -> Iterable[Reason]:
    """Links in common speak for a pair, but little: two bodies that work together share them too."""
    shared = len(a.neighbours & b.neighbours)
    if shared:
        yield Reason("links", f"{shared} in common", round(0.04 * min(1.0, shared / 3), 3))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
