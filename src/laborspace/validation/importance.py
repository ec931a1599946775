"""Importance of O*NET elements for occupations, the second part of the suite ``skills``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation.asking import absent, has_learned, known, scores
from laborspace.validation.estimating import BLIND, blind, columns, fit
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import ndcg_at
from laborspace.validation.task import Reference, Skip, Task

if TYPE_CHECKING:
    from laborspace.space.container import Space
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

Table = npt.NDArray[np.float64]
Ask = Callable[["Subject"], list[Measure]]

VOTERS = 20
"""Nearest other occupations whose ratings are averaged."""

ABOUT = (
    "O*NET: the elements (skills, knowledge, abilities) are ranked for each rated occupation by "
    f"similarity, by the mean of the {VOTERS} nearest others, or by the estimator, and scored "
    "against their importance, which gains 0 (not important) to 4; and the occupations for each "
    "element. Most of the first is the same in every occupation, so the mean of others is a high "
    "floor; the second shows what tells occupations apart. A space that learned from the ratings "
    "is scored only on occupations held out."
)

_NAME = "O*NET importance"
_QUESTION = "How important is each skill, knowledge and ability in an occupation?"
_BY_VOTE = "The same, by the mean of the 20 nearest other occupations."
_ESTIMATED = "The same, by the relation estimator, each occupation left out of its own estimate."
_UNIT = "SOC minor group"


@dataclass(frozen=True)
class Ratings:
    """Importance of each element for each occupation.

    Attributes
    ----------
    table : ndarray, (occupations, elements)
        From 1 to 5.
    occupations, elements : list of str
    minor, major : tuple of str, (occupations,)
        SOC groups of the occupations.
    """

    table: Table
    occupations: list[str]
    elements: list[str]
    minor: tuple[str, ...]
    major: tuple[str, ...]

    @classmethod
    def of(cls, evidence: Evidence) -> Ratings:
        """Take the occupations for which every element is rated.

        Raises
        ------
        Skip
            If there are none.
        """
        rows = evidence.relations("requires", source="onet:", target="onet:")
        table = rows.pivot_table(index="source", columns="target", values="weight").dropna()
        if len(table) < 2:
            msg = "Fewer than two occupations have O*NET ratings of every element."
            raise Skip(msg)
        ids = [str(id_) for id_ in table.index]
        minor, major = (
            tuple(evidence.ancestor(id_, level) or id_ for id_ in ids)
            for level in ("minor group", "major group")
        )
        return cls(table.to_numpy(float), ids, [str(c) for c in table.columns], minor, major)

    def rows_for(self, subject: Subject) -> list[int]:
        """Return the rows of the occupations a subject can honestly be asked about."""
        usable = set(known(subject, self.occupations, "rated occupations"))
        space: Space | None = getattr(subject, "space", None)
        if space is not None and learned(space):
            usable &= space.held_out
            if not usable:
                msg = "It learned from the O*NET ratings, and no rated occupation was held out."
                raise Skip(msg)
        return [row for row, id_ in enumerate(self.occupations) if id_ in usable]


def learned(space: Space) -> bool:
    """Say whether a space was trained on O*NET ratings."""
    return has_learned(space, "requires", "onet:", "onet:")


def within(ratings: Ratings, guess: Table, rows: Sequence[int] | None = None) -> list[Measure]:
    """Score guesses of each occupation's ranking of elements, (len(rows), elements)."""
    places = np.arange(len(ratings.table)) if rows is None else np.asarray(rows)
    truth, groups = ratings.table[places], [ratings.minor[row] for row in places]
    return [
        Measure.mean("nDCG@10", ndcg_at(guess, truth - 1), groups, _UNIT),
        Measure.mean("Spearman", rank_correlations(guess, truth), groups, _UNIT),
    ]


def across(ratings: Ratings, guess: Table, rows: Sequence[int] | None = None) -> list[Measure]:
    """Score guesses of each element's ranking of occupations, (len(rows), elements)."""
    places = np.arange(len(ratings.table)) if rows is None else np.asarray(rows)
    groups = [ratings.minor[row] for row in places]
    # Ranks are taken once: a draw correlates the ranks of the occupations drawn.
    one, other = _ranks(guess.T), _ranks(ratings.table[places].T)

    def mean_correlation(drawn: npt.NDArray[np.intp]) -> float:
        times = np.bincount(drawn, minlength=len(groups)).astype(float)
        return float(_correlations(one, other, times).mean())

    return [Measure.of("Spearman across occupations", mean_correlation, groups, _UNIT)]


def rank_correlations(guess: Table, truth: Table) -> Table:
    """Return Spearman's correlation of each row, (n,); 0 where a row is flat."""
    return _correlations(_ranks(guess), _ranks(truth), np.ones(guess.shape[1]))


def _ranks(table: Table) -> Table:
    from scipy.stats import rankdata

    return np.asarray(rankdata(table, axis=1), dtype=np.float64)


def _correlations(one: Table, other: Table, times: Table) -> Table:
    """Return the correlation of each row, each column counted so many times."""
    one, other = (t - (t @ times / times.sum())[:, None] for t in (one, other))
    weighted = one * times
    scale = np.sqrt((weighted * one).sum(1) * (other**2 @ times))
    found = np.zeros(len(one))
    np.divide((weighted * other).sum(1), scale, out=found, where=scale > 0)
    return found


def others_mean(ratings: Ratings) -> Table:
    """Return the mean profile of all other occupations, (occupations, elements)."""
    table = ratings.table
    return np.asarray((table.sum(0) - table) / (len(table) - 1))


def group_mean(ratings: Ratings) -> Table:
    """Return the mean profile of the other occupations of the SOC minor group.

    One alone in its minor group gets the mean of its major group; alone there, of all.
    """
    found = others_mean(ratings)
    for groups in (ratings.major, ratings.minor):
        names = np.asarray(groups)
        for name in np.unique(names):
            members = names == name
            if members.sum() > 1:
                table = ratings.table[members]
                found[members] = (table.sum(0) - table) / (len(table) - 1)
    return found


def profiles(ratings: Ratings, guess: Table, rows: Sequence[int] | None = None) -> list[Measure]:
    """Score guesses that are ratings: as rankings, and by how far off they are."""
    places = np.arange(len(ratings.table)) if rows is None else np.asarray(rows)
    off = np.abs(guess - ratings.table[places]).mean(1)
    groups = [ratings.minor[row] for row in places]
    error = Measure.mean("mean absolute error", off, groups, _UNIT, higher_is_better=False)
    return [*within(ratings, guess, rows), *across(ratings, guess, rows), error]


def similarities(ratings: Ratings, subject: Subject) -> list[Measure]:
    """Score elements by similarity, centered per kind."""
    rows = ratings.rows_for(subject)
    known(subject, ratings.elements, "O*NET elements")
    occupations = [ratings.occupations[row] for row in rows]
    guess = scores(subject, occupations, ratings.elements, centered=True)
    return [*within(ratings, guess, rows), *across(ratings, guess, rows)]


def vote(ratings: Ratings, subject: Subject) -> list[Measure]:
    """Score the mean ratings of the nearest other occupations."""
    rows = ratings.rows_for(subject)
    others = [row for row, id_ in enumerate(ratings.occupations) if id_ in subject.ids]
    names = [[ratings.occupations[row] for row in part] for part in (rows, others)]
    nearness = np.array(subject.similarity(*names, centered=True), dtype=float)
    nearness[np.asarray(rows)[:, None] == np.asarray(others)] = -np.inf
    nearest = np.argsort(-nearness, axis=1, kind="stable")[:, :VOTERS]
    guess = ratings.table[np.asarray(others)[nearest]].mean(1)
    return profiles(ratings, guess, rows)


def estimated(ratings: Ratings, evidence: Evidence, subject: Subject) -> list[Measure]:
    """Score the estimator, which leaves each occupation out of its own estimate."""
    rows = ratings.rows_for(subject)
    made = fit(evidence, subject, "requires", prefix="onet:")
    guess = made.probabilities([ratings.occupations[row] for row in rows])
    return profiles(ratings, columns(guess, made.targets, ratings.elements), rows)


def tasks(evidence: Evidence) -> list[Task]:
    """Return the tasks about O*NET importance."""
    try:
        ratings = Ratings.of(evidence)
    except Skip as reason:
        return [absent(_NAME, _QUESTION, reason)]
    twin = learned(evidence.space)
    kept = "the ratings of occupations held out" if twin else ""
    group, others = "mean of others of the SOC minor group", "mean of others"

    # Across occupations the mean of all others says nothing.
    def overall(*, errors: bool) -> list[Measure]:
        guess = others_mean(ratings)
        kept = [*within(ratings, guess), profiles(ratings, guess)[-1]]
        return kept if errors else kept[:-1]

    by_group = cache(lambda: profiles(ratings, group_mean(ratings)))
    rated = (Reference(others, lambda: overall(errors=True)), Reference(group, by_group))
    unseeing = Reference(BLIND, blind(evidence, lambda s: estimated(ratings, evidence, s)))
    ranked = (
        Reference(others, lambda: overall(errors=False)),
        Reference(group, lambda: by_group()[:-1]),
    )

    def task(name: str, question: str, score: Ask, floors: Sequence[Reference]) -> Task:
        lexical = name != _NAME + ", estimated"
        return Task(name, question, score, kept, twin=twin, floors=floors, lexical=lexical)

    return [
        task(_NAME, _QUESTION, lambda subject: similarities(ratings, subject), ranked),
        task(_NAME + " by vote", _BY_VOTE, lambda subject: vote(ratings, subject), rated),
        task(
            _NAME + ", estimated",
            _ESTIMATED,
            lambda subject: estimated(ratings, evidence, subject),
            (*rated, unseeing),
        ),
    ]
