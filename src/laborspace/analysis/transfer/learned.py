"""What given scores teach, and the estimates made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import block, center_of, kinds_of
from laborspace.analysis.exposure.through import jobs_of
from laborspace.analysis.neighbors import best_first
from laborspace.analysis.statistics.association import percentiles, spearman
from laborspace.analysis.statistics.ridge import fold_of
from laborspace.analysis.tables import result_table
from laborspace.analysis.transfer.grouping import groups_of
from laborspace.analysis.transfer.judging import Judgment, bootstrap, central, judge
from laborspace.analysis.transfer.model import Estimates, Model, coverage_across
from laborspace.analysis.words import percent
from laborspace.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.analysis.transfer.given import Given
    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

VOICES = 2
"""Scored entities named as nearest."""
LEAST_INDUSTRIES = 10
"""Industries with observed jobs below which nothing is said of agreement."""

Floats = npt.NDArray[np.float64]


class Learned:
    """What the scores teach, and estimates from it."""

    def __init__(self, space: Space, given: Given) -> None:
        self._space, self._given = space, given
        self._vectors = _centered(space, given.kind, given.rows)
        self.groups = groups_of(space, given.kind, given.rows)
        scale = float(given.scores.std())
        self._middle, self._scale = float(given.scores.mean()), scale
        scores = (given.scores - self._middle) / scale
        self.judgment: Judgment = judge(self._vectors, scores, self.groups)
        grouped = bool(self.groups.names[0])
        self._own = Model(self._vectors, scores, self.groups, with_groups=grouped)
        self._abroad = Model(self._vectors, scores, self.groups, with_groups=False)

    def estimate(self, kind: str, rows: Rows) -> Estimates:
        """Estimate entities by the space; given ones have the score given and no interval."""
        vectors = _centered(self._space, kind, rows)
        if kind == self._given.kind:
            found = self._own.estimate(vectors, groups_of(self._space, kind, rows))
        else:
            found = self._abroad.estimate(vectors)
        columns = [
            self._middle + self._scale * each for each in (found.score, found.low, found.high)
        ]
        place = self._places(rows)
        known = place >= 0
        columns[0][known] = self._given.scores[place[known]]
        for bound in columns[1:]:
            bound[known] = np.nan
        return Estimates(*columns)

    def through(self, kind: str, rows: Rows) -> tuple[Estimates, list[str], list[str]]:
        """Estimate industries or firms by the mean of their occupations.

        The errors of the occupations are taken to go the same way, which makes the interval wide.
        """
        occupations = self._space.rows("occupation")
        part = self.estimate("occupation", occupations)
        jobs = jobs_of(self._space, kind, rows)
        half = np.nan_to_num((part.high - part.low) / 2)
        score, width = (jobs.shares.astype(np.float64) @ each for each in (part.score, half))
        without = jobs.shares.sum(axis=1) <= 0
        score[without] = np.nan
        covered = jobs.shares @ (self._places(occupations) >= 0).astype(np.float32)
        why = [f"jobs: {percent(share)} in scored occupations" for share in covered.tolist()]
        return Estimates(score, score - width, score + width), jobs.basis, why

    def table(
        self,
        kind: str,
        rows: Rows,
        found: Estimates,
        shares: list[str] | None,
        why: list[str] | None,
        top: int | None,
        *,
        with_shares: bool,
    ) -> pa.Table:
        """Make the table of one kind."""
        order = best_first(
            self._space, rows, found.score.astype(np.float32), len(rows) if top is None else top
        )
        place = self._places(rows[order])
        held_out = np.full(len(order), np.nan)
        known = place >= 0
        held_out[known] = self._middle + self._scale * self.judgment.held_out[place[known]]
        columns: dict[str, Any] = {
            "score": _rounded(found.score[order]),
            "low": _rounded(found.low[order]),
            "high": _rounded(found.high[order]),
            "percentile": np.round(percentiles(found.score)[order], 2),
            "held_out": _rounded(held_out),
            "basis": ["observed" if each else "estimated" for each in known],
        }
        if with_shares:
            columns["shares"] = [""] * len(order) if shares is None else [
                shares[i] for i in order.tolist()]  # fmt: skip
        columns["why"] = [why[i] for i in order.tolist()] if why else self._nearest(
            kind, rows[order], known)  # fmt: skip
        return result_table(self._space, rows[order], columns)

    def coverage(self) -> float:
        """Return the share of given scores within the interval made without their fold."""
        residuals = self._own.residuals[0]
        fold = fold_of([str(i) for i in range(len(residuals))], 5)
        return round(coverage_across(residuals, fold), 4)

    def agreement(self) -> dict[str, Any] | None:
        """Return how the space orders industries beside the mean of their observed jobs."""
        space = self._space
        if self._given.kind != "occupation" or "industry" not in kinds_of(space):
            return None
        rows = block(space, "industry").rows
        try:
            jobs = jobs_of(space, "industry", rows, members=self._given.rows, expected=False)
        except InputError:
            return None
        seen = np.flatnonzero(jobs.shares.sum(axis=1) > 0)
        if len(seen) < LEAST_INDUSTRIES:
            return None
        by_jobs = jobs.shares[seen].astype(np.float64) @ self._given.scores
        by_space = self.estimate("industry", rows[seen]).score
        statistic = spearman(by_jobs, by_space)
        groups = groups_of(space, "industry", rows[seen]).blocks()
        low, high = central(bootstrap({"rho": statistic}, groups)["rho"])
        value = statistic(np.arange(len(seen)))
        return {
            "industries": len(seen),
            "spearman": round(value, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }

    def _places(self, rows: Rows) -> Rows:
        place = np.full(len(self._space), -1, dtype=np.intp)
        place[self._given.rows] = np.arange(len(self._given.rows))
        return np.asarray(place[rows])

    def _nearest(self, kind: str, rows: Rows, known: npt.NDArray[np.bool_]) -> list[str]:
        words = ["as given"] * len(rows)
        new = np.flatnonzero(~known)
        if not len(new):
            return words
        likeness = _centered(self._space, kind, rows[new]) @ self._vectors.T
        titles, scores = self._space.column("title"), self._given.scores
        best = []
        for _ in range(min(VOICES, likeness.shape[1])):
            nearest = likeness.argmax(axis=1)
            likeness[np.arange(len(new)), nearest] = -np.inf
            best.append(nearest.tolist())
        said = [
            f"{titles[row]} ({score:.3g})"
            for row, score in zip(self._given.rows.tolist(), scores.tolist(), strict=True)
        ]
        for i, chosen in zip(new.tolist(), zip(*best, strict=True), strict=True):
            words[i] = "like " + ", ".join(said[j] for j in chosen)
        return words


def _centered(space: Space, kind: str, rows: Rows) -> Vector:
    offsets = space.vectors_of(rows) - center_of(space, kind)
    offsets /= np.maximum(np.linalg.norm(offsets, axis=1, keepdims=True), 1e-6)
    return np.asarray(offsets, dtype=np.float32)


def _rounded(values: Floats) -> Floats:
    return np.asarray(np.round(values, 6))
