"""How well similarities, or clusters, agree with groups that are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.floating[Any]]


def nearest_right(
    scores: Scores, same: npt.NDArray[np.bool_], places: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Return whether the nearest other item is of the same group, (rows,); ties by share.

    Parameters
    ----------
    scores : ndarray, (rows, n)
    same : ndarray of bool, (rows, n)
    places : ndarray of int, (rows,)
        The column that is the row itself.
    """
    others = np.array(scores, dtype=np.float64)
    others[np.arange(len(places)), places] = -np.inf
    best = others == others.max(1, keepdims=True)
    right: npt.NDArray[np.float64] = (best & same).sum(1) / best.sum(1)
    return right


def triplets_right(
    scores: Scores, same: npt.NDArray[np.bool_], places: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Return in which share of all triplets the one of the same group is nearer, (rows,).

    NaN for an item alone in its group. See :func:`nearest_right` for the arguments.
    """
    from scipy.stats import rankdata

    rows = np.arange(len(places))
    others = np.array(scores, dtype=np.float64)
    others[rows, places] = -np.inf  # ranked first, so that all others are ranked one too high
    near = same.copy()
    near[rows, places] = False
    count = near.sum(1)
    above = np.array([rankdata(row)[kept].sum() for row, kept in zip(others, near, strict=True)])
    above -= count + count * (count + 1) / 2
    with np.errstate(invalid="ignore"):
        right: npt.NDArray[np.float64] = above / (count * (scores.shape[1] - 1 - count))
    return right


def mutual_information(
    one: npt.NDArray[np.intp], other: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Return one value an item whose mean is the normalized mutual information, (n,).

    Items drawn twice would look like agreement, so the figure is not computed anew in each draw
    of the bootstrap; what is drawn is its linear part, the influence of each item (Hampel 1974)
    on the mutual information over the mean of the two entropies.
    """
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1 / len(one))
    rows, columns, both = table.sum(1)[one], table.sum(0)[other], table[one, other]
    shared = np.log(both / (rows * columns))
    own = -(np.log(rows) + np.log(columns)) / 2
    if own.mean() < 1e-12:  # one cluster and one group
        return np.ones(len(one))
    value = shared.mean() / own.mean()
    values: npt.NDArray[np.float64] = value + (shared - value * own) / own.mean()
    return values


def silhouettes(scores: Scores, labels: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Return the silhouette of each item, in cosine distance, (n,) (Rousseeuw 1987).

    Parameters
    ----------
    scores : ndarray, (n, n)
        Cosines.
    labels : ndarray of int, (n,)
        From 0 on.
    """
    members = labels[:, np.newaxis] == np.arange(labels.max() + 1)
    sizes = members.sum(0)
    distances = 1 - np.array(scores, dtype=np.float64)
    np.fill_diagonal(distances, 0)
    sums = distances @ members
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[rows, labels] = np.inf
    other = means.min(1)
    values: npt.NDArray[np.float64] = (other - own) / np.maximum(np.maximum(own, other), 1e-12)
    return values
