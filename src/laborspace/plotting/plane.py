"""Entities in the plane of two axes, the outermost by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.plotting.style import (
    COLORS,
    INK,
    MARKERS,
    PLURALS,
    RULE,
    bare,
    drawing,
    rows_of,
    shorten,
)
from laborspace.records import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

_LONGEST = 34  # characters of a title
_OTHER = ("mix", "text", "vector")
_SHAPES = {**MARKERS, "mix": "*", "text": "P", "vector": "X"}


def plot_plane(
    table: pa.Table | pd.DataFrame,
    path: str | Path,
    *,
    title: str = "",
    x: tuple[str, str] = ("", ""),
    y: tuple[str, str] = ("", ""),
    labels: int = 30,
) -> Figure:
    """Draw entities in the plane of two axes, naming those that lie farthest out.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``space.plane()``: columns ``kind, title, x, y``.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.
    x, y : (str, str)
        What to call the negative and the positive pole of either axis.
    labels : int
        Most entities to name, as far as there is room for their names.

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
    rows = rows_of(table, "kind", "title", "x", "y")
    points = np.array([(row["x"], row["y"]) for row in rows])
    kinds = [kind for kind in (*KINDS, *_OTHER) if any(row["kind"] == kind for row in rows)]
    size = 30 if len(rows) < 100 else 14 if len(rows) < 1500 else 6
    with drawing(path, 9.5, 8.8, title) as figure:
        axes = figure.subplots()
        for kind in sorted(kinds, key=lambda kind: -_count(rows, kind)):  # the many below the few
            own = np.array([row["kind"] == kind for row in rows])
            axes.scatter(
                points[own, 0], points[own, 1], marker=_SHAPES[kind],
                s=size * (3 if kind in _OTHER else 1),
                color=COLORS.get(kind, INK), alpha=0.45, linewidths=0, rasterized=True, zorder=2,
            )  # fmt: skip
        axes.axhline(0, color=RULE, linewidth=0.8, zorder=1)
        axes.axvline(0, color=RULE, linewidth=0.8, zorder=1)
        axes.margins(0.09)
        axes.set_xlabel(_ends(x), color=INK, fontweight="bold")
        axes.set_ylabel(_ends(y), color=INK, fontweight="bold")
        bare(axes, "left", "bottom")
        if len(kinds) > 1:
            _legend(figure, rows, kinds)
        figure.draw_without_rendering()  # the places of names need the final layout
        _name(axes, rows, points, labels)
    return figure


def _count(rows: list[dict[str, Any]], kind: str) -> int:
    return sum(row["kind"] == kind for row in rows)


def _ends(poles: tuple[str, str]) -> str:
    return "      ".join(
        text for name, text in zip(poles, (f"← {poles[0]}", f"{poles[1]} →"), strict=True) if name
    )


def _name(axes: Axes, rows: list[dict[str, Any]], points: np.ndarray, labels: int) -> None:
    """Name the outermost points, sets and texts first, where there is room."""
    spread = points.std(axis=0)
    scaled = points / np.where(spread > 0, spread, 1)
    given = np.array([row["kind"] in _OTHER for row in rows])
    order = np.lexsort((-np.hypot(*scaled.T), ~given))
    taken: list[Bbox] = []
    for i in order.tolist():
        if len(taken) == labels:
            break
        box = _write(axes, rows[i], points[i], taken)
        if box is not None:
            taken.append(box)


def _write(axes: Axes, row: dict[str, Any], place: np.ndarray, taken: list[Bbox]) -> Bbox | None:
    """Write a name beside its point and return its box, or None if there is no room."""
    from matplotlib.patheffects import withStroke

    color = COLORS.get(row["kind"], INK)
    inside = axes.get_window_extent()
    sides = ((5, "left"), (-5, "right"))
    for offset, side in sides if place[0] >= 0 else sides[::-1]:  # away from the crowd
        text: Text = axes.annotate(
            shorten(row["title"], _LONGEST), (place[0], place[1]), (offset, 0),
            textcoords="offset points", ha=side, va="center", fontsize=7.5, color=color,
            annotation_clip=False, zorder=4,
        )  # fmt: skip
        text.set_path_effects([withStroke(linewidth=2.2, foreground="white")])
        box = text.get_window_extent().padded(1)
        fits = inside.x0 <= box.x0 and box.x1 <= inside.x1
        if fits and not any(box.overlaps(other) for other in taken):
            axes.scatter(
                place[0], place[1], s=26, marker=_SHAPES[row["kind"]], color=color,
                edgecolors="white", linewidths=0.6, zorder=3,
            )  # fmt: skip
            return box
        text.remove()
    return None


def _legend(figure: Figure, rows: list[dict[str, Any]], kinds: list[str]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], ls="", marker=_SHAPES[kind], color=COLORS.get(kind, INK), ms=6)
        for kind in kinds
    ]
    names = [f"{PLURALS.get(kind, 'Given')} ({_count(rows, kind):,})" for kind in kinds]
    figure.legend(handles, names, loc="outside lower left", ncols=len(kinds), frameon=False)
