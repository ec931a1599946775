"""What rose and what fell, as bars to either side of zero, one panel a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from laborspace.plotting.style import (
    COLORS,
    GRAY,
    RULE,
    bare,
    by_kind,
    legend,
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

_LONGEST = 44  # characters of a title
_FAINT = 0.38  # opacity of a bar that random terms explain as well
_TAIL = 2.5  # percentiles of either end that count as beyond chance


def plot_changes(table: pa.Table | pd.DataFrame, path: str | Path, *, title: str = "") -> Figure:
    """Draw the answer of ``changes`` as bars to either side of zero, one panel a kind.

    A full bar stands for a change beyond the 97.5th, or below the 2.5th, percentile of what
    random terms bring, a faint one for the others.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        Columns ``kind, title, change`` and, if there, ``percentile``.
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
    rows = rows_of(table, "kind", "title", "change")
    kinds = by_kind(rows)
    widest = max(abs(row["change"]) for row in rows) or 0.01
    with panels(path, kinds, title, width=6.2, row=0.22, top=0.6, edge=1.1) as (figure, axes):
        for panel, (kind, own) in zip(axes, kinds.items(), strict=True):
            _panel(panel, kind, own)
            panel.set_xlim(-1.32 * widest, 1.32 * widest)
        _legend(figure, told="percentile" in rows[0])
    return figure


def _panel(panel: Axes, kind: str, rows: list[dict[str, Any]]) -> None:
    for place, row in enumerate(rows):
        change = row["change"]
        percentile = row.get("percentile", 100.0 if change > 0 else 0.0)
        beyond = percentile >= 100 - _TAIL if change > 0 else percentile <= _TAIL
        panel.barh(
            place, change, height=0.7, color=COLORS[kind] if change > 0 else GRAY,
            alpha=1 if beyond else _FAINT,
        )  # fmt: skip
        side = 1 if change > 0 else -1
        words = f"{change:+.2f}".replace("-", "−")
        write(panel, words, (change, place), 3 * side, ha="left" if side > 0 else "right")
    panel.axvline(0, color=RULE, linewidth=0.8, zorder=0)
    name_rows(panel, rows, _LONGEST)
    panel.set_xticks([])
    bare(panel)


def _legend(figure: Figure, *, told: bool) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor="white", edgecolor=RULE, label="colored: rose"),
        Patch(color=GRAY, label="gray: fell"),
    ]
    if told:
        handles.append(Patch(color=GRAY, alpha=_FAINT, label="faint: as random terms would"))
    legend(figure, handles)
