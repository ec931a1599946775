"""Axes of meaning between two poles: SemAxis.

An, Kwak & Ahn, "SemAxis: A lightweight framework to characterize domain-specific word semantics
beyond sentiment", ACL 2018: the axis is the mean of the vectors of one pole less the mean of the
other, and an entity's score is its cosine with the axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import Block, blocks, center_of
from laborspace.analysis.links import members
from laborspace.analysis.neighbors import best_first, check_top
from laborspace.analysis.query import Term, Weighted, centered, terms
from laborspace.analysis.tables import frame, result_table
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS
from laborspace.space.resolve import resolve
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    import pyarrow as pa

    from laborspace.space.container import Space

_COINCIDE = 0.98
_CORRECTIONS = ("center", "none")


@dataclass(frozen=True)
class Pole:
    """One end of an axis.

    Attributes
    ----------
    labels : tuple of str
        What was asked for.
    vectors : ndarray, (m, d)
        Unit vectors of its members.
    weights : ndarray, (m,)
        Their weights, which sum to 1.
    """

    labels: tuple[str, ...]
    vectors: Vector
    weights: npt.NDArray[np.float64]

    def mean(self, counts: npt.NDArray[np.integer] | None = None) -> npt.NDArray[np.float64]:
        """Return the mean of the members, (d,), each drawn as often as counted."""
        weights = self.weights if counts is None else self.weights * counts
        mean: npt.NDArray[np.float64] = weights @ self.vectors.astype(np.float64) / weights.sum()
        return mean


class Axis:
    """A direction from a negative to a positive pole. Made by :func:`axis`.

    Attributes
    ----------
    negative, positive : Pole
    vector : ndarray, (d,)
        Unit vector from the negative to the positive pole.
    """

    def __init__(
        self,
        space: Space,
        negative: Pole,
        positive: Pole,
        *,
        correction: str,
        resamples: int,
        rng: np.random.Generator,
    ) -> None:
        self._space = space
        self.negative = negative
        self.positive = positive
        self.correction = correction
        self.vector = unit(positive.mean() - negative.mean())
        self._resampled = _resample(negative, positive, resamples, rng)

    def __repr__(self) -> str:
        ends = [", ".join(pole.labels) for pole in (self.negative, self.positive)]
        return f"<Axis from {ends[0]} to {ends[1]}>"

    def project(
        self,
        kind: str | None = None,
        *,
        entities: Iterable[str] | None = None,
        top: int | None = None,
        level: str | None = None,
    ) -> pd.DataFrame:
        """Score entities along the axis; see :meth:`to_arrow` for the arguments."""
        table = self.to_arrow(kind, entities=entities, top=top, level=level)
        return frame(
            table,
            verb="axis",
            negative=list(self.negative.labels),
            positive=list(self.positive.labels),
            kind=kind,
            level=level,
            correction=self.correction,
        )

    def to_arrow(
        self,
        kind: str | None = None,
        *,
        entities: Iterable[str] | None = None,
        top: int | None = None,
        level: str | None = None,
    ) -> pa.Table:
        """Score entities along the axis.

        Parameters
        ----------
        kind : str, optional
            Kind of the entities; by default all kinds.
        entities : iterable of str, optional
            Score just these, by id or name.
        top : int, optional
            Keep so many at each end, of each kind; by default all.
        level : str, optional
            By default items, not groups; a level such as ``"sector"``, or ``"all"``.

        Returns
        -------
        pyarrow.Table
            ``id, kind, code, title, score, low, high, basis``, by kind, then from the positive
            to the negative end. `score` is a cosine in [-1, 1]. `low` and `high` bound the
            central 95 % of scores when the members of the poles are drawn anew, with
            replacement; NaN where both poles have one member only.

        Raises
        ------
        UnknownKindError, UnknownEntityError, AmbiguousEntityError, InputError
            If the question cannot be understood.
        """
        if top is not None:
            check_top(top)
        if entities is None:
            chosen = list(blocks(self._space, kind, level).values())
        else:
            chosen = self._chosen(entities)
        parts = [self._scored(each, top) for each in chosen]
        rows, score, low, high = (np.concatenate(column) for column in zip(*parts, strict=True))
        columns = {"score": score, "low": low, "high": high, "basis": ["estimated"] * len(rows)}
        return result_table(self._space, rows, columns)

    def _chosen(self, entities: Iterable[str]) -> list[Block]:
        space = self._space
        named = [entities] if isinstance(entities, str) else entities
        rows = np.unique([space.index_of(resolve(space, name)) for name in named]).astype(np.intp)
        if not len(rows):
            msg = "No entities were given to project; leave the argument out to project all."
            raise InputError(msg)
        kinds = np.array(space.column("kind"))[rows]
        return [
            Block(
                rows[kinds == kind], space.vectors_of(rows[kinds == kind]), center_of(space, kind)
            )
            for kind in dict.fromkeys(kinds.tolist())
        ]

    def _scored(self, entities: Block, top: int | None) -> tuple[npt.NDArray[Any], ...]:
        center = self.correction == "center"
        scores = entities.cosines(self.vector, centered=center)
        order = best_first(self._space, entities.rows, scores, len(scores))
        if top is not None and 2 * top < len(order):
            order = np.concatenate([order[:top], order[-top:]])
        low = high = np.full(len(order), np.nan)
        if self._resampled is not None:
            kept = Block(entities.rows[order], entities.vectors[order], entities.center)
            resampled = kept.cosines(self._resampled, centered=center)
            low, high = np.percentile(resampled.astype(np.float64), [2.5, 97.5], axis=1)
        score = scores[order].astype(np.float64)
        return (entities.rows[order], *(np.round(column, 6) for column in (score, low, high)))


def axis(
    space: Space,
    negative: Weighted | Iterable[Weighted],
    positive: Weighted | Iterable[Weighted],
    *,
    correction: str = "center",
    resamples: int = 200,
    rng: int | np.random.Generator | None = 0,
) -> Axis:
    """Make the axis from a negative to a positive pole.

    Parameters
    ----------
    space : Space
    negative, positive : str, array, (argument, weight) pair, or iterable of them
        The poles: ids, codes, titles, aliases, ``"text:…"`` or vectors. A group, such as the
        sector ``"naics:31-33"``, stands for the items it contains, and for itself only if it
        contains none.
    correction : {"center", "none"}
        ``"center"`` subtracts from poles and entities the mean of the items of their kind
        (free text: the mean of those means).
    resamples : int
        Draws of the bootstrap over the members of the poles.
    rng : int or numpy.random.Generator, optional
        Seed or generator of the bootstrap.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError
        If a pole cannot be understood.
    InputError
        If a pole is empty, or both lie in the same place.
    """
    if correction not in _CORRECTIONS:
        msg = f"There is no correction {correction!r} of axes; choose center or none."
        raise InputError(msg)
    if resamples < 1:
        msg = f"resamples must be at least 1, not {resamples}."
        raise InputError(msg)
    asked = [terms(space, arguments) for arguments in (negative, positive)]
    centered_ends = [_pole(space, end, center=True) for end in asked]
    cosine = float(unit(centered_ends[0].mean()) @ unit(centered_ends[1].mean()))
    if cosine > _COINCIDE:
        names = [", ".join(end.labels) for end in centered_ends]
        msg = (
            f"The poles {names[0]} and {names[1]} lie in the same place (cosine {cosine:.2f}), so"
            " there is no axis between them; choose poles that differ more."
        )
        raise InputError(msg)
    center = correction == "center"
    ends = centered_ends if center else [_pole(space, end, center=False) for end in asked]
    return Axis(
        space,
        ends[0],
        ends[1],
        correction=correction,
        resamples=resamples,
        rng=np.random.default_rng(rng),
    )


def _pole(space: Space, asked: Sequence[Term], *, center: bool) -> Pole:
    if not asked:
        msg = "A pole of an axis is empty; give at least one entity or text at each end."
        raise InputError(msg)
    vectors: list[Vector] = []
    weights: list[float] = []
    for term in asked:
        if term.weight <= 0:
            msg = f"The weight of {term.label} in a pole must be positive, not {term.weight:g}."
            raise InputError(msg)
        parts = _members(space, term)
        vectors += [centered(space, part) if center else part.vector for part in parts]
        weights += [term.weight / len(parts)] * len(parts)
    total = np.asarray(weights) / sum(weights)
    return Pole(tuple(term.label for term in asked), np.stack(vectors), total)


def _members(space: Space, term: Term) -> list[Term]:
    if term.kind is None:
        return [term]
    row = space.index_of(term.label)
    if space.column("level")[row] in ITEM_LEVELS:
        return [term]
    rows = np.array(members(space, row), dtype=np.intp)
    vectors = space.vectors_of(rows)
    found = [Term(space.ids[r], v, term.kind) for r, v in zip(rows, vectors, strict=True)]
    return found or [term]


def _resample(
    negative: Pole, positive: Pole, resamples: int, rng: np.random.Generator
) -> Vector | None:
    """Return resampled axes, (d, resamples), or None where there is nothing to draw."""
    if len(negative.weights) == len(positive.weights) == 1:
        return None
    ends = []
    for pole in (negative, positive):
        size = len(pole.weights)
        counts = rng.multinomial(size, np.full(size, 1 / size), size=resamples)
        ends.append(np.stack([pole.mean(drawn) for drawn in counts]))
    return np.ascontiguousarray(unit(ends[1] - ends[0]).T)
