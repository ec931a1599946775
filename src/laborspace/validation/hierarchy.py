"""The suite `hierarchy`: whether neighbors share a group of the official taxonomies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.records import KINDS
from laborspace.validation.agreement import (
    mutual_information,
    nearest_right,
    silhouettes,
    triplets_right,
)
from laborspace.validation.drawing import check, some
from laborspace.validation.measure import Measure
from laborspace.validation.subject import VectorSubject
from laborspace.validation.task import Reference, Skip, Suite, Task
from laborspace.validation.taxonomies import LEAST, MOST, Grouping, groupings

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

OF_A_KIND = 300
"""Entities of each kind in the question how kinds lie apart."""


def tasks(evidence: Evidence) -> list[Task]:
    """Make the tasks."""
    found = []
    for grouping in groupings(evidence):
        held = np.array([id_ in evidence.held_out for id_ in grouping.ids])
        found.append(_task(grouping, np.ones(len(held), dtype=bool), ""))
        taught = grouping.taught_by(evidence.space)
        if held.sum() >= LEAST and (taught or not held.all()):
            # Even where groups are not taught: their members were taught the same relations.
            found.append(_task(grouping, held, "held out", twin=True))
    found += _kinds(evidence)
    if not found:
        msg = "Needs entities in groups (relation 'broader') that are not taught, or several kinds."
        raise Skip(msg)
    return found


def _task(
    grouping: Grouping, scored: npt.NDArray[np.bool_], kept: str, *, twin: bool = False
) -> Task:
    places = np.flatnonzero(scored)

    def measure(subject: Subject) -> list[Measure]:
        space = getattr(subject, "space", None)
        if not twin and grouping.taught_by(space):
            msg = "Its recipe teaches which group contains which of these items."
            raise Skip(msg)
        return _measures(subject, grouping, places)

    return Task(
        f"{grouping.name}, {kept}" if kept else grouping.name,
        f"Do the nearest of {len(grouping.ids):,} items share one of {grouping.count} groups?",
        measure,
        held_out="relations of the items scored" if kept else "",
        twin=twin,
        floors=[
            Reference("chance", lambda: _chance(grouping, places)),
            Reference("the largest group", lambda: _largest(grouping, places)),
        ],
    )


def _measures(subject: Subject, grouping: Grouping, places: npt.NDArray[np.intp]) -> list[Measure]:
    check(subject, grouping.ids)
    scores = subject.similarity([grouping.ids[i] for i in places], grouping.ids)
    same = grouping.labels[places][:, np.newaxis] == grouping.labels
    found = [
        _of_rows("same group nearest", nearest_right(scores, same, places), grouping, places),
        _of_rows("triplet accuracy", triplets_right(scores, same, places), grouping, places),
    ]
    if isinstance(subject, VectorSubject):
        found.append(_agreement(_clusters(subject, grouping), grouping, places))
    return found


def _of_rows(
    metric: str, values: npt.NDArray[np.float64], grouping: Grouping, places: npt.NDArray[np.intp]
) -> Measure:
    sizes = np.bincount(grouping.labels)[grouping.labels[places]]
    kept = sizes > 1  # what is alone in its group has no right answer
    units = [grouping.units[i] for i in places[kept]]
    return Measure.mean(metric, values[kept], units, grouping.unit)


def _clusters(subject: VectorSubject, grouping: Grouping) -> npt.NDArray[np.intp]:
    from sklearn.cluster import KMeans

    vectors = subject.vectors_of(grouping.ids)
    found = KMeans(grouping.count, n_init=1, max_iter=100, random_state=0).fit_predict(vectors)
    return np.asarray(found, dtype=np.intp)


def _agreement(
    clusters: npt.NDArray[np.intp], grouping: Grouping, places: npt.NDArray[np.intp]
) -> Measure:
    values = mutual_information(clusters[places], grouping.labels[places])
    return Measure.mean("NMI", values, [grouping.units[i] for i in places], grouping.unit)


def _chance(grouping: Grouping, places: npt.NDArray[np.intp]) -> list[Measure]:
    n = len(grouping.ids)
    sizes = np.bincount(grouping.labels)[grouping.labels[places]]
    clusters = np.random.default_rng(0).permutation(n) % grouping.count
    half = np.full(len(places), 0.5)
    return [
        _of_rows("same group nearest", (sizes - 1) / (n - 1), grouping, places),
        _of_rows("triplet accuracy", half, grouping, places),
        _agreement(clusters, grouping, places),
    ]


def _largest(grouping: Grouping, places: npt.NDArray[np.intp]) -> list[Measure]:
    largest = grouping.labels[places] == np.bincount(grouping.labels).argmax()
    return [_of_rows("same group nearest", largest.astype(np.float64), grouping, places)]


def _kinds(evidence: Evidence) -> list[Task]:
    """Make the task about kinds: the paper shows one cluster for each."""
    space = evidence.space
    by_kind = [some([space.ids[r] for r in space.rows(kind)], OF_A_KIND) for kind in KINDS]
    by_kind = [ids for ids in by_kind if ids]
    ids = [id_ for of_kind in by_kind for id_ in of_kind]
    labels = np.repeat(np.arange(len(by_kind)), [len(of_kind) for of_kind in by_kind])
    if len(by_kind) < 2 or len(ids) < LEAST:
        return []
    grouping = Grouping("kinds", "", ids, labels, ids, "entity")
    places = np.arange(len(ids))

    def measure(subject: Subject) -> list[Measure]:
        check(subject, ids)
        found = []
        for centered in (False, True) if isinstance(subject, VectorSubject) else (False,):
            scores = subject.similarity(ids, ids, centered=centered)
            tail = ", centered" if centered else ""
            right = nearest_right(scores, labels[:, np.newaxis] == labels, places)
            found.append(_of_rows(f"same kind nearest{tail}", right, grouping, places))
            if isinstance(subject, VectorSubject):
                values = silhouettes(scores, labels)
                found.append(_of_rows(f"silhouette{tail}", values, grouping, places))
        return found

    def chance() -> list[Measure]:
        share = (np.bincount(labels)[labels] - 1) / (len(ids) - 1)
        flat = np.zeros(len(ids))
        return [
            _of_rows(f"{metric}{tail}", values, grouping, places)
            for tail in ("", ", centered")
            for metric, values in (("same kind nearest", share), ("silhouette", flat))
        ]

    question = "Do entities cluster by kind, as the paper claims: is the nearest of the same kind?"
    return [Task("kinds", question, measure, floors=[Reference("chance", chance)])]


SUITE = Suite(
    name="hierarchy",
    title="Do neighbors share a group of the official taxonomies?",
    about=(
        "O*NET occupations in SOC groups, ESCO occupations in ISCO groups, industry groups in "
        "NAICS sectors and subsectors, ESCO skills in the fields and the groups of its hierarchy "
        f"(at most {MOST:,} items, a fixed draw; where a skill has several groups, the first). "
        "Three figures: whether the nearest other item is of the same group; in which share of "
        "all triplets the item of the same group is nearer than one of another; and the "
        "normalized mutual information of groups and as many k-means clusters (not for "
        "baselines without vectors). Cosines are plain. Intervals are over the next finer "
        "groups. Groups only choose hard negatives in training, which pushes members apart if "
        "anything; a recipe that teaches which group contains which item is scored on held-out "
        "items only, by its twin. The last question is the paper's claim that entities cluster "
        f"by kind (at most {OF_A_KIND} of each), with cosines plain and from the center of each "
        "kind: a high figure supports the claim and stands in the way of comparing kinds."
    ),
    tasks=tasks,
)
