"""What is observed between a question and its answers, in a few words.

A similarity is estimated from text; the reader wants to know whether a source says so too.
Relations are looked up directly and, for employment, through the SOC group of an O*NET
occupation: industries employ ``soc:29-1141``, of which ``onet:29-1141.00`` is a part.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from laborspace.analysis.links import Links, links
from laborspace.records import RELATIONS

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
        E.g. ``"requires: essential (ESCO 1.2.0)"``, ``"both in 622 Hospitals"``, or
        :data:`SIMILAR`.
    """
    if not asked or not answers:
        return [SIMILAR] * len(answers)
    known = links(space)
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
            _shared_group(space, mine, answer, groups)
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
        return SIMILAR
    group = min(shared, key=lambda row: space.ids[row])
    return f"both in {space.column('code')[group]} {space.column('title')[group]}".replace(
        "  ", " "
    )


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
