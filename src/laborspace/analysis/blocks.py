"""The vectors of one kind, side by side in memory, and the center of their cloud.

Texts of one kind resemble each other by their genre ("This industry comprises …"), so the four
clouds lie apart and raw cosines between kinds mostly measure the distance of the clouds.
Subtracting from each vector the mean of its kind removes that offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.errors import InputError
from laborspace.records import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

CORRECTIONS = ("center", "csls", "sinkhorn", "none")
"""How similarities between kinds are made comparable; see :func:`neighbors`."""

CENTERED = ("center", "sinkhorn")
"""Corrections that subtract the mean of each kind."""


ON_CENTER = 1e-5
"""Distance from the center at which an entity has no direction from it."""


@dataclass(frozen=True)
class Block:
    """Some entities of one kind.

    Attributes
    ----------
    rows : ndarray of int, (m,)
        Their rows in the space.
    vectors : ndarray, (m, d)
        Their unit vectors.
    center : ndarray, (d,)
        Mean vector of the items of the kind.
    """

    rows: Rows
    vectors: Vector
    center: Vector

    @cached_property
    def scale(self) -> Vector:
        """One over the distance of each entity from the center, (m,); 0 for one that lies on it."""
        # |x - c|² = 1 - 2 x·c + |c|² for unit x: no centered copy of the vectors is needed.
        squared = 1 - 2 * (self.vectors @ self.center) + self.center @ self.center
        on_center = squared < ON_CENTER**2
        squared[on_center] = 1
        inverse: Vector = np.where(on_center, 0, 1 / np.sqrt(squared))
        return inverse

    def cosines(self, directions: npt.NDArray[np.floating], *, centered: bool) -> Vector:
        """Return the cosine of each entity with one or more unit vectors.

        Parameters
        ----------
        directions : ndarray, (d,) or (d, b)
        centered : bool
            Whether to subtract the center from the entities first.

        Returns
        -------
        ndarray, (m,) or (m, b)
        """
        directions = np.asarray(directions, dtype=np.float32)
        products = self.vectors @ directions
        if not centered:
            return np.asarray(products)
        products -= self.center @ directions
        scale = self.scale
        products *= scale if products.ndim == 1 else scale[:, np.newaxis]
        return np.asarray(products)

    def some(self, places: Rows | slice) -> Block:
        """Return the block of some of the entities, in the order of their places."""
        return Block(self.rows[places], self.vectors[places], self.center)

    def directions(self, places: Rows, *, centered: bool) -> Vector:
        """Return the unit vectors of some of the entities, (b, d).

        From the center if `centered`; one that lies on it keeps its plain vector.
        """
        vectors = self.vectors[places]
        if not centered:
            return vectors
        offsets = vectors - self.center
        norms = np.linalg.norm(offsets, axis=1, keepdims=True)
        found: Vector = np.where(norms > ON_CENTER, offsets / np.maximum(norms, 1e-12), vectors)
        return found


def block(space: Space, kind: str, level: str | None = None) -> Block:
    """Return the block of a kind, kept on the space after the first call.

    Raises
    ------
    UnknownKindError, InputError
        If there is no such kind or level, or the space has no entity of it.
    """
    rows = space.rows(kind, level=level)
    if not len(rows):
        msg = f"This space has no {kind} to rank; its kinds are {', '.join(kinds_of(space))}."
        raise InputError(msg)

    def make() -> Block:
        vectors = space.vectors_of(rows)
        if level is not None and len(space.rows(kind)):
            return Block(rows, vectors, block(space, kind).center)
        return Block(rows, vectors, vectors.mean(axis=0))

    return space.derived(("block", kind, level), make)


def blocks(space: Space, kind: str | None, level: str | None = None) -> dict[str, Block]:
    """Return the block of a kind, or of each kind that has the level, by kind.

    Raises
    ------
    UnknownKindError, InputError
        If there is no such kind or level, or the space has no entity of it.
    """
    if kind is not None:
        return {kind: block(space, kind, level)}
    rows = set(space.rows(level=level).tolist())  # raises if no kind has the level
    with_level = [k for k in kinds_of(space) if not rows.isdisjoint(space.rows(k, level="all"))]
    return {each: block(space, each, level) for each in with_level}


def kinds_of(space: Space) -> tuple[str, ...]:
    """Return the kinds of which the space has items."""
    return tuple(kind for kind in KINDS if len(space.rows(kind)))


def asked_kinds(space: Space, asked: Iterable[str | None]) -> tuple[str, ...]:
    """Return the kinds that were asked about; None, for free text, counts as all kinds."""
    wanted = set(asked)
    present = kinds_of(space)
    return present if None in wanted else tuple(kind for kind in present if kind in wanted)


def center_of(space: Space, kind: str | None) -> Vector:
    """Return the center of a kind; of free text, which has none, the mean of all centers."""
    kinds = kinds_of(space)
    if kind is not None and kind in kinds:
        return block(space, kind).center

    def make() -> Vector:
        mean: Vector = np.mean([block(space, each).center for each in kinds], axis=0)
        return mean

    return space.derived("center of text", make)
