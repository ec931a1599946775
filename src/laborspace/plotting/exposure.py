"""The most exposed entities, ranked, with intervals; and how far measures agree."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from laborspace.errors import InputError
from laborspace.plotting.style import (
    COLORS,
    GRAY,
    INK,
    MARKERS,
    PLURALS,
    RULE,
    bare,
    drawing,
    name_rows,
    rows_by_kind,
    rows_of,
    shorten,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LONGEST = 46  # characters of a title
_WHY = 74


def plot_exposure(
    table: pa.Table | pd.DataFrame, path: str | Path, *, title: str = "", top: int = 12
) -> Figure:
    """Draw the most exposed entities of each kind, ranked, with their intervals.

    Given scores are filled, estimates hollow where both occur.

    Parameters
    ----------
    table : pandas.DataFrame or pyarrow.Table
        The answer of ``exposure`` or ``transfer``.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.
    top : int
        Entities of each kind.

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
    kinds = _ranked(table, top)
    both = len({row.get("basis") for rows in kinds.values() for row in rows}) > 1
    heights = [len(rows) + 1.6 for rows in kinds.values()]
    transferred = any("held_out" in row for rows in kinds.values() for row in rows)
    with drawing(path, 11, 0.7 + 0.24 * sum(heights), title) as figure:
        panels = figure.subplots(
            len(kinds), 1, squeeze=False, sharex=True, gridspec_kw={"height_ratios": heights}
        )[:, 0]
        for axes, (kind, rows) in zip(panels, kinds.items(), strict=True):
            _panel(axes, kind, rows, hollow=both)
        what = "Score, and 90% prediction interval" if transferred else (
            "Score, and 95% interval over wordings and members")  # fmt: skip
        panels[-1].set_xlabel(what + (" (filled: as given)" if both else ""))
    return figure


def _ranked(table: pa.Table | pd.DataFrame, top: int) -> dict[str, list[dict[str, Any]]]:
    rows = rows_of(table, "kind", "title", "score")
    if any(row["kind"] == "mix" for row in rows):
        return {"mix": rows[: top + 1]}
    kinds = rows_by_kind(table)
    return {kind: sorted(own, key=lambda row: -row["score"])[:top] for kind, own in kinds.items()}


def _panel(axes: Axes, kind: str, rows: list[dict[str, Any]], *, hollow: bool) -> None:
    color, marker = COLORS.get(kind, COLORS["occupation"]), MARKERS.get(kind, "o")
    for place, row in enumerate(rows):
        low, high = (row.get(name, math.nan) for name in ("low", "high"))
        if math.isfinite(low) and math.isfinite(high):
            axes.plot([low, high], [place, place], color=color, linewidth=1.6, alpha=0.45, zorder=2)
        fill = "white" if hollow and row.get("basis") != "observed" else color
        shape = "D" if row["kind"] == "mix" else marker
        axes.scatter(
            [row["score"]], [place], s=34, marker=shape, facecolor=fill, edgecolor=color,
            linewidths=1.3, zorder=3,
        )  # fmt: skip
        why = row.get("why") or ""
        axes.text(
            1.01, place, shorten(why, _WHY), transform=axes.get_yaxis_transform(), va="center",
            fontsize=7.5, color=GRAY,
        )  # fmt: skip
    name_rows(axes, rows, _LONGEST)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.axvline(0, color=RULE, linewidth=0.8, zorder=1)
    axes.set_title(PLURALS.get(kind, "Job mix"))
    axes.grid(axis="x", color=RULE, linewidth=0.5, alpha=0.6)
    axes.set_axisbelow(True)
    bare(axes, "bottom")


def plot_agreement(
    agreement: pa.Table | pd.DataFrame | Sequence[dict[str, Any]],
    path: str | Path,
    *,
    title: str = "",
) -> Figure:
    """Draw rank correlations between measures as a table of shades, with their intervals.

    Parameters
    ----------
    agreement : table or list of dict
        ``attrs["agreement"]`` of ``exposure_measures``: ``measure, other, spearman, low, high``.
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
        If there is no pair of measures, or the extension is another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails.
    """
    rows = _pairs(agreement)
    names = list(dict.fromkeys(name for row in rows for name in (row["measure"], row["other"])))
    place = {name: i for i, name in enumerate(names)}
    size = len(names)
    with drawing(path, 2.4 + 1.35 * size, 1.5 + 0.62 * size, title) as figure:
        axes = figure.subplots()
        for row in rows:
            x, y = place[row["measure"]], place[row["other"]]
            _cell(axes, min(x, y), max(x, y), row)
        axes.set_xlim(-0.5, size - 1.5)
        axes.set_ylim(size - 0.5, 0.5)
        axes.set_xticks(range(size - 1), [_folded(name) for name in names[:-1]])
        axes.set_yticks(range(1, size), names[1:])
        axes.tick_params(axis="x", labelcolor=INK)
        what = "Spearman's rank correlation over occupations, with 95% interval"
        axes.set_xlabel(what if size > 3 else what.replace(", with", ",\nwith"))
        bare(axes)
    return figure


def _pairs(
    agreement: pa.Table | pd.DataFrame | Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    if isinstance(agreement, (list, tuple)):
        rows = [dict(row) for row in agreement]
        for row in rows:
            for name, value in row.items():
                row[name] = math.nan if value is None else value
    else:
        rows = rows_of(agreement, "measure", "other", "spearman", "low", "high")
    if not rows:
        msg = "There is nothing to draw: a single measure has nothing to agree with."
        raise InputError(msg)
    return rows


def _cell(axes: Axes, x: int, y: int, row: dict[str, Any]) -> None:
    value = row["spearman"]
    if not math.isfinite(value):
        axes.text(x, y, "too few", ha="center", va="center", fontsize=8, color=GRAY)
        return
    color = COLORS["occupation"] if value >= 0 else COLORS["industry"]
    strength = abs(value)
    axes.fill(
        [x - 0.48, x + 0.48, x + 0.48, x - 0.48], [y - 0.46, y - 0.46, y + 0.46, y + 0.46],
        color=color, alpha=0.08 + 0.72 * strength, linewidth=0,
    )  # fmt: skip
    ink = "white" if strength > 0.8 else INK
    axes.text(x, y - 0.12, _number(value), ha="center", va="center", color=ink, fontsize=10.5,
              fontweight="bold")  # fmt: skip
    interval = f"{_number(row['low'])} to {_number(row['high'])}"
    axes.text(x, y + 0.24, interval, ha="center", va="center", color=ink, fontsize=7.5)


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _folded(name: str) -> str:
    """Break a long name after the word nearest its middle."""
    if len(name) < 14 or " " not in name:
        return name
    words = name.split()
    best = min(range(1, len(words)), key=lambda i: abs(len(" ".join(words[:i])) - len(name) / 2))
    return " ".join(words[:best]) + "\n" + " ".join(words[best:])
