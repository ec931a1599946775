"""A relation of a space as a table of sources by targets, ready to learn from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.links import links
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS
from laborspace.space.arrow import codes, to_numpy

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space

ENDS = {
    "requires": ("occupation", "skill"),
    "employs": ("industry", "occupation"),
    "operates_in": ("firm", "industry"),
}
"""The relations that can be estimated, and the kinds of their sources and targets."""

LISTED, RATED, SHARE = "listed", "rated", "share"
"""What a weight says: that a source lists the pair, how it rates it, or how many jobs."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Observed:
    """The rows of one relation with targets of one vocabulary.

    A pair reported more than once counts with its newest row. Rows and columns follow the
    order of ids, so that the order of the relations makes no difference.

    Attributes
    ----------
    relation, prefix : str
        E.g. ``"requires"``, ``"esco:"``.
    scale : {"listed", "rated", "share"}
    sources : ndarray of int, (s,)
        Rows in the space of the entities that have such a relation.
    targets : ndarray of int, (m,)
        Rows in the space of all entities of the vocabulary, related or not.
    source, target : ndarray of int, (k,)
        Positions in `sources` and `targets`.
    weight : ndarray, (k,)
        As observed; jobs of a group of occupations are split evenly among its members.
    optional : ndarray of bool, (k,)
        Whether the source says that the pair is optional.
    """

    relation: str
    prefix: str
    scale: str
    sources: Rows
    targets: Rows
    source: Rows
    target: Rows
    weight: Floats
    optional: npt.NDArray[np.bool_]


def check_relation(relation: str) -> str:
    """Return the relation, or raise :class:`InputError` if it cannot be estimated."""
    if relation not in ENDS:
        known = ", ".join(ENDS)
        msg = f"The relation {relation!r} cannot be estimated; choose one of {known}."
        raise InputError(msg)
    return relation


def vocabularies(space: Space, relation: str) -> list[str]:
    """Return the prefixes of a relation's targets, such as ``"esco:"``, the most used first.

    Raises
    ------
    InputError
        If the relation cannot be estimated, or the space has none such.
    """
    places = _places(space, relation)
    counts: dict[str, int] = defaultdict(int)
    for row, count in zip(*np.unique(links(space).target[places], return_counts=True), strict=True):
        counts[_prefix(space.ids[row])] += int(count)
    return sorted(counts, key=lambda prefix: (-counts[prefix], prefix))


def observed(space: Space, relation: str, prefix: str = "") -> Observed:
    """Return the table of a relation, kept on the space after the first call.

    Parameters
    ----------
    space : Space
    relation : {"requires", "employs", "operates_in"}
    prefix : str
        Vocabulary of the targets, e.g. ``"onet:"``; by default the most used.

    Raises
    ------
    InputError
        If there is no such relation or vocabulary, or the space has none of it.
    """
    known = vocabularies(space, relation)
    chosen = prefix or known[0]
    if chosen not in known:
        names = " or ".join(name.rstrip(":") for name in known)
        msg = (
            f"No {ENDS[relation][1]} of a relation {relation!r} comes from"
            f" {prefix.rstrip(':')!r}; choose {names}."
        )
        raise InputError(msg)
    return space.derived(("observed", relation, chosen), lambda: _read(space, relation, chosen))


def newest(space: Space, places: Rows) -> Rows:
    """Keep, of relations between the same pair, the one with the newest origin.

    Origins are compared as texts; of rows with the same one, the greatest weight is kept.
    """
    ends = links(space)
    pair = ends.source[places].astype(np.int64) * len(space) + ends.target[places]
    if not (np.diff(np.sort(pair)) == 0).any():
        return places
    origin, names = codes(space.relations["origin"])
    rank = np.argsort(np.argsort(np.array(names)))
    weight = to_numpy(space.relations["weight"])
    order = np.lexsort((weight[places], rank[origin[places]], pair))
    last = np.append(np.diff(pair[order]) != 0, True)
    return np.sort(places[order[last]])


class Taxonomy:
    """The groups of its own kind that contain an entity, found when asked for."""

    def __init__(self, space: Space) -> None:
        known = links(space)
        child, parent = known.source[known.broader], known.target[known.broader]
        kinds, _ = codes(space.arrow_column("kind"))
        same = (child >= 0) & (parent >= 0) & (kinds[child] == kinds[parent])
        child, parent = child[same], parent[same]
        order = np.argsort(child, kind="stable")
        self._child, self._parent = child[order], parent[order]
        self._ids, self._levels = space.ids, space.column("level")
        self._found: dict[int, list[int]] = {}

    def above(self, row: int) -> list[int]:
        """Return the rows of the groups above an entity, the narrowest first."""
        if row not in self._found:
            seen: list[int] = []
            waiting = self._parents(row)
            while waiting:
                group = waiting.pop(0)
                if group != row and group not in seen:
                    seen.append(group)
                    waiting += self._parents(group)
            self._found[row] = [each for each in seen if self._levels[each] not in ITEM_LEVELS]
        return self._found[row]

    def _parents(self, row: int) -> list[int]:
        start, end = np.searchsorted(self._child, [row, row + 1])
        found: list[int] = self._parent[start:end].tolist()
        return sorted(found, key=self._ids.__getitem__)


def taxonomy(space: Space) -> Taxonomy:
    """Return the taxonomy of a space, kept on it after the first call."""
    return space.derived("taxonomy", lambda: Taxonomy(space))


def _places(space: Space, relation: str) -> Rows:
    check_relation(relation)
    ends = links(space)
    relations, names = codes(space.relations["relation"])
    code = names.index(relation) if relation in names else -1
    known = (relations == code) & (ends.source >= 0) & (ends.target >= 0)
    places = np.flatnonzero(known)
    source_kind, target_kind = ENDS[relation]
    kinds, kind_names = codes(space.arrow_column("kind"))
    for rows, kind in ((ends.source, source_kind), (ends.target, target_kind)):
        code = kind_names.index(kind) if kind in kind_names else -1
        places = places[kinds[rows[places]] == code]
    if not len(places):
        msg = (
            f"This space has no relation {relation!r} to learn from; build it from a corpus that"
            " holds some."
        )
        raise InputError(msg)
    return places


def _prefix(id_: str) -> str:
    return id_.partition(":")[0] + ":"


def _read(space: Space, relation: str, prefix: str) -> Observed:
    ids, ends = space.ids, links(space)
    places = newest(space, _places(space, relation))
    rows = np.unique(ends.target[places])
    mine = [row for row in rows.tolist() if _prefix(ids[row]) == prefix]
    places = places[np.isin(ends.target[places], mine)]
    source, target = (e[places].astype(np.intp) for e in (ends.source, ends.target))
    weight = to_numpy(space.relations["weight"])[places].astype(np.float64)
    details, words = codes(space.relations["detail"])
    optional = details[places] == (words.index("optional") if "optional" in words else -1)

    sources = _sorted(space, np.unique(source).tolist())
    targets = _sorted(space, _vocabulary(space, ENDS[relation][1], prefix, target))
    place = np.full(len(space), -1)
    place[sources] = np.arange(len(sources))
    column = np.full(len(space), -1)
    column[targets] = np.arange(len(targets))
    entries = [place[source], column[target], weight, optional]
    if relation == "employs":
        entries = _split(space, targets, target, entries)
    kept = [each[entries[1] >= 0] for each in entries]
    order = np.lexsort((kept[1], kept[0]))
    scale = SHARE if relation == "employs" else LISTED
    if relation == "requires" and weight.max() > 1:
        scale = RATED
    return Observed(relation, prefix, scale, sources, targets, *(each[order] for each in kept))


def _vocabulary(space: Space, kind: str, prefix: str, target: Rows) -> list[int]:
    """Return all entities of the level that most targets have."""
    levels, names = codes(space.arrow_column("level"))
    level = np.bincount(levels[target], minlength=len(names)).argmax()
    rows = space.rows(kind, level="all")
    return [
        row for row in rows[levels[rows] == level].tolist() if _prefix(space.ids[row]) == prefix
    ]


def _split(space: Space, targets: Rows, target: Rows, entries: list[Any]) -> list[Any]:
    """Split the jobs of groups of occupations evenly among the members."""
    below = _members(space, targets)
    parts = [entries]
    for i in np.flatnonzero(entries[1] < 0).tolist():
        columns = np.array(below.get(int(target[i]), []), dtype=np.intp)
        same = np.ones(len(columns), dtype=np.intp)
        jobs = entries[2][i] / max(len(columns), 1)
        parts.append([same * entries[0][i], columns, same * jobs, same.astype(bool) & False])
    return [np.concatenate(each) for each in zip(*parts, strict=True)]


def _members(space: Space, targets: Rows) -> dict[int, list[int]]:
    """Return the columns below each group."""
    found: dict[int, list[int]] = defaultdict(list)
    known = taxonomy(space)
    for j, row in enumerate(targets.tolist()):
        for group in known.above(row):
            found[group].append(j)
    return found


def _sorted(space: Space, rows: list[int]) -> Rows:
    return np.array(sorted(rows, key=space.ids.__getitem__), dtype=np.intp)
