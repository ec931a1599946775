"""The suite `geometry`: hubs, isotropy, and what is text length or register."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import kinds_of
from laborspace.analysis.preservation import centered_items, neighborhoods, positions
from laborspace.records import KINDS
from laborspace.validation.drawing import check, some
from laborspace.validation.measure import Measure
from laborspace.validation.nuisance import length_task, pools, register_task
from laborspace.validation.subject import VectorSubject
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from laborspace.space.container import Space
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

Rows = npt.NDArray[np.intp]
Table = npt.NDArray[np.float64]

LISTED = 10
"""Answers of a list."""

QUERIES = 1000
"""Lists made for a pair of kinds: one for each of so many entities, by a fixed draw."""

MORE_QUERIES = {("occupation", "skill"): 5000}

DRAWN = 1000
"""Entities of a kind whose pairs say how it spreads."""

ON_MAP = 300
"""Entities of a kind whose neighborhoods on the map are looked at."""

_AT_ONCE = 500


def tasks(evidence: Evidence) -> list[Task]:
    """Make the tasks."""
    space = evidence.space
    items = {kind: [space.ids[row] for row in space.rows(kind)] for kind in KINDS}
    items = {kind: ids for kind, ids in items.items() if len(ids) > LISTED}
    if not items:
        msg = f"Needs more than {LISTED} entities of a kind."
        raise Skip(msg)
    found = [_hubs(one, other, items) for one, other in product(items, items)]
    found += [_spread(kind, ids) for kind, ids in items.items()]
    drawn = pools(evidence)
    found += [length_task(evidence, *pool, ids) for pool, ids in drawn.items()]
    for kind in items:
        by_source = {source: ids for (of, source), ids in drawn.items() if of == kind}
        if len(by_source) > 1:
            found.append(register_task(evidence, kind, by_source))
    found += [_map_task(space, kind) for kind in (None, *kinds_of(space))] if space.has_map else []
    return found


def _hubs(one: str, other: str, items: dict[str, list[str]]) -> Task:
    queries = some(items[one], MORE_QUERIES.get((one, other), QUERIES))
    listed = items[other]

    def measure(subject: Subject) -> list[Measure]:
        check(subject, [*queries, *listed])
        found = _hub_measures(occurrences(subject, queries, listed, centered=False), listed, "")
        if isinstance(subject, VectorSubject):
            times = occurrences(subject, queries, listed, centered=True)
            found += _hub_measures(times, listed, ", centered")
        return found

    def at_random() -> list[Measure]:
        drawn = np.random.default_rng(0)
        times = drawn.binomial(len(queries), LISTED / len(listed), size=len(listed))
        return [
            measure
            for tail in ("", ", centered")
            for measure in _hub_measures(times.astype(np.float64), listed, tail)
        ]

    return Task(
        f"hubs, {one} → {other}",
        f"How unevenly are {len(listed):,} entities among the {LISTED} nearest of "
        f"{len(queries):,} others?",
        measure,
        ceilings=[Reference("lists drawn at random", at_random)],
    )


def occurrences(
    subject: Subject, queries: list[str], listed: list[str], *, centered: bool
) -> Table:
    """Return how often each entity is among the ten nearest of the queries, (len(listed),).

    An entity is not its own neighbor; ties are broken at random.
    """
    place = {id_: column for column, id_ in enumerate(listed)}
    times = np.zeros(len(listed))
    noise = np.random.default_rng(0)
    for start in range(0, len(queries), _AT_ONCE):
        part = queries[start : start + _AT_ONCE]
        scores = np.array(subject.similarity(part, listed, centered=centered))
        for row, id_ in enumerate(part):
            if id_ in place:
                scores[row, place[id_]] = -np.inf
        if not isinstance(subject, VectorSubject):
            scores += 1e-9 * noise.random(scores.shape)  # words in common are often none
        nearest = np.argpartition(scores, len(listed) - LISTED, axis=1)[:, -LISTED:]
        times += np.bincount(nearest.ravel(), minlength=len(listed))
    return times


def _hub_measures(times: Table, listed: list[str], tail: str) -> list[Measure]:
    def skewness(rows: Rows) -> float:
        drawn = times[rows]
        gaps = drawn - drawn.mean()
        spread = (gaps**2).mean()
        return float((gaps**3).mean() / spread**1.5) if spread > 0 else 0.0

    def never(rows: Rows) -> float:
        return float((times[rows] == 0).mean())

    named: dict[str, Callable[[Rows], float]] = {"skewness": skewness, "never listed": never}
    return [
        Measure.of(f"{name}{tail}", statistic, listed, "entity", higher_is_better=False)
        for name, statistic in named.items()
    ]


def _spread(kind: str, ids: list[str]) -> Task:
    drawn = some(ids, DRAWN)

    def measure(subject: Subject) -> list[Measure]:
        if not isinstance(subject, VectorSubject):
            msg = "It has no vectors."
            raise Skip(msg)
        check(subject, drawn)
        vectors = subject.vectors_of(drawn).astype(np.float64)
        cosines = PairMean(vectors @ vectors.T)
        centered = vectors - vectors.mean(0)
        squares = PairMean((centered @ centered.T) ** 2)
        lengths = (centered**2).sum(1)

        def effective(rows: Rows) -> float:
            between = squares(rows)
            return float(lengths[rows].mean() ** 2 / between) if between > 0 else float("nan")

        return [
            Measure.of("mean cosine", cosines, drawn, "entity", higher_is_better=False),
            Measure.of("effective dimension", effective, drawn, "entity"),
        ]

    return Task(f"spread, {kind}", "How evenly do vectors fill the directions there are?", measure)


def _map_task(space: Space, kind: str | None) -> Task:
    """Ask how well the map of a space keeps the neighborhoods of a kind, or of all together."""
    rows, vectors = centered_items(space, kind)
    drawn = some([space.ids[row] for row in rows], ON_MAP)
    place = {space.ids[row]: i for i, row in enumerate(rows)}
    asked = np.array([place[id_] for id_ in drawn], dtype=np.intp)

    def kept(plane: Table) -> list[Measure]:
        found = neighborhoods(vectors, plane, queries=asked)
        named = {
            "kept": found.kept,
            "trustworthiness": found.trustworthiness,
            "continuity": found.continuity,
        }
        return [
            Measure.mean(f"{name}@{k}", values, drawn, "entity")
            for name, by_size in named.items()
            for k, values in by_size.items()
        ]

    def measure(subject: Subject) -> list[Measure]:
        if not isinstance(subject, VectorSubject) or subject.space is not space:
            msg = "The map is that of the space."
            raise Skip(msg)
        return kept(positions(space)[rows].astype(np.float64))

    def at_random() -> list[Measure]:
        return kept(np.random.default_rng(0).random((len(rows), 2)))

    def components() -> list[Measure]:
        offsets = vectors - vectors.mean(0)
        _, directions = np.linalg.eigh((offsets.T @ offsets).astype(np.float64))
        return kept(offsets @ directions[:, -2:])

    return Task(
        f"map, {kind or 'all kinds'}",
        f"Are the nearest of {len(rows):,} entities the nearest on the map?",
        measure,
        floors=[
            Reference("random positions", at_random),
            Reference("two principal components", components),
        ],
        lexical=False,
    )


class PairMean:
    """The mean of a table over pairs of different entities.

    Parameters
    ----------
    table : ndarray, (n, n)
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._own = np.diag(table).copy()

    def __call__(self, rows: Rows) -> float:
        """Return the mean for the entities drawn, each pair as often as it is drawn."""
        times = np.bincount(rows, minlength=len(self._own)).astype(np.float64)
        pairs = times.sum() ** 2 - (times**2).sum()
        total = times @ self._table @ times - (times**2 * self._own).sum()
        return float(total / pairs) if pairs > 0 else float("nan")


SUITE = Suite(
    name="geometry",
    title="Is the space sound as a geometry?",
    about=(
        "Hubs: how often each entity is among the ten nearest of those of a kind (at most "
        f"{QUERIES:,} lists a pair of kinds, a fixed draw; all occupations where skills are "
        "listed): the skewness of that count (Radovanović, Nanopoulos & Ivanović 2010) and the "
        "share never listed, for cosines plain and from the center of each kind. Lists drawn at "
        "random show what is due to few lists alone. Spread: the mean cosine of two entities of a "
        "kind, and the effective dimension, the participation ratio (Σλ)²/Σλ² of the eigenvalues "
        "of the covariance, estimated from pairs so that it does not depend on how many are "
        "drawn; IsoScore (Rudman et al. 2022) is a function of it. Length and register: the part "
        "of the variance of cosines that the difference in log text length explains among pairs "
        "alike in whether they share a broad group; how well ridge regression reads length, and "
        "the source of a description, off a vector (five folds, broad groups kept whole); and "
        "whether neighbors are of the same source, as many drawn of each. Length is that of "
        "title and description where a corpus is given, else of title and aliases. Map: the share "
        "of the k nearest entities, by cosine from the center of their kind, that are among the k "
        "nearest on the map, and trustworthiness and continuity (Venna & Kaski 2001), for all "
        "kinds together and for each alone, against random positions and the first two principal "
        "components. None of "
        "this is learned from, so the space itself is measured. The raw base model and random "
        "directions are what to compare with."
    ),
    tasks=tasks,
)
