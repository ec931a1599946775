"""What a map names first: where clusters are densest, and which entities are known best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.links import links

if TYPE_CHECKING:
    from laborspace.space.container import Space


def densest(points: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return the point, (2,), that has half of all points, (n, 2), nearest around it."""
    some = points[np.unique(np.linspace(0, len(points) - 1, min(len(points), 500)).astype(int))]
    apart = np.hypot(*(some[:, np.newaxis] - some).transpose(2, 0, 1))
    point: npt.NDArray[np.floating] = some[int(np.argmin(np.median(apart, axis=1)))]
    return point


def relations_of(space: Space) -> npt.NDArray[np.intp]:
    """Count the observed relations of each entity, (n,): the more, the better it is known."""
    known = links(space)
    ends = np.concatenate([known.source, known.target])
    return np.bincount(ends[ends >= 0], minlength=len(space))
