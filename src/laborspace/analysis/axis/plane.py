"""Two axes at once: the places of entities in the plane they span."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from laborspace.analysis.tables import HEAD
from laborspace.errors import AxisWarning, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.analysis.axis.line import Axis
    from laborspace.analysis.query import Weighted

ALIKE = 0.8
"""Absolute cosine of two axes from which on they are warned of."""

_OWN = ("score", "low", "high", "p_value")


def plane(
    x: Axis,
    y: Axis,
    *,
    kind: str | None = None,
    entities: Weighted | Iterable[Weighted] | None = None,
    top: int | None = None,
    level: str | None = None,
    why: bool = True,
) -> pa.Table:
    """Score entities along two axes.

    Parameters
    ----------
    x, y : Axis
        Of the same space, with the same correction.
    kind, entities, level, why
        As for :meth:`laborspace.analysis.axis.line.Axis.to_arrow`.
    top : int, optional
        Keep those among so many at either end of either axis, of each kind; by default all.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, x, x_low, x_high, x_p_value, y, y_low, y_high, y_p_value, basis,
        why``, by kind, then from the positive to the negative end of `x`. `why` belongs to the axis
        on which the entity lies farther out.

    Warns
    -----
    AxisWarning
        If the two axes nearly coincide, so that the plane is little more than a line.

    Raises
    ------
    UnknownKindError, UnknownEntityError, AmbiguousEntityError, InputError
        If the question cannot be understood, or the axes do not belong together.
    """
    if x.space is not y.space or x.correction != y.correction:
        msg = "The two axes of a plane must be of the same space and have the same correction."
        raise InputError(msg)
    cosine = float(x.vector @ y.vector)
    if abs(cosine) > ALIKE:
        note = (
            f"The two axes nearly coincide (cosine {cosine:.2f}), so the plane shows one of them"
            " twice."
        )
        warnings.warn(note, AxisWarning, stacklevel=2)
    asked: dict[str, Any] = {"entities": entities, "level": level, "why": why}
    both = [line.to_arrow(kind, **asked) for line in (x, y)]
    place = {id_: row for row, id_ in enumerate(both[1]["id"].to_pylist())}
    order = np.array([place[id_] for id_ in both[0]["id"].to_pylist()], dtype=np.intp)
    second = both[1].take(pa.array(order))
    columns: dict[str, Any] = {name: both[0][name] for name in HEAD}
    for name, table in (("x", both[0]), ("y", second)):
        columns |= {name if own == "score" else f"{name}_{own}": table[own] for own in _OWN}
    columns["basis"] = both[0]["basis"]
    if why:
        far = np.abs(second["score"].to_numpy()) > np.abs(both[0]["score"].to_numpy())
        words = [table["why"].to_pylist() for table in (both[0], second)]
        columns["why"] = [words[int(other)][i] for i, other in enumerate(far.tolist())]
    found = pa.table(columns)
    if top is None or entities is not None:
        return found
    kept = {
        id_
        for line in (x, y)
        for id_ in line.to_arrow(kind, level=level, top=top)["id"].to_pylist()
    }
    return found.filter(pa.array([id_ in kept for id_ in found["id"].to_pylist()]))
