"""What is observed between a question and its answers, in a few words.

A similarity is estimated from text; the reader wants to know whether a source says so too.
Relations are looked up directly and, for employment, through the SOC group of an O*NET
occupation: industries employ ``soc:29-1141``, of which ``onet:29-1141.00`` is a part.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from laborspace.analysis.links import Links, links
from laborspace.records import RELATIONS
from laborspace.space.arrow import codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Space

SIMILAR = "similar text"
"""Said where no relation was observed."""

_VERBS = {  # relation: (asked → answer, answer → asked)
    "employs": ("employs", "employed by"),
    "requires": ("requires", "required by"),
    "operates_in": ("operates in", "industry of"),
    "broader": ("part of", "contains"),
    "related": ("related", "related"),
    "same_as": ("same as", "same as"),
}
_ORDER = {relation: place for place, relation in enumerate(RELATIONS)}


def explain(space: Space, asked: Sequence[str], answers: Sequence[str]) -> list[str]:
    """Name, for each answer, an observed relation with one of the entities asked about.

    Parameters
    ----------
    space : Space
    asked, answers : sequence of str
        Entity ids.

    Returns
    -------
    list of str
        E.g. ``"requires: essential (ESCO 1.2.0)"``, ``"both in 622 Hospitals"``, ``"both require:
        plan nursing care"``, or :data:`SIMILAR`.
    """
    if not asked or not answers:
        return [SIMILAR] * len(answers)
    known = links(space)
    shared = space.derived("what is shared", lambda: _Shared(space, known))
    mine = {row: known.parents(row) for row in (space.index_of(id_) for id_ in asked)}
    theirs = {row: known.parents(row) for row in (space.index_of(id_) for id_ in answers)}
    facts = _facts(space, known, _with_parents(mine), _with_parents(theirs))
    sentences = []
    for answer, groups in theirs.items():
        best = min(
            (fact for row, own in mine.items() for fact in _about(facts, row, own, answer, groups)),
            key=lambda fact: fact.rank,
            default=None,
        )
        sentences.append(
            _shared_group(space, mine, answer, groups) or shared.of(list(mine), answer) or SIMILAR
            if best is None
            else _sentence(space, best, named=len(mine) > 1)
        )
    return sentences


@dataclass(frozen=True)
class _Fact:
    row: dict[str, Any]  # a row of the relations
    asked: int
    forward: bool  # the entity asked about is the source
    through: int | None = None  # the SOC group that stands for an occupation

    @property
    def rank(self) -> tuple[object, ...]:
        """Direct facts first, then the stronger relation, the newer source, the greater weight."""
        newest = tuple(-ord(character) for character in self.row["origin"] or "")
        place = _ORDER.get(self.row["relation"], len(_ORDER))
        return (self.through is not None, place, newest, -self.row["weight"], self.row["detail"])


_Pairs = dict[tuple[int, int], list[dict[str, Any]]]


def _with_parents(groups: dict[int, list[int]]) -> list[int]:
    return sorted({*groups, *(parent for parents in groups.values() for parent in parents)})


def _facts(space: Space, known: Links, mine: list[int], theirs: list[int]) -> _Pairs:
    places = known.touching(mine, theirs)
    found: _Pairs = defaultdict(list)
    for place in places.tolist():
        # Slices, because Table.take would load pyarrow.compute for a handful of rows.
        (row,) = space.relations.slice(place, 1).to_pylist()
        found[int(known.source[place]), int(known.target[place])].append(row)
    return found


def _about(
    facts: _Pairs, asked: int, own: list[int], answer: int, groups: list[int]
) -> list[_Fact]:
    found = [_Fact(row, asked, forward=True) for row in facts.get((asked, answer), ())]
    found += [_Fact(row, asked, forward=False) for row in facts.get((answer, asked), ())]
    for group in own:
        rows = facts.get((answer, group), ())
        found += [_Fact(r, asked, False, group) for r in rows if r["relation"] == "employs"]
    for group in groups:
        rows = facts.get((asked, group), ())
        found += [_Fact(r, asked, True, group) for r in rows if r["relation"] == "employs"]
    return found


def _shared_group(space: Space, mine: dict[int, list[int]], answer: int, groups: list[int]) -> str:
    kinds = space.column("kind")
    shared = [
        group
        for row, own in mine.items()
        if kinds[row] == kinds[answer]
        for group in own
        if group in groups
    ]
    if not shared:
        return ""
    group = min(shared, key=lambda row: space.ids[row])
    return f"both in {space.column('code')[group]} {space.column('title')[group]}".replace(
        "  ", " "
    )


class _Shared:
    """What stands between two entities: shared skills, or a counterpart elsewhere."""

    _BOTH: ClassVar[dict[tuple[str, bool], str]] = {
        ("requires", True): "both require",
        ("requires", False): "both required by",
        ("employs", True): "both employ",
        ("operates_in", True): "both operate in",
    }
    _TWIN: ClassVar[dict[tuple[str, bool], str]] = {  # of the one; how it is related to the other
        ("requires", True): "requires",
        ("requires", False): "required by",
        ("employs", True): "employs",
        ("employs", False): "employed by",
    }
    _NAMED = 2
    _KEPT = 4000

    def __init__(self, space: Space, known: Links) -> None:
        self._space, self._known = space, known
        self._relation, self._names = codes(space.relations["relation"])
        self._ends: dict[int, dict[tuple[str, bool], set[int]]] = {}

    def of(self, asked: list[int], answer: int) -> str:
        found = (self._between(row, answer) for row in asked if row != answer)
        return next((each for each in found if each), "")

    def _between(self, row: int, answer: int) -> str:
        mine, theirs = self._around(row), self._around(answer)
        for way, words in self._BOTH.items():
            if both := mine[way] & theirs[way]:
                return f"{words}: {self._called(both)}"
        same = [("same_as", True), ("same_as", False)]
        for (relation, forward), words in self._TWIN.items():
            twins = {twin for way in same for twin in mine[way]}
            if both := twins & theirs[relation, not forward]:
                return f"its counterpart {self._called(both, 1, rare=False)} {words} it"
            twins = {twin for way in same for twin in theirs[way]}
            if both := twins & mine[relation, forward]:
                return f"{words} its counterpart {self._called(both, 1, rare=False)}"
        return ""

    def _called(self, rows: set[int], most: int = _NAMED, *, rare: bool = True) -> str:
        titles, places = self._space.column("title"), np.array(sorted(rows), dtype=np.int32)
        counts = self._known.degrees(places)
        order = np.argsort(counts if rare else -counts, kind="stable")[:most]
        return ", ".join(titles[each] for each in places[order].tolist())

    def _around(self, row: int) -> dict[tuple[str, bool], set[int]]:
        kept = self._ends.get(row)
        if kept is None:
            found: dict[tuple[str, bool], set[int]] = defaultdict(set)
            for forward in (True, False):
                ends = self._known.target if forward else self._known.source
                for place in self._known.at(row, forward=forward).tolist():
                    if (end := int(ends[place])) >= 0:
                        found[self._names[self._relation[place]], forward].add(end)
            if len(self._ends) >= self._KEPT:
                self._ends.clear()
            kept = self._ends[row] = found
        return kept


def _sentence(space: Space, fact: _Fact, *, named: bool) -> str:
    relation, detail = fact.row["relation"], fact.row["detail"]
    weight, origin = fact.row["weight"], fact.row["origin"]
    forward, backward = _VERBS.get(relation, (relation, f"{relation} of"))
    words = forward if fact.forward else backward
    if relation == "employs":
        words += f": {weight:,.0f} jobs"
    elif relation == "requires":
        words += f": {detail or f'importance {weight:.3g}'}"
    elif relation not in ("broader", "operates_in"):
        words += f": {detail or f'{weight:.3g}'}"
    if fact.through is not None:
        words += f" as {space.column('code')[fact.through]}"
    if named:
        words = f"{space.column('title')[fact.asked]}: {words}"
    return f"{words} ({origin})" if origin else words
