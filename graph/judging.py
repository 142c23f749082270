"""A person's word on identity in: what it would join and what stands against it, then judgements for the log out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from graph.by_hand import Hand
from graph.commit import commit, now
from graph.errors import MarkingError, UsageError
from graph.find import find
from graph.judgements import Judgement, Verdict, deciding
from graph.resolve import KNOWN_BY_CODE, Index, Node, component, node_of_id
from graph.schema import entity_id, kinds_of
from graph.store import log, lookups, reads
from graph.store.bolt import Store
from graph.values.markings import Marking


@dataclass(frozen=True, slots=True)
class Conflict:
    """A standing word against joining: `left` and `right` were judged different, each on one side of the pair."""

    left: str
    right: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Judged:
    """What a word on identity did: the judgements written, and the ids that are one with the first one now."""

    judgements: tuple[Judgement, ...]
    one: tuple[str, ...]


def conflicts(store: Store, left: str, right: str, clearance: Marking) -> list[Conflict]:
    """Standing `different` judgements, third parties included, that calling these two the same would run against."""
    index, _ = _known(store, (left, right))
    sides = [component(node_of_id(side), clearance, index) for side in (left, right)]
    found = []
    for a, b in product(*sides):
        last = deciding(clearance, index.judged.get(a, {}).get(b, ()))
        if last and last.verdict == "different":
            found.append(Conflict(_id(a, index), _id(b, index), last))
    return sorted(found, key=lambda c: (c.left, c.right))


def judge(store: Store, left: str, right: str, verdict: Verdict, hand: Hand, *, level: Marking | None = None) -> Judged:
    """Write a judgement on two ids (see `side`) and say what is one now. Nothing is merged in the claims.

    It stands at `floor` unless a level is given. Raises MarkingError for one below that or above what the person may
    read; UsageError for a pair that can't be one: an id and itself, things of different families, or codes.
    """
    least = floor(store, (left, right), hand.clearance)
    level = least if level is None else level
    check_level(level, least, hand.clearance)
    families = [node_of_id(side) for side in (left, right)]
    if left == right:
        raise UsageError("These two are one and the same already.", where=left)
    if families[0][0] != families[1][0]:
        raise UsageError(f"{left} and {right} are things of different kinds.", mend="Only like things can be one.")
    if families[0][0] in KNOWN_BY_CODE:
        raise UsageError("Countries and crime types are known by their codes.", mend="Their codes settle what is one.")
    told = Judgement(left, right, verdict, hand.author, hand.reason, now(), level)
    commit(store, (), [told])
    return Judged((told,), _one(store, left, hand.clearance))


def check_level(level: Marking, least: Marking, clearance: Marking) -> None:
    """Raise MarkingError for a word on identity marked too low for what it is about, or too high for who says it."""
    if not least <= level <= clearance:
        raise MarkingError(f"A word on these two is marked {least} or higher, up to {clearance}.")


def floor(store: Store, sides: Sequence[str], clearance: Marking) -> Marking:
    """How high a word on these ids has to be marked, so that it tells of none to who may not see it.

    As high as the thing; an id that judgements joined to another is known by the lowest of those.
    """
    levels = reads.levels(store, sides, int(clearance))
    others = set(sides) - levels.keys()
    told = log.judgements_visible(store, int(clearance)) if others else []
    joined = [[j.level for j in told if side in (j.left, j.right)] for side in others]
    return Marking(max([*levels.values(), *map(min, filter(None, joined))], default=0))


def explode(store: Store, entity: str, hand: Hand) -> Judged:
    """Part all that judgements joined to an entity: each standing `same` of it gets a `different` at its own level.

    Raises UsageError where nothing is joined to it by judgement.
    """
    index, nodes = _known(store, (entity,))
    whole = component(nodes[0], hand.clearance, index)
    at, told = now(), []
    for a in sorted(whole):
        for b, judged in sorted(index.judged.get(a, {}).items()):
            last = deciding(hand.clearance, judged)
            if a < b and last and last.verdict == "same":
                told.append(_over(last, "different", hand, at))
    if not told:
        raise UsageError("No judgement joins anything to it.", where=entity)
    commit(store, (), told)
    return Judged(tuple(told), _one(store, entity, hand.clearance))


def undo(store: Store, hand: Hand) -> Judged:
    """Take back the author's last act of judging that still stands: what stood before is judged again.

    Taking back a `same` that nothing came before leaves `different`, so that no matcher proposes it again. Raises
    UsageError where the author has nothing to take back.
    """
    seen = log.judgements_visible(store, int(hand.clearance))
    last = last_act(seen, hand.author)
    if not last:
        raise UsageError(f"{hand.author} has no judgement to take back.", mend="See wengraph history ENTITY.")
    at, told = now(), []
    for judgement in last:
        told.append(_over(judgement, _before(judgement, seen), hand, at, undoes=judgement.id))
    commit(store, (), told)
    return Judged(tuple(told), _one(store, told[0].left, hand.clearance))


def last_act(seen: Sequence[Judgement], author: str) -> list[Judgement]:
    """What an author judged last, of the judgements that a reader sees, and has not taken back since."""
    undone = {j.undoes for j in seen}
    mine = [j for j in seen if j.author == author and not j.undoes and j.id not in undone]
    at = max((j.recorded_at for j in mine), default="")
    return [j for j in mine if j.recorded_at == at]


def side(store: Store, text: str, clearance: Marking) -> str:
    """The id that a person means by a name or an id; an id that judgements joined to another is still itself.

    Raises UnknownName.
    """
    wanted = text.strip()
    told = {i for j in log.judgements_visible(store, int(clearance)) for i in (j.left, j.right)}
    return wanted if wanted in told else find(store, wanted, int(clearance)).id


def _over(old: Judgement, verdict: Verdict, hand: Hand, at: str, undoes: str = "") -> Judgement:
    return Judgement(old.left, old.right, verdict, hand.author, hand.reason, at, old.level, undoes)


def _before(judgement: Judgement, seen: Sequence[Judgement]) -> Verdict:
    pair = {judgement.left, judgement.right}
    earlier = [j for j in seen if {j.left, j.right} == pair and j.recorded_at < judgement.recorded_at]
    last = deciding(judgement.level, earlier)
    if last:
        return last.verdict
    return "different" if judgement.verdict == "same" else "unsure"


def _known(store: Store, ids: Sequence[str]) -> tuple[Index, list[Node]]:
    index, nodes = Index(), [node_of_id(i) for i in ids]
    store.reading(lambda tx: lookups.load_index(tx, index, {f"id:{key}" for _, key in nodes}, ()))
    return index, nodes


def _one(store: Store, identifier: str, clearance: Marking) -> tuple[str, ...]:
    index, (node,) = _known(store, (identifier,))
    return tuple(sorted(_id(n, index) for n in component(node, clearance, index)))


def _id(node: Node, index: Index) -> str:
    """The id that judgements know an identity by; one that only an alias joins is named as its family's first kind."""
    told = {i for judged in index.judged.get(node, {}).values() for j in judged for i in (j.left, j.right)}
    named = sorted(i for i in told if node_of_id(i) == node)
    return named[0] if named else entity_id(kinds_of(node[0])[0], node[1])
