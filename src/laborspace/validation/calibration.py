"""Whether probabilities of yes-or-no answers can be taken at their word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from laborspace.validation.measure import Measure

BINS = 10
"""Bins of equal width for the calibration error."""


def calibration(
    probabilities: npt.NDArray[np.floating],
    right: npt.NDArray[np.bool_],
    groups: Sequence[str],
    unit: str,
    *,
    shown: int,
) -> list[Measure]:
    """Measure the calibration of probabilities, (n, m), of what is right, (n, m).

    Parameters
    ----------
    probabilities : ndarray, (n, m)
        Of each of m answers for each of n questions.
    right : ndarray of bool, (n, m)
        Something is right in every row.
    groups : sequence of str, (n,)
    unit : str
    shown : int
        Answers of a question, the likeliest first, that a user would read.

    Returns
    -------
    list of Measure
        ``ECE``: expected calibration error (Guo et al. 2017) in 10 bins of the answers shown;
        of all the others nearly none is right or claimed to be.
        ``Brier``: squared error of all answers over that of the answer "none", mean of the
        questions: 0 is perfect, 1 no better than saying none. Lower is better in both.
    """
    chance = np.clip(probabilities, 0, 1)
    brier = ((chance - right) ** 2).sum(1) / right.sum(1)
    likeliest = np.argsort(-chance, axis=1, kind="stable")[:, :shown]
    claimed, correct = (np.take_along_axis(t, likeliest, axis=1) for t in (chance, 1.0 * right))
    bins = np.minimum((claimed * BINS).astype(int), BINS - 1)
    rows = np.broadcast_to(np.arange(len(bins))[:, None], bins.shape)
    excess = np.zeros((len(bins), BINS))  # promised less kept, by question and bin
    np.add.at(excess, (rows, bins), claimed - correct)

    def error(drawn: npt.NDArray[np.intp]) -> float:
        return float(np.abs(excess[drawn].sum(0)).sum() / (len(drawn) * bins.shape[1]))

    return [
        Measure.of("ECE", error, groups, unit, higher_is_better=False),
        Measure.mean("Brier", brier, groups, unit, higher_is_better=False),
    ]
