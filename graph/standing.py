"""The visible log of judgements in, what stands out: the verdict on a pair, and what joining it would run against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.resolve import Node, node_of_id
from graph.store.plain import Row


@dataclass(frozen=True, slots=True)
class Conflict:
    """A standing `different` between one of a pair and a third thing that joining the pair would bring to it."""

    of: str
    third: str
    third_name: str
    author: str
    reason: str
    recorded_at: str

    def as_json(self) -> dict[str, str]:
        """The conflict as `--json` prints it."""
        return {name: getattr(self, name) for name in self.__slots__}


class Standing:
    """What a log says at the clearance it was read at: of all words on two ids the last one stands."""

    def __init__(self, log: Sequence[Row], other_ids: Mapping[str, Iterable[str]]) -> None:
        """`log` as `compared.judgements` gives it, oldest first; `other_ids` are the keys an entity also goes by."""
        self._last: dict[frozenset[Node], Row] = {}
        for row in log:
            self._last[frozenset((node_of_id(row["left"]), node_of_id(row["right"])))] = row
        self._own: dict[str, frozenset[Node]] = {}
        self._entity: dict[Node, str] = {}
        for identifier, keys in other_ids.items():
            family, key = node_of_id(identifier)
            self._own[identifier] = frozenset((family, k) for k in (key, *keys))
            self._entity |= dict.fromkeys(self._own[identifier], identifier)
        self._judged: dict[Node, list[tuple[Node, Row]]] = defaultdict(list)
        for pair, row in self._last.items():
            for one, other in _both_ways(pair):
                self._judged[one].append((other, row))

    def verdict(self, left: str, right: str) -> str:
        """The word that stands on two entities by any of their ids; '' where there is none."""
        rows = [row for node, row in self._words_on(self._own[left]) if node in self._own[right]]
        last = max(rows, key=lambda row: (row["recorded_at"], row["id"]), default=None)
        return str(last["verdict"]) if last else ""

    def conflicts(
        self, left: str, right: str, alike: Callable[[str, str], bool], names: Mapping[str, str]
    ) -> Iterator[Conflict]:
        """Every third thing judged different from one of a pair that is one with the other, or looks like it."""
        for one, other in ((left, right), (right, left)):
            joined = self._joined(self._own[other])
            for node, row in sorted(self._words_on(self._joined(self._own[one])), key=lambda word: word[0]):
                third = self._entity.get(node) or _identifier(node, row)
                if row["verdict"] != "different" or third in (left, right):
                    continue
                if node in joined or alike(other, third):
                    told = {name: row[name] for name in ("author", "reason", "recorded_at")}
                    yield Conflict(one, third, names.get(third, third), **told)

    def _words_on(self, nodes: Iterable[Node]) -> Iterator[tuple[Node, Row]]:
        for node in nodes:
            yield from self._judged.get(node, ())

    def _joined(self, nodes: Iterable[Node]) -> set[Node]:
        """These ids and all that `same` joins to them."""
        seen, todo = set(nodes), list(nodes)
        while todo:
            near = {node for node, row in self._judged.get(todo.pop(), ()) if row["verdict"] == "same"}
            near |= {n for node in near if node in self._entity for n in self._own[self._entity[node]]}
            todo.extend(near - seen)
            seen |= near
        return seen


def _both_ways(pair: frozenset[Node]) -> list[tuple[Node, Node]]:
    one, *rest = pair
    return [(one, other) for other in rest] + [(other, one) for other in rest]


def _identifier(node: Node, row: Row) -> str:
    """The id by which a judgement names what is no entity of its own here."""
    return next(str(row[side]) for side in ("left", "right") if node_of_id(row[side]) == node)
