"""How well a map keeps neighborhoods.

A map in the plane must tear some neighbors apart and push strangers together. Venna & Kaski
("Neighborhood preservation in nonlinear projection methods: an experimental study", ICANN 2001)
measure the two apart: *trustworthiness* falls with strangers among the neighbors on the map,
*continuity* with neighbors that the map has moved away. The share of the nearest neighbors kept
says the same in plainer words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import block, kinds_of
from laborspace.space.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

Table = npt.NDArray[np.float64]

NEIGHBORS = (10, 30)
"""Sizes of a neighborhood."""

QUERIES = 500
"""Entities whose neighborhoods are looked at, evenly spaced among all."""


@dataclass(frozen=True)
class Kept:
    """What became of the neighborhoods of some entities, one value an entity, (m,).

    Attributes
    ----------
    queries : ndarray of int
        Places of the entities among those on the map.
    kept : dict of int to ndarray
        k → share of the k nearest that are among the k nearest on the map.
    trustworthiness, continuity : dict of int to ndarray
        k → terms whose mean is the measure of Venna & Kaski.
    """

    queries: Rows
    kept: dict[int, Table]
    trustworthiness: dict[int, Table]
    continuity: dict[int, Table]


def neighborhoods(
    vectors: Vector,
    plane: npt.NDArray[np.floating],
    *,
    queries: Rows | None = None,
    sizes: Sequence[int] = NEIGHBORS,
) -> Kept:
    """Compare the neighborhoods of a space with those on its map.

    Parameters
    ----------
    vectors : ndarray, (n, d)
        Unit vectors; near means a great cosine.
    plane : ndarray, (n, 2)
        Positions; near means a small Euclidean distance.
    queries : ndarray of int, (m,), optional
        Whose neighborhoods are compared; all by default. The neighbors are among all n.
    sizes : sequence of int
        Sizes k of a neighborhood, less than n / 2; greater ones are left out.
    """
    count = len(vectors)
    asked = np.arange(count) if queries is None else queries
    usable = [k for k in sizes if 2 * k < count]
    found: dict[str, dict[int, list[float]]] = {
        name: {k: [] for k in usable} for name in ("kept", "trustworthiness", "continuity")
    }
    positions = plane.astype(np.float64)
    for row in asked if usable else ():
        near = -(vectors @ vectors[row]).astype(np.float64)
        there = ((positions - positions[row]) ** 2).sum(axis=1)
        near[row] = there[row] = -np.inf  # first of all, and dropped
        widest = max(usable)
        high, low = _nearest(near, widest), _nearest(there, widest)
        rank_high = np.searchsorted(np.sort(near), near[low])
        rank_low = np.searchsorted(np.sort(there), there[high])
        for k in usable:
            most = k * (2 * count - 3 * k - 1) / 2  # the worst sum there can be
            found["kept"][k].append(len(np.intersect1d(high[:k], low[:k])) / k)
            intruders = np.maximum(rank_high[:k] - k, 0).sum()
            lost = np.maximum(rank_low[:k] - k, 0).sum()
            found["trustworthiness"][k].append(1 - intruders / most)
            found["continuity"][k].append(1 - lost / most)
    arrays = {name: {k: np.array(v) for k, v in each.items()} for name, each in found.items()}
    return Kept(asked, arrays["kept"], arrays["trustworthiness"], arrays["continuity"])


def _nearest(distances: Table, k: int) -> Rows:
    """Return the k nearest but oneself, in order, ties in the order of the rows."""
    limit = np.partition(distances, k)[k]
    places = np.flatnonzero(distances <= limit)
    order = np.argsort(distances[places], kind="stable")
    nearest: Rows = places[order][1 : k + 1]
    return nearest


def centered_items(space: Space, kind: str | None = None) -> tuple[Rows, Vector]:
    """Return rows and unit vectors of the items, each from the center of its kind."""
    kinds = kinds_of(space) if kind is None else (kind,)
    blocks = [block(space, each) for each in kinds]
    vectors = [unit(each.vectors - each.center) for each in blocks]
    return np.concatenate([each.rows for each in blocks]), np.concatenate(vectors)


def preservation(space: Space, *, queries: int = QUERIES) -> list[dict[str, Any]]:
    """Measure how well the map of a space keeps neighborhoods.

    Parameters
    ----------
    space : Space
        With a map.
    queries : int
        Most entities of a kind to look at.

    Returns
    -------
    list of dict
        ``kind, k, entities, kept, trustworthiness, continuity, chance``: for all kinds together
        (`kind` ``"all"``), and among the items of each kind alone. `chance` is the share kept
        by random positions.

    Raises
    ------
    FormatError
        If the space has no map.
    """
    places = positions(space)
    rows: list[dict[str, Any]] = []
    for kind in (None, *kinds_of(space)):
        items, vectors = centered_items(space, kind)
        asked = np.unique(np.linspace(0, len(items) - 1, min(queries, len(items))).astype(np.intp))
        found = neighborhoods(vectors, places[items], queries=asked)
        rows += [
            {
                "kind": kind or "all",
                "k": k,
                "entities": len(items),
                "kept": round(float(found.kept[k].mean()), 4),
                "trustworthiness": round(float(found.trustworthiness[k].mean()), 4),
                "continuity": round(float(found.continuity[k].mean()), 4),
                "chance": round(k / (len(items) - 1), 4),
            }
            for k in found.kept
        ]
    return rows


def positions(space: Space) -> npt.NDArray[np.float32]:
    """Return the coordinates of all entities, (n, 2), in the order of the space; NaN if unknown.

    Raises
    ------
    FormatError
        If the space has no map.
    """
    table = space.coordinates
    places = np.full((len(space), 2), np.nan, dtype=np.float32)
    rows = space.rows_of(table["id"].to_pylist())
    columns = [table[name].to_numpy() for name in ("x", "y")]
    known = rows >= 0
    places[rows[known]] = np.stack(columns, axis=1)[known]
    return places
