"""Ask a space a few questions, show the answers and how long they took, and draw three figures.

Run by ``make demo`` on the space that ships with the package. To ask another one, give its
folder: ``python examples/demo.py my-space/``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.table import Table

import laborspace
from laborspace.plotting import plot_axis, plot_map, plot_neighbors

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

T = TypeVar("T")

KINDS = {"industry": "Industries", "occupation": "Occupations", "skill": "Skills", "firm": "Firms"}
ASKED = ("onet:29-1141.00", "onet:15-1252.00", "naics:2121", "naics:5221", "naics:6111")
OUTPUT = Path("demo")

console = Console(highlight=False)
if not console.is_terminal:
    console.width = 132


def timed(ask: Callable[..., T], *arguments: Any, **options: Any) -> tuple[T, str]:
    """Return an answer and how long it took."""
    start = time.perf_counter()
    answer = ask(*arguments, **options)
    return answer, f"[dim]{(time.perf_counter() - start) * 1000:,.0f} ms[/]"


def table(title: str, *columns: str) -> Table:
    """Make a table that fills the width, its title at the left."""
    grid = Table(title=title, title_justify="left", title_style="", box=None, pad_edge=False)
    for column in columns:
        grid.add_column(column, no_wrap=True, overflow="ellipsis", ratio=1)
    grid.expand = True
    return grid


def show_neighbors(space: laborspace.LaborSpace, entity: str) -> None:
    """Print the nearest of each kind side by side."""
    found, took = timed(space.most_similar, entity, top=5)
    title = space.find(entity, top=1)["title"].iloc[0]
    grid = table(f"Nearest to [bold]{title}[/]  [dim]{entity}[/]  {took}", *KINDS.values())
    by_kind = [found.loc[found["kind"] == kind, "title"] for kind in KINDS]
    for titles in zip(*by_kind, strict=True):
        grid.add_row(*titles)
    console.print(grid, "")


def show_axis(answer: pd.DataFrame, took: str) -> None:
    """Print the ends of an axis side by side, with their intervals."""
    grid = table(
        f"Occupations from [bold]Manufacturing[/] to [bold]Health care[/]  {took}",
        "Most like manufacturing",
        "Most like health care",
    )
    ends = answer.iloc[::-1].head(6), answer.head(6)
    for low, high in zip(*(end.itertuples() for end in ends), strict=True):
        grid.add_row(*(f"{r.score:+.2f} [dim]({r.low:+.2f} to {r.high:+.2f})[/]  {r.title}"
                       for r in (low, high)))  # fmt: skip
    console.print(grid, "")


def show_ranked(title: str, answer: pd.DataFrame, took: str) -> None:
    """Print one kind a column, each answer with its score."""
    kinds = list(dict.fromkeys(answer["kind"]))
    grid = table(f"{title}  {took}", *(KINDS[kind] for kind in kinds))
    columns = [answer[answer["kind"] == kind].itertuples() for kind in kinds]
    for rows in zip(*columns, strict=True):
        grid.add_row(*(f"{row.score:.2f}  {row.title}" for row in rows))
    console.print(grid, "")


def show_expected(title: str, answer: pd.DataFrame, took: str) -> None:
    """Print what is expected, how likely it is, and who speaks for it."""
    grid = table(f"{title}  {took}", "Skills it would require", "", "Because")
    for row in answer.itertuples():
        span = f"{row.probability:.2f} [dim]({row.low:.2f} to {row.high:.2f})[/]  {row.basis}"
        grid.add_row(row.title, span, row.why)
    console.print(grid, "")


def main(path: str | None = None) -> None:
    """Ask, print, and write files into ``demo/``."""
    space, took = timed(laborspace.load, path)
    console.rule(f"[bold]laborspace {laborspace.__version__}[/]", align="left")
    console.print(f"{len(space):,} entities in {space.dimension} dimensions, opened in {took}")
    console.print(
        "[dim]The first question and the first text also read what they need from disk.[/]\n"
    )

    for entity in ASKED:
        show_neighbors(space, entity)

    axis = space.axis(["naics:31-33"], ["naics:62"])
    placed, took = timed(axis.project, kind="occupation")
    show_axis(placed, took)

    landed, took = timed(
        space.compose, ["firm:TSLA", "text:renewable energy"], ["naics:3361"], kind="occupation",
        top=6,
    )  # fmt: skip
    sum_ = "[bold]Tesla − Motor Vehicle Manufacturing + “renewable energy”[/]"
    show_ranked(sum_, landed, took)

    text = "I look after patients in intensive care, mostly at night"
    coded, took = timed(space.most_similar, f"text:{text}", top=5)
    show_ranked(f"[bold]“{text}”[/]", coded, took)

    text = "I install and repair wind turbines"
    expected, took = timed(
        space.expect, f"text:{text}", relation="requires", vocabulary="esco", top=6
    )
    show_expected(f"[bold]“{text}”[/]", expected, took)

    OUTPUT.mkdir(exist_ok=True)
    nearest = space.most_similar("onet:29-1141.00")
    nearest.to_csv(OUTPUT / "neighbors.csv", index=False)
    placed.to_csv(OUTPUT / "axis.csv", index=False)
    plot_neighbors(nearest, OUTPUT / "neighbors.svg", title="Nearest to Registered Nurses")
    plot_axis(
        axis.project(), OUTPUT / "axis.png", title="From Manufacturing to Health care",
        poles=("Manufacturing", "Health care"),
    )  # fmt: skip
    plot_map(space, OUTPUT / "map.png", title="Labor Space")
    console.rule("Written", align="left")
    for file in sorted(OUTPUT.iterdir()):
        console.print(f"{file}  [dim]{file.stat().st_size / 1000:,.0f} kB[/]")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:2])
    except laborspace.LaborSpaceError as error:
        sys.exit(str(error))
