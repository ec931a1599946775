"""Entities along an axis, one strip a kind, the extremes by name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.plotting.style import (
    COLORS,
    MARKERS,
    PLURALS,
    RULE,
    bare,
    drawing,
    rows_by_kind,
    shorten,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LONGEST = 40  # characters of a title
_BINS = 140  # across the width of a strip


def plot_axis(
    table: pa.Table | pd.DataFrame,
    path: str | Path,
    *,
    title: str = "",
    poles: tuple[str, str] = ("", ""),
    labels: int = 6,
) -> Figure:
    """Draw entities along an axis, one strip a kind, with the extremes named at its ends.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``axis(…).project()``: columns ``kind, title, score``.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.
    poles : (str, str)
        What to call the negative and the positive pole.
    labels : int
        Extremes named at each end of a strip.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        If the table is empty or lacks a column, or the extension is another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails.
    """
    kinds = rows_by_kind(table)
    scores = [row["score"] for rows in kinds.values() for row in rows]
    margin = 0.04 * (max(scores) - min(scores)) or 0.01
    limits = (min(scores) - margin, max(scores) + margin)
    strip = 0.5 + 0.19 * max(1, labels)  # inches
    with drawing(path, 11, 0.9 + strip * len(kinds), title) as figure:
        strips = figure.subplots(len(kinds), 1, squeeze=False, sharex=True)[:, 0]
        for axes, (kind, rows) in zip(strips, kinds.items(), strict=True):
            axes.set_xlim(limits)
            _strip(axes, kind, sorted(rows, key=lambda row: row["score"]), labels)
        strips[-1].set_xlabel("Score (cosine with the axis)")
        for name, x, side in ((f"← {poles[0]}", -0.01, "right"), (f"{poles[1]} →", 1.01, "left")):
            if name.strip("← →"):
                _write(strips[0], name, x, 1.1, side, fontweight="bold", fontsize=10.5)
    return figure


def _strip(axes: Axes, kind: str, rows: list[dict[str, Any]], labels: int) -> None:
    """Draw one kind; `rows` come in ascending order of score."""
    named = min(labels, len(rows) // 2)
    scores = [row["score"] for row in rows]
    heights = swarm(scores, axes.get_xlim())
    size = 26 if len(rows) < 100 else 11 if len(rows) < 1500 else 5
    middle = slice(named, len(rows) - named)
    style: Any = {"marker": MARKERS[kind], "color": COLORS[kind], "linewidths": 0, "zorder": 2}
    axes.scatter(scores[middle], heights[middle], s=size, alpha=0.35, rasterized=True, **style)
    ends = [*range(named), *range(len(rows) - named, len(rows))]
    axes.scatter([scores[i] for i in ends], [heights[i] for i in ends], s=max(size, 14), **style)
    axes.axvline(0, color=RULE, linewidth=0.8, zorder=1)
    axes.set_ylim(-0.55, 0.55)
    axes.set_yticks([])
    axes.set_title(f"{PLURALS[kind]} ({len(rows):,})", loc="center")
    for place in range(named):
        height = 0.95 - (place + 0.5) * 0.95 / max(1, labels)
        low, high = rows[place], rows[-1 - place]
        text = f"{shorten(low['title'], _LONGEST)}  {_number(low['score'])}"
        _write(axes, text, -0.01, height, "right")
        text = f"{_number(high['score'])}  {shorten(high['title'], _LONGEST)}"
        _write(axes, text, 1.01, height, "left")
    bare(axes, "bottom")


def _number(score: float) -> str:
    return f"{score:.2f}".replace("-", "−")


def _write(axes: Axes, text: str, x: float, y: float, side: str, **style: Any) -> None:
    style = {"fontsize": 8.5, "ha": side, "va": "center", "transform": axes.transAxes, **style}
    axes.text(x, y, text, **style)


def swarm(scores: list[float], limits: tuple[float, float]) -> list[float]:
    """Spread points of like score up and down around the middle, in [-0.5, 0.5]."""
    width = (limits[1] - limits[0]) / _BINS
    members: dict[int, list[int]] = defaultdict(list)
    for place, score in enumerate(scores):
        members[int((score - limits[0]) / width)].append(place)
    crowd = max(len(places) for places in members.values())
    gap = min(0.12, 1 / crowd)
    heights = [0.0] * len(scores)
    rng = np.random.default_rng(0)
    for places in members.values():
        rng.shuffle(places)  # in the order of score they would make chevrons
        for order, place in enumerate(places):
            heights[place] = gap * _alternate(order)
    return heights


def _alternate(order: int) -> int:
    """0, 1, -1, 2, -2, …: the middle fills first."""
    return (order + 1) // 2 * (1 if order % 2 else -1)
