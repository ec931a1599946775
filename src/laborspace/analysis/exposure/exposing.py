"""How much a technology or any concept bears on entities: ``exposure``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from laborspace.analysis.blocks import Block, block, blocks, center_of
from laborspace.analysis.exposure.answer import (
    Exposure,
    Floats,
    columns_of,
    nearness_of,
    notes_of,
    sides,
)
from laborspace.analysis.exposure.concept import Concept, Question, concept_of
from laborspace.analysis.exposure.reasons import reasons
from laborspace.analysis.exposure.scoring import Scores, score
from laborspace.analysis.exposure.through import KINDS_WITH_JOBS, check_through, jobs_of
from laborspace.analysis.neighbors import best_first, check_top
from laborspace.analysis.tables import result_table
from laborspace.analysis.why import SIMILAR
from laborspace.errors import InputError
from laborspace.space.arrow import numbers
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from laborspace.space.container import Rows, Space

WEAK_AGREEMENT = 0.5
"""Rank correlation below which agreement with a published measure is called weak."""

ESTIMATED_JOBS = "its jobs, estimated"
"""Says `why` through jobs where neither the jobs nor a relation near the concept are observed."""


def exposure(
    space: Space,
    concept: Question,
    *,
    against: Question | None = None,
    kind: str | None = None,
    entities: Iterable[str] | None = None,
    through: str | None = None,
    top: int | None = None,
    level: str | None = None,
    measures: str | Path | bool | None = None,
    resamples: int = 200,
    rng: int | np.random.Generator | None = 0,
) -> Exposure:
    """Score how much a concept bears on entities.

    Parameters
    ----------
    space : Space
    concept : str, array, pair, iterable of them, mapping or Axis
        Texts, entities, a weighted set, or an axis. Bare words that name no entity, and are no
        likely misspelling of one, are taken for text, and a note says so. A single text is read
        in several wordings (:data:`~laborspace.analysis.exposure.concept.WORDINGS`), a single
        entity with its names; a group stands for the items it contains.
    against : the same, optional
        The opposite of the concept: scores are then those on the axis between the two.
    kind : str, optional
        Kind of the entities; by default all.
    entities : iterable of str, optional
        Score just these; percentiles are among all of their kind all the same.
    through : {"employs"}, optional
        Score industries and firms by the mean of their occupations' scores, weighted by jobs:
        observed, else expected ones.
    top : int, optional
        Only the first so many of each kind; by default all.
    level : str, optional
        By default items, not groups; a level such as ``"sector"``, or ``"all"``.
    measures : bool, str or Path, optional
        Add the published measures of occupations as columns, and say how far the scores agree with
        them: True for those that ship, a folder for those found in it too
        (:mod:`laborspace.analysis.exposure.measures`).
    resamples : int
        Draws of the bootstrap over wordings and members.
    rng : int or numpy.random.Generator, optional
        Seed or generator of the draws and of the random concepts.

    Returns
    -------
    Exposure
        `score` is a cosine, from the centers of the kinds, in [-1, 1] (through jobs: a mean of
        them); `low` and `high` bound the central 95% of scores when wordings and members are
        drawn anew, NaN where there is one only; `percentile` is the percentage of entities of
        the kind and level that score lower; `p_value` the share of random concepts (of the kinds of
        the concept; for texts, skills) to which the entity is at least as near; `why` what is
        observed of it near the concept; `shares` whether the jobs are observed or estimated.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
        If the question cannot be understood.
    """
    check_through(through, kind)
    if top is not None:
        check_top(top)
    if resamples < 1:
        msg = f"resamples must be at least 1, not {resamples}."
        raise InputError(msg)
    asked = concept_of(space, concept, against)
    chosen = None if entities is None else _rows_of(space, entities)
    parts = _blocks(space, kind, level, through, chosen)
    occupations = _occupations(space, asked, through, resamples, rng)
    nearness = nearness_of(space, asked, list(parts))
    tables, reach = [], {}
    for name, every in parts.items():
        shares: list[str] | None = None
        if occupations is None:
            scores = score(space, asked, every, resamples=resamples, seed=rng)
        else:
            jobs = jobs_of(space, name, every.rows)
            scores, shares = occupations.weighted(jobs.shares), jobs.basis
        reach[name] = round(scores.reach(), 3)
        keep = np.arange(len(every.rows)) if chosen is None else np.flatnonzero(
            np.isin(every.rows, chosen))  # fmt: skip
        tables.append(_table(space, asked, name, every.rows, scores, keep, top, nearness, shares))
    facts: dict[str, Any] = {
        "concept": asked.label,
        "named": asked.named(space),
        "reach": reach,
        "read_as_text": list(asked.read_as_text),
    }
    notes = notes_of(space, asked, {} if through else reach)
    answer = Exposure(pa.concat_tables(tables), notes, facts)
    if measures is None or measures is False:
        return answer
    return _beside_measures(space, asked, answer, None if measures is True else measures)


def _beside_measures(
    space: Space, asked: Concept, answer: Exposure, folder: str | Path | None
) -> Exposure:
    from laborspace.analysis.exposure.measures import OWN, agreement, published

    found, _ = published(space, folder)
    rows = np.array(sorted({row for scores in found.values() for row in scores}), dtype=np.intp)
    every = block(space, "occupation")
    place = np.full(len(space), -1)
    place[every.rows] = np.arange(len(every.rows))
    direction = asked.direction() @ asked.vectors.astype(np.float64)
    own = every.cosines(direction, centered=True).astype(np.float64)[place[rows]]
    columns = {
        name: np.array([scores.get(row, np.nan) for row in rows.tolist()])
        for name, scores in found.items()
    }
    agreed = agreement(space, rows, {OWN: own, **columns}, [(OWN, name) for name in found])
    table = answer.table
    answered = space.rows_of(table["id"].to_pylist()).tolist()
    for name, scores in found.items():
        values = np.array([scores.get(row, np.nan) for row in answered], dtype=np.float64)
        table = table.append_column(name, numbers(values))
    lines = agreed.to_pylist()
    notes = list(answer.notes)
    for line in lines:
        if not np.isfinite(line["spearman"]):  # too few occupations have both
            continue
        weak = "weak; " if abs(line["spearman"]) < WEAK_AGREEMENT else ""
        notes.append(
            f"Rank correlation with {line['other']} over {line['n']} occupations:"
            f" {line['spearman']:.2f} [{line['low']:.2f}, {line['high']:.2f}] ({weak}within groups"
            f" {round(line['within'], 2) + 0:.2f})."
        )
    return Exposure(table, tuple(notes), {**answer.facts, "agreement": lines})


def _blocks(
    space: Space, kind: str | None, level: str | None, through: str | None, chosen: Rows | None
) -> dict[str, Block]:
    if chosen is not None:
        kinds = space.column("kind")
        found: dict[str, Block] = {}
        for name in dict.fromkeys(kinds[row] for row in chosen.tolist()):
            if kind is not None and name != kind:
                continue
            rows = np.union1d(space.rows(name, level=level), chosen[[kinds[r] == name
                              for r in chosen.tolist()]])  # fmt: skip
            center = center_of(space, name)
            found[name] = Block(rows, space.vectors_of(rows), center)
        parts = found
    else:
        parts = blocks(space, kind, level)
    if through is not None:
        parts = {name: part for name, part in parts.items() if name in KINDS_WITH_JOBS}
    if not parts:
        msg = "None of the entities asked about is of a kind that can be scored so."
        raise InputError(msg)
    return parts


def _rows_of(space: Space, entities: Iterable[str]) -> Rows:
    named = [entities] if isinstance(entities, str) else list(entities)
    rows = np.unique([space.index_of(resolve(space, name)) for name in named]).astype(np.intp)
    if not len(rows):
        msg = "No entities were given to score; leave the argument out to score all."
        raise InputError(msg)
    return rows


def _occupations(
    space: Space,
    asked: Concept,
    through: str | None,
    resamples: int,
    rng: int | np.random.Generator | None,
) -> Scores | None:
    if through is None:
        return None
    return score(space, asked, block(space, "occupation"), resamples=resamples, seed=rng)


def _table(
    space: Space,
    asked: Concept,
    kind: str,
    rows: Rows,
    scores: Scores,
    keep: Rows,
    top: int | None,
    nearness: dict[str, Floats],
    shares: list[str] | None,
) -> pa.Table:
    order = best_first(space, rows[keep], scores.score[keep], len(keep) if top is None else top)
    order = keep[order]
    columns: dict[str, Any] = columns_of(scores, order)
    columns["basis"] = ["estimated"] * len(order)
    if shares is not None:
        columns["shares"] = [shares[i] for i in order.tolist()]
    why = reasons(space, kind, rows[order], nearness, sides(asked, scores.score[order]))
    if shares is not None:  # what has no observed jobs is not scored by its own text either
        guessed = [shares[i] == "estimated" for i in order.tolist()]
        why = [
            ESTIMATED_JOBS if g and w == SIMILAR else w for g, w in zip(guessed, why, strict=True)
        ]
    columns["why"] = why
    return result_table(space, rows[order], columns)
