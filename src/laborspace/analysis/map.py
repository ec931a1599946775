"""The map as a table: where each entity lies, and in which cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.blocks import blocks, kinds_of
from laborspace.analysis.clusters import Cluster, clusters
from laborspace.analysis.preservation import positions
from laborspace.analysis.tables import result_table

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.space.container import Space

SHOWN = 3
"""Members of a cluster that a summary names, those nearest to its center."""


def map_table(
    space: Space,
    kind: str | None = None,
    *,
    level: str | None = None,
    count: int | None = None,
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
        If there is no such kind or level, or the number of clusters cannot be.
    """
    places = positions(space)
    found = clusters(space, count)
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
    titles = [each.title for each in found]
    columns = {
        "x": places[chosen, 0],
        "y": places[chosen, 1],
        "cluster": of_row[chosen],
        "cluster_title": [titles[number - 1] for number in of_row[chosen]],
    }
    return result_table(space, chosen, columns)


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
