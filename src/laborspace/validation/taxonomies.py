"""The groupings a space is held against: which items, into which groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.records import ITEM_LEVELS, KINDS
from laborspace.validation.drawing import some
from laborspace.validation.evidence import lessons

if TYPE_CHECKING:
    from laborspace.space.container import Space
    from laborspace.validation.evidence import Evidence

MOST = 3000
"""Items of a grouping that are scored, by a fixed draw."""

LEAST = 20
"""Items a grouping needs."""

_KNOWN = (  # task, items' prefix, kind, level of the group, level and name of the interval's unit
    ("SOC major groups", "onet:", "occupation", "major group", "minor group", "SOC minor group"),
    ("SOC minor groups", "onet:", "occupation", "minor group", "minor group", "SOC minor group"),
    ("ISCO sub-major groups", "esco:", "occupation", "isco 2", "isco 4", "ISCO unit group"),
    ("NAICS sectors", "naics:", "industry", "sector", "subsector", "NAICS subsector"),
    ("NAICS subsectors", "naics:", "industry", "subsector", "subsector", "NAICS subsector"),
    ("ESCO skill fields", "esco:", "skill", "second", "skill group", "ESCO skill group"),
    ("ESCO skill groups", "esco:", "skill", "skill group", "skill group", "ESCO skill group"),
)


@dataclass(frozen=True)
class Grouping:
    """Items in groups.

    Attributes
    ----------
    name : str
    prefix : str
        How the ids of its items begin.
    ids : list of str, (n,)
    labels : ndarray of int, (n,)
        The group of each.
    units : list of str, (n,)
        The unit each belongs to in the bootstrap.
    unit : str
        What the unit is.
    """

    name: str
    prefix: str
    ids: list[str]
    labels: npt.NDArray[np.intp]
    units: list[str]
    unit: str

    @property
    def count(self) -> int:
        """Number of groups."""
        return int(self.labels.max()) + 1

    def taught_by(self, space: Space | None) -> bool:
        """Say whether a recipe teaches which group contains which item."""
        sources = [data.get("source", "") for data in lessons(space, "broader")]
        return any(s.startswith(self.prefix) or self.prefix.startswith(s) for s in sources)


def groupings(evidence: Evidence) -> list[Grouping]:
    """Return the groupings of the official taxonomies, and of other kinds that have some."""
    found, covered = [], set()
    for name, prefix, kind, level, unit_level, unit in _KNOWN:
        made = _grouping(
            evidence,
            (name, prefix, unit),
            kind,
            lambda id_, at=level: _above(evidence, id_, at),  # type: ignore[misc]
            lambda id_, at=unit_level: _above(evidence, id_, at),  # type: ignore[misc]
        )
        if made is not None:
            found.append(made)
            covered.add(kind)
    for kind in KINDS:
        if kind not in covered and kind != "firm":  # firms have a suite of their own
            parent = evidence.parents.get
            made = _grouping(evidence, (f"{kind} groups", "", "group"), kind, parent, parent)
            found += [] if made is None else [made]
    return found


def broad_group(evidence: Evidence, id_: str) -> str:
    """Return the broad group of an item: SOC major, ISCO sub-major, sector, skill field, parent."""
    for level in ("major group", "isco 2", "sector", "second"):
        found = _above(evidence, id_, level)
        if found is not None:
            return found
    return evidence.parents.get(id_, "")


def _grouping(
    evidence: Evidence,
    names: tuple[str, str, str],
    kind: str,
    group_of: Callable[[str], str | None],
    unit_of: Callable[[str], str | None],
) -> Grouping | None:
    name, prefix, unit = names
    levels = evidence.entities["level"]
    ids = [i for i in evidence.ids(prefix=prefix, kind=kind) if levels[i] in ITEM_LEVELS]
    grouped = {i: group for i in ids if (group := group_of(i)) is not None}
    ids = some(list(grouped), MOST)
    if len(ids) < LEAST or len(set(grouped.values())) < 2:
        return None
    _, labels = np.unique([grouped[i] for i in ids], return_inverse=True)
    units = [unit_of(i) or grouped[i] for i in ids]
    return Grouping(name, prefix, ids, labels.astype(np.intp), units, unit)


def _above(evidence: Evidence, id_: str, level: str) -> str | None:
    """Return the group of a level above; ``"second"`` is the level below the topmost."""
    if level != "second":
        return evidence.ancestor(id_, level)
    path = [id_]
    while (group := evidence.parents.get(path[-1])) is not None and group not in path:
        path.append(group)
    return path[-2] if len(path) > 2 else None
