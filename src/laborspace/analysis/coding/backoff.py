"""From probabilities of items to the group that is sure enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from laborspace.analysis.coding.titles import Found
    from laborspace.analysis.coding.vocabulary import Vocabulary
    from laborspace.analysis.coding.weights import Floats
    from laborspace.space.container import Rows

CLOSE = 0.1
"""A second answer is close if its probability is so little below the first."""


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers of q texts.

    Attributes
    ----------
    nodes : ndarray of int, (q, top)
        Rows of the space, the likeliest first; -1 where there are fewer.
    chances : ndarray, (q, top)
    best : ndarray of int, (q, top)
        The likeliest candidate (column of :class:`Found`) inside each.
    depth : ndarray of int, (q,)
        Place of the level among the levels of the vocabulary; 0 is the most detailed.
    review : ndarray of bool, (q,)
        Whether someone should look: not sure enough, or a second answer is close.
    """

    nodes: Rows
    chances: Floats
    best: Rows
    depth: Rows
    review: npt.NDArray[np.bool_]


def answers(
    vocabulary: Vocabulary, found: Found, *, top: int, threshold: float, first: int, last: int
) -> Answers:
    """Answer at the most detailed level that is sure enough.

    The probability of a group is the sum of those of the candidates in it, and a part of that of
    "none of the candidates".

    Parameters
    ----------
    vocabulary : Vocabulary
    found : Found
    top : int
    threshold : float
        An answer is sure enough if its probability is no less.
    first, last : int
        The most detailed and the broadest level to answer at, places among the levels. Where no
        level is sure enough, the broadest answers.
    """
    q = len(found.items)
    result = Answers(
        np.full((q, top), -1), np.zeros((q, top)), np.zeros((q, top), dtype=np.intp),
        np.full(q, first), np.ones(q, dtype=bool),
    )  # fmt: skip
    open_rows = np.arange(q)
    for depth in range(first, last + 1):
        if not len(open_rows):
            break
        nodes, chances, best = _grouped(vocabulary, found, open_rows, depth, max(top, 2))
        sure = np.round(chances[:, 0], 6) >= threshold
        settled = sure | (depth == last)
        rows = open_rows[settled]
        for table, values in (
            (result.nodes, nodes), (result.chances, chances), (result.best, best),
        ):  # fmt: skip
            table[rows, : values.shape[1]] = values[settled, :top]
        result.depth[rows] = depth
        close = ~sure
        if chances.shape[1] > 1:
            close = np.round(chances[:, 0] - chances[:, 1], 6) < CLOSE
        result.review[rows] = (~sure | close)[settled]
        open_rows = open_rows[~settled]
    return result


def _grouped(
    vocabulary: Vocabulary, found: Found, rows: Rows, depth: int, top: int
) -> tuple[Rows, Floats, Rows]:
    """Return the likeliest nodes of a level, their probability and their likeliest candidate."""
    nodes = vocabulary.nodes[found.items[rows], depth]
    spill = found.spill.get(vocabulary.levels[depth], 0.0)
    inside = found.chances[rows].sum(axis=1, keepdims=True)
    named = found.named[rows][:, np.newaxis]
    lift = 1 + np.maximum(named - inside, 0) / np.maximum(inside, 1e-9) * spill
    chances = np.where(nodes >= 0, found.chances[rows] * lift, 0)
    c = nodes.shape[1]
    # Candidates come the likeliest first, so a stable sort by node keeps the likeliest in front.
    order = np.argsort(nodes, axis=1, kind="stable")
    ordered = np.take_along_axis(nodes, order, axis=1)
    new = np.ones_like(ordered, dtype=bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    flat = np.take_along_axis(chances, order, axis=1).ravel()
    starts = np.flatnonzero(new.ravel())
    sums = np.zeros(flat.shape)
    sums[starts] = np.add.reduceat(flat, starts)
    sums = np.minimum(sums.reshape(ordered.shape), 1)
    lead = order  # of the first of each node: its likeliest candidate
    keep = min(top, c)
    rank = np.lexsort((lead, -np.round(sums, 6), ordered < 0, ~new), axis=1)[:, :keep]
    taken = np.take_along_axis(sums, rank, axis=1)
    there = np.take_along_axis(new & (ordered >= 0), rank, axis=1)
    return (
        np.where(there, np.take_along_axis(ordered, rank, axis=1), -1),
        np.where(there, taken, 0),
        np.take_along_axis(lead, rank, axis=1),
    )
