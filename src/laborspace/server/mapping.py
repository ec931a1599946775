"""What the map of the page draws: every entity in compact columns, made once and packed."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.errors import InputError, LaborSpaceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from laborspace.space.container import Rows, Space

SCALE = 10_000
"""Coordinates are whole numbers of so many parts, a fiftieth of a pixel on a wide screen."""

_MAKING = Lock()


def drawing(space: Space) -> dict[str, Any]:
    """Return what the page draws of a map.

    Returns
    -------
    dict
        ``scale``; columns ``title, x, y, cluster, known`` of all items in the order of the verb
        ``map``, where `known` counts observed relations; ``kinds``, ``[kind, first, after last]``
        of each; ``clusters``, as the summary of the map, with ``words``, ``x`` and ``y`` where
        its members are densest; and ``kept``, how well the map keeps neighborhoods.

    Raises
    ------
    FormatError
        If the space has no map.
    """
    from laborspace.analysis.clusters import clusters
    from laborspace.analysis.landmarks import densest, relations_of
    from laborspace.analysis.map import map_table, summary
    from laborspace.analysis.preservation import positions, preservation

    table = map_table(space)
    kinds = table["kind"].to_pylist()
    spans = [[kind, kinds.index(kind), kinds.index(kind) + kinds.count(kind)] for kind in
             dict.fromkeys(kinds)]  # fmt: skip
    rows, places = _order(space), positions(space)
    named = []
    for told, each in zip(summary(space), clusters(space), strict=True):
        x, y = _whole(densest(places[each.rows])).tolist()
        named.append({**told, "words": list(each.words), "x": x, "y": y})
    plane = _whole(places[rows])
    return {
        "scale": SCALE,
        "kinds": spans,
        "title": table["title"].to_pylist(),
        "x": plane[:, 0].tolist(),
        "y": plane[:, 1].tolist(),
        "cluster": table["cluster"].to_pylist(),
        "known": relations_of(space)[rows].tolist(),
        "clusters": named,
        "kept": preservation(space),
    }


def packed(space: Space) -> tuple[bytes, bytes, str]:
    """Return the drawing as JSON, plain and compressed, and a tag of it; kept once made."""
    with _MAKING:  # who comes while it is being made waits for it
        return _packed(space)


@lru_cache(maxsize=2)
def _packed(space: Space) -> tuple[bytes, bytes, str]:
    text = json.dumps(drawing(space), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    content = text.encode("utf-8", "replace")
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return content, gzip.compress(content, 6, mtime=0), tag


def spots(space: Space, names: Iterable[str]) -> list[dict[str, Any]]:
    """Say where entities lie, and what lies at places of the drawing.

    Parameters
    ----------
    space : Space
    names : iterable of str
        Ids or names; ``#17`` is what is at place 17 of the columns of :func:`drawing`.

    Returns
    -------
    list of dict
        What an entity is called, ``asked``, ``x``, ``y`` and ``place``, -1 for a group. Names
        that mean nothing are left out.

    Raises
    ------
    InputError
        If there is no such place.
    """
    from laborspace.analysis.preservation import positions
    from laborspace.analysis.profile import head
    from laborspace.space.resolve import resolve

    order, places = _order(space), positions(space)
    found = []
    for name in names:
        if name.startswith("#"):
            number = name[1:]
            if not (number.isascii() and number.isdigit() and int(number) < len(order)):
                msg = f"There is no place {name} on the map; they go from #0 to #{len(order) - 1}."
                raise InputError(msg)
            row = int(order[int(number)])
        else:
            try:
                row = space.index_of(resolve(space, name))
            except LaborSpaceError:
                continue
        at = np.flatnonzero(order == row)
        x, y = _whole(places[row]).tolist()
        place = int(at[0]) if len(at) else -1
        found.append({"asked": name, **head(space, row), "x": x, "y": y, "place": place})
    return found


def _order(space: Space) -> Rows:
    """Return the rows of the items in the order of the verb ``map``."""
    from laborspace.analysis.blocks import blocks

    return np.concatenate([each.rows for each in blocks(space, None).values()])


def _whole(points: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """Return coordinates as whole numbers; an entity without any lies at the origin."""
    return np.rint(np.nan_to_num(points.astype(np.float64)) * SCALE).astype(np.int64)
