"""Vector arithmetic over entities and texts: ``+ a - b``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from laborspace.analysis.blocks import CENTERED
from laborspace.analysis.neighbors import nearest
from laborspace.analysis.query import Weighted, combine, terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from laborspace.space.container import Space
    from laborspace.space.vectors import Vector


@dataclass(frozen=True)
class Composition:
    """The result of vector arithmetic.

    Attributes
    ----------
    vector : ndarray, (d,)
        Unit vector of the sum. With ``"center"`` and ``"sinkhorn"`` it points from the centers of
        the kinds, not from the origin.
    neighbors : pyarrow.Table
        The nearest entities, with the columns of :func:`laborspace.analysis.neighbors.neighbors`.
    """

    vector: Vector
    neighbors: pa.Table


def compose(
    space: Space,
    plus: Weighted | Iterable[Weighted],
    minus: Weighted | Iterable[Weighted] = (),
    *,
    kind: str | None = None,
    top: int = 10,
    level: str | None = None,
    correction: str = "center",
) -> Composition:
    """Add and subtract entities and texts, and look where the sum lands.

    Parameters
    ----------
    space : Space
    plus, minus : str, array, (argument, weight) pair, or iterable of them
        Ids, codes, titles, aliases, ``"text:…"`` or vectors, (d,), summed as unit vectors.
    kind, top, level, correction
        As for :func:`laborspace.analysis.neighbors.neighbors`.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
        If the question cannot be understood, or the sum is zero.
    """
    added, taken = terms(space, plus), terms(space, minus)
    found = nearest(space, added, taken, kind=kind, top=top, level=level, correction=correction)
    return Composition(combine(space, added, taken, center=correction in CENTERED), found)
