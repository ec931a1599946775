"""What moved most between two spaces, one panel a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.plotting.style import (
    COLORS,
    GRAY,
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
    kinds = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
    kinds = {kind: own for kind, own in kinds.items() if own}
    across = min(2, len(kinds))
    down = -(-len(kinds) // across)
    longest = max(len(own) for own in kinds.values())
    farthest = max(max(row["moved"], _end(row, "high")) for row in rows)
    with drawing(path, 6.6 * across, 1.0 + down * (0.75 + 0.25 * longest), title) as figure:
        panels = figure.subplots(down, across, squeeze=False).flat
        for panel, (kind, own) in zip(panels, kinds.items(), strict=False):
            _panel(panel, kind, own)
            panel.set_ylim(longest - 0.4, -0.6)
            panel.set_xlim(0, max(farthest, 0.01) * 1.35)
        for panel in list(panels)[len(kinds) :]:
            panel.set_visible(False)
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
        panel.annotate(
            f"{row['moved']:.2f}   {row['overlap']:.0%} stay", (end, place), (7, 0),
            textcoords="offset points", va="center", color=GRAY, fontsize=8,
        )  # fmt: skip
    panel.set_yticks(range(len(rows)), [shorten(row["title"], _LONGEST) for row in rows])
    panel.tick_params(axis="x", labelsize=8)
    panel.set_title(PLURALS[kind])
    bare(panel, "left", "bottom")


def _end(row: dict[str, Any], name: str) -> float:
    """Return an end of the interval; the value itself where there is none."""
    value = float(row.get(name, np.nan))
    return value if np.isfinite(value) else float(row["moved"])
