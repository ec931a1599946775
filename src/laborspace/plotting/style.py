"""What all figures share: colors and shapes of the kinds, type, and how a file is written."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from laborspace.errors import InputError, MissingExtraError
from laborspace.output import check_extension
from laborspace.records import KINDS
from laborspace.storage import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLORS = {  # Okabe & Ito: told apart by color-blind readers too
    "industry": "#D55E00",
    "occupation": "#0072B2",
    "skill": "#009E73",
    "firm": "#CC79A7",
}
MARKERS = {"industry": "s", "occupation": "o", "skill": "^", "firm": "D"}
PLURALS = {
    "industry": "Industries",
    "occupation": "Occupations",
    "skill": "Skills",
    "firm": "Firms",
}
INK, GRAY, RULE = "#222222", "#6B6B6B", "#D5D5D5"
FORMATS = (".svg", ".png", ".pdf")

_STYLE: Any = {
    "axes.edgecolor": RULE,
    "axes.labelcolor": GRAY,
    "axes.labelsize": 9,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "figure.titlesize": 14,
    "figure.titleweight": "bold",
    "font.size": 9,
    "savefig.dpi": 200,
    "svg.hashsalt": "laborspace",  # else the ids in an SVG are drawn by chance
    "text.color": INK,
    "xtick.color": GRAY,
    "xtick.labelsize": 8.5,
    "xtick.major.size": 0,
    "ytick.color": INK,
    "ytick.labelsize": 8.5,
    "ytick.major.size": 0,
}
_PER_INCH = 8.2  # characters of a title
_LINE = 0.25  # inches
# Without dates the same answer gives the same file.
_METADATA = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {}}


@contextmanager
def drawing(path: str | Path, width: float, height: float, title: str = "") -> Iterator[Figure]:
    """Yield an empty figure in the house style; write it when the block ends.

    Parameters
    ----------
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    width, height : float
        Inches.
    title : str
        Set above everything, at the left; the lines of a long one make the figure higher.

    Raises
    ------
    InputError
        If the extension is another.
    MissingExtraError
        If matplotlib is not installed.
    StorageError
        If writing fails; what was there before is intact.
    """
    path = Path(path)
    check_extension(path, *FORMATS)
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine
    except ModuleNotFoundError as error:
        raise MissingExtraError("Drawing figures", "plot") from error
    lines = wrap(title, int(_PER_INCH * width)) if title else []
    height += _LINE * max(0, len(lines) - 1)
    with rc_context(_STYLE):
        layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1)  # inches
        figure = Figure(figsize=(width, height), layout=layout, facecolor="white")
        FigureCanvasAgg(figure)
        if lines:
            figure.suptitle("\n".join(lines), x=0.01, ha="left")
        yield figure
        with replace_file(path) as file:
            figure.savefig(file, metadata=_METADATA[path.suffix.lower()])


@contextmanager
def panels(
    path: str | Path,
    kinds: Mapping[str, Sequence[dict[str, Any]]],
    title: str,
    *,
    width: float,
    row: float,
    top: float,
    edge: float = 1.0,
) -> Iterator[tuple[Figure, list[Axes]]]:
    """Yield a figure with a panel for each kind, two beside each other, rows from above.

    Parameters
    ----------
    path, title
        As for :func:`drawing`.
    kinds : mapping of str to sequence of dict
        The rows of each kind.
    width, row, top, edge : float
        Inches: the width of a panel, the height of a row, what a panel has above its rows, and
        what the figure has around the panels.

    Yields
    ------
    figure : matplotlib.figure.Figure
    axes : list of matplotlib.axes.Axes
        In the order of the kinds.
    """
    across = min(2, len(kinds))
    down = -(-len(kinds) // across)
    longest = max(len(rows) for rows in kinds.values())
    with drawing(path, width * across, edge + down * (top + row * longest), title) as figure:
        axes = list(figure.subplots(down, across, squeeze=False).flat)
        for each, kind in zip(axes, kinds, strict=False):
            each.set_title(PLURALS[kind])
        for spare in axes[len(kinds) :]:
            spare.set_visible(False)
        yield figure, axes[: len(kinds)]
        for each in axes:
            each.set_ylim(longest - 0.4, -0.6)


def rows_by_kind(table: pa.Table | pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a result table as dicts, by kind, in the order of the kinds.

    Raises
    ------
    InputError
        If the table has no rows, or is not a result table with scores.
    """
    return by_kind(rows_of(table, "kind", "title", "score"))


def by_kind(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return rows by kind, in the order of the kinds, leaving out kinds without any."""
    found = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
    return {kind: own for kind, own in found.items() if own}


def rows_of(table: pa.Table | pd.DataFrame, *columns: str) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts.

    Raises
    ------
    InputError
        If the table has no rows, or lacks one of the columns.
    """
    if not isinstance(table, pa.Table):
        table = pa.Table.from_pandas(table, preserve_index=False)
    missing = set(columns).difference(table.column_names)
    if missing:
        msg = f"The table cannot be drawn: it has no column {sorted(missing)[0]!r}."
        raise InputError(msg)
    if not table.num_rows:
        msg = "There is nothing to draw: the answer has no rows."
        raise InputError(msg)
    missing_number = float("nan")  # which Arrow, coming from pandas, takes for nothing at all
    return [
        {name: missing_number if value is None else value for name, value in row.items()}
        for row in table.to_pylist()
    ]


def shorten(text: str, length: int) -> str:
    """Cut a text to a length, at a word where one ends near, marking the cut."""
    if len(text) <= length:
        return text
    head, _, tail = text[:length].rpartition(" ")
    kept = head if head and len(tail) < 8 else text[: length - 1]
    return kept.rstrip(" ,;(") + "…"


def name_rows(axes: Axes, rows: Sequence[dict[str, Any]], longest: int) -> None:
    """Write the title of each row beside it."""
    axes.set_yticks(range(len(rows)), [shorten(row["title"], longest) for row in rows])


def write(axes: Axes, text: str, place: tuple[float, float], right: float, **how: Any) -> None:
    """Write in small gray letters beside a place, so many points to its right."""
    axes.annotate(
        text, place, (right, 0), textcoords="offset points", va="center", color=GRAY, fontsize=8,
        **how,
    )  # fmt: skip


def legend(figure: Figure, handles: Sequence[Any], columns: int = 4) -> None:
    """Explain marks, each by its label, below everything at the right."""
    figure.legend(
        handles=list(handles), loc="outside lower right", ncols=columns, frameon=False,
        fontsize=8.5, labelcolor=GRAY, handlelength=1.2, handleheight=0.9,
    )  # fmt: skip


def bare(axes: Axes, *keep: str) -> None:
    """Take away all sides of the frame but those named."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)
