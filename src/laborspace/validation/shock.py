"""The suite `shock`: do occupations near to those that changed change likewise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from laborspace.analysis.shock import Parameters, shock
from laborspace.analysis.shock.kernel import NEAREST
from laborspace.analysis.shock.spreading import covariance, guess, noise
from laborspace.validation.employment_changes import (
    CHOICES,
    Changes,
    changes_between,
    group_means,
    through_industries,
)
from laborspace.validation.measure import Measure
from laborspace.validation.paired_ranks import PairedRanks
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

PERIODS = ((2019, 2020), (2021, 2023))
"""The second is the one the settings were chosen on."""
SHARES = (0.1, 0.3)
LEVEL = 0.9  # of the intervals
_TEMPERATURE, _RHO = 0.1, 0.5  # of a ripple through vectors alone
_UNIT = "SOC minor group"


class _Guesses(NamedTuple):
    """What is said of each occupation in each choice of those revealed, (choices, n)."""

    verb: Table
    low: Table
    high: Table
    alone: Table  # from the vectors only


def tasks(evidence: Evidence) -> list[Task]:
    """Make the tasks."""
    found = []
    for first, last in PERIODS:
        changes = changes_between(evidence, first, last)
        for share in SHARES:
            told = changes.revealed(share)
            found.append(_spreading(changes, told, f"{first}–{last}, {share:.0%} known"))
        if (first, last) == PERIODS[0]:
            found.append(_rippling(changes, changes.hard_hit(), f"{first}–{last}, hard-hit known"))
    return found


def _spreading(changes: Changes, told: Mask, name: str) -> Task:
    return Task(
        name,
        "Do the changes of employment of some occupations tell those of all others?",
        lambda subject: _of_spread(changes, told, _spread(subject, changes, told)),
        floors=_floors(changes, told, ("Spearman", "Spearman, vectors alone")),
    )


def _rippling(changes: Changes, told: Mask, name: str) -> Task:
    return Task(
        name,
        "From a few of the hardest-hit occupations, does the ripple reach those that fell?",
        lambda subject: _ranks(changes, told, _ripple(subject, changes, told), ("Spearman",)),
        floors=_floors(changes, told, ("Spearman",)),
    )


def _floors(changes: Changes, told: Mask, metrics: tuple[str, ...]) -> list[Reference]:
    def reference(title: str, values: Callable[[], Table]) -> Reference:
        return Reference(title, lambda: _ranks(changes, told, values(), metrics))

    return [
        reference("shares of jobs by sector", lambda: through_industries(changes, told)),
        reference("mean of the SOC major group", lambda: group_means(changes, told, minor=False)),
        reference(
            "mean of the SOC minor group, else major",
            lambda: group_means(changes, told, minor=True),
        ),
    ]


def _ranks(changes: Changes, told: Mask, guesses: Table, metrics: tuple[str, ...]) -> list[Measure]:
    """Return the mean rank correlation over the choices, and its spread over them."""
    truth = np.broadcast_to(changes.change, told.shape)
    ranks = PairedRanks(guesses, np.array(truth), ~told)
    found = [Measure.of(name, ranks.spearman, changes.minor, _UNIT) for name in metrics]

    def spread(rows: npt.NDArray[np.intp]) -> float:
        return float(np.std(ranks.each_spearman(rows), ddof=1))

    found.append(
        Measure.of("spread over choices", spread, changes.minor, _UNIT, higher_is_better=False)
    )
    return found


def _of_spread(changes: Changes, told: Mask, found: _Guesses) -> list[Measure]:
    inside = (changes.change >= found.low) & (changes.change <= found.high) & ~told

    def miss(rows: npt.NDArray[np.intp]) -> float:
        return abs(float(inside[:, rows].sum() / (~told)[:, rows].sum()) - LEVEL)

    verb = _ranks(changes, told, found.verb, ("Spearman",))
    alone = _ranks(changes, told, found.alone, ("Spearman, vectors alone",))[:1]
    coverage = Measure.of(
        "distance of coverage from 90%", miss, changes.minor, _UNIT, higher_is_better=False
    )
    return [*verb, *alone, coverage]


def _spread(subject: Subject, changes: Changes, told: Mask) -> _Guesses:
    """Do as :func:`laborspace.analysis.shock.spreading.spread`, for whatever compares."""
    cosine = _cosines(subject, changes)
    ridge = noise(changes.jobs)
    tables = covariance(cosine, changes.mix @ changes.mix.T), covariance(cosine)
    found = _Guesses(*(np.zeros(told.shape) for _ in _Guesses._fields))
    for i, known in enumerate(told):
        for table, field in zip(tables, (found.verb, found.alone), strict=True):
            others = ~known
            answer = guess(
                changes.change[known],
                table[np.ix_(known, known)],
                table[np.ix_(others, known)],
                ridge[known],
                ridge[others],
            )
            field[i, others] = answer.mean
            if field is found.verb:
                found.low[i, others] = answer.mean - 1.645 * answer.error
                found.high[i, others] = answer.mean + 1.645 * answer.error
    return found


def _ripple(subject: Subject, changes: Changes, told: Mask) -> Table:
    """Follow the revealed changes: a space as its verb does, anything else through its vectors."""
    space = getattr(subject, "space", None)
    found = np.zeros(told.shape)
    if space is None:
        matrix = _weights(_cosines(subject, changes))
        for row, known in zip(found, told, strict=True):
            free = np.where(known, 0.0, 1.0)[:, np.newaxis]
            given = np.where(known, np.expm1(changes.change), 0.0)
            row[:] = np.linalg.solve(np.eye(len(given)) - _RHO * free * matrix, given)
        return found
    quick = Parameters(_RHO, _TEMPERATURE, draws=0)
    for row, known in zip(found, told, strict=True):
        seeds = {changes.ids[i]: float(np.expm1(changes.change[i])) for i in np.flatnonzero(known)}
        table = shock(space, seeds).follow("occupation", parameters=quick).table
        impact = dict(zip(table["id"].to_pylist(), table["impact"].to_pylist(), strict=True))
        row[:] = [np.mean([impact[item] for item in items]) for items in changes.items]
    return found


def _weights(cosine: Table) -> Table:
    """Return the row-normalized weights of the ten nearest, as the verb's kernel has them."""
    other = np.array(cosine)
    np.fill_diagonal(other, -np.inf)
    lowest = np.sort(other, axis=1)[:, -min(NEAREST, len(other) - 1)][:, np.newaxis]
    raw = np.where(other >= lowest, np.exp((other - other.max(axis=1)[:, np.newaxis])
                   / _TEMPERATURE), 0.0)  # fmt: skip
    weights: Table = raw / raw.sum(axis=1, keepdims=True)
    return weights


def _cosines(subject: Subject, changes: Changes) -> Table:
    """Return the similarity of occupations, each at the mean of its items, (n, n)."""
    items = sorted({item for own in changes.items for item in own} & subject.ids)
    place = {item: j for j, item in enumerate(items)}
    average = np.zeros((len(changes.ids), len(items)))
    for row, own in zip(average, changes.items, strict=True):
        columns = [place[item] for item in own if item in place]
        row[columns] = 1 / max(len(columns), 1)
    missing = int((~average.any(axis=1)).sum())
    if missing:
        msg = f"It has no vector for any item of {missing} of the occupations."
        raise Skip(msg)
    between = average @ subject.similarity(items, items, centered=True) @ average.T
    size = np.sqrt(np.maximum(np.diag(between), 1e-12))
    return np.asarray(between / np.outer(size, size), dtype=np.float64)


SUITE = Suite(
    name="shock",
    title="Do shocks reach what is near?",
    about=(
        "Of the changes of employment by detailed occupation (BLS OEWS, national, May to May), "
        f"those of a random share of occupations are revealed, {CHOICES} times over, and those of "
        "all others are estimated as `shock(…).spread()` does: a Gaussian process whose covariance "
        "is exp((cos − 1)/0.8) plus 0.3 times how alike the sectors are that employ two "
        "occupations. Its settings were chosen on 2021–2023, not on 2019–2020. Also asked is what "
        "the vectors say alone, and how far the share of changes within their 90% intervals is "
        "from 90%. The last question reveals three in ten of the tenth that fell most and follows "
        "them with `shock(…).ripple()`; what is no space answers through its vectors alone. The "
        "figure is Spearman's correlation with the changes not revealed, the mean over choices; "
        "the interval is over SOC minor groups, and the spread is the standard deviation over "
        "choices. Floors know the groups of SOC, or the shares of jobs by sector (of May 2024; "
        "such shares change little). OEWS averages three years of surveys, which damps a shock "
        "and spreads it over the years. That near occupations changed alike does not show that "
        "one made the other change: one thing may have hit both."
    ),
    tasks=tasks,
)
