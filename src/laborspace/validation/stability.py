"""The suite `stability`: what another seed, or another vintage of the texts, would change."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.statistics.alignment import overlap, rotation, top
from laborspace.analysis.statistics.association import spearman
from laborspace.records import KINDS
from laborspace.validation.drawing import check, some
from laborspace.validation.measure import Measure
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Reference, Skip, Suite, Task
from laborspace.validation.taxonomies import broad_group
from laborspace.validation.vintages import LISTED, vintages

if TYPE_CHECKING:
    from laborspace.space.container import Space
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

Rows = npt.NDArray[np.intp]
Table = npt.NDArray[np.float64]

QUERIES = 400
"""Entities of a kind whose lists are compared, a fixed draw."""

AXES = (  # sectors at the ends, chosen for width before anything was measured
    ("naics:31-33", "naics:62"),
    ("naics:11", "naics:52"),
    ("naics:23", "naics:61"),
    ("naics:48-49", "naics:54"),
    ("naics:72", "naics:51"),
    ("naics:44-45", "naics:92"),
    ("naics:21", "naics:71"),
    ("naics:22", "naics:81"),
)


def tasks(evidence: Evidence) -> list[Task]:
    """Make the tasks."""
    found = [
        task
        for name, other in evidence.seeds.items()
        for task in (
            _neighbors(evidence, name, other, across=False),
            _neighbors(evidence, name, other, across=True),
            _axes(evidence, name, other),
            _aligned(evidence, name, other),
        )
        if task is not None
    ]
    return [*(found or [_missing()]), vintages(evidence)]


@lru_cache(maxsize=1)
def _random(space: Space) -> VectorSubject:
    return random_subject(space, dimension=space.dimension)


def _missing() -> Task:
    def measure(_subject: Subject) -> list[Measure]:
        msg = (
            "Needs the space made once more, with another seed or vintage: give its folder with "
            "--seeds NAME=FOLDER."
        )
        raise Skip(msg)

    return Task("another making", "What does another making change?", measure, lexical=False)


def _neighbors(evidence: Evidence, name: str, other: VectorSubject, *, across: bool) -> Task | None:
    """Make the task about nearest neighbors, within or across kinds."""
    items = _common(evidence, other)
    pairs = [pair for pair in product(items, items) if (pair[0] != pair[1]) == across]
    queries = {kind: some(ids, QUERIES) for kind, ids in items.items()}

    def measure(subject: Subject) -> list[Measure]:
        check(subject, [id_ for ids in items.values() for id_ in ids])
        found = []
        every: list[float] = []
        units: list[str] = []
        for one, two in pairs:
            lists = [_nearest(each, queries[one], items[two]) for each in (subject, other)]
            kept = overlap(*lists)
            found.append(Measure.mean(f"{one} → {two}", kept, queries[one], "entity"))
            every += kept.tolist()
            units += queries[one]
        return [Measure.mean("overlap@10", every, units, "entity"), *found]

    where = "of another kind" if across else "of its kind"
    chance = Reference("random directions", lambda: measure(_random(evidence.space)))
    if not pairs:
        return None
    return Task(
        f"neighbors {where}, {name}",
        f"How many of the ten nearest {where} stay in {name}?",
        measure,
        floors=[chance],
        ceilings=[_same(["overlap@10", *(f"{one} → {two}" for one, two in pairs)])],
        **_kept(other),
        lexical=False,
    )


def _axes(evidence: Evidence, name: str, other: VectorSubject) -> Task | None:
    occupations = _common(evidence, other).get("occupation", [])
    ends = [[evidence.members(e) for e in pair] for pair in AXES if set(pair) <= other.ids]
    ends = [pair for pair in ends if all(pole and set(pole) <= other.ids for pole in pair)]
    if not ends or not occupations:
        return None
    groups = [broad_group(evidence, id_) or id_ for id_ in occupations]

    def measure(subject: Subject) -> list[Measure]:
        check(subject, [i for pair in ends for pole in pair for i in pole] + occupations)
        statistics = []
        for pair in ends:
            both = [_projected(each, pair, occupations) for each in (subject, other)]
            statistics.append(spearman(*both))

        def mean(rows: Rows) -> float:
            return float(np.mean([statistic(rows) for statistic in statistics]))

        return [Measure.of("Spearman", mean, groups, "broad group")]

    return Task(
        f"axes, {name}",
        f"Do {len(ends)} axes between sectors order occupations alike in {name}?",
        measure,
        floors=[Reference("random directions", lambda: measure(_random(evidence.space)))],
        ceilings=[_same(["Spearman"])],
        **_kept(other),
        lexical=False,
    )


def _aligned(evidence: Evidence, name: str, other: VectorSubject) -> Task:
    """Make the task how near vectors are after the best rotation, fitted on other entities."""
    items = [id_ for ids in _common(evidence, other).values() for id_ in ids]
    fitted, scored = items[::2], some(items[1::2], 5 * QUERIES)

    def measure(subject: Subject) -> list[Measure]:
        check(subject, items)
        assert isinstance(subject, VectorSubject)
        one, two = subject.vectors_of(fitted), other.vectors_of(fitted)
        if one.shape[1] != two.shape[1]:
            msg = f"Its vectors have length {one.shape[1]}, those of {name} {two.shape[1]}."
            raise Skip(msg)
        turned = subject.vectors_of(scored) @ rotation(one, two)
        distance = np.linalg.norm(turned - other.vectors_of(scored), axis=1)
        metric = "distance after rotation"
        return [Measure.mean(metric, distance, scored, "entity", higher_is_better=False)]

    return Task(
        f"vectors, {name}",
        f"How far is an entity from itself in {name}, after the best rotation?",
        measure,
        floors=[Reference("random directions", lambda: measure(_random(evidence.space)))],
        ceilings=[_same(["distance after rotation"], best=0.0)],
        **_kept(other),
        lexical=False,
    )


def _common(evidence: Evidence, other: VectorSubject) -> dict[str, list[str]]:
    space = evidence.space
    found = {
        kind: [id_ for r in space.rows(kind) if (id_ := space.ids[r]) in other.ids]
        for kind in KINDS
    }
    return {kind: ids for kind, ids in found.items() if len(ids) > LISTED + 1}


def _nearest(subject: Subject, queries: list[str], listed: list[str]) -> Rows:
    """Return the places of the ten nearest of each query, itself left out, (queries, 10)."""
    place = {id_: column for column, id_ in enumerate(listed)}
    scores = np.array(subject.similarity(queries, listed, centered=True))
    for row, id_ in enumerate(queries):
        if id_ in place:
            scores[row, place[id_]] = -np.inf
    return top(scores, LISTED)


def _projected(subject: Subject, poles: list[list[str]], entities: list[str]) -> Table:
    negative, positive = (
        subject.similarity(pole, entities, centered=True).mean(0) for pole in poles
    )
    return np.asarray(positive - negative, dtype=np.float64)


def _kept(other: VectorSubject) -> dict[str, Any]:
    """Return who is compared: a seed that is a twin, with the twin."""
    return {"twin": other.space is not None and bool(other.space.held_out)}


def _same(metrics: list[str], *, best: float = 1.0) -> Reference:
    measures = [Measure.mean(metric, [best], ["space"], "space") for metric in metrics]
    return Reference("the same space", lambda: measures)


SUITE = Suite(
    name="stability",
    title="What would another seed, or an older text, change?",
    about=(
        "The space is compared with another making of it, by another seed or of another vintage: "
        f"how many of the ten nearest of {QUERIES} entities of each kind (a fixed draw) stay, "
        "among entities of their kind and of each other kind, with cosines from the center of "
        f"each kind; Spearman's correlation of where occupations lie on {len(AXES)} axes between "
        "sectors, fixed beforehand; and the distance of an entity from itself after the best "
        "rotation (Schönemann 1966), fitted on half of the entities and measured on the others; "
        "unit vectors at a right angle are 1.41 apart. Where the other is a held-out twin, it is "
        "the twin that is compared. What the raw base model shares with the other making is a "
        "floor that training must clear. The last question encodes the Census Bureau's texts of "
        "2017 and of 2022 of the industry groups that are in both but worded differently (title "
        "and description as one text) and compares their nearest entities."
    ),
    tasks=tasks,
)
