"""The suite ``skills``: which skills an occupation requires."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.errors import MissingExtraError
from laborspace.validation import importance
from laborspace.validation.asking import absent, held_out, known, scores
from laborspace.validation.lexical import Lexical
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import average_precision, order_of, recall_at, reciprocal_rank
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

VOTERS = 20
"""Nearest training occupations that vote."""

COSINE_SHARE = 0.3
"""Weight of the similarity of the skill itself beside the share of votes."""

_QUESTION = "Which skills are essential in an occupation whose skills were never shown?"


@dataclass(frozen=True)
class Essential:
    """The relation that is scored: who needs what, and who was held out.

    Attributes
    ----------
    rows : pandas.DataFrame
        ``source, target`` of each known pair.
    scored, training : list of str
        Occupations held out, and the others.
    skills : list of str
        Every skill, ranked for each occupation.
    groups : tuple of str, (len(scored),)
        The taxonomic group of each scored occupation.
    unit : str
        What the groups are.
    """

    rows: pd.DataFrame
    scored: list[str]
    training: list[str]
    skills: list[str]
    groups: tuple[str, ...]
    unit: str

    @classmethod
    def of(cls, evidence: Evidence) -> Essential:
        """Take ESCO's essential skills; in a space without ESCO, whatever is required.

        Raises
        ------
        Skip
            If no occupation requires a skill, or none of those that do was held out.
        """
        rows = evidence.relations("requires")
        # O*NET rates every element for every occupation: importance.py scores that.
        rows = rows[~rows["source"].str.startswith("onet:")]
        if (rows["detail"] == "essential").any():
            rows = rows[rows["detail"] == "essential"]
        if rows.empty:
            msg = "No occupation of the space requires named skills; O*NET rates all of them."
            raise Skip(msg)
        occupations = rows["source"].drop_duplicates().tolist()
        scored = sorted(held_out(evidence, occupations, "occupations"))
        prefix = rows["target"].iloc[0].split(":")[0] + ":"
        items = evidence.space.rows("skill")
        skills = [id_ for id_ in np.asarray(evidence.space.ids)[items] if id_.startswith(prefix)]
        groups = [evidence.ancestor(id_, "isco 4") for id_ in scored]
        unit = "ISCO unit group" if any(groups) else "group of occupations"
        named = tuple(
            group or evidence.parents.get(id_, id_)
            for id_, group in zip(scored, groups, strict=True)
        )
        training = [id_ for id_ in occupations if id_ not in evidence.held_out]
        return cls(rows, scored, training, [str(s) for s in skills], named, unit)

    def matrix(self, occupations: Sequence[str]) -> Any:
        """Return which of the skills each occupation needs, (occupations, skills) sparse 0/1."""
        from scipy.sparse import csr_matrix

        row = {id_: place for place, id_ in enumerate(occupations)}
        column = {id_: place for place, id_ in enumerate(self.skills)}
        pairs = self.rows[self.rows["source"].isin(row) & self.rows["target"].isin(column)]
        pairs = pairs.drop_duplicates(["source", "target"])
        places = (pairs["source"].map(row), pairs["target"].map(column))
        shape = (len(row), len(column))
        return csr_matrix((np.ones(len(pairs)), places), shape=shape)

    @cached_property
    def right(self) -> npt.NDArray[np.bool_]:
        """What each scored occupation needs, (scored, skills)."""
        return np.asarray(self.matrix(self.scored).toarray() > 0)

    def measures(
        self, table: npt.NDArray[np.floating], occupations: Sequence[str] | None = None
    ) -> list[Measure]:
        """Return MAP, recall and MRR of scores, (occupations, skills); all scored by default."""
        places = {id_: place for place, id_ in enumerate(self.scored)}
        rows = [places[id_] for id_ in occupations or self.scored]
        groups = [self.groups[row] for row in rows]
        # Four metrics sort the columns; what is sorted once is quick to sort again.
        order = order_of(table)
        right = np.take_along_axis(self.right[rows], order, axis=1)
        table = np.take_along_axis(table, order, axis=1)
        return [
            Measure.mean(metric, values, groups, self.unit)
            for metric, values in (
                ("MAP", average_precision(table, right)),
                ("R@10", recall_at(table, right, 10)),
                ("R@50", recall_at(table, right, 50)),
                ("MRR", reciprocal_rank(table, right)),
            )
        ]


def popularity(essential: Essential) -> list[Measure]:
    """Score the ranking of skills by how many training occupations need them."""
    often = np.asarray(essential.matrix(essential.training).sum(0)).ravel()
    return essential.measures(np.broadcast_to(often, essential.right.shape))


def similarities(essential: Essential, subject: Subject) -> list[Measure]:
    """Score the ranking of skills by similarity, centered per kind."""
    occupations = known(subject, essential.scored, "occupations")
    known(subject, essential.skills, "skills")
    return essential.measures(
        scores(subject, occupations, essential.skills, centered=True), occupations
    )


def vote(essential: Essential, subject: Subject) -> list[Measure]:
    """Score the vote of the nearest training occupations, plus a share of similarity."""
    occupations = known(subject, essential.scored, "occupations")
    training = known(subject, essential.training, "training occupations")
    nearness = subject.similarity(occupations, training, centered=True)
    nearest = np.argsort(-nearness, axis=1, kind="stable")[:, :VOTERS]
    ballots = np.zeros(nearness.shape)
    np.put_along_axis(ballots, nearest, 1 / nearest.shape[1], axis=1)
    votes = ballots @ essential.matrix(training)
    own = scores(subject, occupations, essential.skills, centered=True)
    own[~np.isfinite(own)] = 0  # a skill the subject does not know can still be voted for
    return essential.measures(votes + COSINE_SHARE * own, occupations)


def word_vote(essential: Essential, evidence: Evidence) -> Callable[[], list[Measure]]:
    """Make the measure of the same vote by TF-IDF, which needs no vectors."""

    def measure() -> list[Measure]:
        try:
            return vote(essential, Lexical(evidence, "tfidf"))
        except MissingExtraError as error:
            raise Skip(str(error)) from error

    return measure


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
    floors = (
        Reference("popularity", cache(lambda: popularity(essential))),
        Reference("vote of the 20 nearest by TF-IDF", cache(word_vote(essential, evidence))),
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
    ]


SUITE = Suite(
    "skills",
    "Which skills does an occupation require?",
    "ESCO: every skill is ranked for each occupation held out and scored against the skills ESCO "
    "calls essential. Whole ISCO unit groups are held out, and drawn in the bootstrap, so that no "
    "near relative has given the answer away. Similarity is the cosine from the center of each "
    f"kind; the vote is the share of the {VOTERS} nearest training occupations that need the "
    f"skill, plus {COSINE_SHARE} of the similarity. " + importance.ABOUT,
    tasks,
)
