"""The suite ``skills``: which skills an occupation requires."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.errors import MissingExtraError
from laborspace.validation import importance
from laborspace.validation.asking import absent, known, scores
from laborspace.validation.essential import SHOWN, Essential
from laborspace.validation.estimating import BLIND, blind, columns, fit, halves
from laborspace.validation.lexical import Lexical
from laborspace.validation.measure import Measure
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

Table = npt.NDArray[np.float64]

VOTERS = 20
"""Nearest training occupations that vote."""

COSINE_SHARE = 0.3
"""Weight of the similarity of the skill itself beside the share of votes."""

_QUESTION = "Which skills are essential in an occupation whose skills were never shown?"


def popularity(essential: Essential, *, judged: bool = False) -> list[Measure]:
    """Score skills by the share of training occupations that need them."""
    needed = essential.matrix(essential.training)
    often = np.asarray(needed.sum(0)).ravel() / max(needed.shape[0], 1)
    table = np.broadcast_to(often, essential.right.shape)
    found = essential.measures(table)
    # How often something is the case is calibrated and says little: the Brier score tells.
    return [*found, essential.calibration(table)[-1]] if judged else found


def similarities(essential: Essential, subject: Subject) -> list[Measure]:
    """Score the ranking of skills by similarity, centered per kind."""
    occupations = known(subject, essential.scored, "occupations")
    known(subject, essential.skills, "skills")
    return essential.measures(
        scores(subject, occupations, essential.skills, centered=True), occupations
    )


def votes(essential: Essential, subject: Subject, occupations: Sequence[str]) -> Table:
    """Return the share of the nearest training occupations that need a skill, (…, skills)."""
    training = known(subject, essential.training, "training occupations")
    nearness = subject.similarity(occupations, training, centered=True)
    nearest = np.argsort(-nearness, axis=1, kind="stable")[:, :VOTERS]
    ballots = np.zeros(nearness.shape)
    np.put_along_axis(ballots, nearest, 1 / nearest.shape[1], axis=1)
    return np.asarray(ballots @ essential.matrix(training))


def vote(essential: Essential, subject: Subject, *, judged: bool = False) -> list[Measure]:
    """Score votes plus a share of similarity; if `judged`, the votes as probabilities too."""
    occupations = known(subject, essential.scored, "occupations")
    shares = votes(essential, subject, occupations)
    own = scores(subject, occupations, essential.skills, centered=True)
    own[~np.isfinite(own)] = 0  # a skill the subject does not know can still be voted for
    found = essential.measures(shares + COSINE_SHARE * own, occupations)
    return [*found, essential.calibration(shares, occupations)[-1]] if judged else found


def estimated(essential: Essential, evidence: Evidence, subject: Subject) -> list[Measure]:
    """Score what is estimated from the training occupations, and its probabilities.

    How the parts of an estimate combine is learned on the other half of the occupations held out.
    """
    occupations = known(subject, essential.scored, "occupations")
    prefix = essential.skills[0].partition(":")[0] + ":"
    shape = (len(occupations), len(essential.skills))
    table, chances = np.empty(shape), np.empty(shape)
    place = {id_: row for row, id_ in enumerate(occupations)}
    for half in halves(occupations, essential.places(occupations)[1]):
        others = frozenset(occupations).difference(half)
        left_out = evidence.held_out
        made = fit(evidence, subject, "requires", prefix=prefix, leave_out=left_out, unseen=others)
        estimate, rows = made.estimate(half), [place[id_] for id_ in half]
        table[rows] = columns(estimate.scores, made.targets, essential.skills)
        chances[rows] = columns(estimate.values, made.targets, essential.skills)
    found = essential.measures(table, occupations)
    if made.scale != "listed":
        return found
    return [*found, *essential.calibration(chances, occupations)]


def tasks(evidence: Evidence) -> list[Task]:
    """Return the tasks: essential skills by similarity and by vote, and O*NET importance."""
    return [*_essential_tasks(evidence), *importance.tasks(evidence)]


def _essential_tasks(evidence: Evidence) -> list[Task]:
    try:
        essential = Essential.of(evidence)
    except Skip as reason:
        return [absent("essential skills", _QUESTION, reason)]
    kept = (
        f"the relations of {len(essential.scored)} occupations of "
        f"{len(set(essential.groups))} groups ({essential.unit})"
    )
    words = cache(lambda: _words(evidence))
    popular, voted = "popularity", "vote of the 20 nearest by TF-IDF"
    floors = (
        Reference(popular, cache(lambda: popularity(essential))),
        Reference(voted, cache(lambda: vote(essential, words()))),
    )
    return [
        Task(
            "essential skills",
            _QUESTION,
            lambda subject: similarities(essential, subject),
            kept,
            twin=True,
            floors=floors,
        ),
        Task(
            "essential skills by vote",
            "The same, by what the 20 nearest training occupations need and similarity.",
            lambda subject: vote(essential, subject),
            kept,
            twin=True,
            floors=floors,
        ),
        Task(
            "essential skills, estimated",
            "The same, by the relation estimator; are its probabilities right?",
            lambda subject: estimated(essential, evidence, subject),
            kept,
            twin=True,
            floors=(
                Reference(popular, lambda: popularity(essential, judged=True)),
                Reference(voted, lambda: vote(essential, words(), judged=True)),
                Reference(BLIND, blind(evidence, lambda s: estimated(essential, evidence, s))),
            ),
            lexical=False,
        ),
    ]


def _words(evidence: Evidence) -> Lexical:
    try:
        return Lexical(evidence, "tfidf")
    except MissingExtraError as error:
        raise Skip(str(error)) from error


SUITE = Suite(
    "skills",
    "Which skills does an occupation require?",
    "ESCO: every skill is ranked for each occupation held out and scored against the skills ESCO "
    "calls essential; optional ones count as wrong. Whole ISCO unit groups are held out, and drawn "
    "in the bootstrap, so that no near relative has given the answer away. Similarity is the "
    f"cosine from the center of each kind; the vote is the share of the {VOTERS} nearest training "
    f"occupations that need the skill, plus {COSINE_SHARE} of the similarity. Estimates are those "
    "of the relation estimator, learned from the training occupations, its calibration from the "
    "other half of those held out; random vectors leave it "
    f"the taxonomy and how common a skill is. ECE judges its {SHOWN} likeliest skills in ten bins, "
    "Brier all of them (1: no better than answering none). " + importance.ABOUT,
    tasks,
)
