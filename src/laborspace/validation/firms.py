"""The suite ``firms``: which industry a firm belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation import gics
from laborspace.validation.asking import absent, groups_above, held_out, known, scores
from laborspace.validation.calibration import calibration
from laborspace.validation.estimating import BLIND, FOLDS, blind, columns, fit, folds
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import reciprocal_rank
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

SHOWN = 5
"""Industries of a firm whose probabilities are judged one by one."""

_INDUSTRY = "industry"
_QUESTION = "In which industry does a firm operate whose industry was never shown?"
_DIGITS = ("4 digits", "3 digits", "sector")
_STEPS = ("industry", "its group", "its top group")


@dataclass(frozen=True)
class Operations:
    """The industries of firms.

    Attributes
    ----------
    scored : list of str
        Firms held out whose industries are known.
    training : list of str
        Those not held out.
    industries : list of str
        Those a firm may be put into.
    right : ndarray of bool, (scored, industries)
        A firm has several where its SIC code became several NAICS industries.
    above : tuple of list of str, each (industries,)
        Each industry itself, its group, its top group.
    names : tuple of str
        What these three are called.
    """

    scored: list[str]
    training: list[str]
    industries: list[str]
    right: npt.NDArray[np.bool_]
    above: tuple[list[str], list[str], list[str]]
    names: tuple[str, str, str]

    @classmethod
    def of(cls, evidence: Evidence) -> Operations:
        """Read the relation.

        Raises
        ------
        Skip
            If no firm has an industry, or none of those that have one was held out.
        """
        rows = evidence.relations("operates_in")
        items = np.asarray(evidence.space.ids)[evidence.space.rows("industry")]
        prefixes = tuple({target.split(":")[0] + ":" for target in rows["target"]})
        industries = [str(id_) for id_ in items if id_.startswith(prefixes)]
        column = {id_: place for place, id_ in enumerate(industries)}
        rows = rows[rows["target"].isin(column)]
        firms = sorted(set(rows["source"]))
        scored = held_out(evidence, firms, "firms whose industries are known")
        row = {id_: place for place, id_ in enumerate(scored)}
        rows = rows[rows["source"].isin(row)]
        right = np.zeros((len(row), len(column)), dtype=bool)
        right[rows["source"].map(row), rows["target"].map(column)] = True
        lines = [[id_, *groups_above(evidence, id_)] for id_ in industries]
        group, top = [line[:2][-1] for line in lines], [line[-1] for line in lines]
        names = _DIGITS if prefixes == ("naics:",) else _STEPS
        training = [id_ for id_ in firms if id_ not in evidence.held_out]
        return cls(scored, training, industries, right, (industries, group, top), names)

    def measures(
        self, guess: npt.NDArray[np.floating], firms: Sequence[str] | None = None
    ) -> list[Measure]:
        """Return accuracy at each level and MRR of scores, (firms, industries)."""
        ids = list(firms or self.scored)
        places = {id_: place for place, id_ in enumerate(self.scored)}
        right = self.right[[places[id_] for id_ in ids]]
        best = guess.argmax(1)
        measures = [
            Measure.mean(f"accuracy, {name}", self._same(level, best, right), ids, "firm")
            for name, level in zip(self.names, self.above, strict=True)
        ]
        return [*measures, Measure.mean("MRR", reciprocal_rank(guess, right), ids, "firm")]

    def commonest(self, *, judged: bool = False) -> list[Measure]:
        """Score the one answer that is right most often, at each level; MRR by frequency.

        If `judged`, frequencies are scored as probabilities too.
        """
        often = np.broadcast_to(self.right.sum(0), self.right.shape)
        measures = []
        for name, level in zip(self.names, self.above, strict=True):
            groups, codes = np.unique(level, return_inverse=True)
            member = np.eye(len(groups), dtype=bool)[codes]  # (industries, groups)
            has = self.right.astype(int) @ member > 0
            values = has[:, has.sum(0).argmax()].astype(float)
            measures.append(Measure.mean(f"accuracy, {name}", values, self.scored, "firm"))
        rank = Measure.mean("MRR", reciprocal_rank(often, self.right), self.scored, "firm")
        if judged:
            share = np.broadcast_to(self.right.mean(0), self.right.shape)
            brier = calibration(share, self.right, self.scored, "firm", shown=SHOWN)[-1]
            return [*measures, rank, brier]
        return [*measures, rank]

    @staticmethod
    def _same(
        level: Sequence[str], best: npt.NDArray[np.intp], right: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.float64]:
        _, codes = np.unique(level, return_inverse=True)
        same = codes[best][:, None] == codes[None, :]
        return np.asarray((same & right).any(1), dtype=np.float64)


def nearest_industry(operations: Operations, subject: Subject) -> list[Measure]:
    """Score the ranking of industries by similarity, centered per kind."""
    firms = known(subject, operations.scored, "firms held out")
    known(subject, operations.industries, "industries")
    guess = scores(subject, firms, operations.industries, centered=True)
    return operations.measures(guess, firms)


def estimated(operations: Operations, evidence: Evidence, subject: Subject) -> list[Measure]:
    """Score the estimator, learned from firms not held out, else from the other folds."""
    firms = known(subject, operations.scored, "firms held out")
    parts = [firms] if operations.training else folds(firms)
    scored, values = [], []
    for part in parts:
        left_out = evidence.held_out if operations.training else part
        made = fit(evidence, subject, "operates_in", leave_out=left_out)
        estimate = made.estimate(part)
        scored.append(columns(estimate.scores, made.targets, operations.industries))
        values.append(columns(estimate.values, made.targets, operations.industries))
    order = np.argsort([firms.index(id_) for part in parts for id_ in part])
    guess, chances = np.concatenate(scored)[order], np.concatenate(values)[order]
    rows = [operations.scored.index(id_) for id_ in firms]
    judged = calibration(chances, operations.right[rows], firms, "firm", shown=SHOWN)
    return [*operations.measures(guess, firms), *judged]


def tasks(evidence: Evidence) -> list[Task]:
    """Return the tasks: NAICS industries, and GICS sub-industries leave-one-out."""
    return [*_industry_tasks(evidence), *gics.tasks(evidence)]


def _industry_tasks(evidence: Evidence) -> list[Task]:
    try:
        operations = Operations.of(evidence)
    except Skip as reason:
        return [absent(_INDUSTRY, _QUESTION, reason)]
    return [
        Task(
            _INDUSTRY,
            _QUESTION,
            lambda subject: nearest_industry(operations, subject),
            f"the industries of {len(operations.scored)} firms",
            twin=True,
            floors=(Reference("commonest industry", operations.commonest),),
        ),
        Task(
            _INDUSTRY + ", estimated",
            "The same, by the relation estimator; are its probabilities right?",
            lambda subject: estimated(operations, evidence, subject),
            f"the industries of {len(operations.scored)} firms"
            + ("" if operations.training else f", estimated from each other in {FOLDS} folds"),
            twin=True,
            floors=(
                Reference("commonest industry", lambda: operations.commonest(judged=True)),
                Reference(BLIND, blind(evidence, lambda s: estimated(operations, evidence, s))),
            ),
            lexical=False,
        ),
    ]


SUITE = Suite(
    "firms",
    "Which industry does a firm belong to?",
    "For each firm held out the nearest 4-digit NAICS industry is right if the firm operates in "
    "it, in one of the same three digits, or in one of the same sector. Truth is the firm's SIC "
    "code as the SEC has it, bridged to NAICS, two industries a firm on average, any of which is "
    "right. Estimates are those of the relation estimator, learned from firms that were not held "
    "out, or, where all were, from four fifths of them at a time; random vectors leave it how "
    "common an industry is. " + gics.ABOUT + " The unit of the bootstrap is the firm.",
    tasks,
)
