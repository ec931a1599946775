"""How much of a space is text length and writing register rather than meaning.

Descriptions of two taxonomies, or of two lengths, are written differently; an encoder sees that,
too. What is measured here is what such surface features explain of similarity, and how well they
can be read off a vector.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.statistics.association import r_squared
from laborspace.analysis.statistics.ridge import cross_validated
from laborspace.validation.drawing import check, some
from laborspace.validation.measure import Measure
from laborspace.validation.subject import VectorSubject
from laborspace.validation.task import Reference, Task
from laborspace.validation.taxonomies import broad_group

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

Rows = npt.NDArray[np.intp]
Table = npt.NDArray[np.float64]

MOST = 500
"""Entities of one kind and source that are drawn: all their pairs are looked at."""

LEAST = 50
"""Entities of one kind and source that are needed."""

LISTED = 10


def pools(evidence: Evidence) -> dict[tuple[str, str], list[str]]:
    """Return items by kind and source, at most :data:`MOST` of each."""
    space, table = evidence.space, evidence.entities
    items = table.iloc[space.rows()]
    return {
        (str(kind), str(source)): some(part["id"].tolist(), MOST)
        for (kind, source), part in items.groupby(["kind", "source"], observed=True, sort=False)
        if len(part) >= LEAST
    }


def length_task(evidence: Evidence, kind: str, source: str, ids: list[str]) -> Task:
    """Make the task how much of similarity is likeness in length, and length in the vector."""
    groups = [broad_group(evidence, id_) for id_ in ids]
    length = np.log([max(len(text), 1) for text in evidence.texts(ids)])
    gap = np.abs(length[:, np.newaxis] - length)
    _, labels = np.unique(groups, return_inverse=True)
    same = labels[:, np.newaxis] == labels
    units = [group or id_ for group, id_ in zip(groups, ids, strict=True)]
    unit = "broad group" if any(groups) else "entity"

    def measure(subject: Subject) -> list[Measure]:
        check(subject, ids)
        scores = np.asarray(subject.similarity(ids, ids), dtype=np.float64)
        scores = (scores + scores.T) / 2
        explained = PartialR2(scores, gap, same)
        found = [Measure.of("partial R²", explained, ids, "entity", higher_is_better=False)]
        if isinstance(subject, VectorSubject):
            vectors = subject.vectors_of(ids).astype(np.float64)
            guessed = cross_validated(vectors, length, units)
            statistic = r_squared(length, guessed)
            name = "R² of length from the vector"
            found.append(Measure.of(name, statistic, units, unit, higher_is_better=False))
        return found

    return Task(
        f"length, {kind} ({source})",
        "How much of similarity is likeness in text length, given the group; how well is length "
        "read off the vector?",
        measure,
    )


def register_task(evidence: Evidence, kind: str, by_source: dict[str, list[str]]) -> Task:
    """Make the task whether neighbors are of the same source, as many drawn of each."""
    size = min(len(ids) for ids in by_source.values())
    ids = [id_ for of_source in by_source.values() for id_ in some(of_source, size)]
    labels = np.repeat(np.arange(len(by_source)), size)
    groups = [broad_group(evidence, id_) or id_ for id_ in ids]
    names = " and ".join(by_source)

    def of_rows(metric: str, values: npt.ArrayLike) -> Measure:
        return Measure.mean(metric, values, groups, "broad group", higher_is_better=False)

    def measure(subject: Subject) -> list[Measure]:
        check(subject, ids)
        scores = np.array(subject.similarity(ids, ids), dtype=np.float64)
        np.fill_diagonal(scores, -np.inf)
        scores += 1e-9 * np.random.default_rng(0).random(scores.shape)  # no tie goes by source
        nearest = np.argpartition(-scores, LISTED, axis=1)[:, :LISTED]
        share = (labels[nearest] == labels[:, np.newaxis]).mean(1)
        found = [of_rows("same source among 10 nearest", share)]
        if isinstance(subject, VectorSubject):
            vectors = subject.vectors_of(ids).astype(np.float64)
            right = np.zeros(len(ids))
            best = np.full(len(ids), -np.inf)
            for label in range(len(by_source)):
                guessed = cross_validated(vectors, np.where(labels == label, 1.0, -1.0), groups)
                right = np.where(guessed > best, labels == label, right)
                best = np.maximum(best, guessed)
            found.append(of_rows("source told from the vector", right))
        return found

    def chance() -> list[Measure]:
        return [
            of_rows("same source among 10 nearest", np.full(len(ids), (size - 1) / (len(ids) - 1))),
            of_rows("source told from the vector", np.full(len(ids), 1 / len(by_source))),
        ]

    return Task(
        f"register, {kind}",
        f"Are the nearest of the same source ({names}), and is the source told from the vector?",
        measure,
        ceilings=[Reference("no trace of the source", chance)],
    )


class PartialR2:
    """The part of the variance of similarity that a difference explains, given the group.

    Both are taken from their means within pairs of one group and within pairs of two; the square
    of their correlation over all pairs is the partial R².

    Parameters
    ----------
    scores, gap : ndarray, (n, n)
        Symmetric.
    same : ndarray of bool, (n, n)
        Whether a pair is of one group.
    """

    def __init__(self, scores: Table, gap: Table, same: npt.NDArray[np.bool_]) -> None:
        apart = ~np.eye(len(scores), dtype=bool)
        self._n = len(scores)
        self._forms = []
        for chosen in (same & apart, ~same & apart):
            weight = chosen.astype(np.float64)
            x, y = gap * weight, scores * weight
            self._forms.append(np.stack([weight, x, y, x * gap, y * scores, x * scores]))

    def __call__(self, rows: Rows) -> float:
        """Return the figure for the entities drawn, each pair as often as it is drawn."""
        times = np.bincount(rows, minlength=self._n).astype(np.float64)
        total = np.zeros(3)
        for form in self._forms:
            weight, x, y, xx, yy, xy = form @ times @ times
            if weight > 0:
                total += (xx - x * x / weight, yy - y * y / weight, xy - x * y / weight)
        xx, yy, xy = total
        return float(xy * xy / (xx * yy)) if xx > 1e-12 and yy > 1e-12 else 0.0
