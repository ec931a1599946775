"""What rose and what fell: the entities whose score a sum changed most against its start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.arithmetic import (
    percentiles_among,
    places_in,
    random_sums,
    reasons,
)
from laborspace.analysis.blocks import Block, blocks
from laborspace.analysis.composition import Asked, ask, ranks
from laborspace.analysis.draws import generator_of
from laborspace.analysis.neighbors import best_first, check_top
from laborspace.analysis.query import Term, Weighted
from laborspace.analysis.tables import result_table
from laborspace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

CORRECTIONS = ("center", "none")
"""Whether cosines are taken from the center of each kind."""

_NUMBERS = ("change", "score", "before", "rank", "rank_before", "percentile")


def changes(
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
) -> pa.Table:
    """Say what a composition brings nearer and what it takes away, against its start.

    Parameters
    ----------
    space : Space
    plus, minus, start, kind, level, include_inputs, rng
        As for :func:`laborspace.analysis.composition.compose`.
    top : int
        Number of entities that rose, and of those that fell, of each kind.
    correction : {"center", "none"}
        Whether to subtract the mean of each kind.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, change, score, before, rank, rank_before, percentile, basis,
        why``; by kind, from the greatest rise to the deepest fall. `change` is `score`, the cosine
        with the sum, less `before`, that with the start; `rank` and `rank_before` are among the
        entities of the kind. `percentile` is the percentage of 200 sums, in which every term but
        the start is a random entity of its kind, that change the entity less upward: near 100
        for a rise and near 0 for a fall that these terms, and not any terms, bring. `why` names
        an observed relation with what was asked, and what each term contributes to the change.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
        If the question cannot be understood, the sum is zero, or nothing differs from the start.
    """
    check_top(top)
    if correction not in CORRECTIONS:
        msg = f"There is no correction {correction!r} of changes; choose center or none."
        raise InputError(msg)
    asked = ask(space, plus, minus, start=start, correction=correction)
    if asked.start is None or asked.at_start is None:
        msg = "Nothing was added, so there is no start to compare with; name one with start."
        raise InputError(msg)
    if np.dot(asked.vector, asked.at_start) > 1 - 1e-6:
        msg = (
            f"The sum is its start, {asked.start.label}, so nothing rose or fell; add or take away"
            " something else."
        )
        raise InputError(msg)
    random = random_sums(space, asked.sum, generator_of(rng))
    parts = [
        _changed(space, asked, each, top, random, include_inputs=include_inputs)
        for each in blocks(space, kind, level).values()
    ]
    rows = np.concatenate([part.pop("rows") for part in parts])
    ids = [space.ids[row] for row in rows]
    pieces = np.concatenate([part["pieces"] for part in parts])
    columns: dict[str, Any] = {n: np.concatenate([part[n] for part in parts]) for n in _NUMBERS}
    columns["basis"] = ["estimated"] * len(ids)
    columns["why"] = reasons(space, _with_start(asked), ids, pieces)
    return result_table(space, rows, columns)


def _with_start(asked: Asked) -> list[Term]:
    """Return the terms, and the start if it is none of them."""
    terms = list(asked.sum.terms)
    if asked.sum.start is None and asked.start is not None:
        terms.append(asked.start)
    return terms


def _changed(
    space: Space,
    asked: Asked,
    candidates: Block,
    top: int,
    random: Vector | None,
    *,
    include_inputs: bool,
) -> dict[str, Any]:
    sum_, at_start = asked.sum, asked.at_start
    assert at_start is not None  # the caller saw to it
    directions = np.stack([asked.vector, at_start, *sum_.directions]).T
    cosines = candidates.cosines(directions, centered=sum_.center)
    after, before = cosines[:, 0], cosines[:, 1]
    change = after - before
    rising, falling = change.copy(), -change
    hidden = asked.inputs[:0] if include_inputs else asked.inputs
    for side in (rising, falling):
        side[places_in(candidates.rows, hidden)] = -np.inf
        side[side < 5e-7] = -np.inf
    up = best_first(space, candidates.rows, rising, top)
    down = best_first(space, candidates.rows, falling, top)
    found: Rows = np.concatenate([up, down[::-1]])
    shown = candidates.some(found)
    percentile = percentiles_among(
        after[found].astype(np.float64), shown, random, center=sum_.center
    )
    pieces = cosines[found, 2:].astype(np.float64) * sum_.shares
    if sum_.start is None:
        pieces = np.column_stack([pieces, -before[found]])
    else:
        pieces[:, sum_.start] -= before[found]
    return {
        "rows": shown.rows,
        "change": np.round(change[found].astype(np.float64), 6),
        "score": np.round(after[found].astype(np.float64), 6),
        "before": np.round(before[found].astype(np.float64), 6),
        "rank": ranks(after, after[found]),
        "rank_before": ranks(before, before[found]),
        "percentile": np.round(percentile, 2),
        "pieces": pieces,
    }
