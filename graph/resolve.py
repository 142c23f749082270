"""Mentions, names and judgements in; the entity each mention means at its claim's level out. Pure and exact."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from graph.judgements import Judgement, same_at
from graph.schema import KINDS, NAME_SORTS, entity_id, kind_of_id, kinds_of
from graph.values.claims import Claim, Mention
from graph.values.names import digest, normal_form, slug

_TIERS = (("name", "local_name"), ("mentioned_as", "alias"), ("acronym",))
"""A full name outweighs a name in passing, and that an acronym: bodies of many countries share acronyms."""

KNOWN_BY_CODE: Final = ("Country", "CrimeType")
"""Kinds whose codes are their ids: no alias and no judgement changes what a code means."""

_OWN: Final = re.compile(r"\.[0-9a-f]{6}$")

Node = tuple[str, str]
"""A family of kinds and a key: agencies and networks share one family, since sources mix them up."""


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One way to refer to the entity declared as (kind, key): its id, another id, a name; known at `level`."""

    token: str
    sort: str
    kind: str
    key: str
    country: str
    level: int

    @property
    def node(self) -> Node:
        """The identity this entry points to."""
        return node_of(self.kind, self.key)


@dataclass(slots=True)
class Index:
    """What resolving needs of the graph: entries by token, aliases by the key they lead to, judgements by pair."""

    by_token: dict[str, set[NameEntry]] = field(default_factory=lambda: defaultdict(set))
    aliases_of: dict[str, set[NameEntry]] = field(default_factory=lambda: defaultdict(set))
    judged: dict[Node, dict[Node, set[Judgement]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )

    def add(self, entries: Iterable[NameEntry]) -> None:
        """Take in names."""
        for entry in entries:
            self.by_token[entry.token].add(entry)
            if entry.sort == "alias_id":
                self.aliases_of[entry.key].add(entry)

    def judge(self, judgements: Iterable[Judgement]) -> None:
        """Take in judgements."""
        for judgement in judgements:
            left, right = node_of_id(judgement.left), node_of_id(judgement.right)
            self.judged[left][right].add(judgement)
            self.judged[right][left].add(judgement)

    def entries(self, token: str, level: int) -> list[NameEntry]:
        """The entries under a token that a claim of this level may use."""
        return [entry for entry in self.by_token.get(token, ()) if entry.level <= level]


def node_of(kind: str, key: str) -> Node:
    """The identity that an id names: countries have upper-case keys, so a `Party` with another key is a body."""
    if kind == "Party":
        kind = "Country" if key.isupper() and len(key) == 2 else "Body"
    return ("Body" if kind in ("Agency", "Network") else kind, key)


def node_of_id(identifier: str) -> Node:
    """The identity of a public id such as `agency:kws`."""
    return node_of(kind_of_id(identifier), identifier.partition(":")[2])


def entries_of(claim: Claim) -> list[NameEntry]:
    """The entries a claim brings: none unless it names an entity that it refers to by id."""
    subject = claim.subject
    if not subject.key:
        return []
    level = int(claim.level)
    token = names_token(claim.predicate, claim.value)
    if not token:
        return []
    return entries_from(claim.predicate, subject, token, level)


def names_token(predicate: str, value: str) -> str:
    """The token under which a naming claim's value is looked up; '' for any other claim."""
    if predicate == "alias_id":
        return f"id:{value}"
    return f"name:{normal_form(value)}" if predicate in NAME_SORTS else ""


def entries_from(predicate: str, subject: Mention, token: str, level: int) -> list[NameEntry]:
    """The entries of a naming claim; `name` declares the id too."""
    entry = NameEntry(token, predicate, subject.kind, subject.key, subject.country, level)
    if predicate != "name":
        return [entry]
    return [entry, NameEntry(f"id:{subject.key}", "id", subject.kind, subject.key, subject.country, level)]


def resolve(mention: Mention, level: int, index: Index) -> str:
    """The id of the entity that a mention in a claim of this level means.

    By id: that id, through aliases and judgements. By name: the one entity so named, of a fitting kind and no other
    country; where none or several fit, an entity of the mention's own, to be listed as unresolved,
    or what that one is judged to be. Never a guess.
    """
    if mention.key:
        return _canonical(mention.kind, mention.key, level, index)
    found = _named(mention, level, index)
    if len(found) == 1:
        return found.pop()
    return _canonical(kinds_of(mention.kind)[0], own_key(mention), level, index)


def own_key(mention: Mention) -> str:
    """The key of the entity that a mention by name is of, where no name resolves it."""
    mark = digest(kinds_of(mention.kind)[0], normal_form(mention.name), mention.country, size=6)
    return f"{slug(mention.name)}.{mark}"


def is_own_key(key: str) -> bool:
    """Whether a key was made of a mention's name, so that no claim refers to its entity by id alone."""
    return _OWN.search(key) is not None


def _named(mention: Mention, level: int, index: Index) -> set[str]:
    allowed = {KINDS[kind].prefix for kind in kinds_of(mention.kind)}
    entries = index.entries(mention.token, level)
    if mention.country:
        exact = [e for e in entries if e.country == mention.country]
        entries = exact or [e for e in entries if not e.country]
    for tier in _TIERS:
        ids = {_canonical(e.kind, e.key, level, index) for e in entries if e.sort in tier}
        fitting = {i for i in ids if i.partition(":")[0] in allowed}
        if fitting:
            return fitting
    return set()


def _canonical(kind: str, key: str, level: int, index: Index) -> str:
    if node_of(kind, key)[0] in KNOWN_BY_CODE:
        return entity_id(*node_of(kind, key))
    best = min(component(node_of(kind, key), level, index), key=lambda node: _rank(node, level, index))
    declared = {e.kind for e in index.entries(f"id:{best[1]}", level) if e.sort == "id" and e.node == best}
    led_to = {e.kind for e in index.aliases_of.get(best[1], ()) if e.level <= level and e.node == best}
    for told in (declared, led_to):
        concrete = told & KINDS.keys()
        if concrete:
            return entity_id(min(concrete), best[1])
        if told:
            return entity_id(kinds_of(best[0])[0], best[1])
    fallback = kinds_of(kind if node_of(kind, key)[0] == best[0] and kind != "Party" else best[0])[0]
    return entity_id(fallback, best[1])


def component(start: Node, level: int, index: Index) -> set[Node]:
    """All identities that aliases and `same` judgements at or below the level join to this one."""
    seen, todo = {start}, [start]
    while todo:
        node = todo.pop()
        near = {e.node for e in index.entries(f"id:{node[1]}", level) if e.sort == "alias_id" and e.node[0] == node[0]}
        for entry in index.aliases_of.get(node[1], ()):
            if entry.level <= level and entry.node == node:
                near.add((node[0], entry.token.removeprefix("id:")))
        near |= {other for other, told in index.judged.get(node, {}).items() if same_at(level, told)}
        todo.extend(near - seen)
        seen |= near
    return seen


def _rank(node: Node, level: int, index: Index) -> tuple[bool, bool, Node]:
    entries = [e for e in index.entries(f"id:{node[1]}", level) if e.node[0] == node[0]]
    is_alias = any(e.sort == "alias_id" and e.node != node for e in entries)
    declared = any(e.sort == "id" for e in entries)
    return (is_alias, not declared, node)
