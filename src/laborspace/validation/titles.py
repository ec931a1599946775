"""Suite `titles`: titles of vacancies to ESCO occupations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation.coding import by_coding
from laborspace.validation.measure import Measure
from laborspace.validation.subject import VectorSubject
from laborspace.validation.task import Reference, Skip, Suite, Task
from laborspace.validation.vacancies import NAMES, UNIT, Vacancies
from laborspace.validation.wording import (
    best_per_owner,
    equal_scores,
    fuzzy_scores,
    names_of,
    plain,
)

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

    Table = npt.NDArray[np.floating]

FILE = "jobbert_titles_*.csv"
HOME = "the evaluation set of JobBERT, github.com/jensjorisdecorte/JobBERT-evaluation-dataset"
TITLES = 1500
"""Titles drawn, always the same: encoding them takes a space some ten seconds."""

VIEWED, VIEWS = 300, 6
"""Occupations, and names of each, that are encoded one by one for the second task."""


def by_vector(vacancies: Vacancies, subject: Subject) -> list[Measure]:
    """Score a subject by the one vector it has of each occupation."""
    return vacancies.measures(vacancies.table(subject))


def by_best_name(vacancies: Vacancies, subject: Subject) -> list[Measure]:
    """Score a subject by the nearest of the names of each occupation, encoded one by one.

    Beside the figures stand the same ones less those of the occupation's one vector: positive
    where coding a title should compare names.
    """
    if not isinstance(subject, VectorSubject) or subject.encoder is None:
        msg = "It reads no text: a space needs its encoder for this."
        raise Skip(msg)
    single = vacancies.measures(vacancies.table(subject))
    names = names_of(vacancies.evidence, vacancies.answers, most=VIEWS - 1)
    views = subject.encoder.encode([name for own in names for name in own])
    similarity = vacancies.read_by(subject.encoder) @ views.T
    return compare(vacancies, best_per_owner(similarity, [len(own) for own in names]), single)


def compare(vacancies: Vacancies, best: Table, single: Sequence[Measure]) -> list[Measure]:
    """Return the measures of a table, and how far they are above others of the same titles."""
    measures = vacancies.measures(best)
    for one, other in zip(tuple(measures[:2]), single, strict=False):
        assert one.values is not None
        assert other.values is not None
        metric = f"{one.metric} above one vector"
        measures.append(Measure.mean(metric, one.values - other.values, vacancies.groups, UNIT))
    return measures


def agreement(vacancies: Vacancies) -> list[Measure]:
    """Return how often the label of a title that is a name in ESCO is an occupation so named.

    Raises
    ------
    Skip
        If no title is one.
    """
    owners: dict[str, set[str]] = {}
    table = vacancies.evidence.entities.loc[vacancies.answers]
    for id_, title, aliases in zip(table["id"], table["title"], table["aliases"], strict=True):
        for name in (title, *aliases):
            owners.setdefault(plain(name), set()).add(id_)
    rows = [row for row, title in enumerate(vacancies.titles) if title in owners]
    if not rows:
        msg = "No title is word for word a name of an occupation."
        raise Skip(msg)
    agrees = [bool(vacancies.gold[row] & owners[vacancies.titles[row]]) for row in rows]
    return [Measure.mean("hit@1", agrees, [vacancies.groups[row] for row in rows], UNIT)]


def tasks(evidence: Evidence) -> list[Task]:
    """Return titles by one vector an occupation, and by its best name."""
    path = evidence.file(FILE, home=HOME)
    every = Vacancies.read(evidence, path)
    if not every.titles:
        msg = f"The space has none of the ESCO occupations of {path.name}."
        raise Skip(msg)
    drawn = every.sample(TITLES)
    few = drawn.among(VIEWED)
    unseen = every.half(1).sample(TITLES)
    ceiling = [Reference("labels agree with ESCO's own names", lambda: agreement(every))]
    found = [
        Task(
            "vacancy titles",
            "Which ESCO occupation is this vacancy title?",
            lambda subject: by_vector(drawn, subject),
            floors=_floors(drawn),
            ceilings=ceiling,
        ),
        Task(
            "vacancy titles, best name",
            f"The same among {len(few.answers)} occupations, each scored by its nearest name.",
            lambda subject: by_best_name(few, subject),
            floors=_floors(few),
            ceilings=ceiling,
            lexical=False,
        ),
    ]
    if unseen.titles:
        found.append(
            Task(
                "vacancy titles, coded",
                "The same of titles that coding was not calibrated on, as `code` answers.",
                lambda subject: by_coding(unseen, subject),
                floors=_floors(unseen),
                ceilings=ceiling,
            )
        )
    return found


def _floors(vacancies: Vacancies) -> list[Reference]:
    one = [[title] for title in vacancies.titles]
    return [
        Reference(
            "a name in common", lambda: vacancies.measures(equal_scores(one, vacancies.names))
        ),
        Reference(
            "fuzzy match of names", lambda: vacancies.measures(fuzzy_scores(one, vacancies.names))
        ),
    ]


SUITE = Suite(
    name="titles",
    title="Does it code the titles of vacancies?",
    about=(
        f"A fixed draw of {TITLES} of the distinct vacancy titles of the JobBERT evaluation set "
        "(Decorte et al., 2021; the validation half, which does not ship) is encoded, and all "
        "ESCO occupations are ranked. Some titles have several labels; any of them is right. The "
        f"second task scores each of {VIEWED} occupations (a fixed draw of those the titles "
        f"name) by the nearest of up to {VIEWS} of its names, each encoded by itself, and says "
        "how far that is above its one vector. No recipe that ships learns from vacancy titles. "
        "Floors: a title that is a name in ESCO, and the token-sort ratio of RapidFuzz to the "
        f"best of {NAMES} names. Ceiling of hit@1: the labels are noisy; where a title is word "
        "for word a title or alternative title in ESCO, so that ESCO itself says what is right, "
        "this is how often the label is such an occupation. Following the labels more closely "
        "than that is following their errors. The third task asks `code`: its weights are learned "
        "from names of occupations, what a probability means on one half of the titles, and a draw "
        "of the other half is scored. ECE is that of the likeliest occupation, once as shipped and "
        "once with what the names alone teach. With back-off, an answer is right if the label "
        "belongs to the group answered. Intervals: bootstrap over ISCO unit groups."
    ),
    tasks=tasks,
)
