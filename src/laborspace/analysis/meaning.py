"""Whether a text is about anything that the entities of a kind are about.

Every text has a vector, and so something nearest to it: a slip of the keyboard, a greeting or a
sentence in a language the encoder never read as well as a job. Only how near it comes tells.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.blocks import block
from laborspace.analysis.query import TEXT_PREFIX, Term, centered
from laborspace.analysis.words import percent
from laborspace.errors import TextWarning

if TYPE_CHECKING:
    from laborspace.space.container import Space
    from laborspace.space.vectors import Vector

WEAK = 0.05
"""A text whose reach is lower resembles nothing."""

_LETTERS = 60  # of a text that is told in full
_RANDOM = 500
_FEWEST = 100  # random descriptions, with fewer of which no share of 0.05 is told from 0
_KIND = "skill"  # whose descriptions stand for random texts: the most, about anything


def reach(space: Space, direction: Vector, kind: str) -> float:
    """Return the share of random descriptions whose nearest entity is less near than a text's.

    Parameters
    ----------
    space : Space
    direction : ndarray, (d,)
        Of the text, from the center of texts.
    kind : str
        Of the entities. Random descriptions are those of skills, from a fixed seed.

    Returns
    -------
    float
        From 0 to 1; NaN if the space has too few skills, or none of the kind.
    """
    present = set(space.column("kind"))
    if not {kind, _KIND} <= present or len(block(space, _KIND).rows) < _FEWEST:
        return float("nan")
    entities = block(space, kind)

    def make() -> Vector:
        skills = block(space, _KIND)
        chosen = np.random.default_rng(0).choice(
            len(skills.rows), min(_RANDOM, len(skills.rows)), replace=False
        )
        drawn = (skills.vectors[chosen] - skills.center) * skills.scale[chosen, np.newaxis]
        near = entities.cosines(np.ascontiguousarray(drawn.T), centered=True)
        if kind == _KIND:  # each would find itself
            near[chosen, np.arange(len(chosen))] = -1
        found: Vector = near.max(axis=0)
        return found

    nearest = space.derived(("reach of random texts", kind), make)
    own = entities.cosines(direction, centered=True).max()
    return float((nearest < own).mean())


def check_text(space: Space, term: Term, *kinds: str) -> None:
    """Warn of a text that resembles no entity of the kinds; of anything else say nothing.

    Warns
    -----
    TextWarning
        The reach of the text is below :data:`WEAK` for all of the kinds.
    """
    if term.kind is not None or term.members or not term.label.startswith(TEXT_PREFIX):
        return
    direction = centered(space, term)
    told = [share for kind in kinds if not math.isnan(share := reach(space, direction, kind))]
    if told and (share := max(told)) < WEAK:
        text = " ".join(term.label.removeprefix(TEXT_PREFIX).split())
        name = f"“{text}”" if len(text) <= _LETTERS else "The text"
        warnings.warn(
            f"{name} resembles no {' and no '.join(kinds)}: {percent(1 - share)} of random"
            " descriptions have a nearer one. The answer says little; say more, or say it in other"
            " words.",
            TextWarning,
            stacklevel=2,
        )
