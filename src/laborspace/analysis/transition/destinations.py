"""Where somebody could move: the nearest occupations, with what a move would take and bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.draws import generator_of
from laborspace.analysis.estimate.observed import RATED
from laborspace.analysis.neighbors import best_first, check_top
from laborspace.analysis.tables import result_table
from laborspace.analysis.transition.circumstances import (
    Circumstances,
    circumstances,
    circumstances_of,
)
from laborspace.analysis.transition.exposures import exposures
from laborspace.analysis.transition.intervals import bounds, drawn, drawn_scores
from laborspace.analysis.transition.judging import Judgment, Thresholds, judge
from laborspace.analysis.transition.measures import DEFAULT, Exposure
from laborspace.analysis.transition.origin import Origin, resolve_origin
from laborspace.analysis.transition.pairs import Pairs, mismatch, pairs
from laborspace.analysis.transition.shortfall import shortfall, to_gain
from laborspace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

    from laborspace.analysis.query import Weighted
    from laborspace.analysis.transition.profiles import Held
    from laborspace.space.container import Rows, Space

Floats = npt.NDArray[np.float64]

ONLY = ("viable", "desirable", "safe")
"""What answers can be confined to, each including the ones before."""
UNMEASURED = "Nothing can be called safe without a measure of exposure; give one as exposure."


def transitions(
    space: Space,
    origin: Weighted | Iterable[Weighted],
    *,
    top: int = 10,
    only: str | None = None,
    vocabulary: str | None = None,
    wage: float | None = None,
    exposure: Exposure = DEFAULT,
    thresholds: Thresholds | None = None,
    rng: int | np.random.Generator | None = 0,
) -> pa.Table:
    """Find the occupations nearest to move to, and say what a move would take and bring.

    Parameters
    ----------
    space : Space
    origin : str, array, (argument, weight) pair, or iterable of them
        An occupation, a group of them, ``"text:…"``, a vector; several are a mix.
    top : int
        Number of destinations.
    only : {"viable", "desirable", "safe"}, optional
        Only destinations that are; each of the three includes the ones before.
    vocabulary : str, optional
        Of the destinations, such as ``"onet"`` or ``"esco"``; by default the origin's own, and
        for a text the one whose wages are known.
    wage : float, optional
        What the origin earns a year, if not what the source says.
    exposure : {"gpts", "microsoft"}, mapping of str to float, Series, or None
        A measure that ships (:data:`laborspace.analysis.transition.measures.PUBLISHED`), ids or
        codes of occupations and numbers, or none.
    thresholds : Thresholds, optional
    rng : int or numpy.random.Generator, optional
        Of the bootstrap.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, score, low, high, similarity, gap, gap_low, gap_high, unused,
        kept, gain, wage, wage_change, employment, employment_change, job_zone, zone_change,``
        with a measure ``exposure, exposure_change,`` then ``viable, desirable, safe, basis, why,
        to_gain, wage_of``, the nearest first. `score` is the share of moves between any two
        occupations of the vocabulary that are less near
        (:mod:`laborspace.analysis.transition.pairs`), `similarity` the same of the texts alone.
        `gap` is the share of the destination's requirements that the origin lacks, `unused` the
        share of the origin's that the destination does not call for; `kept` and `gain` count
        the destination's. Intervals are of 90%. `basis` is ``"observed"`` if sources say what
        both require.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If the question cannot be understood, or an option cannot be used.
    """
    check_top(top)
    if only is not None and only not in ONLY:
        msg = f"Destinations cannot be confined to {only!r}; choose {', '.join(ONLY)}."
        raise InputError(msg)
    who, table = resolve_origin(space, origin, vocabulary)
    moves = Moves(space, who, pairs(space, table.vocabulary), wage, exposure, thresholds)
    total = moves.total.copy()
    total[[place for row in who.rows if (place := table.place(row)) is not None]] = -np.inf
    if only == "safe" and not moves.measured:
        raise InputError(UNMEASURED)
    if only is not None:
        total[~getattr(moves.judgment, only)] = -np.inf
    return moves.table(best_first(space, table.rows, total, top), rng)


class Moves:
    """All moves from one origin to the occupations of a vocabulary.

    Attributes
    ----------
    similarity, gap, unused, total, score : ndarray, (n,)
        Cosine, shares of requirements not met and left unused, sum of normal scores, and its
        percentile.
    measured : bool
        Whether a measure of exposure was given that knows some occupation.
    judgment : Judgment
    """

    def __init__(
        self,
        space: Space,
        origin: Origin,
        every: Pairs,
        wage: float | None = None,
        exposure: Exposure = None,
        thresholds: Thresholds | None = None,
    ) -> None:
        self._space, self.origin, self._pairs = space, origin, every
        self.profiles = every.profiles
        self._null = every.null(estimated=not origin.observed)
        cosine = every.similarities(origin.direction[np.newaxis])[0]
        self.similarity: Floats = cosine.astype(np.float64)
        self.gap: Floats = every.gaps(origin.held)[0]
        self.unused: Floats = every.unused(origin.held)[0]
        self.total = self._null.normal(self.similarity, mismatch(self.gap, self.unused))
        self.score = self._null.score(self.total)
        there = circumstances(space, self.profiles.vocabulary)
        self.wage_of = there.wage_of
        here = own_circumstances(space, origin, wage)
        rows = self.profiles.rows.tolist()
        found = exposures(space, exposure, origin.rows, origin.shares, rows)
        self.measured = found is not None
        limits = thresholds or Thresholds()
        self.judgment: Judgment = judge(self.score, here, there, limits, found)

    def table(self, chosen: Rows, rng: int | np.random.Generator | None = 0) -> pa.Table:
        """Return some moves, given the places of their destinations, as a result table."""
        columns = self.columns(chosen, rng)
        return result_table(self._space, self.profiles.rows[chosen], columns)

    def columns(self, chosen: Rows, rng: int | np.random.Generator | None) -> dict[str, Any]:
        """Return the columns of a result table after the title."""
        ids = [self._space.ids[self.profiles.rows[place]] for place in chosen]
        there = self.profiles.held(ids)
        details = [self._detail(int(p), there, i, rng) for i, p in enumerate(chosen)]
        numbers = {
            name: np.round(np.array([each[name] for each in details], dtype=np.float64), 6)
            for name in ("low", "high", "gap_low", "gap_high")
        }
        counts = {
            name: np.array([each[name] for each in details], dtype=np.int64)
            for name in ("kept", "gain")
        }
        both = self.profiles.observed[chosen] & self.origin.observed
        return {
            "score": np.round(self.score[chosen], 6),
            "low": numbers["low"],
            "high": numbers["high"],
            "similarity": np.round(self._null.similar(self.similarity[chosen]), 6),
            "gap": np.round(self.gap[chosen], 6),
            "gap_low": numbers["gap_low"],
            "gap_high": numbers["gap_high"],
            "unused": np.round(self.unused[chosen], 6),
            **counts,
            **self.judgment.columns(chosen),
            "basis": ["observed" if seen else "estimated" for seen in both],
            "why": [self._why(int(p), each) for p, each in zip(chosen, details, strict=True)],
            "to_gain": [each["to_gain"] for each in details],
            "wage_of": [self.wage_of[place] for place in chosen],
        }

    def _detail(
        self, place: int, there: Held, row: int, rng: int | np.random.Generator | None
    ) -> dict[str, Any]:
        """Count and name what is to gain, and draw the intervals."""
        draw = generator_of(rng)  # a seed draws the same for each destination
        table, held = self.profiles, self.origin.held
        lack = shortfall(table, held, place)
        together = table.scale != RATED
        need, have = there.range(row, lack.skills), held.range(0, lack.skills)
        gaps = drawn(need, have, draw, together=together)
        own = np.flatnonzero(table.needed(held)[0])
        idle = drawn(held.range(0, own), there.range(row, own), draw, together=together)
        scores = drawn_scores(
            self._null,
            float(self.similarity[place]),
            mismatch(gaps, idle),
            self._pairs.noise(),
            draw,
        )
        low, high = bounds(scores, float(self.score[place]))
        gap_low, gap_high = bounds(gaps, float(self.gap[place]))
        gain = int(lack.gain.sum())
        return {
            "low": low,
            "high": high,
            "gap_low": gap_low,
            "gap_high": gap_high,
            "gain": gain,
            "kept": len(lack.skills) - gain,
            "to_gain": ", ".join(to_gain(self._space, table, lack)),
        }

    def _why(self, place: int, detail: Mapping[str, Any]) -> str:
        near, *rest = self.judgment.reasons[place].split("; ")
        known = detail["kept"] + detail["gain"]
        brings = f"brings {detail['kept']} of {known} requirements"
        if not known:
            brings = "no requirement is known"
        return "; ".join([near, brings, *rest])


def own_circumstances(space: Space, origin: Origin, wage: float | None) -> Circumstances:
    """Return what the origin earns, and its job zone, (1,); a wage given stands for both."""
    if wage is not None:
        number = isinstance(wage, (int, float, np.number)) and not isinstance(wage, bool)
        if not number or not np.isfinite(wage) or wage <= 0:
            msg = f"The wage must be a number above 0, not {wage!r}."
            raise InputError(msg)
    found = circumstances_of(space, origin.rows).mean(origin.shares)
    if wage is None:
        return found
    pay = np.full((1, 2), float(wage))
    return Circumstances(pay, found.employment, found.job_zone, ["as given"])
