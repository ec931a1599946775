"""How near two things are, beside random pairs and other neighbors, and what lies near both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.arithmetic import direction, random_directions
from laborspace.analysis.blocks import block, kinds_of
from laborspace.analysis.contrast.sides import Floats, Side, percentage
from laborspace.analysis.neighbors import best_first
from laborspace.analysis.why import SIMILAR, explain
from laborspace.records import ITEM_LEVELS

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space

DRAWS = 2_000
"""Random pairs that a nearness is compared with."""

LEANING = 200
"""Random pairs that what lies near is compared with."""

_NEAREST = 0.02
"""Share of a kind that counts as near one side: what leans to it is looked for there."""


@dataclass(frozen=True)
class Near:
    """What lies near two things.

    Attributes
    ----------
    rows : ndarray of int, (n,)
    side : list of str
        ``"both"``, ``"a"`` or ``"b"``: of which side.
    values : ndarray, (n, 2)
        Cosine with either side, from the center of each kind.
    p_value : ndarray, (n,)
        Share of random pairs to both of which it is as near, or between which it leans as far.
    """

    rows: Rows
    side: list[str]
    values: Floats
    p_value: Floats


def nearness(space: Space, sides: tuple[Side, Side], rng: np.random.Generator) -> dict[str, Any]:
    """Measure how near two things are; for the meaning, see :func:`.contrast`."""
    ends = [direction(space, each.term, center=True) for each in sides]
    score = float(np.clip(ends[0] @ ends[1], -1, 1))
    pairs = [
        random_directions(space, each.term, DRAWS, rng, center=True).astype(np.float64)
        for each in sides
    ]
    null = np.einsum("ij,ij->i", *pairs)
    ranks = [_rank(space, sides[i], ends[i], sides[1 - i]) for i in (0, 1)]
    return {
        "score": round(score, 6),
        "percentile": percentage(score, null),
        "draws": DRAWS,
        "rank_of_a": ranks[1][0],
        "among_a": ranks[1][1],
        "rank_of_b": ranks[0][0],
        "among_b": ranks[0][1],
        "basis": "estimated",
        "why": _reason(space, sides),
    }


def _rank(space: Space, asked: Side, end: Floats, other: Side) -> tuple[int | None, int | None]:
    """Return the place of one side in the list of the other, and how long that list is."""
    if not other.one:
        return None, None
    row = space.index_of(other.term.label)
    level = space.column("level")[row]
    candidates = block(space, other.sort, None if level in ITEM_LEVELS else level)
    cosines = np.round(candidates.cosines(end, centered=True).astype(np.float64), 6)
    here = cosines[candidates.rows == row]
    if not len(here):
        return None, None
    own = space.index_of(asked.term.label) if asked.one else -1
    listed = (candidates.rows != own) | (candidates.rows == row)
    return int((cosines[listed] > here[0]).sum()) + 1, int(listed.sum())


def _reason(space: Space, sides: tuple[Side, Side]) -> str:
    named = [each.term.entities for each in sides]
    if not all(named):
        return SIMILAR
    told = {*explain(space, named[0], named[1])} - {SIMILAR}
    return "; ".join(sorted(told)) or SIMILAR


def near_both(
    space: Space, sides: tuple[Side, Side], top: int, rng: np.random.Generator
) -> Near | None:
    """Find what lies near both and what leans to one side; skills, or occupations of two skills."""
    kinds = kinds_of(space)
    wanted = "occupation" if {each.sort for each in sides} == {"skill"} else "skill"
    kind = wanted if wanted in kinds else next((each for each in kinds), None)
    if kind is None:
        return None
    items = block(space, kind)
    ends = np.stack([direction(space, each.term, center=True) for each in sides])
    values = items.cosines(ends.T.astype(np.float32), centered=True).astype(np.float64)
    asked = [space.index_of(id_) for each in sides for id_ in each.term.entities]
    free = ~np.isin(items.rows, asked)
    pairs = [random_directions(space, each.term, LEANING, rng, center=True) for each in sides]
    chosen, side, measure = _choose(space, items.rows, values, free, top)
    shown = items.vectors[chosen] - items.center
    shown /= np.maximum(np.linalg.norm(shown, axis=1, keepdims=True), 1e-12)
    null = [shown @ each.T for each in pairs]
    amounts = {
        "both": np.minimum(*null),
        "a": null[0] - null[1],
        "b": null[1] - null[0],
    }
    as_far = [amounts[side[i]][i] >= measure[i] - 1e-6 for i in range(len(chosen))]
    p_value = np.array([(each.sum() + 1) / (LEANING + 1) for each in as_far])
    return Near(items.rows[chosen], side, values[chosen], p_value)


def _choose(
    space: Space, rows: Rows, values: Floats, free: np.ndarray[Any, np.dtype[np.bool_]], top: int
) -> tuple[Rows, list[str], list[float]]:
    """Return the places of what is nearest to both, then of what leans to either side."""
    count = max(top, int(np.ceil(_NEAREST * len(rows))))
    chosen: list[int] = []
    side: list[str] = []
    measure: list[float] = []
    least = values.min(axis=1)
    for name, amount, near in (
        ("both", least, least),
        ("a", values[:, 0] - values[:, 1], values[:, 0]),
        ("b", values[:, 1] - values[:, 0], values[:, 1]),
    ):
        floor = np.partition(near[free], -count)[-count] if count < free.sum() else -np.inf
        left = free.copy()
        left[chosen] = False  # what is near both does not set them apart
        scores = np.where(left & (near >= floor) & (amount > 1e-6), amount, -np.inf)
        best = best_first(space, rows, scores.astype(np.float32), top)
        chosen += best.tolist()
        side += [name] * len(best)
        measure += amount[best].tolist()
    return np.array(chosen, dtype=np.intp), side, measure
