"""A few places on an axis, one line each, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.errors import InputError
from laborspace.plotting.style import (
    COLORS,
    GRAY,
    INK,
    MARKERS,
    RULE,
    bare,
    drawing,
    name_rows,
    rows_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 60
"""Rows that one figure can hold."""
_LONGEST = 52  # characters of a title


def plot_strip(
    table: pa.Table | pd.DataFrame,
    path: str | Path,
    *,
    title: str = "",
    poles: tuple[str, str] = ("", ""),
) -> Figure:
    """Draw a few entities or weighted sets on an axis, one line each, with their intervals.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``axis(…).aggregate()`` or ``axis(…).project(entities=…)``: columns ``kind,
        title``, ``bias`` or ``score``, and if wanted ``low, high, p_value``. Points whose p-value
        is .05 or more are hollow.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.
    poles : (str, str)
        What to call the negative and the positive pole.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        If the table is empty, too long or lacks a column, or the extension is another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails.
    """
    rows = rows_of(table, "kind", "title")
    value = "bias" if "bias" in rows[0] else "score"
    rows = sorted(rows_of(table, "kind", "title", value), key=lambda row: row[value])
    if len(rows) > MOST:
        msg = f"A strip holds {MOST} rows, not {len(rows)}; choose fewer, or draw with plot_axis."
        raise InputError(msg)
    with drawing(path, 9.2, 1.5 + 0.27 * len(rows), title) as figure:
        axes = figure.subplots()
        _lines(axes, rows, value)
        words = "Bias: mean score of the members" if value == "bias" else "Score"
        note = f"{words} (cosine with the axis); hollow: not beyond chance (p ≥ .05)"
        figure.supxlabel(note, fontsize=9, color=GRAY)
        for name, x, side in ((f"← {poles[0]}", 0.0, "left"), (f"{poles[1]} →", 1.0, "right")):
            if name.strip("← →"):
                axes.text(
                    x, 1.01, name, transform=axes.transAxes, ha=side, va="bottom",
                    fontweight="bold", fontsize=9.5,
                )  # fmt: skip
    return figure


def _lines(axes: Axes, rows: list[dict[str, Any]], value: str) -> None:
    for place, row in enumerate(rows):
        kind = row["kind"]
        color, marker = COLORS.get(kind, INK), MARKERS.get(kind, "o")
        ends = [float(row.get(end, np.nan)) for end in ("low", "high")]
        if np.isfinite(ends).all():
            axes.plot(ends, [place, place], color=color, alpha=0.35, linewidth=3, zorder=2)
        hollow = row.get("p_value", 0.0) >= 0.05
        face = "white" if hollow else color
        axes.scatter(
            row[value], place, s=36, marker=marker, facecolor=face, edgecolor=color, zorder=3
        )
    axes.axvline(0, color=RULE, linewidth=0.8, zorder=1)
    name_rows(axes, rows, _LONGEST)
    axes.tick_params(axis="x", colors=GRAY)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.margins(x=0.04)
    bare(axes, "bottom")
