"""Bringing two tables of vectors of the same entities into one frame, and comparing lists."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]


def rotation(
    one: npt.NDArray[np.floating], two: npt.NDArray[np.floating]
) -> npt.NDArray[np.floating]:
    """Return the orthogonal matrix that takes the first nearest to the second, (d, d).

    Schönemann (1966): from the singular value decomposition of their product.
    """
    left, _, right = np.linalg.svd(one.T.astype(np.float64) @ two)
    return np.asarray(left @ right)


def overlap(one: Rows, other: Rows) -> npt.NDArray[np.float64]:
    """Return the share of each row's entries that are in the other's row as well, (n,)."""
    shared = (one[:, :, np.newaxis] == other[:, np.newaxis, :]).any(2)
    return np.asarray(shared.mean(1))


def top(scores: npt.NDArray[np.floating], count: int) -> Rows:
    """Return the places of the highest of each row, in no order, (n, count)."""
    return np.asarray(np.argpartition(scores, -count, axis=1)[:, -count:])
