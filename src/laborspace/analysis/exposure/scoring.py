"""Scores of entities against a concept, with an interval and a null of random concepts.

A score is the cosine of an entity with the concept, both from the center of their kind. Alone it
says little: some entities are near to everything. So each is set beside the cosines of the same
entity with random concepts, and its p-value is the share of them that are at least as near.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import Block, center_of
from laborspace.analysis.draws import generator_of
from laborspace.analysis.statistics.association import percentiles
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from laborspace.analysis.exposure.concept import Concept, End
    from laborspace.space.container import Rows, Space

RANDOM_CONCEPTS = 500
"""Concepts of the null."""
KIND_OF_TEXTS = "skill"
"""A random text is a random skill: titles of skills encoded as texts and the skills' own vectors
are about equally near to entities: of the titles' p-values under this null, 4% are below .05."""
SHARE = 0.95
"""Coverage of the intervals."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Scores of n entities.

    Attributes
    ----------
    score : ndarray, (n,)
    draws : ndarray, (n, r), or None
        Scores of the concept's members drawn anew.
    null : ndarray, (n, b)
        Scores against random concepts.
    """

    score: Vector
    draws: Vector | None
    null: Vector

    def some(self, places: Rows) -> Scores:
        """Return the scores of some of the entities."""
        draws = None if self.draws is None else self.draws[places]
        return Scores(self.score[places], draws, self.null[places])

    def weighted(self, shares: npt.NDArray[np.floating]) -> Scores:
        """Return the scores of k weighted means of the entities, given shares, (k, n)."""
        table: Vector = np.asarray(shares, dtype=np.float32)
        draws = None if self.draws is None else np.asarray(table @ self.draws)
        return Scores(np.asarray(table @ self.score), draws, np.asarray(table @ self.null))

    def interval(self) -> tuple[Vector, Vector]:
        """Return the bounds of the central 95% of the draws; NaN where nothing was drawn."""
        if self.draws is None:
            nothing = np.full(len(self.score), np.nan, dtype=np.float32)
            return nothing, nothing
        last = self.draws.shape[1] - 1
        places = [int(np.floor((1 - SHARE) / 2 * last)), int(np.ceil((1 + SHARE) / 2 * last))]
        ordered = np.sort(self.draws, axis=1)  # quicker than a partition, which is not vectorized
        return ordered[:, places[0]], ordered[:, places[1]]

    def p_values(self) -> Floats:
        """Return (1 + number of random concepts as near) / (1 + their number), (n,)."""
        nearer = (self.null >= self.score[:, np.newaxis]).sum(axis=1)
        values: Floats = (1 + nearer) / (1 + self.null.shape[1])
        return values

    def percentiles(self) -> Floats:
        """Return the share of the entities with a lower score, ties counting half, 0 to 100."""
        return percentiles(self.score)

    def reach(self) -> float:
        """Return the share of random concepts whose nearest entity is less near than here."""
        return float((self.null.max(axis=0) < self.score.max()).mean())


def score(
    space: Space,
    concept: Concept,
    entities: Block,
    *,
    resamples: int,
    seed: int | np.random.Generator | None,
) -> Scores:
    """Score entities of one kind.

    Parameters
    ----------
    space : Space
    concept : Concept
    entities : Block
    resamples : int
    seed : int or numpy.random.Generator, optional
        An int lets the null of this kind be kept for the next question.
    """
    rng = generator_of(seed)
    # Products with the members once; every draw is a weighted sum of them.
    products = entities.cosines(np.ascontiguousarray(concept.vectors.T), centered=True)
    scores = products @ concept.direction().astype(np.float32)
    drawn = concept.draws(resamples, rng)
    draws = None if drawn is None else products @ np.ascontiguousarray(drawn.T, dtype=np.float32)
    return Scores(scores, draws, _null(space, concept, entities, seed))


def _null(
    space: Space, concept: Concept, entities: Block, seed: int | np.random.Generator | None
) -> Vector:
    ends = [concept.positive] if concept.negative is None else [concept.positive, concept.negative]
    # Not the numbers that drew the members, lest the two be alike.
    rng = np.random.default_rng([1, seed] if isinstance(seed, int) else seed)

    def make() -> Vector:
        randoms = [_random(space, end, rng) for end in ends]
        directions = randoms[0] if len(randoms) == 1 else unit(randoms[0] - randoms[1])
        return entities.cosines(np.ascontiguousarray(directions.T), centered=True)

    alike = tuple(end.kinds[0] for end in ends if end.single)
    if len(alike) < len(ends) or not isinstance(seed, int):
        return make()
    return space.derived(("exposure null", alike, entities.rows.tobytes(), seed), make)


def _random(space: Space, end: End, rng: np.random.Generator) -> Vector:
    """Return random concepts of the same make, (b, d) unit: other members, the same weights."""
    if end.single:
        rows, pool = _pool(space, end.kinds[0])
        return pool[rng.integers(len(rows), size=RANDOM_CONCEPTS)]
    kinds = np.array([kind or KIND_OF_TEXTS for kind in end.kinds])
    total = np.zeros((RANDOM_CONCEPTS, space.dimension))
    for kind in np.unique(kinds):
        rows, pool = _pool(space, str(kind))
        members = np.flatnonzero(kinds == kind)
        table = np.zeros((RANDOM_CONCEPTS, len(rows)), dtype=np.float32)
        for draw in range(RANDOM_CONCEPTS):
            np.add.at(table[draw], rng.integers(len(rows), size=len(members)), end.weights[members])
        total += table @ pool
    return unit(total)


def _pool(space: Space, kind: str | None) -> tuple[Rows, Vector]:
    """Return the items of a kind and their unit vectors from its center; of text, the skills."""
    chosen = kind or KIND_OF_TEXTS
    rows = space.rows(chosen)
    if not len(rows):
        rows = space.rows()
        return rows, unit(space.vectors_of(rows) - center_of(space, None))

    def make() -> Vector:
        offsets = space.vectors_of(rows) - center_of(space, chosen)
        offsets /= np.maximum(np.linalg.norm(offsets, axis=1, keepdims=True), 1e-6)
        return np.asarray(offsets, dtype=np.float32)

    return rows, space.derived(("exposure pool", chosen), make)
