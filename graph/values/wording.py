"""A name as people write it in, what it tells out: common and rare words, countries, numbers, years, initials.

Spelling, language, order and punctuation are set aside, so that two names can be compared by what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.values.countries import country_name
from graph.values.names import normal_form
from graph.values.words import (
    LONGEST_PHRASE,
    Meaning,
    codes_of_countries,
    fillers,
    is_listed,
    meaning_of,
    mended,
    singular,
    words_of,
)

_ASIDE: Final = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_DOTTED: Final = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_POSSESSIVE: Final = re.compile(r"(?<=\w)['’](?=(?:s|l|t)\b)")
_POINT_NOUGHT: Final = re.compile(r"(?<=\d)\.0\b")
_PARENT: Final = re.compile(r",\s*(?=(?:the )?(?:ministry|department|ministerio|ministère)\b)", re.IGNORECASE)
_UPPER: Final = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_ROMAN: Final = re.compile(r"\b(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})(?=\W|$)")
_ORDINAL: Final = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
_FIGURE: Final = re.compile(r"[0-9]{1,9}")
_MIXED: Final = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10}
_STROKES: Final = str.maketrans("øØłŁđĐæÆœŒ", "oOlLdDaAoO")
"""Letters that normal form keeps, but that many keyboards lack."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_LONGEST_TEXT: Final = 300


@dataclass(frozen=True, slots=True)
class Wording:
    """What one name tells. `asides` are words in brackets, or a parent body after a comma: they may be left out.

    `joined` are the words of the name in one. `countries` holds one set of codes for each country named, of several
    codes where the name is ambiguous. `bare_initials` are those without the countries named. `slips` tell which unknown
    words were read as a known one with a letter wrong.
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
    bare_initials: frozenset[str]
    acronyms: frozenset[str]
    slips: frozenset[str]

    @property
    def codes(self) -> frozenset[str]:
        """All codes that a country named here may have."""
        return frozenset().union(*self.countries)

    @property
    def initials_within(self) -> frozenset[str]:
        """First letters of two to six words that follow each other."""
        first = "".join(word[0] for word in normal_form(self.text).split() if word not in fillers())
        return frozenset(first[at : at + n] for n in range(2, LONGEST_PHRASE + 1) for at in range(len(first) - n + 1))

    @property
    def roles(self) -> frozenset[str]:
        """What the body is about, as far as its name tells."""
        return self.words & words_of("roles")


@dataclass(slots=True)
class _Heard:
    countries: set[frozenset[str]] = field(default_factory=set)
    country_words: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    slips: set[str] = field(default_factory=set)


def read_name(text: str) -> Wording:
    """What a name tells; the text is cut after 300 characters."""
    text = text[:_LONGEST_TEXT]
    plain = _DOTTED.sub(lambda m: m[0].replace(".", ""), text.translate(_STROKES))
    plain = _POINT_NOUGHT.sub("", _POSSESSIVE.sub("", plain))
    brackets = [part for part in _ASIDE.findall(plain) if part.strip()]
    main, *parents = _PARENT.split(_ASIDE.sub(" ", plain))
    heard = _Heard()
    words = _listen(main, heard)
    asides = set[str]().union(*(_listen(part, heard) for part in (*parents, *brackets)))
    tokens = normal_form(main).split()
    bare = frozenset(_initials(tokens, heard.country_words)) if heard.country_words else frozenset[str]()
    return Wording(
        text=text,
        joined="".join(t for t in tokens if t not in fillers()),
        words=frozenset(words),
        asides=frozenset(asides - words),
        countries=frozenset(heard.countries),
        country_words=frozenset(heard.country_words),
        numbers=frozenset(heard.numbers),
        years=frozenset(heard.years),
        initials=frozenset(_initials(tokens, set())) | bare,
        bare_initials=bare,
        acronyms=frozenset(_acronyms(main, heard.country_words, brackets)),
        slips=frozenset(heard.slips),
    )


def is_common(words: frozenset[str]) -> bool:
    """Whether a name of these words fits bodies of many countries: it has no rare word and names no region."""
    return all(is_listed(word) for word in words) and not words & words_of("scope")


def spells(acronym: str, text: str) -> bool:
    """Whether an acronym is made of beginnings of all words of a name, such as KEPHIS or TANAPA."""
    words = [word for word in normal_form(text).split() if word not in fillers()]
    if not 1 < len(words) <= len(acronym):
        return False
    ends = {0}
    for word in words:
        ends = {end + n for end in ends for n in range(1, len(word) + 1) if acronym.startswith(word[:n], end)}
    return len(acronym) in ends


def squash(text: str) -> str:
    """Letters and figures alone, so that NICE-CG and NICECG are one acronym."""
    return normal_form(text).replace(" ", "")


def _listen(text: str, heard: _Heard) -> set[str]:
    """The words of a text, read in phrases, the longest first; countries, numbers and years are added to `heard`."""
    tokens = [_mend(token, heard.slips) for token in _tokens(text)]
    words: set[str] = set()
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = tokens[at : at + length]
            meaning = meaning_of(phrase)
            if meaning:
                words.update(_take(meaning, phrase, heard))
                break
        else:
            length = 1
            words.update(_take_unknown(tokens[at], heard))
        at += length
    return words


def _tokens(text: str) -> Iterator[str]:
    """Words in normal form without fillers; codes of countries by the country's name, Roman numbers as figures."""
    codes = codes_of_countries()
    text = _ROMAN.sub(_roman, text)
    text = _UPPER.sub(lambda m: country_name(codes[m[0]]) if m[0] in codes else m[0], text)
    for token in normal_form(text).split():
        if token not in fillers():
            yield from [token] if _ORDINAL.fullmatch(token) else _MIXED.split(token)


def _roman(match: re.Match[str]) -> str:
    values = [_ROMAN_VALUES[letter] for letter in match[0]]
    signed = zip(values, [*values[1:], 0], strict=True)
    return str(sum(value if value >= after else -value for value, after in signed))


def _mend(token: str, slips: set[str]) -> str:
    known = mended(token)
    if known:
        slips.add(f"{token} read as {known}")
    return known or token


def _take(meaning: Meaning, phrase: list[str], heard: _Heard) -> tuple[str, ...]:
    if meaning.codes:
        heard.countries.add(meaning.codes)
        heard.country_words.update(phrase)
    if meaning.number is not None:
        heard.numbers.add(meaning.number)
    return meaning.words


def _take_unknown(token: str, heard: _Heard) -> tuple[str, ...]:
    """A word that is not listed says itself; a figure of four digits is a year where it can be one."""
    ordinal = _ORDINAL.fullmatch(token)
    figure = ordinal[1] if ordinal else token
    if not _FIGURE.fullmatch(figure):
        return (singular(token),)
    if _FIRST_YEAR <= int(figure) <= _LAST_YEAR and not ordinal:
        heard.years.add(int(figure))
    else:
        heard.numbers.add(int(figure))
    return ()


def _initials(tokens: list[str], country: set[str]) -> Iterator[str]:
    """First letters of the words without those of a country, with and without small words."""
    for left_out in (fillers(), fillers() - {"of"}, frozenset[str]()):
        words = [token for token in tokens if token not in left_out and token not in country]
        if 2 <= len(words) <= 10:
            yield "".join(word[0] for word in words)


def _acronyms(main: str, country: set[str], brackets: list[str]) -> Iterator[str]:
    """What the name writes as an acronym: all of it, all but a country, or a word in brackets."""
    for part in (main, *brackets):
        if len(part.split()) == 1 and sum(c.isupper() for c in part) > 1:
            yield squash(part)
    bare = [word for word in main.split() if word not in codes_of_countries() and normal_form(word) not in country]
    if country and len(bare) == 1 and bare[0].isupper() and len(bare[0]) > 2:
        yield squash(bare[0])
