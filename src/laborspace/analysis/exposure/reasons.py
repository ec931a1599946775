"""Why an entity is exposed: what it observably requires or employs that is near the concept.

Of the observed rows of an entity those are named whose other end is nearest to the concept, by how
much the entity has of it, and only if that end is among the nearest tenth of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.observed import newest, taxonomy
from laborspace.analysis.links import links
from laborspace.analysis.why import SIMILAR
from laborspace.analysis.words import percent
from laborspace.space.arrow import codes, to_numpy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from laborspace.space.container import Rows, Space

FAR = "far from it"
"""Said of an entity that lies away from the concept."""
NAMED = 2
"""Most reasons named."""
NEAREST = 0.9
"""Share of a kind that must be less near to the concept than a reason is."""

Floats = npt.NDArray[np.float64]

_ROUTES = {  # kind explained: (relation, whether it is the source, words)
    "occupation": ("requires", True, "requires"),
    "industry": ("employs", True, "employs"),
    "skill": ("requires", False, "required by"),
    "firm": ("operates_in", True, "operates in"),
}
_OTHER = {"occupation": "skill", "industry": "occupation", "skill": "occupation",
          "firm": "industry"}  # fmt: skip
"""The kind at the other end of a route."""


@dataclass(frozen=True)
class _Edges:
    """Rows of one relation, sorted by the entity explained."""

    place: Rows  # of the relation's row
    mine: Rows
    other: Rows
    weight: Floats  # 0 to 1: importance, share of the jobs


def other_kind(kind: str) -> str:
    """Return the kind whose nearness to the concept explains a kind."""
    return _OTHER[kind]


def reasons(
    space: Space,
    kind: str,
    rows: Rows,
    nearness: Mapping[str, Floats],
    sides: npt.NDArray[np.floating],
) -> list[str]:
    """Name what speaks most for the exposure of entities of a kind.

    Parameters
    ----------
    space : Space
    kind : str
    rows : ndarray of int, (n,)
        Rows of the entities.
    nearness : mapping of str to ndarray
        Kind → cosine of each of its items (in the order of ``space.rows(kind)``).
    sides : ndarray, (n,)
        1 for entities on the side of the concept, -1 for those on the side of its opposite, 0 for
        those on neither.

    Returns
    -------
    list of str
        E.g. ``"requires: utilise machine learning (essential), Python (optional)"``;
        :data:`laborspace.analysis.why.SIMILAR` where nothing observed is near; :data:`FAR`.
    """
    found = [FAR] * len(rows)
    for side in (1, -1):
        chosen = np.flatnonzero(sides == side)
        if len(chosen):
            turned = {other: side * cosine for other, cosine in nearness.items()}
            for i, words in zip(chosen, _of_side(space, kind, rows[chosen], turned), strict=True):
                found[i] = words
    return found


def _of_side(space: Space, kind: str, rows: Rows, nearness: Mapping[str, Floats]) -> list[str]:
    other = _OTHER[kind]
    if other not in nearness:
        return [SIMILAR] * len(rows)
    edges = space.derived(("exposure edges", kind), lambda: _edges(space, kind))
    if not len(edges.mine):
        return [SIMILAR] * len(rows)
    cosine = _spread(space, other, nearness[other])
    threshold = float(np.quantile(nearness[other], NEAREST))
    near = cosine[edges.other]
    with np.errstate(invalid="ignore"):
        value = np.where(near >= max(threshold, 1e-9), edges.weight * near, 0.0)
    best = _best(edges, value)
    return [_sentence(space, kind, edges, best.get(int(row), [])) for row in rows]


def _edges(space: Space, kind: str) -> _Edges:
    relation, forward, _ = _ROUTES[kind]
    ends = links(space)
    names, values = codes(space.relations["relation"])
    code = values.index(relation) if relation in values else -1
    places = np.flatnonzero((names == code) & (ends.source >= 0) & (ends.target >= 0))
    if len(places):
        places = newest(space, places)
    source, target = ends.source[places].astype(np.intp), ends.target[places].astype(np.intp)
    amount = to_numpy(space.relations["weight"])[places].astype(np.float64)
    if relation == "employs":
        total = np.bincount(source, amount, minlength=len(space))
        amount = amount / np.maximum(total[source], 1e-12)
    elif relation == "requires":
        # O*NET rates from 1 to 5; ESCO lists with 1, or .5 if optional.
        rated = to_numpy(space.relations["weight"])[places] > 1
        amount = np.where(rated, (amount - 1) / 4, amount)
        details, words = codes(space.relations["detail"])
        doubted = [code for code, word in enumerate(words) if word and word.startswith("not")]
        amount[np.isin(details[places], doubted)] = 0  # O*NET: not relevant
    mine, other = (source, target) if forward else (target, source)
    order = np.lexsort((places, mine))
    return _Edges(places[order], mine[order], other[order], amount[order])


def _spread(space: Space, kind: str, cosine: Floats) -> Floats:
    """Return the cosines by row of the space; a group has the mean of its items."""
    found = np.full(len(space), np.nan)
    rows = space.rows(kind)
    found[rows] = cosine
    child, parent = space.derived(("exposure groups", kind), lambda: _above(space, rows))
    if len(child):
        total = np.bincount(parent, cosine[child], minlength=len(space))
        count = np.bincount(parent, minlength=len(space))
        groups = np.flatnonzero((count > 0) & np.isnan(found))
        found[groups] = total[groups] / count[groups]
    return found


def _above(space: Space, rows: Rows) -> tuple[Rows, Rows]:
    known = taxonomy(space)
    pairs = [(i, g) for i, row in enumerate(rows.tolist()) for g in known.above(row)]
    if not pairs:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    child, parent = np.array(pairs, dtype=np.intp).T
    return child, parent


def _best(edges: _Edges, value: Floats) -> dict[int, list[int]]:
    """Return the places in `edges` of the greatest positive values of each entity."""
    kept = np.flatnonzero(value > 0)
    order = kept[np.lexsort((kept, -value[kept], edges.mine[kept]))]
    mine = edges.mine[order]
    first = np.flatnonzero(np.diff(mine, prepend=-1))
    ends = np.append(first, len(mine))[1:]
    picked = order.tolist()
    return {
        int(mine[start]): picked[start : min(start + NAMED, end)]
        for start, end in zip(first.tolist(), ends.tolist(), strict=True)
    }


def _sentence(space: Space, kind: str, edges: _Edges, best: list[int]) -> str:
    if not best:
        return SIMILAR
    relation, _, words = _ROUTES[kind]
    titles = space.column("title")
    weights, details = space.derived("exposure details", lambda: _details(space))
    named = []
    for i in best:
        place, title = edges.place[i], titles[edges.other[i]]
        if relation == "employs":
            title += f" ({percent(edges.weight[i])} of jobs)"
        elif relation == "requires":
            rated = weights[place] > 1
            title += f" ({f'importance {weights[place]:.2g}' if rated else details[place]})"
        named.append(title.removesuffix(" ()"))
    return f"{words}: {', '.join(named)}"


def _details(space: Space) -> tuple[npt.NDArray[np.floating], list[str]]:
    places, names = codes(space.relations["detail"])
    spelled = np.array([name or "" for name in names], dtype=object)[places].tolist()
    return to_numpy(space.relations["weight"]), spelled
