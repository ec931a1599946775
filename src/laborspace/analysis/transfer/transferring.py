"""Estimates for all entities from scores of some: ``transfer``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.analysis.blocks import block, blocks, center_of, kinds_of
from laborspace.analysis.exposure.through import (
    KINDS_WITH_JOBS,
    RELATION,
    check_through,
    jobs_of,
)
from laborspace.analysis.neighbors import best_first, check_top
from laborspace.analysis.statistics.association import percentiles, spearman
from laborspace.analysis.statistics.ridge import fold_of
from laborspace.analysis.tables import result_table
from laborspace.analysis.transfer.given import Given, ScoresGiven, read_given
from laborspace.analysis.transfer.grouping import groups_of
from laborspace.analysis.transfer.judging import (
    BOTH,
    FLOOR,
    SIBLINGS,
    STRANGERS,
    VECTORS,
    Fit,
    Judgment,
    bootstrap,
    central,
    judge,
)
from laborspace.analysis.transfer.model import Estimates, Model, coverage_across
from laborspace.analysis.words import percent
from laborspace.errors import InputError

if TYPE_CHECKING:
    from laborspace.analysis.transfer.model import Groups
    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

WEAK_AGREEMENT = 0.5
"""Rank correlation below which two ways to an industry's score are said to agree weakly."""
VOICES = 2
"""Scored entities named as nearest."""
LEAST_INDUSTRIES = 10
"""Industries with observed jobs below which nothing is said of agreement."""

PLURALS = {
    "industry": "industries",
    "occupation": "occupations",
    "skill": "skills",
    "firm": "firms",
}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Transfer:
    """The answer.

    Attributes
    ----------
    table : pyarrow.Table
        ``id, kind, code, title, score, low, high, percentile, held_out, basis, why``, with
        `shares` before `why` where it went through jobs.
    fits : pyarrow.Table
        ``setting, method, n, r2, r2_low, r2_high, spearman, …, gain, gain_low, gain_high``.
    notes : tuple of str
        What a reader must know beside it, the verdict first.
    facts : dict
        Fit for JSON: `better` says whether the estimates beat the mean of an entity's group.
    """

    table: pa.Table
    fits: pa.Table
    notes: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def transfer(
    space: Space,
    scores: ScoresGiven,
    *,
    kind: str | None = None,
    of: str | None = None,
    column: str | None = None,
    unknown: str = "raise",
    through: str | None = None,
    top: int | None = None,
    level: str | None = None,
) -> Transfer:
    """Estimate the score of every entity from scores of some entities of one kind.

    Ridge regression on vectors from the center of their kind; for entities of the scored kind on
    their groups as well (:mod:`laborspace.analysis.transfer.model`). Estimates of other kinds rest
    on the vectors alone and are extrapolations: nothing of these kinds was scored.

    Parameters
    ----------
    space : Space
    scores : mapping, Series, DataFrame or path
        See :func:`laborspace.analysis.transfer.given.read_given`.
    kind : str, optional
        Kind of the answers; by default all.
    of, column, unknown
        Kind of the scored entities, column of the scores, and what to do with unknown names.
    through : {"employs"}, optional
        Score industries and firms by the mean of their occupations, weighted by jobs.
    top : int, optional
        Only the first so many of each kind; by default all.
    level : str, optional
        By default items, not groups; a level such as ``"sector"``, or ``"all"``.

    Returns
    -------
    Transfer
        `score` is as given (basis ``observed``) or estimated, on the scale of the scores; `low`
        and `high` bound a 90% prediction interval of estimates; `held_out` is, for given scores,
        the estimate that did not see them; `percentile` the share of entities of the kind and
        level that score lower, 0 to 100; `why` names the nearest scored entities.

    Raises
    ------
    SourceError, UnknownKindError, InputError
        If the scores cannot be read, are fewer than 20, or do not vary; if the question cannot be
        understood.
    """
    check_through(through, kind)
    if top is not None:
        check_top(top)
    given = read_given(space, scores, of=of, column=column, unknown=unknown)
    if through is not None and given.kind != "occupation":
        msg = (
            f"Only scores of occupations go through {through!r}; these are of the kind"
            f" {given.kind}."
        )
        raise InputError(msg)
    learned = _Learned(space, given)
    tables = []
    for name, every in blocks(space, kind, level).items():
        shares: list[str] | None = None
        if through is not None and name in KINDS_WITH_JOBS:
            estimates, shares, why = learned.through(name, every.rows)
        else:
            estimates, why = learned.estimate(name, every.rows), None
        tables.append(learned.table(name, every.rows, estimates, shares, why, top,
                                    with_shares=through is not None))  # fmt: skip
    fits = learned.judgment.fits
    agreement = learned.agreement() if through is None else None
    facts: dict[str, Any] = {
        "scored": f"{len(given.rows)} {PLURALS[given.kind]}",
        "scored_kind": given.kind,
        "n": len(given.rows),
        "skipped": list(given.skipped),
        "groups": learned.groups.names[0],
        "fits": [fit.as_json() for fit in fits],
        "better": _is_better(fits),
        "coverage": learned.coverage(),
        "agreement": agreement,
    }
    answered = [table["kind"][0].as_py() for table in tables if table.num_rows]
    notes = _notes(given, learned.groups, facts, fits, answered, through)
    return Transfer(pa.concat_tables(tables), _fit_table(fits), notes, facts)


class _Learned:
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


def _fit_table(fits: tuple[Fit, ...]) -> pa.Table:
    from laborspace.space.arrow import numbers, strings

    names = list(Fit.__dataclass_fields__)
    data = []
    for name in names:
        values = [getattr(fit, name) for fit in fits]
        data.append(strings(values) if isinstance(values[0], str) else numbers(np.array(values)))
    return pa.table(data, names=names)


def _chosen(fits: tuple[Fit, ...], setting: str) -> tuple[Fit, Fit] | None:
    """Return the fit of the estimates and of the floor in a setting."""
    by_method = {fit.method: fit for fit in fits if fit.setting == setting}
    if not by_method:
        return None
    return by_method.get(BOTH, by_method[VECTORS]), by_method[FLOOR]


def _is_better(fits: tuple[Fit, ...]) -> bool:
    """Whether the interval of the gain over the floor lies above zero."""
    chosen = _chosen(fits, SIBLINGS)
    return chosen is not None and chosen[0].gain_low > 0


def _notes(
    given: Given,
    groups: Groups,
    facts: dict[str, Any],
    fits: tuple[Fit, ...],
    answered: list[str],
    through: str | None,
) -> tuple[str, ...]:
    notes = [_verdict(fits, SIBLINGS, _mean_of(groups, whole=False))]
    if _chosen(fits, STRANGERS):
        where = f"Where nobody of the {groups.names[0]} is scored: "
        verdict = _verdict(fits, STRANGERS, _mean_of(groups, whole=True))
        notes.append(where + verdict[0].lower() + verdict[1:])
    if given.skipped:
        named = ", ".join(given.skipped[:3]) + ("…" if len(given.skipped) > 3 else "")
        notes.append(f"{len(given.skipped)} names were unknown and left out: {named}.")
    others = [kind for kind in answered if kind != given.kind]
    if through is not None:
        others = [kind for kind in others if kind not in KINDS_WITH_JOBS]
    if others:
        notes.append(
            f"No {_either(others)} was scored: their estimates are extrapolations from"
            f" {PLURALS[given.kind]}, and the interval is not known to hold for them."
        )
    agreement = facts["agreement"]
    if agreement is not None and "industry" in answered:
        weak = agreement["spearman"] < WEAK_AGREEMENT
        advice = f"; prefer through={RELATION!r}" if weak else ""
        notes.append(
            f"{'Weak agreement' if weak else 'Agreement'}: over {agreement['industries']}"
            " industries the space's estimates and the means of their observed jobs have a rank"
            f" correlation of {agreement['spearman']:.2f} [{agreement['low']:.2f},"
            f" {agreement['high']:.2f}]{advice}."
        )
    return tuple(notes)


def _either(kinds: list[str]) -> str:
    return " or ".join(part for part in (", ".join(kinds[:-1]), kinds[-1]) if part)


def _mean_of(groups: Groups, *, whole: bool) -> str:
    if not groups.names[0]:
        return "the mean of all scores"
    if whole:
        return f"the mean of the rest of its {groups.names[1]}"
    return f"its group's mean (the others of its {groups.names[0]})"


def _verdict(fits: tuple[Fit, ...], setting: str, floor: str) -> str:
    chosen = _chosen(fits, setting)
    assert chosen is not None
    mine, other = chosen
    figures = (
        f"R² {mine.r2:.2f} [{mine.r2_low:.2f}, {mine.r2_high:.2f}] against {other.r2:.2f},"
        f" difference [{mine.gain_low:.2f}, {mine.gain_high:.2f}]; Spearman {mine.spearman:.2f}"
        f" [{mine.spearman_low:.2f}, {mine.spearman_high:.2f}] against {other.spearman:.2f}"
    )
    word = "Better than" if mine.gain_low > 0 else "No better than"
    return f"{word} {floor}: cross-validated {figures}."
