"""Analogies: ``a`` is to ``b`` as ``c`` is to ``d``, which is looked for.

3CosAdd looks for the entity nearest to ``b - a + c`` (Mikolov, Yih & Zweig, "Linguistic
regularities in continuous space word representations", NAACL 2013). 3CosMul multiplies instead,
so that no one term decides alone: ``cos(d, b) cos(d, c) / (cos(d, a) + ε)``, the cosines shifted to
[0, 1] (Levy & Goldberg, "Linguistic regularities in sparse and explicit word representations",
CoNLL 2014, equation 4).

An analogy often finds what is near to ``c`` anyway (Linzen, "Issues in evaluating semantic
spaces using word analogies", RepEval 2016). So the answer says what rank it has for ``c`` alone,
how its score compares with that of random pairs in place of ``a`` and ``b``, and which terms it
needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.arithmetic import (
    DRAWS,
    Numbers,
    Table,
    asked_rows,
    direction,
    name,
    percentiles,
    places_in,
    random_directions,
    reasons,
)
from laborspace.analysis.blocks import Block, blocks
from laborspace.analysis.composition import compose, least, ranks
from laborspace.analysis.draws import generator_of
from laborspace.analysis.neighbors import best_first, check_top
from laborspace.analysis.query import Argument, Term, terms
from laborspace.analysis.tables import result_table
from laborspace.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.space.container import Rows, Space

METHODS = ("add", "mul")

EPSILON = 0.001
"""Keeps 3CosMul from dividing by zero, as in the paper."""

CORRECTIONS = ("center", "none")

_SIGNS = np.array([-1.0, 1.0, 1.0])  # of a, b and c


def analogy(
    space: Space,
    a: Argument,
    b: Argument,
    c: Argument,
    *,
    method: str = "add",
    kind: str | None = None,
    top: int = 10,
    level: str | None = None,
    correction: str = "center",
    include_inputs: bool = False,
    rng: int | np.random.Generator | None = 0,
) -> pa.Table:
    """Find what is to `c` as `b` is to `a`.

    Parameters
    ----------
    space : Space
    a, b, c : str or array
        Ids, codes, titles, aliases, ``"text:…"`` or vectors, (d,).
    method : {"add", "mul"}
        3CosAdd or 3CosMul.
    kind : str, optional
        Kind of the answers; by default that of `b`, and all kinds where `b` is a text.
    top, level, include_inputs, rng
        As for :func:`laborspace.analysis.composition.compose`.
    correction : {"center", "none"}
        Whether to subtract the mean of each kind.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, score, rank_before, percentile, survives, depends_on, basis,
        why``, as for :func:`laborspace.analysis.composition.compose` with `c` for a start.
        `score` is a cosine, or with ``"mul"`` the quotient of the shifted cosines, to whose
        logarithm `why` says what each term contributes.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
        If the question cannot be understood, or `a` and `b` are the same.
    """
    check_top(top)
    if method not in METHODS:
        msg = f"There is no method {method!r} of analogies; choose add or mul."
        raise InputError(msg)
    if correction not in CORRECTIONS:
        msg = f"There is no correction {correction!r} of analogies; choose center or none."
        raise InputError(msg)
    asked = terms(space, [a, b, c])
    if len(asked) != 3 or any(term.weight != 1 for term in asked):
        msg = "An analogy is asked of three entities or texts, without weights."
        raise InputError(msg)
    if np.allclose(asked[0].vector, asked[1].vector, atol=1e-6):
        msg = f"{asked[0].label} and {asked[1].label} are the same, so nothing distinguishes them."
        raise InputError(msg)
    kind = asked[1].kind if kind is None else kind
    if method == "add":
        found = compose(
            space, [b, c], [a], start=c, kind=kind, top=top, level=level, correction=correction,
            include_inputs=include_inputs, rng=rng,
        )  # fmt: skip
        return found.neighbors
    draws = generator_of(rng)
    hidden = np.empty(0, dtype=np.intp) if include_inputs else asked_rows(space, asked)
    parts = [
        _multiplied(space, asked, each, top, hidden, draws, center=correction == "center")
        for each in blocks(space, kind, level).values()
    ]
    return _table(space, asked, parts)


def shifted(cosines: Numbers) -> Table:
    """Return cosines moved from [-1, 1] to [0, 1]."""
    moved: Table = (np.clip(cosines.astype(np.float64), -1, 1) + 1) / 2
    return moved


def _multiplied(
    space: Space,
    asked: list[Term],
    candidates: Block,
    top: int,
    hidden: Rows,
    draws: np.random.Generator,
    *,
    center: bool,
) -> dict[str, Any]:
    directions = np.stack([direction(space, term, center=center) for term in asked]).T
    logs = _logs(candidates.cosines(directions, centered=center).astype(np.float64))
    scores = logs.sum(axis=1)
    hiding = places_in(candidates.rows, hidden)
    scores[hiding] = -np.inf
    best = best_first(space, candidates.rows, scores, top)
    shown = candidates.some(best)
    stays = np.empty((len(best), 3))
    for place in range(3):
        dropped = scores - logs[:, place]
        stays[:, place] = dropped[best] >= least(dropped, top)
    random = [
        shifted(shown.cosines(random_directions(space, t, DRAWS, draws, center=center).T,
                              centered=center))
        for t in asked[:2]
    ]  # fmt: skip
    null = np.exp(logs[best, 2, np.newaxis]) * random[1] / (random[0] + EPSILON)
    return {
        "rows": shown.rows,
        "score": np.exp(scores[best]),
        "rank_before": ranks(logs[:, 2], logs[best, 2]),
        "percentile": percentiles(np.exp(scores[best]), null),
        "stays": stays,
        "pieces": logs[best],
    }


def _logs(cosines: Table) -> Table:
    """Return what a, b and c add to the logarithm of the score, (m, 3)."""
    moved = shifted(cosines)
    moved[:, 0] += EPSILON
    logs: Table = _SIGNS * np.log(np.maximum(moved, 1e-12))
    return logs


def _table(space: Space, asked: list[Term], parts: list[dict[str, Any]]) -> pa.Table:
    whole = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    ids = [space.ids[row] for row in whole["rows"]]
    names = [name(space, term) for term in asked]
    columns = {
        "score": np.round(whole["score"], 6),
        "rank_before": whole["rank_before"],
        "percentile": np.round(whole["percentile"], 2),
        "survives": np.round(whole["stays"].mean(axis=1), 4),
        "depends_on": [
            "; ".join(n for n, kept in zip(names, row, strict=True) if not kept)
            for row in whole["stays"]
        ],
        "basis": ["estimated"] * len(ids),
        "why": reasons(space, asked, ids, whole["pieces"]),
    }
    return result_table(space, whole["rows"], columns)
