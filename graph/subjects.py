"""What rows tell of one body or event in, what of it can be compared out: wordings, acronyms, countries, roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from graph.values.wording import Wording, is_common, read_name, squash

BODIES: Final = frozenset({"Agency", "Network"})
_IN_SEVERAL_COUNTRIES: Final = frozenset({"ngo", "igo", "donor-agency", "consortium", "secretariat"})
_NCB: Final = "ncb"


@dataclass(frozen=True, slots=True)
class Reason:
    """One named feature of a pair: the value found, in words, and what it adds to the score."""

    feature: str
    value: str
    weight: float

    def as_json(self) -> dict[str, str | float]:
        """The reason as `--json` prints it."""
        return {"feature": self.feature, "value": self.value, "weight": self.weight}


@dataclass(frozen=True)
class Subject:
    """One side of a pair: what may be known of a body or event. `id` is '' for a mere mention.

    `names` are all full names, `acronyms` what is recorded as one, `codes` its kinds (`police`, `igo`), `functions`
    what it is for others (`ncb`, `cites-ma`), `countries` the codes of those it belongs to, `years` those in which it
    happened, `neighbours` the ids of what it is linked with.
    """

    kind: str
    names: tuple[str, ...]
    id: str = ""
    acronyms: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    neighbours: frozenset[str] = field(default=frozenset(), repr=False)

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """What each name tells, in the order of the names' text."""
        return tuple(read_name(name) for name in sorted(set(self.names)))

    @cached_property
    def explicit(self) -> frozenset[str]:
        """Acronyms as recorded, or as a name writes them, without the country that some carry (WCCB India)."""
        told = {squash(text) for text in self.acronyms if text}
        for text in self.acronyms:
            told |= read_name(text).acronyms
        return frozenset(told.union(*(wording.acronyms for wording in self.wordings)))

    @cached_property
    def short(self) -> frozenset[str]:
        """All that may be met as its acronym: those recorded, and names of one word."""
        return self.explicit | {w.joined for w in self.wordings if " " not in w.text.strip() and w.joined}

    @cached_property
    def full(self) -> tuple[Wording, ...]:
        """The names of more than one word."""
        return tuple(w for w in self.wordings if w.joined not in self.short and not w.words <= self.explicit)

    @cached_property
    def places(self) -> frozenset[str]:
        """The countries that it may belong to, by its links or by its names."""
        return self.countries.union(*(w.codes for w in self.wordings))

    @cached_property
    def roles(self) -> frozenset[str]:
        """What its names tell that it is about."""
        return frozenset().union(*(w.roles for w in self.wordings))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """What two sides are put in order by, so that a pair is compared alike from either end."""
        told = (self.id, self.kind, *sorted(self.names), "", *sorted(self.acronyms), "", *sorted(self.countries), "")
        return (*told, *sorted(self.codes), "", *sorted(self.functions), "", *map(str, sorted(self.years)))

    @property
    def is_ncb(self) -> bool:
        """Whether it is an INTERPOL National Central Bureau, by its function or by its name."""
        return _NCB in self.functions or _NCB in self.roles

    @cached_property
    def is_of_common_words(self) -> bool:
        """Whether, its country aside, it is called as bodies of many countries are."""
        if self.kind != "Agency" or self.codes & _IN_SEVERAL_COUNTRIES:
            return False
        return bool(self.full) and all(is_common(w.words) for w in self.full)

    @cached_property
    def needs_country(self) -> bool:
        """Whether its names alone can't tell it from a body of another country."""
        return self.is_of_common_words and not any(w.countries for w in self.full)
