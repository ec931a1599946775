"""Two things side by side: what either has of each thing, one panel an aspect."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from laborspace.errors import InputError
from laborspace.plotting.style import (
    COLORS,
    GRAY,
    RULE,
    bare,
    drawing,
    legend,
    name_rows,
    rows_of,
    shorten,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

A: Any = {"color": COLORS["occupation"], "marker": "o"}
B: Any = {"color": COLORS["industry"], "marker": "D"}
_SHARES = ("employs", "employed by")
_TITLES = {
    "requires": "Skills they require",
    "employs": "Whom they employ: share of the jobs",
    "employed by": "Where they work: share of the jobs",
    "operates in": "Industries they operate in",
    "required by": "Occupations that require them",
    "near": "What lies near: cosine",
}
_HOLLOW: Any = {"markerfacecolor": "white"}
_LONGEST = 46  # characters of a title
_WIDTH, _ROW, _TOP, _EDGE = 8.0, 0.2, 0.65, 0.8  # inches


def plot_contrast(
    table: pa.Table | pd.DataFrame,
    path: str | Path,
    *,
    names: tuple[str, str] = ("a", "b"),
    title: str = "",
) -> Figure:
    """Draw the answer of ``contrast``: two marks joined by a line, and what is usual.

    Marks are hollow where something is estimated.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        Columns ``title, aspect, side, a, b, usual, basis``. Groups (``part of``) are not drawn.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    names : (str, str)
        What the two are called.
    title : str
        Heading of the figure.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        If the table has nothing to draw or lacks a column, or the extension is another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails.
    """
    rows = rows_of(table, "title", "aspect", "side", "a", "b", "usual", "basis")
    drawn = [row for row in rows if row["aspect"] != "part of"]
    if not drawn:
        msg = "There is nothing to draw: the answer has only groups."
        raise InputError(msg)
    aspects: dict[str, list[dict[str, Any]]] = {}
    for row in drawn:
        aspects.setdefault(row["aspect"], []).append(row)
    heights = [_TOP + _ROW * len(own) for own in aspects.values()]
    with drawing(path, _WIDTH, _EDGE + sum(heights), title) as figure:
        panels = figure.subplots(len(aspects), 1, squeeze=False, height_ratios=heights)[:, 0]
        for panel, (aspect, own) in zip(panels, aspects.items(), strict=True):
            _panel(panel, aspect, own)
        _legend(figure, names, drawn)
    return figure


def _panel(panel: Axes, aspect: str, rows: list[dict[str, Any]]) -> None:
    places = range(len(rows))
    panel.hlines(places, [row["a"] for row in rows], [row["b"] for row in rows], color=RULE)
    how: Any = {"linestyle": "none", "zorder": 3}
    panel.plot([row["usual"] for row in rows], places, marker="|", color=GRAY, markersize=9, **how)
    for name, style in (("a", A), ("b", B)):
        for basis, more in (("observed", {}), ("estimated", _HOLLOW)):
            own = [i for i in places if rows[i]["basis"] == basis]
            values = [rows[i][name] for i in own]
            panel.plot(values, own, markersize=5.5, **style, **how, **more)
    for place in (i for i in places if i and rows[i]["side"] != rows[i - 1]["side"]):
        panel.axhline(place - 0.5, color=RULE, linewidth=0.6, zorder=0)
    name_rows(panel, rows, _LONGEST)
    panel.set_title(_TITLES.get(aspect, aspect))
    panel.set_ylim(len(rows) - 0.4, -0.6)
    if aspect in _SHARES:
        panel.xaxis.set_major_formatter(lambda value, _place: f"{100 * value:.0f}%")
    bare(panel, "bottom")


def _legend(figure: Figure, names: tuple[str, str], rows: list[dict[str, Any]]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="none", markersize=5.5, label=shorten(name, 32), **style)
        for name, style in zip(names, (A, B), strict=True)
    ]
    more: Any = {"color": GRAY, "linestyle": "none"}
    if not all(isnan(row["usual"]) for row in rows):
        handles.append(Line2D([], [], marker="|", markersize=9, label="on average", **more))
    if any(row["basis"] == "estimated" for row in rows):
        hollow = {"marker": "o", "markersize": 5.5, **_HOLLOW}
        handles.append(Line2D([], [], label="hollow: estimated", **hollow, **more))
    legend(figure, handles)
