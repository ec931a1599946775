"""Vector arithmetic over entities and texts: ``+ a - b``.

The sum is that of gensim's ``most_similar``: unit vectors, weighted, added and taken away. An
answer comes with what each term contributes to it, with the terms it depends on, and with how its
score compares with that under random terms (:mod:`laborspace.analysis.arithmetic`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.arithmetic import (
    Numbers,
    Sum,
    Table,
    asked_rows,
    direction,
    is_centered,
    name,
    percentiles_among,
    places_in,
    random_sums,
    reasons,
    signed_sum,
)
from laborspace.analysis.balance import balance
from laborspace.analysis.blocks import Block, blocks
from laborspace.analysis.draws import generator_of
from laborspace.analysis.neighbors import best_first, check_correction, check_top, crowding
from laborspace.analysis.query import Term, Weighted, combine, terms
from laborspace.analysis.scaling import scaling
from laborspace.analysis.tables import result_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector


@dataclass(frozen=True)
class Composition:
    """The result of vector arithmetic.

    Attributes
    ----------
    vector : ndarray, (d,)
        Unit vector of the sum. With ``"center"`` and ``"sinkhorn"`` it points from the centers of
        the kinds, not from the origin.
    neighbors : pyarrow.Table
        The nearest entities: ``id, kind, code, title, score, rank_before, percentile, survives,
        depends_on, basis, why``; see :func:`compose`.
    terms : list of dict
        For each term ``term, title, weight, kept``: the share of the answers that stay among the
        answers when the term is dropped, NaN if nothing remains without it. Fit for JSON but for
        the NaN.
    start : str
        What the sum is compared with, or ``""``.
    """

    vector: Vector
    neighbors: pa.Table
    terms: list[dict[str, Any]]
    start: str


@dataclass(frozen=True)
class Asked:
    """A question of arithmetic, understood.

    Attributes
    ----------
    sum : Sum
    vector : ndarray, (d,)
    start : Term or None
    at_start : ndarray, (d,) or None
        Unit vector of the start.
    inputs : ndarray of int
        Rows of the entities asked about, sorted.
    """

    sum: Sum
    vector: Vector
    start: Term | None
    at_start: Table | None
    inputs: Rows


def compose(
    space: Space,
    plus: Weighted | Iterable[Weighted],
    minus: Weighted | Iterable[Weighted] = (),
    *,
    start: Weighted | None = None,
    kind: str | None = None,
    top: int = 10,
    level: str | None = None,
    correction: str = "center",
    include_inputs: bool = False,
    rng: int | np.random.Generator | None = 0,
) -> Composition:
    """Add and subtract entities and texts, and look where the sum lands.

    Parameters
    ----------
    space : Space
    plus, minus : str, array, (argument, weight) pair, or iterable of them
        Ids, codes, titles, aliases, ``"text:…"`` or vectors, (d,), summed as unit vectors.
    start : str, array or pair, optional
        What the sum is compared with; by default the first term of `plus`.
    kind, top, level, correction
        As for :func:`laborspace.analysis.neighbors.neighbors`.
    include_inputs : bool
        Whether what was asked about may be among the answers.
    rng : int or numpy.random.Generator, optional
        Seed or generator of the random terms.

    Returns
    -------
    Composition
        Of its neighbors, `score` is as for :func:`laborspace.analysis.neighbors.neighbors`.
        `rank_before` is the rank the answer has for the start alone, among the entities of its
        kind. `percentile` is the percentage of 200 sums in which every term but the start is a
        random entity of its kind and which score the answer lower, by cosine; NaN if there is no
        such term. `survives` is the share of the terms without which the answer stays among the
        `top`, `depends_on` names the others; NaN and ``""`` of a single term. `why` names an
        observed relation, or says ``"similar text"``, and what each term contributes to the
        cosine.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
        If the question cannot be understood, or the sum is zero.
    """
    check_top(top)
    check_correction(correction)
    asked = ask(space, plus, minus, start=start, correction=correction)
    random = random_sums(space, asked.sum, generator_of(rng))
    hidden = np.empty(0, dtype=np.intp) if include_inputs else asked.inputs
    parts: list[dict[str, Any]] = []
    rows: list[Rows] = []
    for each, candidates in blocks(space, kind, level).items():
        extra, factor = _correct(space, asked, each, level, correction, candidates)
        found = _answers(space, asked, candidates, extra, factor, top, hidden, random)
        rows.append(found.pop("rows"))
        parts.append(found)
    columns = {key: np.concatenate([part[key] for part in parts]) for key in _NUMBERS}
    found_rows = np.concatenate(rows)
    stays = np.concatenate([part["stays"] for part in parts])
    ids = [space.ids[row] for row in found_rows]
    pieces = np.concatenate([part["pieces"] for part in parts])
    names = [name(space, term) for term in asked.sum.terms]
    depends = [
        "; ".join(n for n, kept in zip(names, row, strict=True) if kept == 0) for row in stays
    ]
    table = result_table(
        space,
        found_rows,
        columns
        | {
            "depends_on": depends,
            "basis": ["estimated"] * len(ids),
            "why": reasons(space, asked.sum.terms, ids, pieces),
        },
    )
    return Composition(
        asked.vector,
        table,
        _kept(asked.sum, names, stays),
        "" if asked.start is None else name(space, asked.start),
    )


_NUMBERS = ("score", "rank_before", "percentile", "survives")


def ask(
    space: Space,
    plus: Weighted | Iterable[Weighted],
    minus: Weighted | Iterable[Weighted],
    *,
    start: Weighted | None,
    correction: str,
) -> Asked:
    """Understand a question of arithmetic.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If it cannot be understood, or the sum is zero.
    """
    added, taken = terms(space, plus), terms(space, minus)
    first = added[0] if added else None
    if start is not None:
        named = terms(space, [start])
        first = next((t for t in added if t.label == named[0].label), named[0])
    center = is_centered(correction)
    sum_ = signed_sum(space, added, taken, start=first, center=center)
    everything = [*added, *taken, *([] if first is None else [first])]
    return Asked(
        sum_,
        combine(space, added, taken, center=center),
        first,
        None if first is None else direction(space, first, center=center),
        asked_rows(space, everything),
    )


def _answers(
    space: Space,
    asked: Asked,
    candidates: Block,
    extra: Vector | float,
    factor: int,
    top: int,
    hidden: Rows,
    random: Vector | None,
) -> dict[str, Any]:
    """Return rows and columns of the answers of one block."""
    sum_ = asked.sum
    ends = [] if asked.at_start is None else [asked.at_start]
    directions = np.stack([asked.vector, *sum_.directions, *ends]).T
    cosines = candidates.cosines(directions, centered=sum_.center)
    with_terms = cosines[:, 1 : len(sum_.terms) + 1]
    scores = factor * cosines[:, 0] + extra
    hiding = places_in(candidates.rows, hidden)
    scores[hiding] = -np.inf
    best = best_first(space, candidates.rows, scores, top)
    shown = candidates.some(best)
    stays = np.full((len(best), len(sum_.terms)), np.nan)
    if len(sum_.terms) > 1:
        for place in range(len(sum_.terms)):
            shares = sum_.without(place)
            if shares is None:
                continue
            dropped = factor * (with_terms @ shares.astype(np.float32)) + extra
            dropped[hiding] = -np.inf
            stays[:, place] = dropped[best] >= least(dropped, top)
    before: Rows | Table = np.full(len(best), np.nan)
    if asked.at_start is not None:
        before = ranks(cosines[:, -1], cosines[best, -1])
    plain = cosines[best, 0].astype(np.float64)
    percentile = percentiles_among(plain, shown, random, center=sum_.center)
    known = np.isfinite(stays)
    count = known.sum(axis=1)
    survives = np.where(count > 0, np.nansum(stays, axis=1) / np.maximum(count, 1), np.nan)
    return {
        "rows": shown.rows,
        "score": np.round(scores[best].astype(np.float64), 6),
        "rank_before": before,
        "percentile": np.round(percentile, 2),
        "survives": np.round(survives, 4),
        "stays": stays,
        "pieces": with_terms[best] * sum_.shares,
    }


def least(scores: Numbers, top: int) -> float:
    """Return the score with which one is just among the first, less what rounding may change."""
    if top >= len(scores):
        return -np.inf
    return float(np.partition(scores, len(scores) - top)[len(scores) - top]) - 1e-6


def ranks(scores: Numbers, some: Numbers) -> Rows:
    """Return the ranks of some scores among all, (m,), 1 the greatest."""
    ascending = np.sort(scores)
    found: Rows = len(scores) - np.searchsorted(ascending, some, side="right") + 1
    return found


def _correct(
    space: Space, asked: Asked, kind: str, level: str | None, correction: str, candidates: Block
) -> tuple[Vector | float, int]:
    """Return what is added to the cosines, and what they are multiplied by first."""
    signed = zip(asked.sum.terms, asked.sum.weights, strict=True)
    kinds = {kind for term, weight in signed if weight > 0 for kind in term.kinds}
    if correction == "csls":
        crowd = crowding(space, asked.vector, kind, asked.inputs)
        return -scaling(space, kind, level, kinds) - np.float32(crowd), 2
    if correction == "sinkhorn":
        return balance(space, kind, level, kinds), 1
    return np.zeros(len(candidates.rows), dtype=np.float32), 1


def _kept(sum_: Sum, names: Sequence[str], stays: Table) -> list[dict[str, Any]]:
    found = []
    for place, (term, weight) in enumerate(zip(sum_.terms, sum_.weights.tolist(), strict=True)):
        column = stays[:, place]
        kept = float(column.mean()) if len(column) and np.isfinite(column).all() else None
        found.append({"term": term.label, "title": names[place], "weight": weight, "kept": kept})
    return found
