"""A text in, the language it is written in out, told by its small words; '' when too short or none of ours."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

SMALL_WORDS: Final = {
    "en": "the of and to in a is was were that for on with by from at has have had been which this their its are an",
    "es": "el la los las de del y en que un una por con para al se su sus fue fueron es ha han como más entre desde lo",
    "fr": "le la les de des du et en que un une par pour dans au aux sur est sont ont été qui avec ce cette il plus",
    "pt": "o a os as de do da dos das e em no na nos nas que um uma por com para ao à foi foram são mais pela pelo não",
    "it": "il la gli le di del della dei delle e in che un una per con al alla nel nella è sono stato stati da più dal",
    "pl": "w i z na do się nie to że jest o od przez po za dla oraz przy są był była były ze jak tym ich także które",
    "de": "der die das und in den dem des von zu mit für auf ist im ein eine einen wurde wurden sich nicht auch bei",
    # Neighbours of ours, so that they aren't taken for one of ours.
    "nl": "de het een van en in is dat op te zijn voor met die niet aan er om ook als bij door werd naar uit wordt tot",
    "ro": "și de la în a cu pe din care o un este au nu fost pentru sunt mai prin al ale unui lui că fi după ca sau",
    "ca": "el la els les de i a en que un una per amb al dels va van és del han més seu seva entre com ha ser també",
    "sv": "och i att det som en på är av för med till den har de inte om ett var från vid men sig kan så eller under",
    "da": "og i at det som en på er af for med til den har de ikke om et var fra ved men sig kan så eller der blev",
}
OURS: Final = frozenset({"en", "es", "fr", "pt", "it", "pl", "de"})
SAMPLE_CHARACTERS: Final = 20_000
FEWEST_WORDS: Final = 8
_WORD: Final = re.compile(r"[^\W\d_]+")
_LANGUAGES_OF: Final[dict[str, list[str]]] = {}
for _language, _words in SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)


def language_of(text: str) -> str:
    """One of en, es, fr, pt, it, pl, de, or ''.

    A language wins when at least one word in eight is one of its small words, and clearly more than of any other.
    """
    words = _WORD.findall(text[:SAMPLE_CHARACTERS].lower())
    if len(words) < FEWEST_WORDS:
        return ""
    counts = Counter(language for word in words for language in _LANGUAGES_OF.get(word, ()))
    first, second = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    clear = first[1] * 8 >= len(words) and first[1] * 10 >= second[1] * 11 and first[1] >= 3
    return first[0] if clear and first[0] in OURS else ""
