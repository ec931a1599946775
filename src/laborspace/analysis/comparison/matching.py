"""Which entity of one space is which of another, and both in one frame."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import kinds_of
from laborspace.analysis.statistics.alignment import rotation
from laborspace.errors import InputError
from laborspace.space.arrow import codes
from laborspace.space.vectors import unit

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

LEAST = 3
"""Entities of a kind that both spaces must have for it to be compared."""


@dataclass(frozen=True)
class Matched:
    """The entities of one kind that two spaces share, n of them, in the order of ids.

    Attributes
    ----------
    kind : str
    one, two : ndarray of int, (n,)
        Their rows in the first and in the second space.
    before, after : ndarray, (n, d)
        Unit vectors from the center of the shared ones, the first turned into the frame of the
        second.
    renamed : ndarray of bool, (n,)
        Whether a crosswalk says that it is the same, not its id.
    """

    kind: str
    one: Rows
    two: Rows
    before: Vector
    after: Vector
    renamed: npt.NDArray[np.bool_]

    @property
    def moved(self) -> npt.NDArray[np.float64]:
        """One less the cosine of before and after, (n,); between 0 and 2."""
        cosine = np.einsum("ij,ij->i", self.before.astype(np.float64), self.after)
        return np.asarray(np.round(np.clip(1 - cosine, 0, 2), 6))  # the rest is float32's own


def match(one: Space, two: Space, *, other: str = "other space") -> dict[str, Matched]:
    """Find the shared items of two spaces by kind, and turn the first into the second's frame.

    Vectors are taken from the center of the shared items of their kind; one rotation for all
    kinds is fitted on the entities that share their id (orthogonal Procrustes, Schönemann 1966).
    If the vectors differ in length, the shorter ones are filled up with zeros.

    Parameters
    ----------
    one, two : Space
    other : str
        What a message calls the second.

    Raises
    ------
    InputError
        If they share too little.
    """
    twins = _renamed(one, two)
    found: dict[str, tuple[Rows, Rows, npt.NDArray[np.bool_], Vector, Vector]] = {}
    for kind in kinds_of(one):
        mine, theirs, renamed = _shared(one, two, kind, twins)
        if (~renamed).sum() < LEAST:
            continue
        size = max(one.dimension, two.dimension)
        before, after = (
            _centered(space.vectors_of(rows), ~renamed, size)
            for space, rows in ((one, mine), (two, theirs))
        )
        found[kind] = (mine, theirs, renamed, before, after)
    if not found:
        msg = (
            f"The two spaces have no kind of which they share {LEAST} entities by id, so there is"
            f" nothing to compare; is the {other} of the same sources?"
        )
        raise InputError(msg)
    fitted = [
        (before[~renamed], after[~renamed]) for _, _, renamed, before, after in found.values()
    ]
    turn = rotation(*(np.concatenate(side) for side in zip(*fitted, strict=True)))
    return {
        kind: Matched(kind, mine, theirs, before @ turn.astype(np.float32), after, renamed)
        for kind, (mine, theirs, renamed, before, after) in found.items()
    }


def counterparts(one: Space, two: Space) -> dict[str, list[str]]:
    """Return, for ids of one space, those a crosswalk of either says are the same as they."""
    found: dict[str, list[str]] = {}
    for space in (one, two):
        relation, names = codes(space.relations["relation"])
        places = np.flatnonzero(relation == (names.index("same_as") if "same_as" in names else -1))
        ends = []
        for name in ("source", "target"):
            indices, ids = codes(space.relations[name])
            ends.append([ids[i] for i in indices[places].tolist()])
        for source, target in zip(*ends, strict=True):
            for here, there in ((source, target), (target, source)):
                if there not in found.setdefault(here, []):
                    found[here].append(there)
    return found


def only_in(one: Space, two: Space, kind: str) -> list[str]:
    """Return the ids of a kind's items that one space has and the other lacks, sorted."""
    return sorted(one.ids[row] for row in one.rows(kind) if one.ids[row] not in two)


def _renamed(one: Space, two: Space) -> dict[str, str]:
    """Return ids only the first has → the one id only the second has that is the same."""
    same = counterparts(one, two)
    pairs = {}
    for kind in kinds_of(one):
        if kind not in kinds_of(two):
            continue
        new = set(only_in(two, one, kind))
        for id_ in only_in(one, two, kind):
            mine = [other for other in same.get(id_, []) if other in new]
            if len(mine) == 1:
                pairs[id_] = mine[0]
    twice = Counter(pairs.values())
    return {id_: other for id_, other in pairs.items() if twice[other] == 1}


def _shared(
    one: Space, two: Space, kind: str, twins: dict[str, str]
) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
    kinds = two.column("kind")
    rows, others, renamed = [], [], []
    for id_ in sorted(one.ids[row] for row in one.rows(kind)):
        other = twins.get(id_, id_)
        if other in two and kinds[two.index_of(other)] == kind:
            rows.append(one.index_of(id_))
            others.append(two.index_of(other))
            renamed.append(other != id_)
    return (
        np.array(rows, dtype=np.intp),
        np.array(others, dtype=np.intp),
        np.array(renamed, dtype=bool),
    )


def _centered(vectors: Vector, counted: npt.NDArray[np.bool_], size: int) -> Vector:
    """Return unit vectors from the center of those that count, filled up to a length."""
    centered = unit(vectors - vectors[counted].mean(axis=0))
    return np.pad(centered, ((0, 0), (0, size - vectors.shape[1])))
