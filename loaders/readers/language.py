"""A text in, the language it is written in out, or '' where that can't be told."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES: Final = ("en", "es", "fr", "pt", "it", "pl", "de")
LEAST: Final = 80
"""Characters below which a guess would be one."""
ENOUGH: Final = 4000


def language_of(text: str) -> str:
    """An ISO 639-1 code of the languages that lookups have words for; '' for a short text."""
    if len(text) < LEAST:
        return ""
    code, _ = _identifier().classify(text[:ENOUGH])
    return str(code)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    found.set_languages(list(LANGUAGES))
    return found
