"""The map of a space: every entity where the fixed coordinates put it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.links import links
from laborspace.plotting.style import COLORS, MARKERS, PLURALS, bare, drawing, shorten
from laborspace.records import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from laborspace.space.container import Rows, Space

_LONGEST = 30  # characters of a title
_SIZES = {"industry": 20, "occupation": 5, "skill": 3, "firm": 12}  # square points
_APART = 0.09  # of the width, between names of one kind


def plot_map(space: Space, path: str | Path, *, title: str = "", labels: int = 15) -> Figure:
    """Draw the entities of a space on its fixed map, colored and shaped by kind.

    Nearness on a map of two dimensions suggests, and no more; ask ``most_similar`` for the
    neighbors in the whole space.

    Parameters
    ----------
    space : Space
        With a map.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    title : str
        Heading of the figure.
    labels : int
        Most entities of each kind to name: those with the most observed relations, as far as
        there is room for their names.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    FormatError
        If the space has no map.
    InputError
        If the extension is another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails.
    """
    places = _places(space)
    with drawing(path, 10, 10.6, title) as figure:
        axes = figure.subplots()
        shown = {kind: space.rows(kind) for kind in KINDS}
        for kind in ("skill", "occupation", "firm", "industry"):  # the many below the few
            x, y = places[shown[kind]].T
            axes.scatter(
                x, y, s=_SIZES[kind], marker=MARKERS[kind], color=COLORS[kind], linewidths=0,
                alpha=0.25 if kind == "skill" else 0.6, rasterized=True,
            )  # fmt: skip
        axes.set_aspect("equal")
        axes.margins(0.02)
        axes.set_xticks([])
        axes.set_yticks([])
        bare(axes)
        _legend(figure, {kind: len(rows) for kind, rows in shown.items()})
        figure.draw_without_rendering()  # the places of names need the final layout
        _label(axes, space, places, shown, labels)
    return figure


def _places(space: Space) -> np.ndarray:
    """Return the coordinates of all entities, (n, 2), in the order of the space."""
    columns = space.coordinates.to_pydict()
    by_id = dict(zip(columns["id"], zip(columns["x"], columns["y"], strict=True), strict=True))
    return np.array([by_id.get(id_, (np.nan, np.nan)) for id_ in space.ids])


def _label(
    axes: Axes, space: Space, places: np.ndarray, shown: dict[str, Rows], labels: int
) -> None:
    """Name entities, kind after kind, leaving out what would cover another name."""
    taken: list[Bbox] = []
    apart = _APART * float(np.nanmax(places[:, 0]) - np.nanmin(places[:, 0]))
    for kind in ("industry", "occupation", "firm", "skill"):
        named: list[np.ndarray] = []
        for row in _best_known(space, shown[kind]):
            if len(named) == labels:
                break
            here = places[row]
            if any(np.hypot(*(here - there)) < apart for there in named):
                continue
            box = _write(axes, space.column("title")[row], here, kind, taken)
            if box is not None:
                taken.append(box)
                named.append(here)
        x, y = np.array(named).reshape(-1, 2).T
        axes.scatter(
            x, y, s=24, marker=MARKERS[kind], color=COLORS[kind], edgecolors="white", linewidths=0.6
        )


def _write(axes: Axes, title: str, place: np.ndarray, kind: str, taken: list[Bbox]) -> Bbox | None:
    """Write a name beside its point and return its box, or None if there is no room."""
    from matplotlib.patheffects import withStroke

    text: Text = axes.annotate(
        shorten(title, _LONGEST), (place[0], place[1]), (4, 0), textcoords="offset points",
        va="center", fontsize=7.5, color=COLORS[kind], annotation_clip=False,
    )  # fmt: skip
    text.set_path_effects([withStroke(linewidth=2.2, foreground="white")])
    box = text.get_window_extent().padded(2)
    inside = axes.get_window_extent()
    fits = inside.x0 <= box.x0 and box.x1 <= inside.x1
    if fits and not any(box.overlaps(other) for other in taken):
        return box
    text.remove()
    return None


def _best_known(space: Space, rows: Rows) -> list[int]:
    """Return rows, those with the most observed relations first, then those of shorter names."""
    known = links(space)
    ends = np.concatenate([known.source, known.target])
    titles = space.column("title")
    count = np.bincount(ends[ends >= 0], minlength=len(space))
    return sorted(rows.tolist(), key=lambda row: (-count[row], len(titles[row]), titles[row]))


def _legend(figure: Figure, counts: dict[str, int]) -> None:
    from matplotlib.lines import Line2D

    kinds = [kind for kind in KINDS if counts[kind]]
    handles = [Line2D([], [], ls="", marker=MARKERS[k], color=COLORS[k], ms=6) for k in kinds]
    names = [f"{PLURALS[kind]} ({counts[kind]:,})" for kind in kinds]
    figure.legend(handles, names, loc="outside lower left", ncols=4, frameon=False)
