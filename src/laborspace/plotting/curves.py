"""Loss curves of a training run, one panel a stage."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.errors import InputError
from laborspace.plotting.style import COLORS, RULE, bare, drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NAMES = {
    "context": "Context learning (masked words)",
    "mnr": "Multiple-negatives ranking",
    "triplet": "Triplet",
    "cosine": "Cosine similarity",
}


def plot_curves(run: str | Path, path: str | Path, *, title: str = "") -> Figure:
    """Draw the loss of every stage of a training run.

    Parameters
    ----------
    run : str or Path
        The run folder, or its ``curves.csv`` with columns
        ``stage, name, step, loss, learning_rate``.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.

    Returns
    -------
    matplotlib.figure.Figure
        One panel a stage: the loss as logged, faint, and its running mean. Losses of
        different stages have different scales.

    Raises
    ------
    InputError
        If there are no curves, or the extension is another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails.
    """
    stages = _read(Path(run))
    with drawing(path, 1.2 + 3.2 * len(stages), 3.2, title) as figure:
        panels = figure.subplots(1, len(stages), squeeze=False)[0]
        for panel, ((_stage, name), points) in zip(panels, stages.items(), strict=True):
            _panel(panel, _NAMES.get(name, name), points)
        panels[0].set_ylabel("Loss")
    return figure


def _panel(panel: Axes, name: str, points: list[tuple[int, float]]) -> None:
    steps = [step for step, _ in points]
    losses = [loss for _, loss in points]
    panel.plot(steps, losses, color=COLORS["occupation"], linewidth=0.8, alpha=0.35)
    panel.plot(steps, running_mean(losses), color=COLORS["occupation"], linewidth=1.8)
    panel.set_title(name)
    panel.set_xlabel("Step")
    panel.grid(axis="y", color=RULE, linewidth=0.6)
    bare(panel, "bottom")


def running_mean(values: list[float]) -> list[float]:
    """Return the mean of each value and its neighbors, a twentieth of them on either side."""
    reach = max(1, len(values) // 20)
    windows = (values[max(0, i - reach) : i + reach + 1] for i in range(len(values)))
    return [sum(window) / len(window) for window in windows]


def _read(run: Path) -> dict[tuple[int, str], list[tuple[int, float]]]:
    path = run / "curves.csv" if run.is_dir() else run
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        msg = f"{path} cannot be read: give the run folder of a finished training stage."
        raise InputError(msg) from None
    stages: dict[tuple[int, str], list[tuple[int, float]]] = defaultdict(list)
    row: dict[str, str] = {}
    try:
        for row in csv.DictReader(text.splitlines()):
            stages[int(row["stage"]), row["name"]].append((int(row["step"]), float(row["loss"])))
    except (KeyError, TypeError, ValueError):
        msg = f"{path} has a row {list(row.values())} that is not stage, name, step, loss."
        raise InputError(msg) from None
    if not stages:
        msg = f"{path} holds no curves; they are written at the end of a training stage."
        raise InputError(msg)
    return dict(stages)
