"""What moved between two spaces, against what a mere second making would move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.analysis.comparison.matching import Matched, counterparts, match, only_in
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.statistics.alignment import overlap
from laborspace.analysis.statistics.alignment import top as nearest
from laborspace.analysis.tables import frame, result_table
from laborspace.analysis.words import ALMOST_ALL, percent
from laborspace.errors import InputError
from laborspace.records import check_kind
from laborspace.space.arrow import numbers, strings

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.space.container import Rows, Space

NEIGHBORS = 10
SAMPLE = 400
"""Entities of a kind whose neighbors the summary compares, evenly spaced."""
NAMED = 3
"""Neighbors gained and lost that a row names."""
LEVEL = 0.9
BLOCK = 1000  # rows whose similarities are held at once

_SUMS = (
    *("shared", "renamed", "left", "entered", "moved", "noise", "beyond", "overlap"),
    *("overlap_noise", "chance"),
)
_COUNTS = 4  # of these are counts

Floats = npt.NDArray[np.floating]


class Comparison:
    """What moved from one space to another; make one with :func:`compare`.

    Attributes
    ----------
    space, other : Space
        Before and after.
    """

    def __init__(self, space: Space, other: Space, noise: Space | None) -> None:
        self.space, self.other = space, other
        self._matched = match(space, other)
        self._noise = None if noise is None else match(space, noise, other="noise space")

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(m.one):,} {kind}" for kind, m in self._matched.items())
        return f"<Comparison of two spaces that share {counts}>"

    def movers(self, kind: str | None = None, *, top: int | None = 10) -> pd.DataFrame:
        """List the entities that moved most; see :meth:`movers_to_arrow`."""
        return frame(self.movers_to_arrow(kind, top=top), verb="movers", kind=kind, top=top)

    def movers_to_arrow(self, kind: str | None = None, *, top: int | None = 10) -> pa.Table:
        """List the entities that moved most.

        Parameters
        ----------
        kind : str, optional
            By default those of each kind.
        top : int, optional
            Most of each kind; None for all, which takes some seconds for thousands.

        Returns
        -------
        pyarrow.Table
            ``id, kind, code, title, moved, low, high, percentile, p_value, q_value, overlap,
            counterpart, basis, why``, by kind and then the farthest first. `moved` is one
            less the cosine of before and after. With a noise space, `percentile` is the percentage
            of entities of the kind that a second making moves less, `p_value` the share of the
            others (with one added to either count), `q_value` the false discovery rate at which it
            would be named (Benjamini & Hochberg 1995), and `low` and `high` where nine in ten
            second makings would put it.
            Without one, `percentile` is among the entities themselves, and the four are left
            out. `overlap` is the share of the ten nearest of its kind that stay the ten nearest;
            `counterpart` the id in the other space, where a crosswalk says so.

        Raises
        ------
        UnknownKindError, InputError
            If the kind is not in both spaces, or `top` is no positive number.
        """
        if top is not None:
            check_top(top)
        parts = [self._movers(each, top) for each in self._kinds(kind)]
        rows = np.concatenate([part[0] for part in parts])
        columns: dict[str, Any] = {}
        for name in parts[0][1]:
            every = [part[1][name] for part in parts]
            texts = isinstance(every[0], list)
            columns[name] = sum(every, []) if texts else np.concatenate(every)  # noqa: RUF017
        return result_table(self.space, rows, columns)

    def changes(self, kind: str | None = None) -> pd.DataFrame:
        """List the entities that entered or left; see :meth:`changes_to_arrow`."""
        return frame(self.changes_to_arrow(kind), verb="changes", kind=kind)

    def changes_to_arrow(self, kind: str | None = None) -> pa.Table:
        """List the entities that only one of the spaces has.

        Returns
        -------
        pyarrow.Table
            ``id, kind, code, title, status, counterpart``; `status` is ``"left"`` (only in the
            first space), ``"entered"`` (only in the second) or ``"renamed"`` (left, but a
            crosswalk names the one entity that took its place); `counterpart` what a crosswalk
            says is the same, ids separated by commas.

        Raises
        ------
        UnknownKindError
            If there is no such kind.
        """
        same = counterparts(self.space, self.other)
        renamed = {
            self.space.ids[row]
            for each in self._matched.values()
            for row in each.one[each.renamed].tolist()
        }
        tables = []
        for mine, theirs, status in (
            (self.space, self.other, "left"),
            (self.other, self.space, "entered"),
        ):
            kinds = dict.fromkeys(mine.column("kind"))
            wanted = list(kinds) if kind is None else [check_kind(kind)]
            ids = [id_ for each in wanted for id_ in only_in(mine, theirs, each)]
            columns = {
                "status": ["renamed" if id_ in renamed else status for id_ in ids],
                "counterpart": [
                    ", ".join(sorted(o for o in same.get(id_, []) if o in theirs)) for id_ in ids
                ],
            }
            tables.append(result_table(mine, mine.rows_of(ids), columns))
        return pa.concat_tables(tables)

    def summary(self) -> pd.DataFrame:
        """Sum up each kind; see :meth:`summary_to_arrow`."""
        return frame(self.summary_to_arrow(), verb="summary")

    def summary_to_arrow(self) -> pa.Table:
        """Sum up each kind.

        Returns
        -------
        pyarrow.Table
            ``kind, shared, renamed, left, entered, moved, noise, beyond, overlap,
            overlap_noise, chance``: counts of entities; the median of what they moved, and of
            what a second making moves them; the share that moved beyond it (q-value ≤ 0.05); the
            mean overlap of the ten nearest, with the other space, with the second making, and by
            chance, over at most 400 entities. NaN without a noise space.
        """
        kinds = list(self._matched)
        rows = np.array([self._sums(kind) for kind in kinds], dtype=np.float64)
        columns = [rows[:, i] for i in range(len(_SUMS))]
        data = [c.astype(np.int64) if i < _COUNTS else c for i, c in enumerate(columns)]
        return pa.table([strings(kinds), *map(numbers, data)], names=["kind", *_SUMS])

    def _sums(self, kind: str) -> list[float]:
        """Return a row of the summary, in the order of its columns."""
        each, noise = self._matched[kind], self._noise_of(kind)
        made = None if self._noise is None else self._noise.get(kind)
        unknown = float("nan")
        return [
            len(each.one),
            int(each.renamed.sum()),
            len(only_in(self.space, self.other, kind)),
            len(only_in(self.other, self.space, kind)),
            round(float(np.median(each.moved)), 6),
            unknown if noise is None else round(float(np.median(noise)), 6),
            self._beyond(each),
            _kept_on_average(each),
            unknown if made is None else _kept_on_average(made),
            _count(each) / (len(each.one) - 1),
        ]

    def _kinds(self, kind: str | None) -> list[Matched]:
        if kind is None:
            return list(self._matched.values())
        check_kind(kind)
        if kind not in self._matched:
            msg = f"The two spaces share no {kind} to compare; choose {', '.join(self._matched)}."
            raise InputError(msg)
        return [self._matched[kind]]

    def _noise_of(self, kind: str) -> Floats | None:
        """Return what a second making moves the entities of a kind, sorted; None if unknown."""
        if self._noise is None or kind not in self._noise:
            return None
        return np.sort(self._noise[kind].moved)

    def _beyond(self, each: Matched) -> float:
        noise = self._noise_of(each.kind)
        return (
            float("nan") if noise is None else float((_rates(_chances(each, noise)) <= 0.05).mean())
        )

    def _movers(self, each: Matched, top: int | None) -> tuple[Rows, dict[str, Any]]:
        moved = each.moved
        order = np.argsort(-np.round(moved, 6), kind="stable")  # rows are in the order of ids
        chosen = order if top is None else order[:top]
        noise = self._noise_of(each.kind)
        columns: dict[str, Any] = {"moved": np.round(moved[chosen], 6)}
        if self._noise is not None:
            columns |= _against(each, noise, chosen)
        else:
            ranks = _below(np.sort(moved), moved[chosen])
            columns["percentile"] = np.round(100 * ranks, 4)
        lists = [_nearest(vectors, chosen) for vectors in (each.before, each.after)]
        columns["overlap"] = np.round(overlap(*lists), 6)
        columns["counterpart"] = [
            self.other.ids[each.two[i]] if each.renamed[i] else "" for i in chosen
        ]
        columns["basis"] = ["estimated"] * len(chosen)
        columns["why"] = self._why(each, chosen, lists, columns["percentile"])
        return each.one[chosen], columns

    def _why(self, each: Matched, chosen: Rows, lists: list[Rows], percentile: Floats) -> list[str]:
        titles = self.space.column("title")
        against = "its kind moved" if self._noise is None else "its kind moves between two makings"
        words = []
        for i, place in enumerate(chosen):
            before, after = lists[0][i], lists[1][i]
            new = _ordered(np.setdiff1d(after, before), each.after, place)
            old = _ordered(np.setdiff1d(before, after), each.before, place)
            said = []
            if np.isfinite(percentile[i]):
                said.append(
                    f"farther than {percent(min(percentile[i] / 100, ALMOST_ALL))} of {against}"
                )
            for name, places in (("nearer now", new), ("no longer near", old)):
                if len(places):
                    named = [titles[each.one[p]] for p in places[:NAMED]]
                    said.append(f"{name}: {', '.join(named)}")
            if not len(new):
                said.append("its nearest are the same")
            words.append("; ".join(said))
        return words


def compare(space: Space, other: Space, *, noise: Space | None = None) -> Comparison:
    """Compare two spaces: what moved, what entered, what left.

    Parameters
    ----------
    space, other : Space
        Before and after: two vintages, two recipes, or a space and its held-out twin
        (``space.twin``).
    noise : Space, optional
        The first space made once more by the same recipe with another seed. What moves between
        those two is what training moves by chance.

    Returns
    -------
    Comparison
        Its methods ``movers``, ``changes`` and ``summary`` return DataFrames.

    Raises
    ------
    InputError
        If the spaces share too little.
    """
    return Comparison(space, other, noise)


def _against(each: Matched, noise: Floats | None, chosen: Rows) -> dict[str, Floats]:
    """Return interval, percentile, p-value and q-value of movers, NaN without noise."""
    if noise is None:
        nothing = np.full(len(chosen), np.nan)
        return dict.fromkeys(("low", "high", "percentile", "p_value", "q_value"), nothing)
    moved, chances = each.moved[chosen], _chances(each, noise)
    least, middle, most = np.quantile(noise, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    return {
        "low": np.round(np.maximum(moved - (most - middle), 0), 6),
        "high": np.round(moved + (middle - least), 6),
        "percentile": np.round(100 * _below(noise, moved), 4),
        "p_value": np.round(chances[chosen], 6),
        "q_value": np.round(_rates(chances)[chosen], 6),
    }


def _chances(each: Matched, noise: Floats) -> Floats:
    """Return the share of entities that a second making moves as far, one added to both counts."""
    as_far = len(noise) - np.searchsorted(noise, each.moved - 1e-9, "left")
    return (as_far + 1) / (len(noise) + 1)


def _rates(chances: Floats) -> Floats:
    """Return false discovery rates (Benjamini & Hochberg 1995)."""
    order = np.argsort(chances, kind="stable")[::-1]
    count = len(chances)
    rates = np.minimum.accumulate(chances[order] * count / np.arange(count, 0, -1))
    found = np.empty(count)
    found[order] = np.minimum(rates, 1)
    return found


def _below(ordered: Floats, values: Floats) -> Floats:
    left, right = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    return np.asarray((left + right) / (2 * len(ordered)))


def _count(each: Matched) -> int:
    return min(NEIGHBORS, len(each.one) - 1)


def _spread(count: int, most: int) -> Rows:
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.intp))


def _kept_on_average(each: Matched) -> float:
    places = _spread(len(each.one), SAMPLE)
    lists = _nearest(each.before, places), _nearest(each.after, places)
    return float(overlap(*lists).mean())


def _nearest(vectors: npt.NDArray[np.float32], places: Rows) -> Rows:
    """Return the places of the ten nearest of some entities among all, in no order."""
    count = min(NEIGHBORS, len(vectors) - 1)
    found = np.empty((len(places), count), dtype=np.intp)
    for start in range(0, len(places), BLOCK):
        part = places[start : start + BLOCK]
        scores = vectors[part] @ vectors.T
        scores[np.arange(len(part)), part] = -np.inf
        found[start : start + BLOCK] = nearest(scores, count)
    return found


def _ordered(places: Rows, vectors: npt.NDArray[np.float32], place: int) -> Rows:
    """Order places by how near they are to another, the nearest first."""
    near = np.round(vectors[places] @ vectors[place], 6)
    return places[np.argsort(-near, kind="stable")]
