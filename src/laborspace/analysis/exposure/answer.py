"""What an answer about exposure is made of: its columns, what explains them, and its notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import block, kinds_of
from laborspace.analysis.exposure.reasons import other_kind
from laborspace.analysis.exposure.scoring import KIND_OF_TEXTS
from laborspace.analysis.words import percent

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.analysis.exposure.concept import Concept
    from laborspace.analysis.exposure.scoring import Scores
    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

Floats = npt.NDArray[np.float64]

WEAK_REACH = 0.05
"""Reach below which an answer says that nothing of the kind is near the concept."""


@dataclass(frozen=True)
class Exposure:
    """The answer.

    Attributes
    ----------
    table : pyarrow.Table
        ``id, kind, code, title, score, low, high, percentile, p_value, basis, why``, with `shares`
        before `why` where it went through jobs.
    notes : tuple of str
        What a reader must know beside it, in sentences.
    facts : dict
        Concept, reach and the like; fit for JSON.
    """

    table: pa.Table
    notes: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def nearness_of(space: Space, asked: Concept, kinds: list[str]) -> dict[str, Floats]:
    """Return the cosines that explain these kinds, by kind."""
    direction = asked.direction() @ asked.vectors.astype(np.float64)
    present = kinds_of(space)
    return {
        other: block(space, other).cosines(direction, centered=True).astype(np.float64)
        for other in dict.fromkeys(other_kind(kind) for kind in kinds)
        if other in present
    }


def sides(asked: Concept, scores: Vector) -> Vector:
    """Return on which side of the concept entities lie: 1, -1 by its opposite, 0 by neither."""
    sides = np.sign(scores)
    return sides if asked.negative is not None else np.maximum(sides, 0)


def columns_of(scores: Scores, order: Rows) -> dict[str, Any]:
    """Return score, interval, percentile and p-value of some of the entities, in an order."""
    if 2 * len(order) < len(scores.score):  # else it is cheaper to copy no draws
        some, places = scores.some(order), np.arange(len(order))
    else:
        some, places = scores, order
    low, high = some.interval()
    return {
        "score": rounded(scores.score[order]),
        "low": rounded(low[places]),
        "high": rounded(high[places]),
        "percentile": np.round(scores.percentiles()[order], 2),
        "p_value": np.round(some.p_values()[places], 4),
    }


def rounded(values: Any) -> Floats:
    """Return numbers to six decimals."""
    return np.asarray(np.round(np.asarray(values, dtype=np.float64), 6))


def notes_of(space: Space, asked: Concept, reach: dict[str, float]) -> tuple[str, ...]:
    """Say what was read as text, and of which kinds nothing is near; `reach` is by kind."""
    notes = [
        f"“{name}” names no entity, so it is taken for text; write “text:{name}” to say so."
        for name in asked.read_as_text
    ]
    # Random concepts are nearest to the kind they are drawn from: to themselves.
    own = {kind or KIND_OF_TEXTS for kind in asked.positive.kinds}
    if not own <= set(kinds_of(space)):  # then they are drawn from all kinds
        own = set(kinds_of(space))
    for kind, share in reach.items():
        if share < WEAK_REACH and asked.negative is None and kind not in own:
            notes.append(
                f"No {kind} is near to {asked.named(space)}: {percent(1 - share)} of random"
                " concepts have a nearer one. The order says little."
            )
    return tuple(notes)
