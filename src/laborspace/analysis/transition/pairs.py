"""How near a move is, against all moves: similarity of text and match of skills together.

Skills mismatch in two ways: what the destination requires may be lacking (the gap), and what one
has may be left unused. What a change of occupation costs depends on both (Neffke, Nedelkoska &
Wiederhold, Research Policy 53, 2024, who speak of skill shortage and redundancy). The mismatch is
the mean of both shares.

Neither a cosine nor a mismatch says by itself whether a move is a near one. Both are compared
with those of all ordered pairs of occupations of the vocabulary (from a fixed sample of origins
where there are many) and turned into normal scores, the quantiles of the standard normal
distribution at their ranks (van der Waerden 1952). Their sum, ranked among all pairs once more,
is the score: the share of moves that are less near.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import block
from laborspace.analysis.estimate.observed import RATED
from laborspace.analysis.transition.profiles import Held, Profiles, profiles

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

MOST_PAIRS = 300_000
"""Pairs of the null distribution."""
ESTIMATED_ORIGINS = 100
"""Origins of the null distribution of whoever is estimated, not observed."""
NEAR = 0.9
"""Percentile from which on pairs tell how much a similarity hangs on the making of the space."""

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Null:
    """What is usual among pairs of occupations, each array sorted.

    Attributes
    ----------
    similarity, mismatch, sum : ndarray, (p,)
        Cosines, means of gap and what is left unused, and sums of their normal scores.
    """

    similarity: Floats
    mismatch: Floats
    sum: Floats

    @classmethod
    def of(cls, similarity: Floats, mismatch: Floats) -> Null:
        """Make it from the similarities and mismatches of pairs, NaN where it is no pair."""
        pair = np.isfinite(similarity)
        known = np.isfinite(mismatch)
        bare = cls(np.sort(similarity[pair]), np.sort(mismatch[known]), np.empty(0))
        return cls(bare.similarity, bare.mismatch, np.sort(bare.normal(similarity, mismatch)[pair]))

    def similar(self, similarity: Floats) -> Floats:
        """Return the share of pairs that are less similar."""
        return _below(self.similarity, similarity)

    def normal(self, similarity: Floats, mismatch: Floats) -> Floats:
        """Return the sum of the two normal scores; a mismatch that is unknown counts as usual."""
        from scipy.special import ndtri

        total = ndtri(_inside(self.similar(similarity), len(self.similarity)))
        if len(self.mismatch):
            less = 1 - _below(self.mismatch, np.nan_to_num(mismatch))
            total = total + np.where(
                np.isnan(mismatch), 0, ndtri(_inside(less, len(self.mismatch)))
            )
        return np.asarray(total)

    def score(self, total: Floats) -> Floats:
        """Return the share of pairs with a smaller sum of normal scores."""
        return _below(self.sum, total)


class _Table:
    """The normal scores of a null distribution tabulated, for millions of pairs at once."""

    KNOTS = 1 << 16

    def __init__(self, null: Null) -> None:
        from scipy.special import ndtri

        def normal(ordered: Floats, sign: int) -> tuple[float, float, Floats]:
            low, high = float(ordered[0]), float(ordered[-1])
            knots = np.linspace(low, high, self.KNOTS)
            values = sign * ndtri(_inside(_below(ordered, knots), len(ordered)))
            return low, high, values.astype(np.float32)

        self._similar = normal(null.similarity, 1)
        self._match = normal(null.mismatch, -1) if len(null.mismatch) else None
        low, high = float(null.sum[0]), float(null.sum[-1])
        knots = np.linspace(low, high, self.KNOTS)
        self._score = (low, high, null.score(knots).astype(np.float32))

    def scores(self, similarity: Floats, mismatches: Floats) -> Floats:
        """Return what :meth:`Null.score` would, to three digits or so."""
        total = self._read(self._similar, similarity)
        if self._match is not None:
            total += np.where(np.isnan(mismatches), 0, self._read(self._match, mismatches))
        return self._read(self._score, total)

    def _read(self, table: tuple[float, float, Floats], values: Floats) -> Floats:
        low, high, knots = table
        step = max(high - low, 1e-12) / (self.KNOTS - 1)
        places = np.clip((np.nan_to_num(values, nan=low) - low) / step, 0, self.KNOTS - 1)
        return np.asarray(knots[np.rint(places).astype(np.int32)])


class Pairs:
    """Similarities and mismatches between the occupations of a vocabulary; see :func:`pairs`."""

    def __init__(self, space: Space, vocabulary: str) -> None:
        self._space = space
        self.profiles: Profiles = profiles(space, vocabulary)
        self._entry = np.repeat(
            np.arange(len(self.profiles.rows)), np.diff(self.profiles.need.indptr)
        )

    def similarities(self, directions: Vector) -> Floats:
        """Return the centered cosines of directions, (q, d), with all occupations, (q, n)."""
        return directions @ self._directions.T

    def gaps(self, held: Held) -> Floats:
        """Return what share of the requirements is not met, (q, n); NaN where none is known."""
        need = self.profiles.need
        kept = np.empty((len(held.values), len(self.profiles.rows)))
        for i, row in enumerate(held.values):
            met = np.minimum(need.data, row[need.indices])
            kept[i] = np.bincount(self._entry, met, minlength=kept.shape[1])
        return _missing(kept, self.profiles.need_sum)

    def unused(self, held: Held) -> Floats:
        """Return what share of the origins' own requirements is not called for, (q, n)."""
        needed = self.profiles.needed(held)
        count = len(self.profiles.rows)
        used = np.empty((len(needed), count))
        for i, row in enumerate(needed):
            skills = np.flatnonzero(row)
            there = self.profiles.columns(skills)
            met = np.minimum(there.data, np.repeat(row[skills], np.diff(there.indptr)))
            used[i] = np.bincount(there.indices, met, minlength=count)
        return _missing(used, needed.sum(axis=1)[:, np.newaxis])

    def mismatches(self, places: Rows) -> Floats:
        """Return the mismatches from occupations of the vocabulary to all others, (q, n)."""
        have, need = self.profiles.have, self.profiles.need
        if self.profiles.scale == RATED or not self.profiles.observed.all():
            ids = [self._space.ids[row] for row in self.profiles.rows]
            gaps = np.empty((len(places), len(ids)))
            unused = np.empty_like(gaps)
            for part in np.array_split(np.arange(len(places)), len(places) // 200 + 1):
                held = self.profiles.held([ids[place] for place in places[part]])
                gaps[part], unused[part] = self.gaps(held), self.unused(held)
            return mismatch(gaps, unused)
        kept = np.zeros((len(places), len(self.profiles.rows)), dtype=np.float32)
        step = 0.0
        for level in np.unique(need.data).tolist():  # min(a, b): the steps both have reached
            one, two = have[places] >= level - 1e-9, need >= level - 1e-9
            kept += (level - step) * (one.astype(np.float32) @ two.astype(np.float32).T).toarray()
            step = level
        total = self.profiles.need_sum
        return mismatch(_missing(kept, total), _missing(kept, total[places][:, np.newaxis]))

    def null(self, *, estimated: bool = False) -> Null:
        """Return what is usual among pairs, kept on the space after the first call.

        Parameters
        ----------
        estimated : bool
            Whether the origin is estimated: somebody described by a text, or an occupation
            described by other skills. Such are compared with a sample of occupations of which
            all that was observed is set aside, for estimates are never as decided as a source.
        """
        key = ("pairs", self.profiles.vocabulary, estimated)
        return self._space.derived(key, lambda: self._null(estimated=estimated))

    def noise(self) -> float:
        """Return the standard deviation of the normal score of a similarity; 0 without a twin.

        The space and its held-out twin are two makings of one recipe. Of the pairs that are
        near in the first, the normal scores in both differ by the noise of two makings.
        """
        return self._space.derived(("noise", self.profiles.vocabulary), self._noise)

    def steps(self) -> Floats:
        """Return the scores of all steps, (n, n), to three digits or so; -1 to itself."""

        def make() -> Floats:
            every = np.arange(len(self.profiles.rows))
            null = self.null()
            if not len(null.sum):  # a single occupation has nowhere to go
                return np.full((len(every), len(every)), -1, dtype=np.float32)
            table = _Table(null)
            found = np.empty((len(every), len(every)), dtype=np.float32)
            for part in np.array_split(every, max(1, len(every) // 500)):
                similarity = self.similarities(self._directions[part])
                found[part] = table.scores(similarity, self.mismatches(part))
            np.fill_diagonal(found, -1)
            return found

        return self._space.derived(("steps", self.profiles.vocabulary), make)

    @property
    def _directions(self) -> Vector:
        return _directions(self._space, self.profiles.rows)

    def _sample(self, most: int) -> Rows:
        count = len(self.profiles.rows)
        return np.unique(np.linspace(0, count - 1, min(count, max(1, most))).astype(np.intp))

    def _null(self, *, estimated: bool) -> Null:
        count = len(self.profiles.rows)
        places = self._sample(ESTIMATED_ORIGINS if estimated else MOST_PAIRS // count)
        similarity = self.similarities(self._directions[places]).astype(np.float64)
        if estimated:
            held = self.profiles.estimated_anew(places)
            found = mismatch(self.gaps(held), self.unused(held))
        else:
            found = self.mismatches(places)
        itself = (np.arange(len(places)), places)
        similarity[itself], found[itself] = np.nan, np.nan
        return Null.of(similarity, found)

    def _noise(self) -> float:
        from scipy.special import ndtri

        twin = self._space.twin
        if twin is None:
            return 0.0
        rows = twin.rows_of([self._space.ids[row] for row in self.profiles.rows])
        if (rows < 0).any() or len(rows) < 20:
            return 0.0
        places = self._sample(ESTIMATED_ORIGINS)
        scores = []
        for directions in (self._directions, _directions(twin, rows)):
            cosine = directions[places] @ directions.T
            cosine[np.arange(len(places)), places] = np.nan
            flat = cosine[np.isfinite(cosine)]
            scores.append(ndtri(_inside(_below(np.sort(flat), flat), len(flat))))
        near = scores[0] > ndtri(NEAR)
        return float(np.std((scores[0] - scores[1])[near]) / np.sqrt(2))


def pairs(space: Space, vocabulary: str) -> Pairs:
    """Return the pairs of a vocabulary, kept on the space after the first call."""
    return space.derived(("all pairs", vocabulary), lambda: Pairs(space, vocabulary))


def _directions(space: Space, rows: Rows) -> Vector:
    """Return unit vectors of occupations from the center of their kind, kept on the space."""

    def make() -> Vector:
        offset = space.vectors_of(rows) - block(space, "occupation").center
        length = np.linalg.norm(offset, axis=1, keepdims=True)
        directions: Vector = np.where(length > 1e-5, offset / np.maximum(length, 1e-5), 0)
        return directions

    return space.derived(("directions", rows.tobytes()), make)


def mismatch(gap: Floats, unused: Floats) -> Floats:
    """Return the mean of gap and what is left unused; where one is unknown, the other."""
    both = (gap + unused) / 2
    return np.where(np.isnan(unused), gap, np.where(np.isnan(gap), unused, both))


def _missing(kept: Floats, total: Floats) -> Floats:
    """Return the share that is not kept; NaN where there is nothing to keep."""
    share = kept / np.where(total > 0, total, np.nan)
    return np.clip(1 - share, 0, 1)


def _below(ordered: Floats, values: Floats) -> Floats:
    """Return the share of ordered values below each value, ties counting half."""
    left, right = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    return np.asarray((left + right) / (2 * max(1, len(ordered))))


def _inside(shares: Floats, count: int) -> Floats:
    """Keep shares off 0 and 1, where normal scores are infinite."""
    edge = 0.5 / max(1, count)
    return np.clip(shares, edge, 1 - edge)
