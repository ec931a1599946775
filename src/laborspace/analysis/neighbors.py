"""The entities nearest to an entity, a text, or a sum of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.arithmetic import asked_rows
from laborspace.analysis.balance import balance
from laborspace.analysis.blocks import CENTERED, CORRECTIONS, Block, block, blocks
from laborspace.analysis.nearness import Numbers, percentiles_among_nearest, ranks_back
from laborspace.analysis.query import Term, Weighted, combine, terms
from laborspace.analysis.scaling import NEAREST, mean_of_nearest, scaling
from laborspace.analysis.tables import result_table
from laborspace.analysis.why import explain
from laborspace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector


_MANY = 500
"""Answers from which on it pays to know the order of all ids."""


def neighbors(
    space: Space,
    positive: Weighted | Iterable[Weighted],
    negative: Weighted | Iterable[Weighted] = (),
    *,
    kind: str | None = None,
    top: int = 10,
    level: str | None = None,
    correction: str = "center",
) -> pa.Table:
    """Find the entities most similar to a weighted sum of entities and texts.

    Parameters
    ----------
    space : Space
    positive, negative : str, array, (argument, weight) pair, or iterable of them
        Ids, codes, titles, aliases, ``"text:…"`` or vectors, (d,). They are summed as unit
        vectors, the negative ones with a minus, as gensim's ``most_similar`` does.
    kind : str, optional
        Kind of the answers; by default the best of each kind.
    top : int
        Number of answers of each kind.
    level : str, optional
        By default items, not groups; a level such as ``"sector"``, or ``"all"``.
    correction : {"center", "csls", "sinkhorn", "none"}
        How similarities across kinds are corrected.
        ``"center"``: cosine after subtracting, from question and candidates, the mean of
        the items of their kind (free text: the mean of the four means).
        ``"csls"``: cross-domain similarity local scaling (Conneau et al., ICLR 2018): twice
        the cosine less the mean cosine of each side with its ten nearest on the other.
        ``"sinkhorn"``: the centered cosine and a correction of each candidate, fitted so that
        the items of the kinds asked about share their similarity out evenly among the
        candidates; it demotes hubs most (:mod:`laborspace.analysis.balance`).
        ``"none"``: the plain cosine, not comparable between kinds.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, score, percentile, rank_back, basis, why``; by kind, then by
        score, ties by id. What was asked about is left out, members of a weighted set are not.

        `percentile` is the percentage of 200 entities of the kind asked about (at even steps in
        the order of their ids; for free text and vectors 50 of each kind) whose nearest entity
        of the answer's kind is less near than this answer. It is the null of the nearest of
        many: what has nothing near to it scores low, whatever its rank. `rank_back` is the rank
        of the question as seen from the answer, among the items of its kind: 1 if the answer
        has no nearer one, far down for an answer that is near to everything. It is NaN for free
        text and vectors, and beyond the first 1,000 answers of a kind. Both compare cosines,
        before what ``"csls"`` and ``"sinkhorn"`` add (:mod:`laborspace.analysis.nearness`).

        `basis` is ``"estimated"``; `why` names an observed relation with a term of the question
        where there is one, else says ``"similar text"``.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
        If the question cannot be understood.
    """
    return nearest(
        space,
        terms(space, positive),
        terms(space, negative),
        kind=kind,
        top=top,
        level=level,
        correction=correction,
    )


def nearest(
    space: Space,
    positive: Sequence[Term],
    negative: Sequence[Term],
    *,
    kind: str | None,
    top: int,
    level: str | None,
    correction: str,
) -> pa.Table:
    """Answer :func:`neighbors` for terms resolved already."""
    check_top(top)
    check_correction(correction)
    query = combine(space, positive, negative, center=correction in CENTERED)
    excluded = asked_rows(space, [*positive, *negative])
    kinds = {kind for term in positive for kind in term.kinds}
    centered = correction in CENTERED
    answers: list[Block] = []
    parts: list[tuple[Vector, Vector, Numbers]] = []
    for each, candidates in blocks(space, kind, level).items():
        cosines = candidates.cosines(query, centered=centered)
        similarity = cosines.copy()
        if correction == "csls":
            similarity *= 2
            similarity -= crowding(space, query, each, excluded)
            similarity -= scaling(space, each, level, kinds)
        if correction == "sinkhorn":
            similarity += balance(space, each, level, kinds)
        similarity[np.isin(candidates.rows, excluded)] = -np.inf
        best = best_first(space, candidates.rows, similarity, top)
        answers.append(candidates.some(best))
        among = percentiles_among_nearest(
            space, cosines[best], kinds, each, level, centered=centered
        )
        parts.append((similarity[best], cosines[best], among))
    score, cosine, percentile = (np.concatenate(column) for column in zip(*parts, strict=True))
    found = np.concatenate([each.rows for each in answers])
    named = [id_ for term in [*positive, *negative] for id_ in term.entities]
    columns = {
        "score": np.round(score.astype(np.float64), 6),
        "percentile": np.round(percentile, 2),
        "rank_back": ranks_back(space, answers, cosine, kinds, excluded, centered=centered),
        "basis": ["estimated"] * len(found),
        "why": explain(space, named, [space.ids[row] for row in found]),
    }
    return result_table(space, found, columns)


def best_first(space: Space, rows: Rows, scores: Vector, top: int) -> Rows:
    """Return the positions of the `top` greatest finite scores, ties in the order of ids.

    Scores are compared to six decimals, so that the last bits of a product, which depend on
    the machine, decide nothing.
    """
    positions = np.flatnonzero(scores > -np.inf)
    if len(positions) > top:
        least = np.partition(scores[positions], -top)[-top]
        positions = positions[scores[positions] >= least - 1e-6]
    rounded = np.round(scores[positions].astype(np.float64), 6)
    if len(positions) > _MANY:
        place = space.derived("places of ids", lambda: _places_of_ids(space))
        return positions[np.lexsort((place[rows[positions]], -rounded))[:top]]
    ids = [space.ids[row] for row in rows[positions]]
    order = sorted(range(len(positions)), key=lambda i: (-rounded[i], ids[i]))
    return positions[order[:top]]


def _places_of_ids(space: Space) -> Rows:
    """Return the place of each row in the order of ids."""
    order = sorted(range(len(space)), key=space.ids.__getitem__)
    places = np.empty(len(order), dtype=np.intp)
    places[order] = np.arange(len(order))
    return places


def check_top(top: int) -> None:
    """Raise :class:`InputError` unless `top` is a positive whole number."""
    if isinstance(top, bool) or not isinstance(top, (int, np.integer)) or top < 1:
        msg = f"top must be a whole number of at least 1, not {top!r}."
        raise InputError(msg)


def check_correction(correction: str) -> None:
    """Raise :class:`InputError` unless the correction is a known one."""
    if correction not in CORRECTIONS:
        msg = f"There is no correction {correction!r}; choose one of {', '.join(CORRECTIONS)}."
        raise InputError(msg)


def crowding(space: Space, query: Vector, kind: str, excluded: Rows) -> float:
    """Return the mean cosine of a question with its ten nearest items of a kind."""
    items = block(space, kind)
    similarity = items.cosines(query, centered=False)
    similarity[np.isin(items.rows, excluded)] = -np.inf
    return float(np.nan_to_num(mean_of_nearest(similarity, NEAREST)))
