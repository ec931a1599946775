"""Estimates of a relation made with a subject's vectors and the relations of others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimators import Estimator
from laborspace.errors import InputError
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip

if TYPE_CHECKING:
    from laborspace.space.container import Space
    from laborspace.space.vectors import Vector
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.measure import Measure
    from laborspace.validation.subject import Subject

Table = npt.NDArray[np.float64]

BLIND = "estimate from random vectors"
"""Name of the floor that :func:`blind` makes."""

FOLDS = 5
"""Parts of which each is estimated from the others where all entities were held out."""


def fit(
    evidence: Evidence,
    subject: Subject,
    relation: str,
    *,
    prefix: str = "",
    leave_out: Collection[str] = frozenset(),
    unseen: Collection[str] = frozenset(),
) -> Estimator:
    """Learn a relation from the observed relations and the vectors of a subject.

    `unseen` are entities whose relations the vectors did not learn from, on which the estimator
    may learn how to combine its parts; none that is scored may be among them.

    Raises
    ------
    Skip
        If the subject has no vectors, or nothing is left to learn from.
    """
    if not isinstance(subject, VectorSubject):
        msg = "It has no vectors, which the estimator needs."
        raise Skip(msg)
    vectors = _vectors(evidence.space, subject)
    try:
        return Estimator.fit(
            evidence.space,
            relation,
            prefix=prefix,
            leave_out=leave_out,
            vectors=vectors,
            unseen=unseen,
        )
    except InputError as error:
        raise Skip(str(error)) from error


def blind(
    evidence: Evidence, score: Callable[[Subject], Sequence[Measure]]
) -> Callable[[], list[Measure]]:
    """Make the floor of estimates from random vectors: the taxonomy, and how common targets are.

    Without ECE, which rewards who claims no more than how common something is.
    """

    def measure() -> list[Measure]:
        found = score(random_subject(evidence.space))
        return [each for each in found if each.metric != "ECE"]

    return measure


def columns(
    table: npt.NDArray[np.floating], targets: Sequence[str], wanted: Sequence[str]
) -> Table:
    """Reorder estimates, (q, targets), into the wanted order; -inf for what is not estimated."""
    place = {id_: column for column, id_ in enumerate(targets)}
    found = np.full((len(table), len(wanted)), -np.inf)
    there = [column for column, id_ in enumerate(wanted) if id_ in place]
    found[:, there] = table[:, [place[wanted[column]] for column in there]]
    return found


def folds(ids: Sequence[str]) -> list[list[str]]:
    """Split entities into :data:`FOLDS` parts, always the same for the same entities."""
    order = np.random.default_rng(0).permutation(len(ids))
    parts = [[ids[place] for place in sorted(order[start::FOLDS])] for start in range(FOLDS)]
    return [part for part in parts if part]


def halves(ids: Sequence[str], groups: Sequence[str]) -> list[list[str]]:
    """Split entities into two, no group on both sides; one part if there is one group."""
    left = set(sorted(set(groups))[::2])
    parts = [
        [id_ for id_, group in zip(ids, groups, strict=True) if (group in left) == side]
        for side in (True, False)
    ]
    return [part for part in parts if part]


def _vectors(space: Space, subject: VectorSubject) -> Vector:
    """Return the subject's vectors in the order of the space, (n, d).

    An entity it does not know lies at the middle of its kind, where it is near to none.
    """
    rows = np.array([subject.rows.get(id_, -1) for id_ in space.ids])
    vectors = np.array(subject.vectors[rows], dtype=np.float32)
    kinds = np.asarray(space.column("kind"))
    for kind in np.unique(kinds[rows < 0]):
        of_kind = kinds == kind
        known = of_kind & (rows >= 0)
        middle = vectors[known if known.any() else rows >= 0].mean(0)
        vectors[of_kind & (rows < 0)] = middle if middle.any() else 1
    return vectors
