"""Random axes: what scores are worth when the poles mean nothing.

A random axis has poles of as many members of the same kinds and weights, drawn among all items of
these kinds. An entity that lies far out on many of them lies far out anyway; its p-value is the
share of random axes on which it scores at least as extremely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.axis.poles import Floats, Pole
from laborspace.analysis.axis.resampling import pieces
from laborspace.analysis.blocks import Block, block, kinds_of
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from laborspace.space.container import Space

KIND_OF_TEXTS = "skill"
"""A random text is a random skill, as in :mod:`laborspace.analysis.exposure.scoring`."""

_DENSE = 2000
"""Items of a kind up to which a product with all of them is the quickest way to their means."""
_AT_ONCE = 2_000_000
"""Most members drawn and summed at once."""


def random_axes(
    space: Space,
    negative: Pole,
    positive: Pole,
    number: int,
    *,
    center: bool,
    rng: np.random.Generator,
) -> Vector:
    """Return random axes, (number, d) unit vectors.

    Parameters
    ----------
    space : Space
    negative, positive : Pole
        Poles whose kinds, sizes and weights the random ones share.
    number : int
    center : bool
        Whether members are taken from the centers of their kinds.
    rng : numpy.random.Generator
    """
    # In an order of their own, so that swapped poles have the same random axes, turned around.
    first, second = sorted((negative, positive), key=lambda pole: pole.key)
    ends = [_means(space, pole, number, center=center, rng=rng) for pole in (first, second)]
    axes = ends[1] - ends[0] if first is negative else ends[0] - ends[1]
    return unit(axes)


def is_symmetric(negative: Pole, positive: Pole) -> bool:
    """Whether the random axes of two poles point one way as often as the other."""
    makes = [
        sorted(zip(map(str, pole.kinds), pole.weights.round(9).tolist(), strict=True))
        for pole in (negative, positive)
    ]
    return makes[0] == makes[1]


def p_values(scores: Floats, null: npt.NDArray[np.floating], *, symmetric: bool) -> Floats:
    """Return two-sided p-values of scores, (n,).

    The share of random scores at least as far from their mean as the score is, the score itself
    counted among them, so that no p-value is 0.

    Parameters
    ----------
    scores : ndarray, (n,)
    null : ndarray, (b, n)
        Scores on random axes.
    symmetric : bool
        Whether their mean is known to be 0.
    """
    mean = np.zeros(1, dtype=null.dtype) if symmetric else null.mean(axis=0)
    bound = np.abs(scores.astype(null.dtype) - mean) - np.float32(1e-6)  # ties count
    farther = (np.abs(null - mean) >= bound).sum(axis=0)
    values: Floats = (1 + farther) / (1 + len(null))
    return values


def q_values(p: Floats) -> Floats:
    """Return the false discovery rates at which each would be called (Benjamini & Hochberg 1995).

    Parameters
    ----------
    p : ndarray, (n,)
    """
    order = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    found = np.empty(len(p))
    found[order] = np.minimum.accumulate(p[order] * len(p) / ranks)
    return np.minimum(found, 1)


def p_values_of(
    entities: Block, scores: Floats, axes: Vector, *, center: bool, symmetric: bool
) -> Floats:
    """Return the p-values of the scores of entities, (n,), as :func:`p_values` has them.

    Parameters
    ----------
    entities : Block
    scores : ndarray, (n,)
    axes : ndarray, (b, d)
        Random axes.
    center : bool
        Whether entities are taken from the center of their kind.
    symmetric : bool
    """
    # |x·a - c·a| / |x - c| ≥ s is asked as |x·a - c·a| ≥ s |x - c|.
    mean = np.zeros(len(scores), dtype=np.float32)
    if not symmetric:
        mean = entities.cosines(axes.mean(axis=0), centered=center)
    bound = np.abs(scores.astype(np.float32) - mean) - np.float32(1e-6)  # ties count
    offset = np.zeros((len(axes), 1), dtype=np.float32)
    if center:
        distance = np.divide(1, entities.scale, out=np.zeros_like(bound), where=entities.scale > 0)
        bound, mean = bound * distance, mean * distance
        offset = (axes @ entities.center)[:, np.newaxis]
    farther = np.empty(len(scores))
    for part in pieces(len(scores)):
        found = axes @ entities.vectors[part].T
        found -= offset
        if not symmetric:
            found -= mean[part]
        np.abs(found, out=found)
        farther[part] = (found >= bound[part]).sum(axis=0, dtype=np.int32)
    values: Floats = (1 + farther) / (1 + len(axes))
    return values


def _means(
    space: Space, pole: Pole, number: int, *, center: bool, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Return means of random members, (number, d)."""
    total = np.zeros((number, space.dimension), dtype=np.float32)
    kinds = np.array([_drawable(space, kind) for kind in pole.kinds])
    for kind in np.unique(kinds):
        pool = block(space, str(kind))
        weights = pole.weights[kinds == kind].astype(np.float32)
        drawn = _draw(len(pool.rows), number, len(weights), rng)
        scale = pool.scale if center else np.ones(len(pool.rows), dtype=np.float32)
        amounts = weights * scale[drawn]
        total += _sums(pool.vectors, drawn, amounts)
        if center:
            total -= amounts.sum(axis=1, keepdims=True) * pool.center
    return total


def _sums(vectors: Vector, drawn: npt.NDArray[np.intp], amounts: Vector) -> Vector:
    number, size = drawn.shape
    if len(vectors) <= _DENSE:
        table = np.zeros((number, len(vectors)), dtype=np.float32)
        np.add.at(table, (np.arange(number)[:, np.newaxis], drawn), amounts)
        return np.asarray(table @ vectors)
    found = np.empty((number, vectors.shape[1]), dtype=np.float32)
    step = max(1, _AT_ONCE // (size * vectors.shape[1]))
    for start in range(0, number, step):
        part = slice(start, start + step)
        found[part] = np.einsum("bm,bmd->bd", amounts[part], vectors[drawn[part]])
    return found


def _draw(pool: int, number: int, size: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Draw members; without replacement where it would make a difference."""
    if size == 1 or size * 20 < pool or size > pool:
        return rng.integers(pool, size=(number, size))
    order = np.argpartition(rng.random((number, pool), dtype=np.float32), size - 1, axis=1)
    return order[:, :size]


def _drawable(space: Space, kind: str | None) -> str:
    present = kinds_of(space)
    wanted = kind or KIND_OF_TEXTS
    return wanted if wanted in present else present[0]
