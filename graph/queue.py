"""A reviewer, filters and a place in; the proposal to look at, its words in context, and what is around it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.review import Item, Shown, find_proposal, items_of, marking_of, show
from graph.store import proposals as stored
from graph.store import queue as places
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.proposal_rows import Kept
from graph.store.proposals import Wanted
from graph.values.markings import Marking, join

REACH: Final = 400
"""Characters on each side of a proposal in which what else was read counts as its context."""
LONGER: Final = 4
"""Words of a name that have more letters than this are looked for by themselves."""
DOCUMENTS: Final = 200
"""Documents to choose from at the most."""

Words = tuple[tuple[str, bool], ...]
"""A text in pieces; those that are True are what to look at."""


@dataclass(frozen=True, slots=True)
class Context:
    """The words that a proposal was read in, with what stands near them: sentences of which something was read too."""

    before: str
    words: Words
    after: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits (or was decided): the proposal looked at, those behind it, and ways to narrow it all.

    `number` is its place among `total`; `kinds` and `documents` count what there is to choose from.
    """

    shown: Shown | None
    context: Context | None
    number: int
    total: int
    previous: str
    following: tuple[Item, ...]
    kinds: Sequence[Row]
    documents: Sequence[Row]
    behind: Marking

    @property
    def marking(self) -> Marking:
        """The highest marking of all that is told: `behind` is that of what follows."""
        ways = [Marking(row["level"]) for row in (*self.kinds, *self.documents)]
        return join([self.behind, *ways, *([self.shown.marking] if self.shown else [])])


def look(
    store: Store, wanted: Wanted, clearance: Marking, who: str, *, at: str = "", after: str = "", limit: int
) -> Queue:
    """The queue at a proposal; else at the first one behind another that nobody else has in hand.

    Raises UnknownName for a proposal that the reviewer may not see.
    """
    level = int(clearance)
    begin = find_proposal(store, after, clearance).place if after else ""
    here = at or next((i for b in (begin, "") if (i := _first(store, wanted, clearance, who, b))), "")
    shown = show(store, here, clearance) if here else None
    place = shown.item.kept.place if shown else ""
    rest = stored.wanted(store, wanted, level, after=place, limit=limit) if shown else []
    earlier = places.before(store, wanted, level, place) if shown else None
    behind = items_of(store, rest, clearance)
    return Queue(
        shown=shown,
        context=_context(store, shown.item, clearance) if shown else None,
        number=places.number(store, wanted, level, place) + 1,
        total=stored.count(store, wanted, level),
        previous=earlier.id if earlier else "",
        following=tuple(behind),
        kinds=places.kinds(store, replace(wanted, rule="", predicate=""), level),
        documents=places.documents(store, replace(wanted, document="", rule="", predicate=""), level, DOCUMENTS),
        behind=marking_of(store, behind, clearance),
    )


def last_act(store: Store, who: str, clearance: Marking) -> list[Item]:
    """What a reviewer decided on in their last act that still stands; nothing where there is none."""
    return items_of(store, places.last_act(store, who, int(clearance)), clearance)


def _first(store: Store, wanted: Wanted, clearance: Marking, who: str, after: str = "") -> str:
    """The first one behind a place that nobody else has in hand; where others have all of the next, the first."""
    found = items_of(store, stored.wanted(store, wanted, int(clearance), after=after, limit=20), clearance)
    free = [item for item in found if item.held_by in ("", who)]
    return next((item.kept.id for item in free or found), "")


def _context(store: Store, item: Item, clearance: Marking) -> Context:
    """The sentence round a proposal's words, as far as something else was read in it, else the words alone."""
    kept, near = item.kept, places.near(store, item.kept, int(clearance), REACH)
    quote = kept.claim.quote
    around = min((k for k in near if _holds(k, kept)), key=lambda k: k.end - k.start, default=None)
    whole = around or kept
    earlier = max((k for k in near if k.end <= whole.start), key=lambda k: k.end, default=None)
    later = min((k for k in near if k.start >= whole.end), key=lambda k: k.start, default=None)
    looked = [quote] if around else _spoken(quote, [*item.called, kept.claim.value])
    return Context(
        earlier.claim.quote if earlier else "",
        marked(whole.claim.quote, looked),
        later.claim.quote if later else "",
    )


def _spoken(text: str, names: Sequence[str]) -> list[str]:
    """What of these names may stand in a text: the whole name, else its longer words."""
    found, folded = list[str](), text.casefold()
    for name in names:
        plain = name.replace("-", " ")
        whole = [told for told in (name, plain) if told.casefold() in folded]
        found += whole or [word for word in plain.split() if len(word) > LONGER]
    return found


def _holds(other: Kept, kept: Kept) -> bool:
    wider = other.start <= kept.start and kept.end <= other.end and other.end - other.start > kept.end - kept.start
    return wider and kept.claim.quote in other.claim.quote


def marked(text: str, looked: Iterable[str]) -> Words:
    """A text in pieces: those that are what one looks for (in any case of letters), and those between."""
    words = sorted({word for word in looked if word}, key=len, reverse=True)
    if not words:
        return ((text, False),)
    pieces = re.split("(" + "|".join(map(re.escape, words)) + ")", text, flags=re.I)
    return tuple((piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece)
