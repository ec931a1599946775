"""Finding entities by what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.mix import TEXT_PREFIX
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.tables import result_table
from laborspace.errors import InputError
from laborspace.space.resolve import matches

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.space.container import Space


def find(space: Space, name: str, *, kind: str | None = None, top: int = 10) -> pa.Table:
    """Find entities by id, code, title or alias.

    Case, punctuation and plurals make no difference; partial and misspelled names come last.

    Parameters
    ----------
    space : Space
    name : str
    kind : str, optional
        Only entities of this kind.
    top : int
        Most rows to return.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, score, match``; best first, items before groups. `score` is 1
        for an exact match; `match` is ``"id"``, ``"code"``, ``"title"``, ``"alias"``,
        ``"part"`` or ``"spelling"``.

    Raises
    ------
    UnknownKindError
        If there is no such kind.
    EmptyTextError
        If the name is empty.
    InputError
        If a text is given in place of a name.
    """
    check_top(top)
    if name.strip().startswith(TEXT_PREFIX):
        msg = (
            f'{name!r} is a text, and find looks for names; leave "{TEXT_PREFIX}" out, or ask what'
            " is near to it (neighbors, in Python most_similar)."
        )
        raise InputError(msg)
    found = matches(space, name, kind=kind, limit=top)
    rows = np.array([match.row for match in found], dtype=np.intp)
    scores = np.array([match.score for match in found], dtype=np.float64)
    return result_table(space, rows, {"score": scores, "match": [m.how for m in found]})
