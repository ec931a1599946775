"""The map as a table: where each entity lies, and in which cluster."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import blocks, kinds_of
from laborspace.analysis.clusters import Cluster, clusters
from laborspace.analysis.preservation import positions
from laborspace.analysis.tables import result_table
from laborspace.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.space.container import Space

Area = str | Iterable[tuple[float, float]]
"""Corners of a polygon on the map, or two opposite corners of a box; as text ``"x,y x,y"``."""

SHOWN = 3
"""Members of a cluster that a summary names, those nearest to its center."""

MAX_CORNERS = 1_000


def map_table(
    space: Space,
    kind: str | None = None,
    *,
    level: str | None = None,
    count: int | None = None,
    cluster: int | None = None,
    area: Area | None = None,
) -> pa.Table:
    """Say where entities lie on the map of a space, and in which cluster.

    The coordinates are those made when the space was built; nothing is laid out anew.

    Parameters
    ----------
    space : Space
        With a map.
    kind : str, optional
        Kind of the entities; by default all kinds.
    level : str, optional
        By default items, not groups; a level such as ``"sector"``, or ``"all"``.
    count : int, optional
        Number of clusters, of all items together; see
        :func:`laborspace.analysis.clusters.clusters`.
    cluster : int, optional
        Only the entities of the cluster of this number.
    area : str or iterable of pairs, optional
        Only the entities within a part of the map: the corners of a polygon, or two opposite
        corners of a box.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, x, y, cluster, cluster_title``, by kind, then in the order of the
        space. `x` and `y` lie in [-1, 1]. `cluster` counts from 1, the largest first; a group is
        in the cluster whose center is nearest.

    Raises
    ------
    FormatError
        If the space has no map.
    UnknownKindError, InputError
        If there is no such kind, level or cluster, the number of clusters cannot be, or the area
        cannot be read.
    """
    places = positions(space)
    corners = None if area is None else corners_of(area)
    found = clusters(space, count)
    if cluster is not None and not 1 <= cluster <= len(found):
        msg = f"There is no cluster {cluster}; their numbers go from 1 to {len(found)}."
        raise InputError(msg)
    of_row = np.zeros(len(space), dtype=np.int64)
    for number, each in enumerate(found, start=1):
        of_row[each.rows] = number
    centers = np.stack([each.center for each in found]).T
    rows = []
    for entities in blocks(space, kind, level).values():
        rows.append(entities.rows)
        groups = np.flatnonzero(of_row[entities.rows] == 0)
        nearest = np.argmax(entities.cosines(centers, centered=True)[groups], axis=1)
        of_row[entities.rows[groups]] = nearest + 1
    chosen = np.concatenate(rows)
    if cluster is not None:
        chosen = chosen[of_row[chosen] == cluster]
    if corners is not None:
        chosen = chosen[within(places[chosen], corners)]
    titles = [each.title for each in found]
    columns = {
        "x": places[chosen, 0],
        "y": places[chosen, 1],
        "cluster": of_row[chosen],
        "cluster_title": [titles[number - 1] for number in of_row[chosen]],
    }
    return result_table(space, chosen, columns)


def corners_of(area: Area) -> npt.NDArray[np.float64]:
    """Return the corners of an area, (m, 2), of a box all four.

    Raises
    ------
    InputError
        If these are no two or more pairs of numbers.
    """
    try:
        pairs = [each.split(",") for each in area.split()] if isinstance(area, str) else list(area)
        corners = np.array(pairs, dtype=np.float64)
    except (TypeError, ValueError):
        corners = np.empty(0)
    fit = corners.ndim == 2 and corners.shape[1] == 2 and 2 <= len(corners) <= MAX_CORNERS
    if not fit or not np.isfinite(corners).all():
        shown = area if isinstance(area, str) else repr(area)
        msg = (
            f"The area {shown[:80]!r} is no list of 2 to {MAX_CORNERS:,} corners; write two"
            " opposite corners of a box or those of a polygon, such as '-0.5,0.1 0.2,0.6'."
        )
        raise InputError(msg)
    if len(corners) == 2:
        (left, low), (right, high) = corners
        corners = np.array([(left, low), (right, low), (right, high), (left, high)])
    return corners


def within(
    points: npt.NDArray[np.floating], corners: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Say which points, (n, 2), lie in a polygon, (m, 2), by the even-odd rule."""
    inside = np.zeros(len(points), dtype=bool)
    x, y = points.astype(np.float64).T
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        spans = (y0 > y) != (y1 > y)  # never so for a level edge, whose slope is not asked for
        inside[spans] ^= x[spans] < x0 + (y[spans] - y0) * (x1 - x0) / (y1 - y0)
    return inside


def summary(space: Space, count: int | None = None) -> list[dict[str, Any]]:
    """Describe the clusters of a space.

    Returns
    -------
    list of dict
        ``cluster, title, entities``, the number of each kind by its name, and ``nearest``, titles
        of the members nearest to its center.
    """
    kinds, titles = space.column("kind"), space.column("title")
    rows = []
    for number, each in enumerate(clusters(space, count), start=1):
        members = [kinds[row] for row in each.rows]
        rows.append(
            {"cluster": number, "title": each.title, "entities": len(members)}
            | {kind: members.count(kind) for kind in kinds_of(space)}
            | {"nearest": "; ".join(_first(each, titles))}
        )
    return rows


def _first(cluster: Cluster, titles: list[str]) -> list[str]:
    return list(dict.fromkeys(titles[row] for row in cluster.rows))[:SHOWN]
