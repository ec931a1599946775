"""Making an axis of two poles."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.axis.line import Axis
from laborspace.analysis.axis.poles import Pole, expanded, parts_of, pole
from laborspace.analysis.query import Weighted, terms
from laborspace.errors import AxisWarning, InputError
from laborspace.space.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.space.container import Space

COINCIDE = 0.98
"""Cosine of the poles above which there is no axis between them."""
NEAR = 0.8
"""Cosine of the poles above which the axis is warned of."""

_CORRECTIONS = ("center", "none")


def axis(
    space: Space,
    negative: Weighted | Iterable[Weighted],
    positive: Weighted | Iterable[Weighted],
    *,
    expand: int = 0,
    correction: str = "center",
    resamples: int = 200,
    null: int = 200,
    rng: int | np.random.Generator | None = 0,
) -> Axis:
    """Make the axis from a negative to a positive pole.

    Parameters
    ----------
    space : Space
    negative, positive : str, array, mapping, (argument, weight) pair, or iterable of them
        The poles: ids, codes, titles, aliases, ``"text:…"``, vectors, weighted sets. A group, such
        as the sector ``"naics:31-33"``, stands for the items it contains, and for itself only if
        it contains none; a weighted set stands for its members.
    expand : int
        Widen each entity and text of a pole by so many of its nearest items, of its own kind
        (SemAxis, section 3.1); groups and sets stay as they are.
    correction : {"center", "none"}
        ``"center"`` subtracts from poles and entities the mean of the items of their kind
        (free text: the mean of those means).
    resamples : int
        Draws of the bootstrap over the members of the poles.
    null : int
        Random axes that p-values are counted among; 0 for no p-values.
    rng : int or numpy.random.Generator, optional
        Seed or generator of the bootstrap and of the random axes.

    Warns
    -----
    AxisWarning
        If the poles nearly coincide, or one has a single member.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError
    InputError
        If a pole is empty, a weight cannot be used, or both poles lie in the same place.
    """
    _check(expand=expand, correction=correction, resamples=resamples, null=null)
    asked = [terms(space, arguments) for arguments in (negative, positive)]
    groups = [parts_of(space, end) for end in asked]
    taken = [{part.label for own in end for part in own} for end in groups]
    parts = [expanded(space, end, expand, taken[1 - i]) for i, end in enumerate(groups)]
    labels = [tuple(term.label for term in end) for end in asked]
    ends = [pole(space, p, name, center=True) for p, name in zip(parts, labels, strict=True)]
    cosine = float(unit(ends[0].mean()) @ unit(ends[1].mean()))
    if cosine > COINCIDE:
        names = [", ".join(end.labels) for end in ends]
        msg = (
            f"The poles {names[0]} and {names[1]} lie in the same place (cosine {cosine:.2f}), so"
            " there is no axis between them; choose poles that differ more."
        )
        raise InputError(msg)
    if correction == "none":
        ends = [pole(space, p, name, center=False) for p, name in zip(parts, labels, strict=True)]
    notes = _notes(ends, cosine)
    for note in notes:
        warnings.warn(note, AxisWarning, stacklevel=3)
    return Axis(
        space,
        ends[0],
        ends[1],
        correction=correction,
        resamples=resamples,
        null=null,
        rng=rng,
        cosine=cosine,
        notes=notes,
    )


def _check(*, expand: int, correction: str, resamples: int, null: int) -> None:
    if correction not in _CORRECTIONS:
        msg = f"There is no correction {correction!r} of axes; choose center or none."
        raise InputError(msg)
    if resamples < 1:
        msg = f"resamples must be at least 1, not {resamples}."
        raise InputError(msg)
    for name, value in (("expand", expand), ("null", null)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
            msg = f"{name} must be a whole number of at least 0, not {value!r}."
            raise InputError(msg)


def _notes(ends: list[Pole], cosine: float) -> tuple[str, ...]:
    found = []
    if cosine > NEAR:
        found.append(
            f"The poles nearly coincide (cosine {cosine:.2f}), so small differences between them"
            " decide the axis; choose poles that differ more."
        )
    found += [
        f"The pole {end.labels[0]} has a single member, so the axis takes on whatever else is"
        " special about it; name several, or let neighbors widen it (expand)."
        for end in ends
        if len(end.weights) == 1
    ]
    return tuple(found)
