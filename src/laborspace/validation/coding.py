"""How well coding does on titles of vacancies, and whether its probabilities hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.coding.backoff import answers
from laborspace.analysis.coding.coder import NameCoder, coder
from laborspace.analysis.coding.coding import THRESHOLD
from laborspace.analysis.coding.vocabulary import Vocabulary, vocabulary
from laborspace.validation.calibration import calibration
from laborspace.validation.measure import Measure
from laborspace.validation.subject import VectorSubject
from laborspace.validation.task import Skip
from laborspace.validation.vacancies import UNIT, Vacancies

if TYPE_CHECKING:
    from laborspace.analysis.coding.titles import Found
    from laborspace.validation.subject import Subject

    Table = npt.NDArray[np.floating]

LEARNED_AT_ONCE = 5000
"""Names from which weights are learned while validating, in some seconds."""


def by_coding(vacancies: Vacancies, subject: Subject) -> list[Measure]:
    """Score how a space codes titles; who cannot code is scored by its similarities.

    Returns
    -------
    list of Measure
        Of the ranking; ``ECE`` of the likeliest occupation; with back-off, how often the answer
        holds (``accuracy``), the share of the titles that are not for review, and how often the
        answer to these holds.
    """
    if not isinstance(subject, VectorSubject) or subject.space is None or subject.encoder is None:
        return vacancies.measures(vacancies.table(subject))
    if not any(subject.space.column("aliases")):
        msg = "It has no names of occupations to compare titles with."
        raise Skip(msg)
    known = vocabulary(subject.space, "esco", kind="occupation")
    names = sum(len(subject.space.column("aliases")[row]) for row in known.rows.tolist())
    if not subject.space.coding and names > LEARNED_AT_ONCE:
        msg = (
            f"It brings no weights of coding (coding.json), and learning them from its {names:,}"
            " names takes minutes."
        )
        raise Skip(msg)
    chosen = coder(subject.space, known)
    assert isinstance(chosen, NameCoder)
    ids = [subject.space.ids[row] for row in known.rows.tolist()]
    column = {id_: place for place, id_ in enumerate(vacancies.answers)}
    places = np.array([column.get(id_, -1) for id_ in ids])
    found = chosen.code(vacancies.titles)
    table = ranking(vacancies, subject, found, places)
    marks = np.take_along_axis(_padded(vacancies.right), places[found.items], axis=1)
    return [
        *vacancies.measures(table),
        _error("ECE", found.chances, marks, vacancies),
        *_backed_off(vacancies, known, found, ids),
    ]


def ranking(
    vacancies: Vacancies, subject: VectorSubject, found: Found, places: npt.NDArray[np.intp]
) -> Table:
    """Return scores that rank all occupations, (n, m): candidates first, the rest by cosine."""
    table = vacancies.table(subject) - 10
    rows, columns = np.nonzero(places[found.items] >= 0)
    table[rows, places[found.items[rows, columns]]] = found.chances[rows, columns]
    return table


def _padded(right: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the table with a last column, of what is not ranked, where nothing is right."""
    return np.column_stack([right, np.zeros(len(right), dtype=bool)])


def _error(
    metric: str, chances: Table, marks: npt.NDArray[np.bool_], vacancies: Vacancies
) -> Measure:
    with np.errstate(divide="ignore"):  # the squared error relative to what is right is not used
        ece = calibration(chances, marks, vacancies.groups, UNIT, shown=1)[0]
    assert ece.statistic is not None
    return Measure.of(metric, ece.statistic, ece.groups, UNIT, higher_is_better=False)


def _backed_off(
    vacancies: Vacancies, known: Vocabulary, found: Found, ids: Sequence[str]
) -> list[Measure]:
    last = len(known.levels) - 1
    got = answers(known, found, top=1, threshold=THRESHOLD, first=0, last=last)
    item = {id_: place for place, id_ in enumerate(ids)}
    right = np.array(
        [
            int(node) in {int(known.nodes[item[id_], depth]) for id_ in gold if id_ in item}
            for node, depth, gold in zip(got.nodes[:, 0], got.depth, vacancies.gold, strict=True)
        ]
    )
    sure = ~got.review
    groups = vacancies.groups
    kept = [group for group, each in zip(groups, sure, strict=True) if each]
    return [
        Measure.mean("accuracy with back-off", right, groups, UNIT),
        Measure.mean("share not for review", sure, groups, UNIT),
        Measure.mean("accuracy not for review", right[sure], kept, UNIT),
    ]
