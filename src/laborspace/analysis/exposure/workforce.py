"""A job mix: occupations and their shares of the jobs of a region, a firm, a country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.links import members
from laborspace.analysis.query import listed, terms
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS

if TYPE_CHECKING:
    from laborspace.analysis.exposure.concept import Question
    from laborspace.space.container import Rows, Space


def workforce_rows(space: Space, workforce: Question) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Return the occupations of a job mix and their shares, which sum to 1.

    Parameters
    ----------
    space : Space
    workforce : mapping, pairs, or iterable of str
        A group's jobs are shared evenly by its items. Without jobs each counts the same.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError
        If a name cannot be understood.
    InputError
        If there is nothing in it, something is no occupation, or a weight is not positive.
    """
    pairs = list(workforce.items()) if isinstance(workforce, Mapping) else listed(workforce)  # type: ignore[arg-type]
    jobs: dict[int, float] = {}
    for term in terms(space, pairs):
        if term.kind != "occupation":
            what = "no occupation" if term.kind is None else f"of the kind {term.kind}"
            msg = f"{term.label} is {what}; a job mix is made of occupations and their jobs."
            raise InputError(msg)
        if not term.weight > 0:
            msg = f"The jobs of {term.label} must be positive, not {term.weight:g}."
            raise InputError(msg)
        row = space.index_of(term.label)
        item = space.column("level")[row] in ITEM_LEVELS
        own = [row] if item else members(space, row) or [row]
        for each in own:
            jobs[each] = jobs.get(each, 0.0) + term.weight / len(own)
    if not jobs:
        msg = "The job mix is empty; give at least one occupation."
        raise InputError(msg)
    rows = np.array(sorted(jobs), dtype=np.intp)
    weights = np.array([jobs[row] for row in rows.tolist()])
    return rows, weights / weights.sum()
