"""Balancing: one correction a candidate, so that no candidate is near to everything.

Ask each occupation for its skills and let it spread one unit of attention over them, by
``exp(sharpness * cosine)``. Hubs collect many units, others none. Sinkhorn's algorithm finds one
factor a candidate with which every candidate collects the same (Sinkhorn & Knopp, "Concerning
nonnegative matrices and doubly stochastic matrices", 1967); its first step is the inverted softmax
of Smith et al., "Offline bilingual word vectors, orthogonal transformations and the inverted
softmax", ICLR 2017, and its fixed point the entropic optimal transport between the two kinds
(Cuturi, "Sinkhorn distances", NIPS 2013). The logarithm of the factor, over the sharpness, is added
to the cosine. It depends on the candidate alone, not on the question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.blocks import asked_kinds, block
from laborspace.space.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

SHARPNESS = 12.0
"""How quickly attention falls with the cosine: the greater, the more even are the answers."""

ROUNDS = 5
"""Steps of Sinkhorn's algorithm; more change the answers little."""

ASKED_AT_MOST = 2048
"""Items of the asked kind that are tried, evenly spaced among all."""


def balance(space: Space, kind: str, level: str | None, asked: Iterable[str | None]) -> Vector:
    """Return what is added to the centered cosine of each candidate.

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
        Mean over the asked kinds; its own mean is 0. Kept on the space after the first call.
    """
    columns = [_balance(space, kind, level, each) for each in asked_kinds(space, asked)]
    if not columns:  # only terms with a minus
        return np.zeros(len(block(space, kind, level).rows), dtype=np.float32)
    mean: Vector = np.mean(columns, axis=0)
    return mean


def _balance(space: Space, kind: str, level: str | None, asked: str) -> Vector:
    candidates = block(space, kind, level)

    def make() -> Vector:
        items = block(space, asked)
        count = min(ASKED_AT_MOST, len(items.rows))
        chosen = np.unique(np.linspace(0, len(items.rows) - 1, count).astype(np.intp))
        questions = unit(items.vectors[chosen] - items.center)
        cosines = candidates.cosines(questions.T, centered=True).T
        return corrections(cosines, items.rows[chosen], candidates.rows)

    return space.derived(("balance", kind, level, asked), make)


def corrections(cosines: Vector, asked: Rows, candidates: Rows) -> Vector:
    """Fit the corrections of some candidates to some questions.

    Parameters
    ----------
    cosines : ndarray, (n, m)
        Of each question with each candidate.
    asked, candidates : ndarray of int, (n,) and (m,)
        Their rows in the space: an entity is no answer to itself.

    Returns
    -------
    ndarray, (m,) float32
        Of mean 0.
    """
    attention = np.exp(np.float32(SHARPNESS) * (cosines - 1))
    attention[asked[:, np.newaxis] == candidates] = 0
    factors = np.ones(attention.shape[1], dtype=np.float32)
    for _ in range(ROUNDS):
        shares = _inverse(attention @ factors)
        factors = _inverse(shares @ attention)
        factors /= factors.mean()  # only their ratios count
    logarithms = np.log(factors) / np.float32(SHARPNESS)
    corrected: Vector = np.asarray(logarithms - logarithms.mean(), dtype=np.float32)
    return corrected


def _inverse(totals: Vector) -> Vector:
    # A total is zero only where an entity is the sole candidate and question: leave it as it is.
    return np.where(totals > 0, 1 / np.where(totals > 0, totals, 1), 1).astype(np.float32)
