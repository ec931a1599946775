"""Whether probabilities hold: how often what is claimed is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.errors import InputError
from laborspace.plotting.style import COLORS, GRAY, RULE, bare, drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS = 10
_Z = 1.96  # 95%
_SERIES = (("occupation", "o"), ("industry", "s"), ("skill", "^"))


def plot_reliability(
    claims: Mapping[str, tuple[Sequence[float], Sequence[bool]]],
    path: str | Path,
    *,
    title: str = "",
) -> Figure:
    """Draw how often answers are right against the probability they claim.

    Parameters
    ----------
    claims : mapping of str to (probabilities, right)
        Up to three series by name: the probability of each answer, and whether it is right.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.

    Returns
    -------
    matplotlib.figure.Figure
        Above, for each tenth of the scale with answers, the share that is right with its 95%
        Wilson interval, and the diagonal on which probabilities hold; below, how many answers.

    Raises
    ------
    InputError
        If there is nothing to draw, a series is of two lengths or of no probabilities, or the
        extension is another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails.
    """
    series = {name: _binned(name, *given) for name, given in claims.items()}
    if not 1 <= len(series) <= len(_SERIES):
        msg = f"A figure of reliability shows one to three series, not {len(series)}."
        raise InputError(msg)
    with drawing(path, 4.6, 5.2, title) as figure:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
        above.plot([0, 1], [0, 1], color=GRAY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        for (name, bins), (kind, marker) in zip(series.items(), _SERIES, strict=False):
            _draw(above, below, name, bins, COLORS[kind], marker)
        above.set_ylabel("Share right")
        above.set_xlim(0, 1)
        above.set_ylim(0, 1)
        above.legend(frameon=False, loc="upper left")
        below.set_ylabel("Answers")
        below.set_xlabel("Probability claimed")
        for panel in (above, below):
            panel.grid(color=RULE, linewidth=0.6)
            panel.set_axisbelow(True)
            bare(panel, "bottom", "left")
    return figure


def _binned(
    name: str, probabilities: Sequence[float], right: Sequence[bool]
) -> npt.NDArray[np.float64]:
    """Return mean claim, share right, its interval and the count of each bin, (bins, 5)."""
    claimed = np.asarray(probabilities, dtype=np.float64)
    correct = np.asarray(right, dtype=np.float64)
    usable = claimed.ndim == 1 and claimed.shape == correct.shape and len(claimed)
    if not usable or not ((claimed >= 0) & (claimed <= 1)).all():
        msg = f"{name!r} is not a probability between 0 and 1 and a yes or no for each answer."
        raise InputError(msg)
    place = np.minimum((claimed * BINS).astype(int), BINS - 1)
    rows = []
    for each in np.unique(place):
        inside = place == each
        n, share = int(inside.sum()), float(correct[inside].mean())
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        rows.append([claimed[inside].mean(), share, middle - reach, middle + reach, n])
    return np.array(rows)


def _draw(
    above: Axes,
    below: Axes,
    name: str,
    bins: npt.NDArray[np.float64],
    color: str,
    marker: str,
) -> None:
    claimed, share, low, high, count = bins.T
    above.vlines(claimed, low, high, color=color, linewidth=1.4, alpha=0.7, zorder=2)
    above.plot(claimed, share, color=color, linewidth=1.2, marker=marker, markersize=5.5,
               label=name, zorder=3)  # fmt: skip
    below.plot(claimed, count, color=color, linewidth=1.2, marker=marker, markersize=3.5)
    below.set_ylim(bottom=0)
