"""Suite `exposure`: published measures of exposure to AI, automation and telework."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.statistics.association import (
    Values,
    leave_one_out,
    spearman,
)
from laborspace.analysis.statistics.ridge import cross_validated, fold_of, kernel_features
from laborspace.analysis.transfer.model import Groups, Model
from laborspace.validation.asking import absent
from laborspace.validation.industry_exposure import industry_tasks
from laborspace.validation.measure import Measure
from laborspace.validation.measures_of_exposure import (
    BETA,
    GPT4,
    MEASURES,
    scores_of,
)
from laborspace.validation.scored_occupations import UNIT, Scored
from laborspace.validation.subject import VectorSubject
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

LEAST = "Spearman, least of the wordings"
COVERED = "share within the 90% interval"
AXIS, RANDOM, GROUPED = "axis", "ridge, random folds", "ridge, grouped folds"
TRANSFER = "transfer"


def axis_scores(
    subject: Subject, negative: Sequence[str], positive: Sequence[str], ids: Sequence[str]
) -> Values:
    """Return how much nearer entities are to the positive than to the negative texts, (n,).

    The mean of the similarities with the one less that with the others: for vectors the
    projection on the axis between the poles' means (SemAxis: An, Kwak & Ahn 2018).

    Raises
    ------
    Skip
        If the subject reads no text.
    """
    similarity = subject.text_similarity([*negative, *positive], ids)
    if similarity is None:
        msg = "It reads no text: a space needs its encoder for this."
        raise Skip(msg)
    table = np.asarray(similarity, dtype=np.float64)
    scores: Values = table[len(negative) :].mean(0) - table[: len(negative)].mean(0)
    return scores


def features_of(subject: Subject, ids: Sequence[str]) -> Values:
    """Return vectors of entities for a regression, (n, d).

    Raises
    ------
    Skip
        If the subject has no vectors, and its similarity is not symmetric.
    """
    if isinstance(subject, VectorSubject):
        return np.asarray(subject.vectors_of(ids), dtype=np.float64)
    kernel = np.asarray(subject.similarity(ids, ids), dtype=np.float64)
    if not np.allclose(kernel, kernel.T, atol=1e-6):
        msg = "Its similarity is not symmetric, so that no regression can use it."
        raise Skip(msg)
    return kernel_features(kernel)


def tasks(evidence: Evidence) -> list[Task]:
    """Return four tasks a measure, and the exposure of industries."""
    made: list[Task] = []
    for measure in MEASURES:
        try:
            made += _tasks(Scored.of(evidence, measure))
        except Skip as reason:
            made.append(absent(measure.name, f"Do the vectors hold {measure.about}?", reason))
    return made + industry_tasks(evidence)


def _tasks(scored: Scored) -> list[Task]:
    name, about = scored.measure.name, scored.measure.about
    ceilings = []
    if scored.measure.name == BETA:
        ceilings = [Reference("GPT-4 instead of people", lambda: _other_rater(scored))]
    preparation = Reference("preparation (job zone)", lambda: _preparation(scored))
    siblings = "mean of the minor group's others"
    cousins = Reference(
        "mean of the major group's other minor groups",
        lambda: _group_mean(scored, whole_group=True),
    )
    return [
        Task(
            f"{name}: {AXIS}",
            f"Does an axis between two descriptions of work order occupations by {about}?",
            lambda subject: _axis(scored, subject),
            floors=[Reference(siblings, lambda: _group_mean(scored)[:1]), preparation],
            ceilings=ceilings,
        ),
        Task(
            f"{name}: {RANDOM}",
            f"Do the vectors foretell {about}, others of the minor group being known?",
            lambda subject: _ridge(scored, subject, grouped=False),
            floors=[Reference(siblings, lambda: _group_mean(scored)), preparation],
            ceilings=ceilings,
        ),
        Task(
            f"{name}: {GROUPED}",
            f"Do the vectors foretell {about}, nobody of the minor group being known?",
            lambda subject: _ridge(scored, subject, grouped=True),
            floors=[cousins, preparation],
            ceilings=ceilings,
        ),
        Task(
            f"{name}: {TRANSFER}",
            f"Do estimates by `transfer`, from vectors and SOC groups, foretell {about}, and do "
            "their intervals hold?",
            lambda subject: _transfer(scored, subject),
            floors=[Reference(siblings, lambda: _group_mean(scored))],
            ceilings=ceilings,
            lexical=False,
        ),
    ]


def _axis(scored: Scored, subject: Subject) -> list[Measure]:
    part, measure = scored.among(subject), scored.measure
    guess = axis_scores(subject, measure.negative, measure.positive, part.ids)
    single = [
        spearman(part.truth, axis_scores(subject, [low], [high], part.ids))
        for low, high in product(measure.negative, measure.positive)
    ]
    least = Measure.of(LEAST, lambda rows: min(one(rows) for one in single), part.minor, UNIT)
    return [part.correlation(guess), part.within(guess), least]


def _ridge(scored: Scored, subject: Subject, *, grouped: bool) -> list[Measure]:
    part = scored.among(subject)
    groups = part.minor if grouped else part.ids
    guess = cross_validated(features_of(subject, part.ids), part.truth, groups)
    return [part.correlation(guess), part.fit(guess), part.within(guess)]


def _transfer(scored: Scored, subject: Subject) -> list[Measure]:
    """Score what the verb does: each fold is estimated, with intervals, from the four others."""
    if not isinstance(subject, VectorSubject):
        msg = "It has no vectors to transfer scores with."
        raise Skip(msg)
    part = scored.among(subject)
    offsets = np.asarray(subject.vectors_of(part.ids), dtype=np.float64)
    offsets -= offsets.mean(axis=0)
    lengths = np.linalg.norm(offsets, axis=1, keepdims=True)
    vectors = (offsets / np.maximum(lengths, 1e-6)).astype(np.float32)
    groups = Groups(part.minor, part.major, ("minor group", "major group"))
    fold = fold_of(part.ids, 5)
    guess, inside = np.empty(len(part.ids)), np.empty(len(part.ids))
    for number in np.unique(fold):
        test, rest = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        model = Model(vectors[rest], part.truth[rest], groups.some(rest), with_groups=True)
        found = model.estimate(vectors[test], groups.some(test))
        guess[test] = found.score
        inside[test] = (found.low <= part.truth[test]) & (part.truth[test] <= found.high)
    covered = Measure.mean(COVERED, inside, part.minor, UNIT)
    return [part.correlation(guess), part.fit(guess), covered]


def _group_mean(scored: Scored, *, whole_group: bool = False) -> list[Measure]:
    guess = leave_one_out(scored.truth, scored.minor, scored.major, whole_group=whole_group)
    return [scored.correlation(guess), scored.fit(guess)]


def _preparation(scored: Scored) -> list[Measure]:
    table = scored.evidence.space.attributes.to_pandas()
    table = table[table["attribute"] == "job_zone"].drop_duplicates("id")
    zones = dict(zip(table["id"].astype(str), table["value"], strict=True))
    guess = np.array([zones.get(id_, np.nan) for id_ in scored.ids], dtype=np.float64)
    if np.isnan(guess).all():
        msg = "The space has no job zones of O*NET."
        raise Skip(msg)
    guess = scored.measure.schooling * np.where(np.isnan(guess), np.nanmean(guess), guess)
    return [scored.correlation(guess), scored.within(guess)]


def _other_rater(scored: Scored) -> list[Measure]:
    scores = scores_of(scored.evidence, GPT4)
    guess = np.array([scores.get(id_, np.nan) for id_ in scored.ids])
    guess = np.where(np.isnan(guess), np.nanmean(guess), guess)
    return [scored.correlation(guess), scored.within(guess)]


SUITE = Suite(
    name="exposure",
    title="Does it know how exposed an occupation is?",
    about=(
        "AIOE (Felten, Raj & Seamans 2021), GPTs are GPTs β as rated by people (Eloundou et al. "
        "2024), Microsoft's applicability (Tomlinson et al. 2025), Frey & Osborne (2017) and "
        "telework (Dingel & Neiman 2020). β and Microsoft's scores ship; the others are read from "
        "the user's folder. SOC 2010 codes become SOC 2018 ones by the official crosswalk (means "
        "where several became one); the O*NET occupation numbered .00 stands for its code. Axis: "
        "the difference of the similarities with two descriptions of work with much and two with "
        "little exposure, worded before anything was scored; beside it the least of the four axes "
        "between single descriptions, for how much the wording matters. Ridge: five folds at "
        "random, or keeping SOC minor groups whole; the penalty is chosen inside the training "
        "folds; predictions out of fold. TF-IDF is asked through its kernel. 'Within groups' is "
        "the correlation after the mean of each minor group is taken out, where a group mean says "
        "nothing. Transfer: the verb's own estimates, from vectors and two levels of SOC groups, "
        "in five random folds, and how many of the scores lie within their 90% intervals. "
        "Floors: the mean of the other occupations of the minor group; where no member "
        "of the group is known, that of the major group's other minor groups; and O*NET's job "
        "zone alone. Ceiling, for β: GPT-4 with the same rubric. No recipe that ships learns from "
        "these scores, but AIOE is made of O*NET's ability ratings, which the recipe 'quick' has "
        "seen. Industries: AIIE (Felten et al.) through AIOE of the occupations that are near the "
        "industry, and by transfer of AIOE, scored on industries whose employment was not "
        "learned. Intervals: bootstrap over SOC minor groups, for industries over NAICS "
        "subsectors."
    ),
    tasks=tasks,
)
