"""A job mix: occupations and their shares of the jobs of a region, a firm, a country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.analysis.blocks import block
from laborspace.analysis.exposure.answer import (
    Exposure,
    columns_of,
    nearness_of,
    notes_of,
    rounded,
    sides,
)
from laborspace.analysis.exposure.concept import Question, concept_of
from laborspace.analysis.exposure.reasons import reasons
from laborspace.analysis.exposure.scoring import score
from laborspace.analysis.links import members
from laborspace.analysis.mix import MixGiven, mix_of
from laborspace.analysis.tables import result_table
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.space.container import Rows, Space


def workforce_exposure(
    space: Space,
    concept: Question,
    workforce: MixGiven,
    *,
    against: Question | None = None,
    alone: Iterable[object] = (),
    resamples: int = 200,
    rng: int | np.random.Generator | None = 0,
) -> Exposure:
    """Score a job mix, such as a region's, by the mean of its occupations weighted by jobs.

    Parameters
    ----------
    space : Space
    concept, against, resamples, rng
        As for :func:`exposure`.
    workforce : Mix, mapping, Series or DataFrame
        Occupations (or groups of them, whose items share their jobs evenly), and their jobs.
    alone : iterable
        Options of :func:`exposure` that make no sense here: an error unless all are None.

    Returns
    -------
    Exposure
        ``id, kind, code, title, score, low, high, p_value, share, contribution, basis, why``; the
        first row is the mix itself (kind ``mix``), the others its occupations, the greatest
        contribution first: `contribution` is share times how far the score is from that of the
        mean occupation of the space.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If the question cannot be understood, or something in the mix is no occupation.
    """
    if any(option is not None and option is not False for option in alone):
        msg = (
            "A job mix is scored by itself; leave kind, entities, through, measures, top and level"
            " out."
        )
        raise InputError(msg)
    asked = concept_of(space, concept, against)
    mix = mix_of(space, workforce)
    rows, shares = workforce_rows(space, mix)
    every = block(space, "occupation")
    scores = score(space, asked, every, resamples=resamples, seed=rng)
    table = np.zeros((1, len(every.rows)), dtype=np.float32)
    place = np.full(len(space), -1)
    place[every.rows] = np.arange(len(every.rows))
    table[0, place[rows]] = shares
    whole = scores.weighted(table)
    part = scores.some(place[rows])
    given = shares * (part.score - scores.score.mean())
    order = np.argsort(-given, kind="stable")
    nearness = nearness_of(space, asked, ["occupation"])
    columns = columns_of(part, order)
    columns.pop("percentile")
    columns |= {"share": rounded(shares[order]), "contribution": rounded(given[order])}
    columns["basis"] = ["estimated"] * len(order)
    columns["why"] = reasons(
        space, "occupation", rows[order], nearness, sides(asked, part.score[order])
    )
    below = result_table(space, rows[order], columns)
    first = columns_of(whole, np.zeros(1, dtype=np.intp))
    first.pop("percentile")
    titles = space.column("title")
    head = {"id": "mix", "kind": "mix", "code": "", "title": mix.label}
    row: dict[str, list[Any]] = {name: [float(values[0])] for name, values in first.items()}
    row |= {"share": [1.0], "contribution": [float(rounded(given.sum()))]}
    named = ", ".join(titles[rows[i]] for i in order[:2])
    row |= {"basis": ["estimated"], "why": [f"most from: {named}"]}
    top = pa.table({**{k: [v] for k, v in head.items()}, **row}).cast(below.schema)
    facts = {
        "concept": asked.label,
        "named": asked.named(space),
        "read_as_text": list(asked.read_as_text),
    }
    return Exposure(pa.concat_tables([top, below]), notes_of(space, asked, {}), facts)


def workforce_rows(space: Space, workforce: MixGiven) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Return the occupations of a job mix and their shares, which sum to 1.

    Parameters
    ----------
    space : Space
    workforce : Mix, mapping, Series or DataFrame
        Occupations and their jobs. A group's jobs are shared evenly by its items.

    Raises
    ------
    InputError
        If it cannot be read, or something in it is no occupation.
    """
    mix = mix_of(space, workforce)
    jobs: dict[int, float] = {}
    for name, share in zip(mix.names, mix.shares.tolist(), strict=True):
        kind = space.column("kind")[space.index_of(name)] if name in space else None
        if kind != "occupation":
            what = "no occupation" if kind is None else f"of the kind {kind}"
            msg = f"{name} is {what}; a job mix is made of occupations and their jobs."
            raise InputError(msg)
        row = space.index_of(name)
        item = space.column("level")[row] in ITEM_LEVELS
        own = [row] if item else members(space, row) or [row]
        for each in own:
            jobs[each] = jobs.get(each, 0.0) + share / len(own)
    rows = np.array(sorted(jobs), dtype=np.intp)
    return rows, np.array([jobs[row] for row in rows.tolist()])
