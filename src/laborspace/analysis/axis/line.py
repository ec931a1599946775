"""An axis and the places of entities, texts and weighted sets on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.analysis.axis.null import (
    is_symmetric,
    p_values,
    p_values_of,
    q_values,
    random_axes,
)
from laborspace.analysis.axis.poles import Floats, Pole, items_of
from laborspace.analysis.axis.resampling import interval, intervals, resample
from laborspace.analysis.blocks import Block, blocks, center_of
from laborspace.analysis.draws import generator_of
from laborspace.analysis.neighbors import best_first, check_top
from laborspace.analysis.query import Term, centered, listed, terms
from laborspace.analysis.tables import HEAD, frame, result_table
from laborspace.errors import InputError
from laborspace.space.arrow import numbers, strings
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from laborspace.analysis.query import Weighted
    from laborspace.space.container import Rows, Space


class Axis:
    """A direction from a negative to a positive pole. :func:`.axis` makes one.

    Attributes
    ----------
    negative, positive : Pole
    vector : ndarray, (d,)
        Unit vector from the negative to the positive pole.
    cosine : float
        Of the two poles, each from the centers of its kinds; near 1, the axis means little.
    notes : tuple of str
        What was warned of when the axis was made.
    """

    def __init__(
        self,
        space: Space,
        negative: Pole,
        positive: Pole,
        *,
        correction: str,
        resamples: int,
        null: int,
        rng: int | np.random.Generator | None,
        cosine: float = float("nan"),
        notes: tuple[str, ...] = (),
    ) -> None:
        self._space = space
        self.negative = negative
        self.positive = positive
        self.correction = correction
        self.cosine = cosine
        self.notes = notes
        self.vector = unit(positive.mean() - negative.mean())
        generator = generator_of(rng)
        self._resampled = resample(negative, positive, resamples, generator)
        self._number = null
        self._random_axes: Vector | None = None
        # Not the numbers that drew the members, lest the two be alike.
        self._of_null = np.random.default_rng([1, rng]) if isinstance(rng, int) else generator

    def __repr__(self) -> str:
        ends = [", ".join(pole.labels) for pole in (self.negative, self.positive)]
        return f"<Axis from {ends[0]} to {ends[1]}>"

    @property
    def space(self) -> Space:
        """The space it lies in."""
        return self._space

    def project(
        self,
        kind: str | None = None,
        *,
        entities: Weighted | Iterable[Weighted] | None = None,
        top: int | None = None,
        level: str | None = None,
        q: bool = False,
        why: bool = True,
    ) -> pd.DataFrame:
        """Score entities along the axis; see :meth:`to_arrow` for the arguments."""
        table = self.to_arrow(kind, entities=entities, top=top, level=level, q=q, why=why)
        return frame(table, verb="axis", **self.asked, kind=kind, level=level)

    def aggregate(
        self,
        sets: Mapping[str, Any] | Weighted | Iterable[Weighted],
        *,
        resamples: int = 200,
        null: int = 1000,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Say where weighted sets sit: sectors by their jobs, job mixes by their members.

        See :func:`laborspace.analysis.axis.aggregates.aggregate`.
        """
        from laborspace.analysis.axis.aggregates import aggregate

        table = aggregate(self, sets, resamples=resamples, null=null, rng=rng)
        return frame(table, verb="axis aggregate", **self.asked)

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for, fit for JSON."""
        return {
            "negative": list(self.negative.labels),
            "positive": list(self.positive.labels),
            "correction": self.correction,
            "cosine_of_poles": round(self.cosine, 6),
            "warnings": list(self.notes),
        }

    def to_arrow(
        self,
        kind: str | None = None,
        *,
        entities: Weighted | Iterable[Weighted] | None = None,
        top: int | None = None,
        level: str | None = None,
        q: bool = False,
        why: bool = False,
    ) -> pa.Table:
        """Score entities along the axis.

        Parameters
        ----------
        kind : str, optional
            Kind of the entities; by default all kinds.
        entities : str, array, mapping, pair, or iterable of them, optional
            Score just these, by id or name; texts and weighted sets too, which come last. A set
            has the weighted mean of its members' scores.
        top : int, optional
            Keep so many at each end, of each kind; by default all.
        level : str, optional
            By default items, not groups; a level such as ``"sector"``, or ``"all"``.
        q : bool
            Add the column `q_value`.
        why : bool
            Add the column `why`, which takes a while for thousands of rows.

        Returns
        -------
        pyarrow.Table
            ``id, kind, code, title, score, low, high, p_value, q_value, basis, why``, by kind,
            then from the positive to the negative end. `score` is a cosine in [-1, 1]. `low` and
            `high` bound the central 95% of scores when the members of the poles (of a pole of one
            member, its names) are drawn anew, with replacement; NaN where there is nothing to
            draw. `p_value` is the share of random axes on which the entity scores as extremely
            (:mod:`laborspace.analysis.axis.null`), `q_value` the false discovery rate at which
            Benjamini and Hochberg would call it, among the entities of its kind and level. `why`
            names what the entity requires or employs, or where, that is nearest to its pole.

        Raises
        ------
        UnknownKindError, UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
            If the question cannot be understood.
        """
        if top is not None:
            check_top(top)
        described: list[Term] = []
        if entities is None:
            chosen = list(blocks(self._space, kind, level).values())
        else:
            chosen, described = self._chosen(entities)
        parts = [self._scored(each, top, q=q and entities is None) for each in chosen]
        tables = [self._table(part, q=q, why=why) for part in parts]
        if described:
            tables.append(self._described(described, q=q, why=why))
        return pa.concat_tables(tables)

    def place(self, vectors: npt.NDArray[np.floating]) -> dict[str, Floats]:
        """Score means of unit vectors that need not be unit themselves.

        Parameters
        ----------
        vectors : ndarray, (k, d)
            From the centers of the kinds, unless the axis has no correction.

        Returns
        -------
        dict of str to ndarray, (k,)
            ``score, low, high, p_value``.
        """
        values = np.asarray(vectors, dtype=np.float32)
        drawn = self._resampled
        draws = None if drawn is None else drawn.scores(values @ drawn.vectors)
        low, high = interval(draws, len(values))
        score = (values @ self.vector).astype(np.float64)
        p = np.full(len(values), np.nan)
        if self._number:
            symmetric = is_symmetric(self.negative, self.positive)
            p = np.round(p_values(score, self._random() @ values.T, symmetric=symmetric), 4)
        return {"score": score, "low": low, "high": high, "p_value": p}

    def cosines(self, entities: Block) -> Floats:
        """Return the scores of entities, (m,)."""
        return entities.cosines(self.vector, centered=self._centered).astype(np.float64)

    def direction_of(self, term: Term) -> Floats:
        """Return what is scored of a term: the mean of the unit vectors it stands for, (d,)."""
        parts = items_of(self._space, term) if term.members else [term]
        shares = np.array([part.weight for part in parts])
        vectors = [centered(self._space, p) if self._centered else p.vector for p in parts]
        return np.asarray(shares / shares.sum() @ np.stack(vectors).astype(np.float64))

    @property
    def _centered(self) -> bool:
        return self.correction == "center"

    def _random(self) -> Vector:
        if self._random_axes is None:
            self._random_axes = random_axes(
                self._space,
                self.negative,
                self.positive,
                self._number,
                center=self._centered,
                rng=self._of_null,
            )
        return self._random_axes

    def _p_of(self, entities: Block, scores: Floats) -> Floats:
        if not self._number:
            return np.full(len(scores), np.nan)
        values = p_values_of(
            entities,
            scores,
            self._random(),
            center=self._centered,
            symmetric=is_symmetric(self.negative, self.positive),
        )
        return np.round(values, 4)

    def _chosen(self, entities: Weighted | Iterable[Weighted]) -> tuple[list[Block], list[Term]]:
        space = self._space
        asked = terms(space, listed(entities))
        if not asked:
            msg = "No entities were given to project; leave the argument out to project all."
            raise InputError(msg)
        named = [space.index_of(term.label) for term in asked if term.kind is not None]
        rows = np.unique(np.array(named, dtype=np.intp))
        kinds = np.array([space.column("kind")[row] for row in rows])
        found = [
            Block(
                rows[kinds == kind], space.vectors_of(rows[kinds == kind]), center_of(space, kind)
            )
            for kind in dict.fromkeys(kinds.tolist())
        ]
        return found, [term for term in asked if term.kind is None]

    def _scored(
        self, entities: Block, top: int | None, *, q: bool
    ) -> tuple[Rows, dict[str, Floats]]:
        scores = entities.cosines(self.vector, centered=self._centered)
        order = best_first(self._space, entities.rows, scores, len(scores))
        if top is not None and 2 * top < len(order):
            order = np.concatenate([order[:top], order[-top:]])
        few = 2 * len(order) < len(scores)
        kept = order if few else np.arange(len(scores))
        place = np.arange(len(order)) if few else order
        part = entities.some(kept) if few else entities
        low, high = intervals(part, self._resampled, center=self._centered)
        score = scores.astype(np.float64)
        found = {"score": score[order], "low": low[place], "high": high[place]}
        p = self._p_of(entities, score) if q else self._p_of(part, score[kept])
        found["p_value"] = p[order] if q else p[place]
        if q:
            found["q_value"] = np.round(q_values(p), 4)[order]
        return entities.rows[order], found

    def _table(self, part: tuple[Rows, dict[str, Floats]], *, q: bool, why: bool) -> pa.Table:
        rows, found = part
        columns = self._columns(found, q=q)
        if why:
            columns["why"] = self._why(rows, found["score"])
        return result_table(self._space, rows, columns)

    def _columns(self, found: dict[str, Floats], *, q: bool) -> dict[str, Any]:
        columns: dict[str, Any] = {name: np.round(values, 6) for name, values in found.items()}
        size = len(found["score"])
        if q and "q_value" not in columns:  # of entities chosen one by one there is no discovery
            columns["q_value"] = np.full(size, np.nan)
        columns["basis"] = ["estimated"] * size
        return columns

    def _described(self, asked: list[Term], *, q: bool, why: bool) -> pa.Table:
        """Score texts, vectors and weighted sets."""
        found = self.place(np.stack([self.direction_of(term) for term in asked]))
        columns = self._columns(found, q=q)
        if why:
            columns["why"] = [self._heaviest(term) for term in asked]
        head = {
            "id": [term.label for term in asked],
            "kind": ["mix" if t.members else t.label.partition(":")[0] for t in asked],
            "code": [""] * len(asked),
            "title": [term.label.removeprefix("text:") for term in asked],
        }
        data = [strings(head[name]) for name in HEAD]
        data += [strings(v) if isinstance(v, list) else numbers(v) for v in columns.values()]
        return pa.table(data, names=[*HEAD, *columns])

    def _heaviest(self, term: Term) -> str:
        if not term.members:
            return "its text" if term.label != "vector" else "its vector"
        from laborspace.analysis.axis.aggregates import most_from

        shares = np.array([member.weight for member in term.members])
        scores = np.array([self.direction_of(m) @ self.vector for m in term.members])
        return most_from(self._space, [m.label for m in term.members], shares * scores)

    def _why(self, rows: Rows, scores: Floats) -> list[str]:
        from laborspace.analysis.exposure.reasons import other_kind, reasons

        if not len(rows):
            return []
        kind = self._space.column("kind")[rows[0]]
        other = other_kind(kind)
        near = {
            name: self.cosines(part)
            for name, part in blocks(self._space, None).items()
            if name == other
        }
        return reasons(self._space, kind, rows, near, np.sign(scores))
