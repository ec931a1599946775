"""What moved most between two spaces, one panel a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.plotting.style import (
    COLORS,
    GRAY,
    RULE,
    bare,
    by_kind,
    name_rows,
    panels,
    rows_of,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LONGEST = 46  # characters of a title


def plot_movers(table: pa.Table | pd.DataFrame, path: str | Path, *, title: str = "") -> Figure:
    """Draw the entities that moved most, with their interval and how many neighbors stayed.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``compare(…).movers()``.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.

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
    rows = rows_of(table, "kind", "title", "moved", "overlap")
    kinds = by_kind(rows)
    farthest = max(max(row["moved"], _end(row, "high")) for row in rows)
    with panels(path, kinds, title, width=6.6, row=0.25, top=0.75) as (figure, axes):
        for panel, (kind, own) in zip(axes, kinds.items(), strict=True):
            _panel(panel, kind, own)
            panel.set_xlim(0, max(farthest, 0.01) * 1.35)
        figure.supxlabel(
            "Moved: one less the cosine of before and after; and how many of the ten nearest stay",
            fontsize=9,
            color=GRAY,
        )
    return figure


def _panel(panel: Axes, kind: str, rows: list[dict[str, Any]]) -> None:
    color = COLORS[kind]
    for place, row in enumerate(rows):
        low, high = _end(row, "low"), _end(row, "high")
        panel.plot([low, high], [place, place], color=RULE, linewidth=3, zorder=1)
        # Hollow where a second making moves one entity in twenty as far.
        face = "white" if row.get("q_value", 0.0) > 0.05 else color
        panel.scatter(row["moved"], place, s=34, facecolor=face, edgecolor=color, zorder=2)
        end = max(row["moved"], high)
        write(panel, f"{row['moved']:.2f}   {row['overlap']:.0%} stay", (end, place), 7)
    name_rows(panel, rows, _LONGEST)
    panel.tick_params(axis="x", labelsize=8)
    bare(panel, "left", "bottom")


def _end(row: dict[str, Any], name: str) -> float:
    """Return an end of the interval; the value itself where there is none."""
    value = float(row.get(name, np.nan))
    return value if np.isfinite(value) else float(row["moved"])
