"""Neighbors as bars, one panel a kind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from laborspace.analysis.why import SIMILAR
from laborspace.plotting.style import (
    COLORS,
    GRAY,
    bare,
    legend,
    name_rows,
    panels,
    rows_by_kind,
    write,
)

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
    lowest = min(0.0, *(row["score"] for rows in kinds.values() for row in rows))
    highest = max(row["score"] for rows in kinds.values() for row in rows)
    with panels(path, kinds, title, width=5.4, row=0.24, top=0.6) as (figure, axes):
        for panel, (kind, rows) in zip(axes, kinds.items(), strict=True):
            _panel(panel, kind, rows)
            panel.set_xlim(lowest, max(highest, 0.01) * _WIDER)
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
        write(panel, _told(row), (max(row["score"], 0), place), 3)
    name_rows(panel, rows, _LONGEST)
    panel.set_xticks([])
    bare(panel, "left")


def _told(row: dict[str, Any]) -> str:
    """Return what stands at the end of a bar: the score and, if there, its percentile."""
    percentile = row.get("percentile", math.nan)
    score = f"{row['score']:.2f}"
    return score if math.isnan(percentile) else f"{score} · {percentile:.0f}"


def _legend(figure: Figure, *, percentiles: bool) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(color=GRAY, label="an observed relation connects them too"),
        Patch(color=GRAY, alpha=_FAINT, label="by similarity alone"),
    ]
    if percentiles:
        handles.append(Patch(alpha=0, label="score · percentile"))
    legend(figure, handles)
