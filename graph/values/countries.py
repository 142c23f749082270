"""Names of countries as people write them in, ISO 3166-1 alpha-2 codes (or an honest "which?") and names out.

Names are looked up exactly, never by likeness: Niger can't give Nigeria. The codes are the 249 of ISO 3166-1 and the
user-assigned XK (Kosovo); EU is no country. Parts such as Scotland or Zanzibar give the code of their state.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from typing import Any, Final

from graph.errors import UnknownName
from graph.values.names import is_unspaced, normal_form

LANGUAGES: Final = ("en", "fr", "es", "pt")
# Asked only when those and our own names don't know a text, for loading them takes a tenth of a second, once.
FURTHER_LANGUAGES: Final = (
    "am", "ar", "bn", "de", "dz", "hi", "id", "it", "ja", "km", "ko", "lo", "mg", "mn", "ms", "my", "ne", "nl",
    "pl", "ru", "si", "sw", "th", "vi", "zh", "zh_Hant",
)  # fmt: skip

_FILLERS: Final = frozenset({"and", "formerly", "now", "of", "the"})
_SHORT_FORMS: Final = {"saint": "st", "rep": "republic", "dem": "democratic"}
_LEAST: Final = 4  # Babel names of fewer ASCII letters ("Anh", "Ira") would catch words and acronyms
_IN_TWO: Final = re.compile(r"([^(),/\[\]]+)[(,/\[](.+?)[)\]]?")

_Names = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class CountryMatch:
    """`code` where exactly one country is meant; two or more `candidates` where several are; both empty if unknown."""

    code: str = ""
    candidates: tuple[str, ...] = ()


def is_code(text: str) -> bool:
    """Whether the text is, as it stands, a code that a country may have here."""
    return text in _codes()


def country_name(code: str) -> str:
    """The English name shown for a code."""
    if not is_code(code):
        raise UnknownName(f"{code!r} is no ISO 3166-1 alpha-2 code of a country.")
    own: str | None = _own()["display"].get(code)
    return own or _babel("en")[code].replace("St. ", "Saint ").replace(" & ", " and ").replace("’", "'")


@cache
def other_names(code: str) -> tuple[str, ...]:
    """Further names that mean this country and no other: short, official, old, French, Spanish, Portuguese, native."""
    from babel.languages import get_official_languages

    shown = country_name(code)
    native = [lang for lang in get_official_languages(code, de_facto=True) if lang in FURTHER_LANGUAGES]
    by_key: dict[str, str] = {}
    for name in (*_own_names(code), *_babel_names(code, (*LANGUAGES, *native))):
        by_key.setdefault(_key(name), name)
    unwanted = _ambiguous().keys() | {_key(shown)}
    return tuple(name for key, name in by_key.items() if key not in unwanted)


def find_country(text: str) -> CountryMatch:
    """The country that a text names or, in upper case, is the alpha-2 or alpha-3 code of."""
    bare = text.strip()
    code = bare if is_code(bare) else _by_acronym().get(bare, "")
    if code:
        return CountryMatch(code)
    for names in (_names, _all_names):
        found = sorted(_read(bare, names()))
        if len(found) == 1:
            return CountryMatch(found[0])
        if found:
            return CountryMatch(candidates=tuple(found))
    return CountryMatch()


def begun_countries(text: str) -> tuple[str, ...]:
    """The codes of countries with a name, in any language, that begins with this text; those of shorter names first.

    One character is enough in scripts that put no blanks between words, two are needed in others.
    """
    plain = normal_form(text[:200])
    key = _key(plain) or plain
    if plain.rpartition(" ")[2] in _SHORT_FORMS:  # "saint" must not find the States, for being kept as "st"
        key = f"{key} "
    if len(key) < (1 if is_unspaced(key) else 2):
        return ()
    names, codes = _in_order(), _all_names()
    begin = bisect_left(names, key)
    begun = takewhile(lambda name: name.startswith(key), islice(names, begin, None))
    found = [code for name in sorted(begun, key=len) for code in sorted(codes[name])]
    return tuple(dict.fromkeys(found))


def names_of_countries() -> Mapping[str, frozenset[str]]:
    """Codes by name, to find countries within longer texts; names are in normal form and without filler words.

    A name that several countries have gives all their codes; names of parts (Scotland) give the code of their state.
    """
    return _names()


def names_of_parts() -> frozenset[str]:
    """The names of parts of countries, such as Scotland or Zanzibar, in the same form."""
    return frozenset(_key(name) for name in _own()["parts"])


def _read(text: str, names: _Names) -> frozenset[str]:
    """Reads a text whole, then "Korea, Republic of" turned round, then "Myanmar (Burma)" as two names of one."""
    whole = names.get(_key(text))
    parts = _IN_TWO.fullmatch(text)
    if whole or not parts:
        return whole or frozenset()
    before, after = parts.groups()
    turned = names.get(_key(f"{after} {before}"))
    return turned or names.get(_key(before), frozenset()) & names.get(_key(after), frozenset())


def _key(text: str) -> str:
    """The normal form without filler words, saints and republics in their short and long form alike."""
    return " ".join(_SHORT_FORMS.get(word, word) for word in normal_form(text).split() if word not in _FILLERS)


@cache
def _own() -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _babel(language: str) -> Mapping[str, str]:
    from babel import Locale

    return dict(Locale.parse(language).territories)


@cache
def _codes() -> frozenset[str]:
    listed = {code for code in _babel("en") if len(code) == 2 and code.isalpha()}
    return frozenset(listed.difference(_own()["not_iso"].split()))


def alpha3(code: str) -> str:
    """The ISO 3166-1 alpha-3 code of a country; '' for a user-assigned one."""
    return next((three for three, two in _by_alpha3().items() if two == code), "")


@cache
def _by_alpha3() -> Mapping[str, str]:
    from babel.core import get_global

    withdrawn = _own()["withdrawn"].split()
    return {
        alias: codes[0]
        for alias, codes in get_global("territory_aliases").items()
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and is_code(codes[0]) and alias not in withdrawn
    }


@cache
def _by_acronym() -> Mapping[str, str]:
    """Alpha-3 codes and our own acronyms to codes."""
    return {**_by_alpha3(), **_own()["acronyms"]}


@cache
def _forms() -> Mapping[str, tuple[str, ...]]:
    """Code to the words that stand before its short name in its official one."""
    forms: dict[str, tuple[str, ...]] = {}
    for words, codes in _own()["forms"].items():
        for code in codes.split():
            forms[code] = (*forms.get(code, ()), words)
    return forms


def _own_names(code: str) -> Iterator[str]:
    yield from _own()["other"].get(code, ())
    if code in _own()["native"]:
        yield _own()["native"][code]
    for words in _forms().get(code, ()):
        yield f"{words} {country_name(code)}"


def _babel_names(code: str, languages: tuple[str, ...]) -> Iterator[str]:
    for language in languages:
        name = _babel(language).get(code, "")
        key = _key(name)
        if len(key) >= _LEAST or (key and not key.isascii()):
            yield name


@cache
def _ambiguous() -> _Names:
    return {_key(name): frozenset(codes.split()) for name, codes in _own()["ambiguous"].items()}


@cache
def _names() -> _Names:
    """Key to codes, over our own names and those of the first languages."""
    names: dict[str, frozenset[str]] = {_key(part): frozenset({code}) for part, code in _own()["parts"].items()}
    for code in _codes():
        for name in (country_name(code), *_own_names(code), *_babel_names(code, LANGUAGES)):
            key = _key(name)
            names[key] = names.get(key, frozenset()) | {code}
    return {**names, **_ambiguous()}


@cache
def _all_names() -> _Names:
    """The same with the further languages, which never speak against the first ones."""
    names: dict[str, frozenset[str]] = {}
    for code in _codes():
        for name in _babel_names(code, FURTHER_LANGUAGES):
            key = _key(name)
            names[key] = names.get(key, frozenset()) | {code}
    return {**names, **_names()}


@cache
def _in_order() -> list[str]:
    """All names in normal form, in the order in which those with one beginning stand together."""
    return sorted(_all_names())
