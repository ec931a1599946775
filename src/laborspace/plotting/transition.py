"""Where one could move, what it takes, and the paths there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.plotting.style import (
    COLORS,
    GRAY,
    INK,
    RULE,
    bare,
    drawing,
    legend,
    name_rows,
    rows_of,
    shorten,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LONGEST = 46  # characters of a title
_GAINED, _KEPT = COLORS["industry"], COLORS["skill"]
_MARKS: dict[str, dict[str, Any]] = {  # told apart by shape and filling, not by color alone
    "viable, desirable and safe": {"marker": "*", "s": 130, "color": COLORS["skill"]},
    "viable and desirable": {"marker": "o", "s": 46, "color": COLORS["occupation"]},
    "viable": {"marker": "o", "s": 42, "facecolor": "white", "edgecolor": COLORS["occupation"]},
    "not viable": {"marker": "X", "s": 40, "color": GRAY},
}


def plot_transitions(
    table: pa.Table | pd.DataFrame, path: str | Path, *, title: str = ""
) -> Figure:
    """Draw destinations: one row each, its score and interval at the left, its wage at the right.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``transitions``.
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
    needed = ("title", "score", "low", "high", "gap", "wage_change", "viable", "desirable", "safe")
    rows = rows_of(table, *needed)
    with drawing(path, 11, 1.5 + 0.3 * len(rows), title) as figure:
        left, middle, right = figure.subplots(1, 3, sharey=True, width_ratios=(3, 1.6, 2.2))
        places = range(len(rows))
        _near(left, rows)
        gaps = [row["gap"] for row in rows]
        middle.barh(places, gaps, height=0.62, color=_GAINED, alpha=0.75)
        for place, gap in zip(places, gaps, strict=True):
            _number(middle, gap, place, f"{gap:.0%}", 4)
        middle.set_xlim(0, max([0.05, *(g for g in gaps if np.isfinite(g))]) * 1.25)
        middle.set_xticks([])
        middle.set_title("Requirements to gain")
        bare(middle)
        _wages(right, rows)
        for axes in (left, middle, right):
            axes.set_ylim(len(rows) - 0.4, -0.6)
            axes.tick_params(axis="y", labelleft=axes is left)
        _legend(figure, rows)
    return figure


def plot_gap(
    table: pa.Table | pd.DataFrame, path: str | Path, *, title: str = "", top: int = 25
) -> Figure:
    """Draw a skill gap: what is required as a line, what one has as a bar up to it.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``gap``.
    path, title
        As for :func:`plot_transitions`.
    top : int
        Skills drawn, the first of the table.

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
    every = rows_of(table, "title", "status", "need", "gap")
    rows = every[:top]
    rated = "importance" in rows[0]
    with drawing(path, 8.6, 1.5 + 0.26 * len(rows), title) as figure:
        axes = figure.subplots()
        for place, row in enumerate(rows):
            want, have = _amounts(row, rated=rated)
            color = _GAINED if row["status"] == "gain" else _KEPT
            axes.barh(place, want, height=0.62, color=color, alpha=0.22)
            axes.barh(place, min(want, have), height=0.62, color=color)
            axes.plot([want, want], [place - 0.36, place + 0.36], color=INK, linewidth=1.2)
        name_rows(axes, rows, _LONGEST)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(1 if rated else 0, 5.05 if rated else 1.02)
        axes.set_xlabel(
            "Importance, 1 to 5" if rated else "Chance of being listed, an optional skill at 0.4"
        )
        bare(axes, "left", "bottom")
        _gap_legend(figure, len(every) - len(rows))
    return figure


def plot_paths(
    table: pa.Table | pd.DataFrame, path: str | Path, *, title: str = "", start: str = "start"
) -> Figure:
    """Draw paths: one panel each, its stops from left to right at the height of their wages.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``paths``.
    path, title
        As for :func:`plot_transitions`.
    start : str
        What to call the origin.

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
    rows = rows_of(table, "title", "path", "step", "score", "weakest", "wage", "wage_change")
    numbers = sorted({row["path"] for row in rows})
    longest = max(row["step"] for row in rows)
    with drawing(path, 10.5, 0.7 + 2.3 * len(numbers), title) as figure:
        panels = figure.subplots(len(numbers), 1, squeeze=False, sharex=True, sharey=True)[:, 0]
        for axes, number in zip(panels, numbers, strict=True):
            _path(axes, [row for row in rows if row["path"] == number], longest, start)
    return figure


def _near(axes: Axes, rows: Sequence[dict[str, Any]]) -> None:
    """Draw scores as one in so many moves: logarithmic, for all that is near is near to 1."""
    for place, row in enumerate(rows):
        spread = [_rarity(row["low"]), _rarity(row["high"])]
        axes.plot(spread, [place, place], color=RULE, linewidth=3, solid_capstyle="round", zorder=1)
        axes.scatter(_rarity(row["score"]), place, zorder=2, linewidth=1.2, **_MARKS[_state(row)])
    axes.set_xscale("log")
    lowest = min(_rarity(row["low"]) for row in rows)
    highest = max(_rarity(row["high"]) for row in rows)
    axes.set_xlim(lowest / 1.3, highest * 1.3)
    ticks = [10.0**power for power in range(7) if lowest <= 10**power <= highest] or [lowest]
    axes.set_xticks(ticks, [f"1 in {round(tick):,}" for tick in ticks])
    axes.minorticks_off()
    name_rows(axes, rows, _LONGEST)
    axes.set_title("Nearer than all but")
    axes.grid(axis="x", color=RULE, linewidth=0.6, zorder=0)
    bare(axes)


def _wages(axes: Axes, rows: Sequence[dict[str, Any]]) -> None:
    changes = [row["wage_change"] for row in rows]
    known = [change for change in changes if np.isfinite(change)]
    for place, (row, change) in enumerate(zip(rows, changes, strict=True)):
        if not np.isfinite(change):
            _number(axes, 0, place, "wage unknown", 4)
            continue
        color = COLORS["occupation"] if change >= 0 else COLORS["firm"]
        axes.barh(place, change, height=0.62, color=color, alpha=0.8)
        words = f"{change:+.0%}".replace("-", "−")
        wage = f"  ${row['wage']:,.0f}" if np.isfinite(row.get("wage", np.nan)) else ""
        _number(axes, max(change, 0), place, words + wage, 4)
    axes.axvline(0, color=GRAY, linewidth=0.8)
    low, high = min([0.0, *known]), max([0.05, *known])
    axes.set_xlim(low - 0.03 * (high - low), high + 0.75 * (high - low))
    axes.set_xticks([])
    axes.set_title("Wage")
    bare(axes)


def _path(axes: Axes, rows: Sequence[dict[str, Any]], longest: int, start: str) -> None:
    wages = [rows[0]["wage"] / (1 + rows[0]["wage_change"]), *(row["wage"] for row in rows)]
    known = [wage for wage in wages if np.isfinite(wage)]
    heights = [wage if np.isfinite(wage) else np.mean(known or [0.0]) for wage in wages]
    axes.plot(range(len(wages)), heights, color=COLORS["occupation"], linewidth=1.6, zorder=1)
    axes.scatter(range(len(wages)), heights, color=COLORS["occupation"], s=34, zorder=2)
    titles = [start, *(row["title"] for row in rows)]
    for place, (name, wage, height) in enumerate(zip(titles, wages, heights, strict=True)):
        money = f"${wage:,.0f}" if np.isfinite(wage) else "wage unknown"
        axes.annotate(
            f"{_folded(name)}\n{money}", (place, height), (0, 9), ha="center", va="bottom",
            textcoords="offset points", fontsize=8.5, linespacing=1.25,
        )  # fmt: skip
    for place, row in enumerate(rows):
        axes.annotate(
            f"nearer than {np.floor(1000 * row['score']) / 10:g}%",
            (place + 0.5, (heights[place] + heights[place + 1]) / 2), (0, -13), ha="center",
            va="top", textcoords="offset points", fontsize=8, color=GRAY,
        )  # fmt: skip
    moves = len(rows)
    axes.set_title(
        f"{moves} move{'s' * (moves > 1)}, the weakest nearer than"
        f" {np.floor(1000 * rows[0]['weakest']) / 10:g}% of all"
    )
    axes.set_xlim(-0.45, longest + 0.45)
    axes.margins(y=0.55)
    axes.set_xticks([])
    axes.set_yticks([])
    bare(axes, "bottom")


def _folded(text: str, width: int = 26) -> str:
    from textwrap import fill

    return fill(shorten(text, 75), width)


def _rarity(score: float) -> float:
    """One in how many moves is as near: 100 for the nearest hundredth."""
    return 1 / max(1 - score, 1e-6)


def _state(row: dict[str, Any]) -> str:
    if not row["viable"]:
        return "not viable"
    if not row["desirable"]:
        return "viable"
    return "viable, desirable and safe" if row["safe"] else "viable and desirable"


def _amounts(row: dict[str, Any], *, rated: bool) -> tuple[float, float]:
    if rated:
        return row["importance"], row["held_importance"]
    from laborspace.analysis.estimate.ground import OPTIONAL

    want = row["probability"] + OPTIONAL * row["optional"]
    return want, row["held_probability"] + OPTIONAL * row["held_optional"]


def _number(axes: Axes, x: float, place: float, text: str, right: int) -> None:
    if not np.isfinite(x):
        x, text = 0, "unknown"
    write(axes, text, (x, place), right)


def _legend(figure: Figure, rows: Sequence[dict[str, Any]]) -> None:
    from matplotlib.lines import Line2D

    present = {_state(row) for row in rows}
    handles = []
    for name, style in _MARKS.items():
        if name in present:
            face = style.get("facecolor", style.get("color"))
            edge = style.get("edgecolor", style.get("color"))
            size = np.sqrt(style["s"])
            mark: Any = {"markerfacecolor": face, "markeredgecolor": edge, "markersize": size}
            handles.append(Line2D([], [], marker=style["marker"], linestyle="", label=name, **mark))
    legend(figure, handles)


def _gap_legend(figure: Figure, rest: int) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [
        Patch(color=_GAINED, label="to gain"),
        Patch(color=_KEPT, label="kept"),
        Line2D([], [], color=INK, linewidth=1.2, label="required"),
    ]
    if rest > 0:
        handles.append(Line2D([], [], linestyle="", label=f"{rest} more not drawn"))
    legend(figure, handles)
