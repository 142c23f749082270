"""A name as people write it in, what it tells out: common and rare words, countries, numbers, years, initials.

Spelling, language, number, order and punctuation are set aside (`wording.toml` holds the words), so that two names can
be compared by what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graph.values.countries import country_name, names_of_countries, names_of_parts
from graph.values.names import normal_form

_ASIDE: Final = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_DOTTED: Final = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_POSSESSIVE: Final = re.compile(r"(?<=\w)['’](?=(?:s|l|t)\b)")
_POINT_NOUGHT: Final = re.compile(r"(?<=\d)\.0\b")
_PARENT: Final = re.compile(r",\s*(?=(?:the )?(?:ministry|department|ministerio|ministère)\b)", re.IGNORECASE)
_UPPER: Final = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_ROMAN: Final = re.compile(r"\b(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})(?=\W|$)")
_ORDINAL: Final = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
_MIXED: Final = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10}
_STROKES: Final = str.maketrans("øØłŁđĐæÆœŒ", "oOlLdDaAoO")
"""Letters that normal form keeps, but that many keyboards lack."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_LONGEST: Final = 6
_LONGEST_TEXT: Final = 300


@dataclass(frozen=True, slots=True)
class Wording:
    """What one name tells. `asides` are words in brackets, or a parent body after a comma: they may be left out.

    `countries` holds one set of codes for each country named, of several codes where the name is ambiguous.
    """

    text: str
    joined: str
    words: frozenset[str]
    asides: frozenset[str]
    countries: frozenset[frozenset[str]]
    country_words: frozenset[str]
    numbers: frozenset[int]
    years: frozenset[int]
    initials: frozenset[str]
    acronyms: frozenset[str]

    @property
    def codes(self) -> frozenset[str]:
        """All codes that a country named here may have."""
        return frozenset().union(*self.countries)

    @property
    def initials_within(self) -> frozenset[str]:
        """First letters of two to six words that follow each other."""
        first = [word[0] for word in normal_form(self.text).split() if word not in _fillers()]
        return frozenset(
            "".join(first[at : at + n])
            for at in range(len(first))
            for n in range(2, _LONGEST + 1)
            if at + n <= len(first)
        )

    @property
    def roles(self) -> frozenset[str]:
        """What the body is about, as far as its name tells."""
        return self.words & _sort("roles")


@dataclass(frozen=True, slots=True)
class _Meaning:
    words: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    number: int | None = None


@dataclass(slots=True)
class _Heard:
    words: set[str]
    countries: set[frozenset[str]]
    country_words: set[str]
    numbers: set[int]
    years: set[int]


def read_name(text: str) -> Wording:
    """What a name tells; the text is cut after 300 characters."""
    text = text[:_LONGEST_TEXT]
    plain = _DOTTED.sub(lambda m: m[0].replace(".", ""), text.translate(_STROKES))
    plain = _POINT_NOUGHT.sub("", _POSSESSIVE.sub("", plain))
    asides = [part for part in _ASIDE.findall(plain) if part.strip()]
    main, *parents = _PARENT.split(_ASIDE.sub(" ", plain))
    heard = _heard(main)
    side = _Heard(set(), heard.countries, heard.country_words, heard.numbers, heard.years)
    for part in (*parents, *asides):
        for word in _heard(part, side).words:
            side.words.add(word)
    tokens = normal_form(main).split()
    return Wording(
        text=text,
        joined="".join(t for t in tokens if t not in _fillers()),
        words=frozenset(heard.words),
        asides=frozenset(side.words - heard.words),
        countries=frozenset(heard.countries),
        country_words=frozenset(heard.country_words),
        numbers=frozenset(heard.numbers),
        years=frozenset(heard.years),
        initials=frozenset(_initials(tokens, heard.country_words)),
        acronyms=frozenset(_acronyms(main, heard, asides)),
    )


def is_common(words: frozenset[str]) -> bool:
    """Whether a name of these words fits bodies of many countries: it has no rare word and names no region."""
    return not (words & _sort("scope")) and all(word in _common() for word in words)


def is_known(word: str) -> bool:
    """Whether this is a word of the list, which is no misspelling of another."""
    return word in _common() or word in _sort("scope")


def tells_a_part(words: frozenset[str]) -> bool:
    """Whether these words make a part or an arm of a body of it: a secretariat, a division, a committee."""
    return bool(words & _sort("units"))


def has_a_sort(words: frozenset[str]) -> bool:
    """Whether these words say which sort of body it is, so that one more such word is no other body."""
    return bool(words & _sort("heads"))


def may_be_missing(words: frozenset[str]) -> bool:
    """Whether these words can be left out without naming another thing."""
    return words <= _sort("inert") | {"annual"}


def spells(acronym: str, text: str) -> bool:
    """Whether an acronym is made of beginnings of all words of a name, such as KEPHIS or TANAPA."""
    words = [word for word in normal_form(text).split() if word not in _fillers()]
    ends = {0}
    for word in words[: _LONGEST + 2]:
        ends = {end + n for end in ends for n in range(1, len(word) + 1) if acronym.startswith(word[:n], end)}
    return len(words) > 1 and len(acronym) in ends


@cache
def _listed() -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(_listed()["fillers"].split())


@cache
def _sort(name: str) -> frozenset[str]:
    return frozenset(_listed()[name])


@cache
def _common() -> frozenset[str]:
    return frozenset().union(*(_sort(name) for name in ("roles", "heads", "units", "common", "inert")))


@cache
def _meanings() -> Mapping[str, _Meaning]:
    """Meaning by the words in normal form, without fillers: countries first, so that the list can take names back."""
    found: dict[str, _Meaning] = {}
    parts = names_of_parts()
    for name, codes in names_of_countries().items():
        found[name] = _Meaning((name.replace(" ", ""),) if name in parts else (), codes)
    by_adjective: dict[str, frozenset[str]] = {}
    for code, listed in _listed()["adjectives"].items():
        for name in _variants(listed):
            by_adjective[name] = by_adjective.get(name, frozenset()) | {code}
    found |= {name: _Meaning(codes=codes) for name, codes in by_adjective.items()}
    for place, listed in _listed()["places"].items():
        codes = found[place].codes if place in found else frozenset()
        found |= {name: _Meaning((place,), codes) for name in _variants(listed)}
    for sort in ("roles", "heads", "units", "common", "scope", "inert"):
        for word, listed in _listed()[sort].items():
            found |= {name: _Meaning((word,)) for name in (word, *_variants(listed))}
    for number, listed in _listed()["numbers"].items():
        found |= {name: _Meaning(number=int(number)) for name in _variants(listed)}
    return found


def _variants(listed: str) -> Iterator[str]:
    for name in listed.split(","):
        words = [word for word in normal_form(name).split() if word not in _fillers()]
        if words:
            yield " ".join(words)


@cache
def _codes() -> Mapping[str, str]:
    return {name: code for code, listed in _listed()["codes"].items() for name in listed.split(", ")}


def _heard(text: str, into: _Heard | None = None) -> _Heard:
    """Read words in phrases, the longest first; `into` takes up countries, numbers and years found elsewhere."""
    heard = _Heard(set(), set(), set(), set(), set())
    if into:
        heard = _Heard(set(), into.countries, into.country_words, into.numbers, into.years)
    tokens = list(_tokens(text))
    singular = [_singular(token) for token in tokens]
    meanings = _meanings()
    at = 0
    while at < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            meaning = meanings.get(" ".join(tokens[at : at + length]))
            meaning = meaning or meanings.get(" ".join(singular[at : at + length]))
            if meaning:
                _take(heard, meaning, tokens[at : at + length])
                break
        else:
            length = 1
            _take_unknown(heard, tokens[at])
        at += length
    return heard


def _tokens(text: str) -> Iterator[str]:
    """Words in normal form without fillers; codes of countries by the country's name, Roman numbers as figures."""
    codes = _codes()
    text = _ROMAN.sub(_roman, text)
    text = _UPPER.sub(lambda m: country_name(codes[m[0]]) if m[0] in codes else m[0], text)
    for token in normal_form(text).split():
        if token not in _fillers():
            yield from [token] if _ORDINAL.fullmatch(token) else _MIXED.split(token)


def _roman(match: re.Match[str]) -> str:
    values = [_ROMAN_VALUES[letter] for letter in match[0]]
    signed = zip(values, [*values[1:], 0], strict=True)
    return str(sum(value if value >= after else -value for value, after in signed))


def _singular(token: str) -> str:
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3] + "y"
    return token[:-1] if len(token) > 3 and token.endswith("s") and token[-2] not in "ius" else token


def _take(heard: _Heard, meaning: _Meaning, tokens: list[str]) -> None:
    heard.words.update(meaning.words)
    if meaning.codes:
        heard.countries.add(meaning.codes)
        heard.country_words.update(tokens)
    if meaning.number is not None:
        heard.numbers.add(meaning.number)


def _take_unknown(heard: _Heard, token: str) -> None:
    ordinal = _ORDINAL.fullmatch(token)
    figure = ordinal[1] if ordinal else token
    if not figure.isdecimal():
        heard.words.add(_singular(token))
    elif _FIRST_YEAR <= int(figure) <= _LAST_YEAR and not ordinal:
        heard.years.add(int(figure))
    else:
        heard.numbers.add(int(figure))


def _initials(tokens: list[str], country: set[str]) -> Iterator[str]:
    """First letters of the words, with and without small words, with and without the country."""
    for kept in (_fillers(), _fillers() - {"of"}, frozenset[str]()):
        words = [token for token in tokens if token not in kept]
        for part in (words, [word for word in words if word not in country]):
            if 2 <= len(part) <= 10:
                yield "".join(word[0] for word in part)


def _acronyms(main: str, heard: _Heard, asides: list[str]) -> Iterator[str]:
    """What the name writes as an acronym: all of it, all but a country, or a word in brackets."""
    parts = [main, *asides]
    for part in parts:
        words = part.split()
        if len(words) == 1 and sum(c.isupper() for c in part) > 1:
            yield squash(part)
    bare = [word for word in main.split() if word not in _codes() and normal_form(word) not in heard.country_words]
    if heard.country_words and len(bare) == 1 and bare[0].isupper() and len(bare[0]) > 2:
        yield squash(bare[0])


def squash(text: str) -> str:
    """Letters and figures alone, so that NICE-CG and NICECG are one acronym."""
    return normal_form(text).replace(" ", "")
