"""Exposure of industries, from that of the occupations near them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.statistics.association import Values, leave_one_out, spearman
from laborspace.analysis.transfer.model import Groups, Model
from laborspace.validation.asking import absent, known
from laborspace.validation.measure import Measure
from laborspace.validation.measures_of_exposure import (
    AIOE,
    MEASURES,
    industry_scores,
    scores_of,
)
from laborspace.validation.subject import VectorSubject
from laborspace.validation.task import Reference, Skip, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

SHARPNESS = 12.0
"""Weight of an occupation: exp(12 × similarity). Fixed beforehand, not tuned."""

UNIT = "NAICS subsector"
NEW, OBSERVED = "AIIE of industries", "AIIE of industries with observed jobs"
TRANSFERRED = "AIIE of industries, by transfer"


def industry_tasks(evidence: Evidence) -> list[Task]:
    """Return the tasks: all industries whose employment was not learned, and those observed.

    The first once more by `transfer` of AIOE.
    """
    question = "Does the exposure of the occupations near an industry order industries by AIIE?"
    try:
        truth = industry_scores(evidence)
        exposure = scores_of(evidence, next(m for m in MEASURES if m.name == AIOE))
    except Skip as reason:
        return [absent(NEW, question, reason)]
    jobs = jobs_by_industry(evidence, exposure)
    new = [id_ for id_ in truth if id_ in evidence.held_out or id_ not in jobs]
    observed = [id_ for id_ in truth if id_ in evidence.held_out and id_ in jobs]
    made = []
    for name, ids in ((NEW, new), (OBSERVED, observed), (TRANSFERRED, new)):
        try:
            made.append(
                _task(evidence, name, question, _Industries(evidence, truth, ids), exposure)
            )
        except Skip as reason:
            made.append(absent(name, question, reason))
    return made


class _Industries:
    """Industries to score, with their groups."""

    def __init__(self, evidence: Evidence, truth: Mapping[str, float], ids: Sequence[str]) -> None:
        if len(ids) < 10:
            msg = (
                f"{len(ids)} industries with AIIE were held out: build with --hold-out a list "
                "that names some."
            )
            raise Skip(msg)
        self.ids = sorted(ids)
        self.everyone = sorted(truth)
        self.truth = truth
        self.subsector = {id_: evidence.ancestor(id_, "subsector") or id_ for id_ in truth}
        self.sector = {id_: evidence.ancestor(id_, "sector") or id_ for id_ in truth}

    def measures(self, guess: Mapping[str, float]) -> list[Measure]:
        """Score a guess of the industries it knows."""
        ids = [id_ for id_ in self.ids if id_ in guess]
        statistic = spearman([self.truth[i] for i in ids], [guess[i] for i in ids])
        return [Measure.of("Spearman", statistic, [self.subsector[i] for i in ids], UNIT)]

    def siblings(self) -> dict[str, float]:
        """Return the mean AIIE of the subsector's other industries, else of the sector's."""
        levels = [[group[id_] for id_ in self.everyone] for group in (self.subsector, self.sector)]
        guess = leave_one_out([self.truth[id_] for id_ in self.everyone], *levels)
        return dict(zip(self.everyone, guess.tolist(), strict=True))


def _task(
    evidence: Evidence,
    name: str,
    question: str,
    industries: _Industries,
    exposure: Mapping[str, float],
) -> Task:
    jobs = jobs_by_industry(evidence, exposure)
    by_sector = {id_: jobs.get(industries.sector[id_], np.nan) for id_ in industries.ids}
    by_sector = {id_: score for id_, score in by_sector.items() if np.isfinite(score)}
    floors = [
        Reference(
            "mean of the subsector's others", lambda: industries.measures(industries.siblings())
        ),
        Reference("jobs of the sector", lambda: industries.measures(by_sector)),
    ]
    guess = transferred if name == TRANSFERRED else nearby
    ceilings = []
    if name == OBSERVED:
        ceilings = [Reference("its own jobs", lambda: industries.measures(jobs))]
    return Task(
        name,
        question,
        lambda subject: industries.measures(guess(subject, industries.ids, exposure)),
        held_out="employment of these industries",
        twin=True,
        floors=floors,
        ceilings=ceilings,
        lexical=name != TRANSFERRED,
    )


def nearby(
    subject: Subject, industries: Sequence[str], exposure: Mapping[str, float]
) -> dict[str, float]:
    """Return the mean exposure of occupations, weighted by their nearness to each industry."""
    asked = known(subject, industries, "industries with AIIE")
    occupations = known(subject, sorted(exposure), "occupations with AIOE")
    similarity = np.asarray(subject.similarity(asked, occupations, centered=True), np.float64)
    weights = np.exp(SHARPNESS * (similarity - similarity.max(1, keepdims=True)))
    scores: Values = weights @ np.array([exposure[id_] for id_ in occupations]) / weights.sum(1)
    return dict(zip(asked, scores.tolist(), strict=True))


def transferred(
    subject: Subject, industries: Sequence[str], exposure: Mapping[str, float]
) -> dict[str, float]:
    """Return what a ridge regression of occupations' exposure on vectors says of industries.

    As the verb `transfer` does for kinds of which nothing is scored: vectors are taken from the
    mean of their kind, here that of the entities asked about.

    Raises
    ------
    Skip
        If the subject has no vectors, or knows too few of the entities.
    """
    if not isinstance(subject, VectorSubject):
        msg = "It has no vectors to transfer scores with."
        raise Skip(msg)
    asked = known(subject, industries, "industries with AIIE")
    occupations = known(subject, sorted(exposure), "occupations with AIOE")
    parts = []
    for ids in (occupations, asked):
        offsets = np.asarray(subject.vectors_of(ids), dtype=np.float64)
        offsets -= offsets.mean(axis=0)
        lengths = np.linalg.norm(offsets, axis=1, keepdims=True)
        parts.append((offsets / np.maximum(lengths, 1e-6)).astype(np.float32))
    minor = tuple(id_[5:9] for id_ in occupations)  # digits of the SOC that make a minor group
    groups = Groups(minor, minor, ("minor group", "minor group"))
    truth = np.array([exposure[id_] for id_ in occupations])
    found = Model(parts[0], truth, groups, with_groups=False).estimate(parts[1])
    return dict(zip(asked, found.score.tolist(), strict=True))


def jobs_by_industry(evidence: Evidence, exposure: Mapping[str, float]) -> dict[str, float]:
    """Return the mean exposure of each industry's observed jobs."""
    try:
        rows = evidence.relations("employs", source="naics:", target="soc:")
    except Skip:
        return {}
    scores = {f"soc:{id_[5:12]}": score for id_, score in exposure.items()}
    rows = rows[rows["target"].isin(scores)]
    rows = rows.assign(exposed=rows["weight"] * rows["target"].map(scores))
    sums = rows.groupby("source")[["exposed", "weight"]].sum()
    means = sums["exposed"] / sums["weight"]
    return {str(id_): float(score) for id_, score in means.items()}
