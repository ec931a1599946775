"""Local scaling: how crowded the neighborhood of an entity is.

Some entities are near to everything ("hubs"). Cross-domain similarity local scaling (Conneau
et al., "Word translation without parallel data", ICLR 2018) marks a similarity down by the mean
similarity of each side with its nearest on the other side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.blocks import asked_kinds, block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

NEAREST = 10
"""Neighbors whose mean similarity is taken, as in the paper."""

_ROWS_AT_ONCE = 1024


def scaling(space: Space, kind: str, level: str | None, asked: Iterable[str | None]) -> Vector:
    """Return the mean cosine of candidates with their ten nearest items of the asked kinds.

    Parameters
    ----------
    space : Space
    kind : str
    level : str or None
        Kind and level of the candidates.
    asked : iterable of str or None
        Kinds of what was asked about; None, for free text, counts as all kinds.

    Returns
    -------
    ndarray, (m,)
        Mean over the asked kinds.
    """
    columns = [_scaling(space, kind, level, each) for each in asked_kinds(space, asked)]
    mean: Vector = np.nan_to_num(np.mean(columns, axis=0))
    return mean


def _scaling(space: Space, kind: str, level: str | None, asked: str) -> Vector:
    candidates = block(space, kind, level)
    return space.derived(
        ("scaling", kind, level, asked),
        lambda: _against(space, candidates.rows, candidates.vectors, asked),
    )


def mean_of_nearest(similarity: Vector, k: int) -> Vector:
    """Return the mean of the k greatest finite values along the last axis, NaN if none."""
    k = min(k, similarity.shape[-1])
    nearest = np.partition(similarity, -k, axis=-1)[..., -k:]
    finite = np.isfinite(nearest)
    count = finite.sum(axis=-1)
    total = np.where(finite, nearest, 0).sum(axis=-1)
    mean: Vector = np.divide(
        total, count, out=np.full(np.shape(total), np.nan, dtype=np.float32), where=count > 0
    )
    return mean


def _against(space: Space, rows: Rows, vectors: Vector, kind: str) -> Vector:
    others = block(space, kind)
    result = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        similarity = vectors[part] @ others.vectors.T
        similarity[rows[part, np.newaxis] == others.rows] = -np.inf
        result[part] = mean_of_nearest(similarity, NEAREST)
    return result
