"""What a shock does to each kind: bars of the direct and the indirect part, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.errors import InputError
from laborspace.plotting.style import (
    COLORS,
    GRAY,
    INK,
    bare,
    by_kind,
    legend,
    name_rows,
    panels,
    rows_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LONGEST = 44  # characters of a title
_PALE = 0.4


def plot_shock(
    table: pa.Table | pd.DataFrame, path: str | Path, *, title: str = "", top: int = 12
) -> Figure:
    """Draw the entities of each kind that a shock reaches most.

    The dark part of a bar is the direct effect, the pale part the indirect; the line is the
    interval. What the shock itself names is left out. Where jobs are known they stand beside.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``shock(…).ripple()`` or ``shock(…).spread()``.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.
    top : int
        Entities of each kind, the first of the table.

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
    if top < 1:
        msg = f"top must be at least 1, not {top}."
        raise InputError(msg)
    rows = [row for row in rows_of(table, "kind", "title", "impact") if row["basis"] != "given"]
    kinds = {kind: own[:top] for kind, own in by_kind(rows).items()}
    if not kinds:
        msg = "There is nothing to draw: the shock reaches no entity that it does not name."
        raise InputError(msg)
    parts = any("direct" in row for row in rows)
    with panels(path, kinds, title, width=6.8, row=0.25, top=0.8, edge=1.1) as (figure, axes):
        for panel, (kind, own) in zip(axes, kinds.items(), strict=True):
            _panel(panel, kind, own)
        _legend(figure, parts=parts)
    return figure


def _panel(panel: Axes, kind: str, rows: list[dict[str, Any]]) -> None:
    color = COLORS[kind]
    ends = [0.0]
    for place, row in enumerate(rows):
        impact = 100 * row["impact"]
        low, high = 100 * row.get("low", np.nan), 100 * row.get("high", np.nan)
        direct = 100 * row.get("direct", 0.0) if "direct" in row else 0.0
        panel.barh(place, impact, height=0.64, color=color, alpha=_PALE, linewidth=0)
        if direct * impact > 0:
            shown = np.sign(impact) * min(abs(direct), abs(impact))
            panel.barh(place, shown, height=0.64, color=color, linewidth=0)
        if np.isfinite(low) and np.isfinite(high):
            panel.plot([low, high], [place, place], color=INK, linewidth=1.1, zorder=3)
            ends += [low, high]
        ends.append(impact)
    least, most = min(ends), max(ends)
    width = max(most - least, 1e-6)
    for place, row in enumerate(rows):
        jobs = row.get("jobs", np.nan)
        words = f"{100 * row['impact']:+.3g}%"
        words += f"   {jobs:+,.0f} jobs" if np.isfinite(jobs) else ""
        panel.annotate(
            words.replace("-", "−"), (most + 0.03 * width, place), va="center", color=GRAY,
            fontsize=8, annotation_clip=False,
        )  # fmt: skip
    panel.set_xlim(least - 0.03 * width, most + 0.55 * width)
    panel.axvline(0, color=GRAY, linewidth=0.8)
    ticks = [tick for tick in panel.get_xticks() if least - 0.03 * width <= tick <= max(most, 0)]
    panel.set_xticks(ticks, [f"{tick:g}%".replace("-", "−") for tick in ticks])
    name_rows(panel, rows, _LONGEST)
    panel.tick_params(axis="x", labelsize=8)
    bare(panel, "bottom")


def _legend(figure: Figure, *, parts: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    if parts:
        handles += [
            Patch(color=GRAY, label="direct: counted from relations"),
            Patch(color=GRAY, alpha=_PALE, label="indirect: through the space"),
        ]
    line = Line2D([], [], color=INK, linewidth=1.1, label="90% interval")
    legend(figure, [*handles, line])
