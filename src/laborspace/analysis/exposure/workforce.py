"""A job mix: occupations and their shares of the jobs of a region, a firm, a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.links import members
from laborspace.analysis.mix import MixGiven, mix_of
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space


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
