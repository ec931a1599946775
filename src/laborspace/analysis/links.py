"""The relations of a space as pairs of rows, quick to search."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.records import ITEM_LEVELS
from laborspace.space.arrow import codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Space


@dataclass(frozen=True)
class Links:
    """The relations of a space as pairs of rows; -1 for an id the space lacks."""

    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    broader: npt.NDArray[np.intp]  # places of the relation "broader"

    def parents(self, row: int) -> list[int]:
        """Return the rows of the groups that contain an entity directly."""
        return self._parents.get(row, [])

    @cached_property
    def _parents(self) -> dict[int, list[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        ends = self.source[self.broader].tolist(), self.target[self.broader].tolist()
        for child, group in zip(*ends, strict=True):
            if group >= 0:
                found[child].add(group)
        return {child: sorted(groups) for child, groups in found.items()}

    def children(self, row: int) -> list[int]:
        """Return the rows of the entities a group contains directly."""
        places = self.broader[self.target[self.broader] == row]
        return [int(r) for r in np.unique(self.source[places]) if r >= 0]

    def at(self, row: int, *, forward: bool) -> npt.NDArray[np.intp]:
        """Return the places of relations that start (`forward`) or end at an entity."""
        ends, order = self._sorted[forward]
        # Of the same type: else all ends would be copied as another one first.
        first, last = np.searchsorted(ends, np.array([row, row + 1], dtype=ends.dtype))
        return order[first:last]

    @cached_property
    def _sorted(self) -> dict[bool, tuple[npt.NDArray[np.int32], npt.NDArray[np.intp]]]:
        found = {}
        for forward, ends in ((True, self.source), (False, self.target)):
            order = np.argsort(ends, kind="stable")
            found[forward] = ends[order], order
        return found

    def degrees(self, rows: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
        """Return the number of relations of each entity, (m,)."""
        return np.array(
            [sum(len(self.at(row, forward=way)) for way in (True, False)) for row in rows]
        )

    def touching(self, rows: Sequence[int], others: Sequence[int]) -> npt.NDArray[np.intp]:
        """Return the places of relations with one end in `rows`, the other in `others`."""
        if "_sorted" in self.__dict__:  # else a look through all is quicker than sorting them
            found = [self.at(row, forward=way) for row in rows for way in (True, False)]
        else:
            found = [np.flatnonzero(e == row) for row in rows for e in (self.source, self.target)]
        places = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.intp)
        ends = [*rows, *others]
        keep = np.isin(self.source[places], ends) & np.isin(self.target[places], ends)
        return places[keep]


def links(space: Space) -> Links:
    """Return the links of a space, kept on it after the first call."""

    def make() -> Links:
        ends = []
        for name in ("source", "target"):
            indices, ids = codes(space.relations[name])
            ends.append(np.append(space.rows_of(ids), -1).astype(np.int32)[indices])
        relation, names = codes(space.relations["relation"])
        broader = names.index("broader") if "broader" in names else -1
        return Links(ends[0], ends[1], np.flatnonzero(relation == broader))

    return space.derived("links", make)


def members(space: Space, row: int) -> list[int]:
    """Return the rows of the items of its own kind that a group contains, at any depth."""
    known = links(space)
    kinds, levels = space.column("kind"), space.column("level")
    found: set[int] = set()
    seen = {row}
    waiting = [row]
    while waiting:
        for child in known.children(waiting.pop()):
            if child in seen or kinds[child] != kinds[row]:
                continue
            seen.add(child)
            if levels[child] in ITEM_LEVELS:
                found.add(child)
            else:
                waiting.append(child)
    return sorted(found, key=lambda member: space.ids[member])
