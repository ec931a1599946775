"""The map of a space: every entity where the fixed coordinates put it, and names of clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.clusters import Cluster
from laborspace.analysis.clusters import clusters as make_clusters
from laborspace.analysis.landmarks import densest, relations_of
from laborspace.analysis.preservation import positions
from laborspace.errors import InputError
from laborspace.plotting.style import COLORS, GRAY, INK, MARKERS, PLURALS, bare, drawing, shorten
from laborspace.records import KINDS, check_kind

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


@dataclass(frozen=True)
class Look:
    """How a map looks.

    Attributes
    ----------
    width, height : float
        Inches.
    paper, ink, quiet : str
        Colors of the background, of the names of clusters, and of what should not be loud.
    colors : dict of str to str
        Color of each kind.
    """

    width: float
    height: float
    paper: str
    ink: str
    quiet: str
    colors: dict[str, str]


LOOKS = {
    "print": Look(10, 10.6, "white", INK, GRAY, COLORS),
    "screen": Look(
        16, 10, "#15181C", "#F2F2F2", "#A8A8A8",
        {  # the same hues, lighter, so that they stand out from a dark ground
            "industry": "#F0803C", "occupation": "#56B4E9", "skill": "#2FC49A",
            "firm": "#E3A0C6",
        },
    ),
}  # fmt: skip
"""Looks of a map: for paper, and for a wide dark screen."""


def check_look(look: str) -> None:
    """Raise :class:`InputError` unless there is such a look."""
    if look not in LOOKS:
        msg = f"There is no look {look!r} of a map; choose one of {', '.join(LOOKS)}."
        raise InputError(msg)


def plot_map(
    space: Space,
    path: str | Path,
    *,
    title: str = "",
    labels: int = 6,
    kind: str | None = None,
    clusters: int | None = None,
    look: str = "print",
) -> Figure:
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
    kind : str, optional
        Draw only entities of this kind.
    clusters : int, optional
        Number of clusters, whose words are written where most of their members are; 0 for none,
        by default at most 40.
    look : {"print", "screen"}
        Light and nearly square, or dark and wide.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    FormatError
        If the space has no map.
    UnknownKindError, InputError
        If there is no such kind or look, the number of clusters cannot be, or the extension is
        another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails.
    """
    check_look(look)
    kinds = KINDS if kind is None else (check_kind(kind),)
    style = LOOKS[look]
    places = positions(space)
    named = () if clusters == 0 else make_clusters(space, clusters)
    shown = {each: space.rows(each) for each in kinds}
    with drawing(path, style.width, style.height, title) as figure:
        figure.set_facecolor(style.paper)
        if title:
            figure.suptitle(title, x=0.01, ha="left", color=style.ink)
        axes = figure.subplots()
        axes.set_facecolor(style.paper)
        for each in ("skill", "occupation", "firm", "industry"):  # the many below the few
            if each not in shown:
                continue
            x, y = places[shown[each]].T
            axes.scatter(
                x, y, s=_SIZES[each], marker=MARKERS[each], color=style.colors[each],
                linewidths=0, alpha=0.3 if each == "skill" and kind is None else 0.6,
                rasterized=True,
            )  # fmt: skip
        axes.set_aspect("equal" if look == "print" else "auto")
        axes.margins(0.02)
        axes.set_xticks([])
        axes.set_yticks([])
        bare(axes)
        _legend(figure, {each: len(rows) for each, rows in shown.items()}, style)
        figure.draw_without_rendering()  # the places of names need the final layout
        taken = _name_clusters(axes, named, places, shown, style)
        _label(axes, space, places, shown, labels, taken, style)
    return figure


def _name_clusters(
    axes: Axes,
    clusters: tuple[Cluster, ...],
    places: np.ndarray,
    shown: dict[str, Rows],
    style: Look,
) -> list[Bbox]:
    """Write the words of clusters where their members are densest, and return the boxes."""
    taken: list[Bbox] = []
    drawn = np.concatenate(list(shown.values()))
    for cluster in clusters:
        there = places[np.intersect1d(cluster.rows, drawn)]
        there = there[np.isfinite(there).all(axis=1)]
        if not len(there) or not cluster.words:
            continue
        words = _folded(cluster.words)
        box = _write(axes, words, densest(there), style.ink, taken, style, amid=True)
        if box is not None:
            taken.append(box)
    return taken


def _folded(words: tuple[str, ...]) -> str:
    line = ", ".join(words)
    return f"{', '.join(words[:2])},\n{', '.join(words[2:])}" if len(line) > 18 else line


def _label(
    axes: Axes,
    space: Space,
    places: np.ndarray,
    shown: dict[str, Rows],
    labels: int,
    taken: list[Bbox],
    style: Look,
) -> None:
    """Name entities, kind after kind, leaving out what would cover another name."""
    apart = _APART * float(np.nanmax(places[:, 0]) - np.nanmin(places[:, 0]))
    for kind in ("industry", "occupation", "firm", "skill"):
        named: list[np.ndarray] = []
        for row in _best_known(space, shown[kind]) if kind in shown else ():
            if len(named) == labels:
                break
            here = places[row]
            if any(np.hypot(*(here - there)) < apart for there in named):
                continue
            title = shorten(space.column("title")[row], _LONGEST)
            box = _write(axes, title, here, style.colors[kind], taken, style)
            if box is not None:
                taken.append(box)
                named.append(here)
        x, y = np.array(named).reshape(-1, 2).T
        axes.scatter(
            x, y, s=24, marker=MARKERS[kind], color=style.colors[kind], edgecolors=style.paper,
            linewidths=0.6,
        )  # fmt: skip


def _write(
    axes: Axes,
    words: str,
    place: np.ndarray,
    color: str,
    taken: list[Bbox],
    style: Look,
    *,
    amid: bool = False,
) -> Bbox | None:
    """Write a name beside its point, or amid its cluster; return its box, None if no room."""
    from matplotlib.patheffects import withStroke

    text: Text = axes.annotate(
        words, (place[0], place[1]), (0 if amid else 4, 0), textcoords="offset points",
        va="center", ha="center" if amid else "left", fontsize=8 if amid else 7.5,
        fontweight="bold" if amid else "normal", color=color, annotation_clip=False,
        linespacing=0.95,
    )  # fmt: skip
    text.set_path_effects([withStroke(linewidth=2.2, foreground=style.paper)])
    box = text.get_window_extent().padded(2)
    inside = axes.get_window_extent()
    fits = inside.x0 <= box.x0 and box.x1 <= inside.x1
    if fits and not any(box.overlaps(other) for other in taken):
        return box
    text.remove()
    return None


def _best_known(space: Space, rows: Rows) -> list[int]:
    """Return rows, those with the most observed relations first, then those of shorter names."""
    count, titles = relations_of(space), space.column("title")
    return sorted(rows.tolist(), key=lambda row: (-count[row], len(titles[row]), titles[row]))


def _legend(figure: Figure, counts: dict[str, int], style: Look) -> None:
    from matplotlib.lines import Line2D

    kinds = [kind for kind in KINDS if counts.get(kind)]
    handles = [
        Line2D([], [], ls="", marker=MARKERS[kind], color=style.colors[kind], ms=6)
        for kind in kinds
    ]
    names = [f"{PLURALS[kind]} ({counts[kind]:,})" for kind in kinds]
    figure.legend(
        handles, names, loc="outside lower left", ncols=4, frameon=False, labelcolor=style.ink
    )
