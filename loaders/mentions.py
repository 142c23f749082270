"""Cells that refer to entities in, mentions out: ids and names as written, countries by code, never a guess."""

from __future__ import annotations

from typing import Final

from graph.errors import UsageError
from graph.schema import kind_of_id
from graph.values.claims import Mention
from graph.values.countries import find_country
from graph.values.names import is_key
from loaders.base import FieldError, Fields, Ref

KIND_WORDS: Final = {
    "country": "Country",
    "agency": "Body",
    "organisation": "Body",
    "organization": "Body",
    "network": "Body",
    "body": "Body",
    "meeting": "Meeting",
    "operation": "Operation",
    "agreement": "Agreement",
    "taxon": "Taxon",
    "species": "Taxon",
    "tool": "Tool",
    "incident": "Incident",
    "post": "Post",
    "crime-type": "CrimeType",
}
"""Words of a `…_kind` column. Sources mix up agencies and networks, so both mean a body."""


def mentions(ref: Ref, fields: Fields) -> list[Mention]:
    """What a reference's cells mention; empty where they are empty. Raises FieldError."""
    kind = _kind(ref, fields)
    ids = fields.list(ref.id) if ref.many and ref.id else [fields.pop(ref.id)] if ref.id else []
    names = fields.list(ref.name) if ref.many and ref.name else [fields.pop(ref.name)] if ref.name else []
    pairs = [(text, names[0] if names else "") for text in ids if text]
    pairs = pairs or [("", text) for text in names if text]
    return [_mention(kind, key, name, ref) for key, name in pairs]


def _kind(ref: Ref, fields: Fields) -> str:
    word = fields.pop(ref.kind_in).casefold() if ref.kind_in else ""
    if not word:
        return ref.kind
    if word not in KIND_WORDS:
        raise FieldError(ref.kind_in, word, f"expected one of {', '.join(KIND_WORDS)}")
    return KIND_WORDS[word]


def _mention(kind: str, key: str, name: str, ref: Ref) -> Mention:
    if ":" in key:
        kind, key = _full_id(key, ref.id)
    if kind == "Country" or (kind == "Party" and _is_country(key or name)):
        return country(key or name, ref.id if key else ref.name)
    kind = "Body" if kind == "Party" else kind
    return Mention(kind, check_key(key, ref.id), "") if key else Mention(kind, "", name)


def mention_name(ref: Ref, fields: Fields) -> str:
    """The name written beside an id, for what is not a list."""
    return fields.pop(ref.name) if ref.name and not ref.many else ""


def country(text: str, column: str) -> Mention:
    """A country by code or name; raises FieldError where it is unknown or could be several."""
    match = find_country(text)
    if match.code:
        return Mention("Country", match.code)
    if match.candidates:
        raise FieldError(column, text, f"several countries are called so: write one of {', '.join(match.candidates)}")
    raise FieldError(column, text, "not a country that I know: write its ISO 3166 code or its usual name")


def check_key(text: str, column: str) -> str:
    """The key of an id in lower case; raises FieldError where it is not made of letters, digits, dots and hyphens."""
    key = text.lower()
    if not is_key(key):
        raise FieldError(column, text, "expected an id of lower-case letters, digits, dots and hyphens")
    return key


def _full_id(text: str, column: str) -> tuple[str, str]:
    """Part `tool:i-24-7`; whether such a kind may stand here is checked with the link."""
    try:
        return kind_of_id(text), text.partition(":")[2]
    except UsageError as error:
        raise FieldError(column, text, str(error)) from error


def _is_country(text: str) -> bool:
    match = find_country(text)
    return bool(match.code) or len(match.candidates) > 1
