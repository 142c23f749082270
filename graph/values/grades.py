"""Grades as given: a scheme's codes in, a text with the scheme's name out; never converted, never averaged.

Sources: the Admiralty code (reliability A–F, credibility 1–6) and the UK 3x5x2 report (source 1–3, information A–E).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from graph.errors import DataError


@dataclass(frozen=True, slots=True)
class Scheme:
    """One grading scheme: its name, the codes of each axis in their own order, and those that mean *not judged*."""

    name: str
    reliability: str
    credibility: str
    not_judged: frozenset[str]


SCHEMES: Final = {
    "admiralty": Scheme("Admiralty", "ABCDEF", "123456", frozenset("F6")),
    "uk-3x5x2": Scheme("UK 3x5x2", "123", "ABCDE", frozenset("2D")),
}


@dataclass(frozen=True, slots=True)
class Grade:
    """A source's reliability beside a claim's credibility, in one scheme; '' means that axis was not given."""

    scheme: str = "admiralty"
    reliability: str = ""
    credibility: str = ""

    @property
    def judged(self) -> bool:
        """Whether anybody judged either axis."""
        skip = SCHEMES[self.scheme].not_judged
        return any(code and code not in skip for code in (self.reliability, self.credibility))

    def as_text(self) -> str:
        """Scheme and codes as the log of acts keeps them; `grade_of` reads it back."""
        return f"{self.scheme} {self.reliability or '-'} {self.credibility or '-'}"

    def __str__(self) -> str:
        if not self.judged:
            return "not judged"
        unknown = {"admiralty": ("F", "6"), "uk-3x5x2": ("2", "D")}[self.scheme]
        return f"{SCHEMES[self.scheme].name} {self.reliability or unknown[0]}{self.credibility or unknown[1]}"

    def beats(self, other: Grade) -> bool:
        """Whether this is the better one: in the same scheme, on no axis worse and on one better.

        An axis that one of the two leaves unjudged can't be compared, and two schemes can't at all.
        """
        if self == other or self.scheme != other.scheme:
            return False
        scheme = SCHEMES[self.scheme]
        axes = (
            (scheme.reliability, self.reliability, other.reliability),
            (scheme.credibility, self.credibility, other.credibility),
        )
        return all(
            mine == yours or (not {mine, yours} & scheme.not_judged and codes.index(mine) < codes.index(yours))
            for codes, mine, yours in axes
        )


def grade_of(text: str) -> Grade:
    """The grade that `as_text` wrote."""
    scheme, *codes = text.split(" ")
    return Grade(scheme, *("" if code == "-" else code for code in codes))


def check_code(scheme: str, axis: str, code: str) -> str:
    """Return the code in its scheme's own spelling; '' stays ''. Raises DataError for a code the scheme lacks."""
    known = SCHEMES.get(scheme)
    if known is None:
        raise DataError(f"{scheme!r} is not a grading scheme.", mend=f"Use one of {', '.join(SCHEMES)}.")
    allowed = known.reliability if axis == "reliability" else known.credibility
    wanted = code.strip().upper()
    if wanted and (len(wanted) != 1 or wanted not in allowed):
        raise DataError(f"{code!r} is no {axis} of the scheme {known.name}.", mend=f"Use one of {', '.join(allowed)}.")
    return wanted


def summarise(grades: Iterable[Grade]) -> str:
    """The grades of one fact side by side, each once, judged ones first; 'not judged' when none was judged."""
    texts = sorted({str(g) for g in grades if g.judged})
    return "; ".join(texts) or "not judged"


def read_summary(text: str) -> tuple[Grade, ...]:
    """The judged grades that `summarise` wrote; an axis that was not given comes back as its code for *not judged*."""
    names = {scheme.name: key for key, scheme in SCHEMES.items()}
    parts = [part.rpartition(" ") for part in text.split("; ") if part not in ("", "not judged")]
    return tuple(Grade(names[name], code[0], code[1]) for name, _, code in parts)


def strongest(grades: Collection[Grade]) -> tuple[Grade, ...]:
    """The grades that no other one beats."""
    return tuple(g for g in grades if not any(other.beats(g) for other in grades))


def weakest(grades: Collection[Grade]) -> tuple[Grade, ...]:
    """The grades that beat no other one; of several schemes, those of each."""
    return tuple(g for g in grades if not any(g.beats(other) for other in grades))
