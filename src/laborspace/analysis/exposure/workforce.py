"""A job mix: occupations and their shares of the jobs of a region, a firm, a country."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.links import members
from laborspace.analysis.query import listed, terms
from laborspace.errors import InputError, LaborSpaceError, SourceError
from laborspace.records import ITEM_LEVELS
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from laborspace.analysis.exposure.concept import Question
    from laborspace.space.container import Rows, Space

_NAMES = ("id", "code", "occupation", "entity", "title")
_WEIGHTS = ("jobs", "employment", "weight", "share")


def read_workforce(space: Space, path: Path) -> dict[str, float]:
    """Read a job mix from a table with a column of occupations and one of jobs.

    Columns ``id``, ``code``, ``occupation``, ``entity`` or ``title`` and ``jobs``, ``employment``,
    ``weight`` or ``share``; a table of two columns may call them anything. Returns jobs by id;
    an occupation that is there twice has the sum.

    Raises
    ------
    SourceError
        Naming row and column: an unknown or ambiguous occupation, or jobs that are no number of 0
        or more.
    """
    from laborspace.sources.tabular import read_tabular

    table, _ = read_tabular(path)
    names = [str(name) for name in table.columns]
    folded = {name.strip().lower(): name for name in reversed(names)}
    weight = next((folded[each] for each in _WEIGHTS if each in folded), None)
    name = next((folded[each] for each in _NAMES if each in folded), None)
    if len(names) == 2 and (name is None or weight is None):
        name = name or next(each for each in names if each != weight)
        weight = next(each for each in names if each != name)
    if name is None or weight is None:
        missing = "occupations (code)" if name is None else "jobs (employment)"
        raise SourceError(f"has no column of {missing} among {', '.join(names)}.", file=path)
    jobs: dict[str, float] = {}
    for row, label, value in zip(table.index, table[name], table[weight], strict=True):
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or number < 0:
            problem = f"{value!r} is not a number of 0 or more."
            raise SourceError(problem, file=path, row=int(str(row)), column=weight)
        try:
            id_ = resolve(space, str(label).strip())
        except LaborSpaceError as error:
            raise SourceError(str(error), file=path, row=int(str(row)), column=name) from error
        if number:
            jobs[id_] = jobs.get(id_, 0.0) + number
    return jobs


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
