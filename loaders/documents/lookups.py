"""lookups.toml in, what reading documents knows of the field's words out: read once, never changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent.parent / "lookups.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One named way in which a sentence states a link: the pattern that has to be found, and how sure it is."""

    name: str
    link: str
    pattern: str
    score: float
    role: str = ""


@dataclass(frozen=True, slots=True)
class Lookups:
    """The words of the field, by use; patterns are not compiled yet."""

    spelling: Mapping[str, str]
    traps: Mapping[str, tuple[str, ...]]
    countries: Mapping[str, str]
    demonyms: Mapping[str, str]
    agreements: Mapping[str, tuple[str, ...]]
    bodies: Mapping[str, tuple[str, ...]]
    networks: Mapping[str, tuple[str, ...]]
    cities: Mapping[str, str]
    species: Mapping[str, tuple[str, ...]]
    species_groups: Mapping[str, str]
    crime_types: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]
    incidents: Mapping[str, str]
    numbers: Mapping[str, int]
    months: Mapping[str, int]
    figures: Mapping[str, tuple[str, ...]]
    tools: Mapping[str, str]
    rules: tuple[Rule, ...]

    def pattern(self, name: str) -> re.Pattern[str]:
        """The words of one use as a pattern, case ignored."""
        return compiled(self.words[name])

    def says(self, name: str, text: str) -> bool:
        """Whether a text has words of one use, case ignored: those words are written in small letters."""
        return in_small_letters(self.words[name]).search(text.lower()) is not None


@cache
def lookups() -> Lookups:
    """The shipped lookups."""
    return read_lookups(FILE)


def read_lookups(path: Path) -> Lookups:
    """Lookups of a file in the shipped one's form."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Lookups(
        spelling=told["spelling"],
        traps=_tuples(told["traps"]),
        countries=told["countries"],
        demonyms={word: code for code, words in told["demonyms"].items() for word in words.split("|")},
        agreements=_tuples(told["agreements"]),
        bodies=_tuples(told["bodies"]),
        networks=_tuples(told["networks"]),
        cities={city: code for code, cities in told["cities"].items() for city in cities.split("|")},
        species=_tuples(told["species"]),
        species_groups=told["species_groups"],
        crime_types=_tuples(told["crime_types"]),
        words=told["words"],
        incidents=told["incidents"],
        numbers=told["numbers"],
        months=told["months"],
        figures=_tuples(told["figures"]),
        tools=told["tools"],
        rules=tuple(
            Rule(rule["name"], rule["link"], pattern, rule["score"], rule.get("role", ""))
            for rule in told["rules"]
            for pattern in rule["patterns"]
        ),
    )


def _tuples(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in table.items()}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the lookups, case ignored."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def in_small_letters(pattern: str) -> re.Pattern[str]:
    """A pattern for texts in small letters: it runs three times as fast as one that ignores case."""
    return re.compile(pattern)
