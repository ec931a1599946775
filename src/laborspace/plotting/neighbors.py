"""Neighbors as bars, one panel a kind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from laborspace.analysis.why import SIMILAR
from laborspace.plotting.style import COLORS, GRAY, PLURALS, bare, drawing, rows_by_kind, shorten

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LONGEST = 44  # characters of a title
_WIDER = 1.2  # room for the numbers beside the longest bar
_FAINT = 0.38  # opacity of a bar no observed relation stands behind


def plot_neighbors(table: pa.Table | pd.DataFrame, path: str | Path, *, title: str = "") -> Figure:
    """Draw the answer of ``most_similar`` or ``compose`` as bars, one panel a kind.

    A full bar stands for a neighbor that an observed relation connects too, a faint one for
    a neighbor by similarity alone. At its end stand the score and its percentile.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        Columns ``kind, title, score`` and, if there, ``percentile`` and ``why``.
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
    kinds = rows_by_kind(table)
    across = min(2, len(kinds))
    down = -(-len(kinds) // across)
    longest = max(len(rows) for rows in kinds.values())
    lowest = min(0.0, *(row["score"] for rows in kinds.values() for row in rows))
    highest = max(row["score"] for rows in kinds.values() for row in rows)
    with drawing(path, 5.4 * across, 1.0 + down * (0.6 + 0.24 * longest), title) as figure:
        panels = figure.subplots(down, across, squeeze=False).flat
        for panel, (kind, rows) in zip(panels, kinds.items(), strict=False):
            _panel(panel, kind, rows)
            panel.set_ylim(longest - 0.4, -0.6)
            panel.set_xlim(lowest, max(highest, 0.01) * _WIDER)
        for panel in list(panels)[len(kinds) :]:
            panel.set_visible(False)
        if any("why" in row for rows in kinds.values() for row in rows):
            told = (_told(row) for rows in kinds.values() for row in rows)
            _legend(figure, percentiles=any("·" in each for each in told))
    return figure


def _panel(panel: Axes, kind: str, rows: list[dict[str, Any]]) -> None:
    places = range(len(rows))
    bars = panel.barh(places, [row["score"] for row in rows], height=0.7, color=COLORS[kind])
    for place, (bar, row) in enumerate(zip(bars, rows, strict=True)):
        if str(row.get("why", "")).startswith(SIMILAR):
            bar.set_alpha(_FAINT)
        end = max(row["score"], 0)
        panel.annotate(
            _told(row), (end, place), (3, 0), textcoords="offset points", va="center",
            color=GRAY, fontsize=8,
        )  # fmt: skip
    panel.set_yticks(places, [shorten(row["title"], _LONGEST) for row in rows])
    panel.set_xticks([])
    panel.set_title(PLURALS[kind])
    bare(panel, "left")


def _told(row: dict[str, Any]) -> str:
    """Return what stands at the end of a bar: the score and, if there, its percentile."""
    percentile = row.get("percentile", math.nan)
    score = f"{row['score']:.2f}"
    return score if math.isnan(percentile) else f"{score} · {percentile:.0f}"


def _legend(figure: Figure, *, percentiles: bool) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=GRAY), Patch(color=GRAY, alpha=_FAINT)]
    labels = ["an observed relation connects them too", "by similarity alone"]
    if percentiles:
        handles.append(Patch(alpha=0))
        labels.append("score · percentile")
    figure.legend(
        handles, labels, loc="outside lower right", ncols=len(labels), frameon=False, fontsize=8.5,
        labelcolor=GRAY, handlelength=1.2, handleheight=0.9,
    )  # fmt: skip
