"""Words of names in, what they mean out: one word for each language, number and spelling, a country, a number.

`words.toml` holds the list. A word in it is a common one; a name made of such words fits bodies of many countries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from graph.values.countries import names_of_countries, names_of_parts
from graph.values.names import normal_form

LONGEST_PHRASE: Final = 6
_WORDS: Final = ("roles", "heads", "units", "common", "scope", "inert")
_SHORTEST, _SHORTEST_COUNTRY, _UNLIKE_FIRST = 5, 6, 7
"""Letters from which on a word, and a country, is known when misspelt; and from which on its first letter may be."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or phrase says: words in their one spelling, the codes a country may have, a number."""

    words: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    number: int | None = None


@cache
def _listed() -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def fillers() -> frozenset[str]:
    """Words that tell nothing: of, the, de, la …"""
    return frozenset(_listed()["fillers"].split())


@cache
def words_of(part: str) -> frozenset[str]:
    """The words of one part of the list: roles, heads, units, common, scope or inert."""
    return frozenset(_listed()[part])


@cache
def codes_of_countries() -> Mapping[str, str]:
    """Codes and acronyms that are a country's in upper case only, such as US, to ISO 3166-1 codes."""
    return {name: code for code, listed in _listed()["codes"].items() for name in listed.split(", ")}


@cache
def _all_listed() -> frozenset[str]:
    return frozenset().union(*map(words_of, _WORDS))


def is_listed(word: str) -> bool:
    """Whether this is a word of the list, in its one spelling."""
    return word in _all_listed()


def meaning_of(tokens: list[str]) -> Meaning | None:
    """What words that follow each other mean as one phrase, or None."""
    meanings = _meanings()
    return meanings.get(" ".join(tokens)) or meanings.get(" ".join(map(singular, tokens)))


@cache
def _meanings() -> Mapping[str, Meaning]:
    """Meaning by the words in normal form, without fillers: countries first, so that the list can take names back."""
    found = dict(_countries())
    for place, listed in _listed()["places"].items():
        codes = found[place].codes if place in found else frozenset()
        found |= {name: Meaning((place,), codes) for name in (place, *_variants(listed))}
    for part in _WORDS:
        for word, listed in _listed()[part].items():
            found |= {name: Meaning((word,)) for name in (word, *_variants(listed))}
    for number, listed in _listed()["numbers"].items():
        found |= {name: Meaning(number=int(number)) for name in _variants(listed)}
    return found


def _countries() -> Iterator[tuple[str, Meaning]]:
    """Names and adjectives; what is only a part of a country says its own name, too."""
    parts = names_of_parts()
    for name, codes in names_of_countries().items():
        yield name, Meaning((name.replace(" ", ""),) if name in parts else (), codes)
    by_adjective: dict[str, frozenset[str]] = {}
    for code, listed in _listed()["adjectives"].items():
        for name in _variants(listed):
            by_adjective[name] = by_adjective.get(name, frozenset()) | {code}
    for name, codes in by_adjective.items():
        yield name, Meaning(codes=codes)


def _variants(listed: str) -> Iterator[str]:
    for name in listed.split(","):
        words = [word for word in normal_form(name).split() if word not in fillers()]
        if words:
            yield " ".join(words)


def singular(token: str) -> str:
    """A word without the ending of a plural, as far as that can be told without knowing the word."""
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3] + "y"
    return token[:-1] if len(token) > 3 and token.endswith("s") and token[-2] not in "ius" else token


@lru_cache(maxsize=100_000)
def mended(token: str) -> str:
    """The one word of the list, or country, that an unknown word is but for one letter; '' where there is no one."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(token) < _SHORTEST or not token.isalpha() or not {token, singular(token)}.isdisjoint(_known_tokens()):
        return ""
    words = _long_words()
    near = [word for word, *_ in process.extract(token, words.keys(), scorer=OSA.distance, score_cutoff=1, limit=5)]
    near = [word for word in near if word[0] == token[0] or len(word) >= _UNLIKE_FIRST]
    return near[0] if len({words[word] for word in near}) == 1 else ""


@cache
def _known_tokens() -> frozenset[str]:
    return frozenset(word for name in _meanings() for word in name.split())


@cache
def _long_words() -> Mapping[str, Meaning]:
    """Words of the list, also those of its phrases, and countries of one word, that are long enough to be mended to."""
    parts = {word for name, meaning in _meanings().items() if not meaning.codes for word in name.split()}
    single = {name: meaning for name, meaning in _meanings().items() if " " not in name}
    listed = {word: Meaning((word,)) for word in sorted(parts)} | single
    return {word: m for word, m in listed.items() if len(word) >= (_SHORTEST_COUNTRY if m.codes else _SHORTEST)}
