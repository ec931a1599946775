"""Metrics of rankings, (n, m) scores against what is right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.floating]
Right = npt.NDArray[np.bool_]


def order_of(scores: Scores) -> npt.NDArray[np.intp]:
    """Return the columns of each row from best to worst, (n, m); ties by column."""
    return np.argsort(-scores, axis=-1, kind="stable")


def average_precision(scores: Scores, right: Right) -> npt.NDArray[np.float64]:
    """Return the average precision of each row, (n,); NaN where nothing is right."""
    hits = np.take_along_axis(right, order_of(scores), axis=-1)
    precision = np.cumsum(hits, axis=-1) / np.arange(1, hits.shape[-1] + 1)
    wanted = hits.sum(-1)
    with np.errstate(invalid="ignore"):
        return np.asarray((precision * hits).sum(-1) / wanted)


def recall_at(scores: Scores, right: Right, k: int) -> npt.NDArray[np.float64]:
    """Return the share of what is right among the first k of each row, (n,)."""
    hits = np.take_along_axis(right, order_of(scores)[..., :k], axis=-1)
    with np.errstate(invalid="ignore"):
        return np.asarray(hits.sum(-1) / right.sum(-1))


def reciprocal_rank(scores: Scores, right: Right) -> npt.NDArray[np.float64]:
    """Return one over the rank of the first right answer of each row, (n,).

    Wrong answers of the same score count as half before it, so that a flat row earns no win.
    """
    best = np.where(right, scores, -np.inf).max(-1, keepdims=True)
    above = (scores > best).sum(-1)
    tied = ((scores == best) & ~right).sum(-1)
    return np.asarray(1 / (1 + above + 0.5 * tied))


def hit_at(scores: Scores, right: Right, k: int) -> npt.NDArray[np.float64]:
    """Return whether a right answer is among the first k of each row, (n,)."""
    hits = np.take_along_axis(right, order_of(scores)[..., :k], axis=-1)
    return np.asarray(hits.max(-1), dtype=np.float64)


def ndcg_at(scores: Scores, gains: Scores, k: int = 10) -> npt.NDArray[np.float64]:
    """Return the normalized discounted cumulative gain of each row, (n,).

    Järvelin & Kekäläinen (2002), with the gain itself (jobs, relatedness) in the numerator.
    """
    discount = 1 / np.log2(np.arange(min(k, scores.shape[-1])) + 2)
    taken = np.take_along_axis(gains, order_of(scores)[..., :k], axis=-1)
    ideal = np.sort(gains, axis=-1)[..., ::-1][..., :k]
    with np.errstate(invalid="ignore"):
        return np.asarray((taken * discount).sum(-1) / (ideal * discount).sum(-1))
