"""The suite ``employment``: which occupations an industry employs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.records import ITEM_LEVELS
from laborspace.validation.asking import groups_above, held_out, known, scores
from laborspace.validation.estimating import BLIND, blind, columns, fit
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import ndcg_at
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

Jobs = npt.NDArray[np.float64]

_QUESTION = "Which occupations have the most jobs in an industry whose jobs were never shown?"


@dataclass
class Employment:
    """Jobs of each industry by occupation.

    Attributes
    ----------
    evidence : Evidence
    answers : dict of str to str
        Occupation as the source names it (a SOC code) → the entity that stands for it.
    scored : list of str
        The industries held out whose jobs are known.
    jobs : dict of str to ndarray, (answers,)
        Of every industry item.
    groups : dict of str to ndarray, (answers,)
        Jobs of the groups above, e.g. sectors, where a source has them.
    """

    evidence: Evidence
    answers: dict[str, str]
    scored: list[str]
    jobs: dict[str, Jobs]
    groups: dict[str, Jobs]

    @classmethod
    def of(cls, evidence: Evidence) -> Employment:
        """Read the relation.

        Raises
        ------
        Skip
            If no industry employs an occupation, or none of those that do was held out.
        """
        rows = evidence.relations("employs")
        answers = stand_ins(evidence, rows)
        levels = rows["source"].map(evidence.entities["level"])
        items = jobs_by_source(rows[levels.isin(ITEM_LEVELS)], answers)
        groups = jobs_by_source(rows[~levels.isin(ITEM_LEVELS)], answers)
        scored = held_out(evidence, sorted(items), "industries whose jobs are known")
        return cls(evidence, answers, scored, items, groups)

    @cached_property
    def training(self) -> dict[str, Jobs]:
        """Share of jobs by occupation of each industry that was not held out."""
        kept = {i: jobs for i, jobs in self.jobs.items() if i not in self.evidence.held_out}
        if not kept:
            msg = "Every industry whose jobs are known was held out: nothing to guess from."
            raise Skip(msg)
        return {industry: jobs / jobs.sum() for industry, jobs in kept.items()}

    def above(self, industry: str) -> list[str]:
        """Return the groups an industry lies in, the nearest first."""
        return groups_above(self.evidence, industry)

    def measures(
        self, guess: npt.NDArray[np.floating], industries: Sequence[str] | None = None
    ) -> list[Measure]:
        """Return nDCG of scores, (industries, answers); of all scored industries by default."""
        ids = list(industries or self.scored)
        gains = np.stack([self.jobs[industry] for industry in ids])
        return [Measure.mean("nDCG@10", ndcg_at(guess, gains), ids, "industry")]


def stand_ins(evidence: Evidence, rows: pd.DataFrame) -> dict[str, str]:
    """Return the occupation that stands for each target of `employs`.

    A SOC code stands for the O*NET occupation that bears it (ending in .00); occupations for
    themselves.

    Raises
    ------
    Skip
        If no target has one.
    """
    broader = evidence.all_relations
    broader = broader[(broader["relation"] == "broader") & broader["source"].str.endswith(".00")]
    broader = broader[broader["target"].str.startswith("soc:")].drop_duplicates("target")
    found = dict(zip(broader["target"], broader["source"], strict=True))
    if not rows["target"].isin(found).any():
        items = np.asarray(evidence.space.ids)[evidence.space.rows("occupation")]
        prefixes = tuple({target.split(":")[0] + ":" for target in rows["target"]})
        found = {str(id_): str(id_) for id_ in items if id_.startswith(prefixes)}
    if not rows["target"].isin(found).any():
        msg = "No occupation of the space stands for any that an industry employs."
        raise Skip(msg)
    return found


def jobs_by_source(rows: pd.DataFrame, answers: dict[str, str]) -> dict[str, Jobs]:
    """Return the jobs of each industry, (answers,)."""
    column = {occupation: place for place, occupation in enumerate(answers)}
    rows = rows[rows["target"].isin(column) & (rows["weight"] > 0)]
    found: dict[str, Jobs] = {}
    for industry, occupation, jobs in zip(
        rows["source"], rows["target"], rows["weight"], strict=True
    ):
        found.setdefault(industry, np.zeros(len(column)))[column[occupation]] += jobs
    return found


def overall(employment: Employment) -> Callable[[str], Jobs]:
    """Guess the jobs of all training industries together."""
    total = sum(employment.jobs[industry] for industry in employment.training)
    return lambda _industry: np.asarray(total)


def sector_mix(employment: Employment) -> Callable[[str], Jobs]:
    """Guess the observed jobs of the nearest group above, e.g. of the sector.

    Raises
    ------
    Skip
        If no source has jobs of groups.
    """
    if not employment.groups:
        msg = "No source has the jobs of sectors."
        raise Skip(msg)
    back = overall(employment)

    def mix(industry: str) -> Jobs:
        observed = [
            employment.groups[g] for g in employment.above(industry) if g in employment.groups
        ]
        return observed[0] if observed else back(industry)

    return mix


def sibling_mix(employment: Employment) -> Callable[[str], Jobs]:
    """Guess the mean mix of the training industries of the same group, else of the one above."""
    training = employment.training
    groups = {industry: set(employment.above(industry)) for industry in training}
    everywhere = np.mean(list(training.values()), axis=0)

    def mix(industry: str) -> Jobs:
        for group in employment.above(industry):
            near = [mix for other, mix in training.items() if group in groups[other]]
            if near:  # the rest breaks ties
                return np.asarray(np.mean(near, axis=0) + 1e-9 * everywhere)
        return np.asarray(everywhere)

    return mix


def similarities(employment: Employment, subject: Subject) -> list[Measure]:
    """Score the ranking of occupations by similarity, centered per kind."""
    industries = known(subject, employment.scored, "industries held out")
    answers = list(employment.answers.values())
    known(subject, answers, "occupations")
    return employment.measures(scores(subject, industries, answers, centered=True), industries)


def estimated(employment: Employment, subject: Subject) -> list[Measure]:
    """Score the ranking by the estimator, learned from the training industries."""
    evidence = employment.evidence
    industries = known(subject, employment.scored, "industries held out")
    prefix = next(iter(employment.answers)).partition(":")[0] + ":"
    made = fit(evidence, subject, "employs", prefix=prefix, leave_out=evidence.held_out)
    guess = columns(made.scores(industries), made.targets, list(employment.answers))
    return employment.measures(guess, industries)


def tasks(evidence: Evidence) -> list[Task]:
    """Return the tasks: occupations by similarity, and by the estimator."""
    employment = Employment.of(evidence)

    def floor(guess: Callable[[Employment], Callable[[str], Jobs]]) -> Callable[[], list[Measure]]:
        def measure() -> list[Measure]:
            of = guess(employment)
            return employment.measures(np.stack([of(i) for i in employment.scored]))

        return measure

    kept = f"the jobs of {len(employment.scored)} industries"
    floors = (
        Reference("overall employment", floor(overall)),
        Reference("mix of the sector", floor(sector_mix)),
        Reference("mean mix of sibling industries", floor(sibling_mix)),
    )
    return [
        Task(
            "occupations by jobs",
            _QUESTION,
            lambda subject: similarities(employment, subject),
            kept,
            twin=True,
            floors=floors,
        ),
        Task(
            "occupations by jobs, estimated",
            "The same, by the relation estimator.",
            lambda subject: estimated(employment, subject),
            kept,
            twin=True,
            floors=(
                *floors,
                Reference(BLIND, blind(evidence, lambda s: estimated(employment, s))),
            ),
            lexical=False,
        ),
    ]


SUITE = Suite(
    "employment",
    "Which occupations does an industry employ?",
    "For each industry held out (4-digit NAICS), the O*NET occupations that bear a SOC code are "
    "ranked and gain the industry's jobs. Of each 4-digit industry only the ten largest "
    "occupations of the Occupational Outlook Handbook are known, so the question is which those "
    "are, not how all jobs are spread; where a profile covers several occupations its jobs are "
    "split by national employment. The mix of the sector is observed and includes the industry's "
    "own jobs. Siblings share three digits; where none was left in training, the sector. "
    "Estimates are those of the relation estimator, learned from the training industries and the "
    "sectors; random vectors leave it the taxonomy. The unit of the "
    "bootstrap is the industry: there are few, and the intervals are wide.",
    tasks,
)
