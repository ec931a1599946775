"""``laborspace validate``: how good a space is, against what floor."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from laborspace.cli.answers import note, print_json
from laborspace.cli.options import JsonOption
from laborspace.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from laborspace.validation.report import Report
    from laborspace.validation.running import Line


def validate(
    space: Annotated[
        str | None,
        typer.Argument(
            help="Space folder or Hub id; or vectors: a word2vec .txt or a .parquet file.",
            show_default="the released one",
            envvar="LABORSPACE_SPACE",
        ),
    ] = None,
    suites: Annotated[
        list[str] | None,
        typer.Option("--suite", help="Run only this suite; repeatable.", show_default="all"),
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option("--beside", help="NAME=FOLDER to score beside it; repeatable."),
    ] = None,
    twin: Annotated[
        Path | None, typer.Option("--twin", help="Folder of its held-out twin.", show_default=False)
    ] = None,
    seeds: Annotated[
        list[str] | None,
        typer.Option("--seeds", help="NAME=FOLDER made with another seed; repeatable."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of official files.", show_default=False),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", help="Corpus, for the words compared.", show_default=False),
    ] = None,
    no_baselines: Annotated[
        bool, typer.Option("--no-baselines", help="Leave out chance, TF-IDF and BM25.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder for table, JSON and page.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Say how good a space is, against what floor.

    Example: laborspace validate my-space/ --beside raw=raw-space/ -o report/
    """
    from laborspace.validation.validating import validate as run

    report = run(
        space,
        suites=suites or None,
        beside=named(beside, "--beside"),
        twin=twin,
        seeds=named(seeds, "--seeds"),
        data=data,
        corpus=corpus,
        baselines=not no_baselines,
        output=output,
        quiet=quiet,
    )
    if as_json:
        print_json(report.to_dict())
    else:
        show(report)
    if output is not None:
        note(f"{len(report.lines):,} figures → {output / 'report.html'}")


def named(arguments: list[str] | None, option: str) -> dict[str, str]:
    """Read ``NAME=FOLDER`` arguments."""
    found: dict[str, str] = {}
    for argument in arguments or ():
        name, sign, folder = (part.strip() for part in argument.partition("="))
        if not (name and sign and folder):
            msg = f"{option} takes NAME=FOLDER, such as raw=spaces/raw, not {argument!r}."
            raise InputError(msg)
        if name in found:
            msg = f"{option} names {name!r} twice; give each its own name."
            raise InputError(msg)
        found[name] = folder
    return found


def show(report: Report) -> None:
    """Print the figures of the space, one block a suite, and what was skipped."""
    from rich.console import Console
    from rich.markup import escape

    from laborspace.validation.page import gathered

    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False)
    for line in report.notes:
        console.print(f"Note: {escape(line)}")
    console.print(_table(report))
    for one in gathered(report.skipped, suites=True):
        console.print(f"Skipped {escape(', '.join(one['what']))}: {escape(one['why'])}")


def _table(report: Report) -> Table:
    from rich.markup import escape
    from rich.table import Table

    others = [str(s["name"]) for s in report.subjects if s["role"] == "beside"]
    grid = Table(title=escape(f"How good is {report.name}?"), title_justify="left")
    for name in ("suite", "task", "metric"):
        grid.add_column(name, overflow="fold")
    for name in (report.name, *others, "n"):
        grid.add_column(escape(name), justify="right")
    for name in ("floor", "ceiling", "scored"):
        grid.add_column(name, overflow="fold")
    for suite in report.suites:
        grid.add_section()
        for task, lines in report.tasks(suite.name):
            for metric in dict.fromkeys(line.metric for line in lines):
                of = {line.method: line for line in lines if line.metric == metric}
                cells = _cells(of, [report.name, *others])
                grid.add_row(*(escape(c) for c in (suite.name, task, metric, *cells)))
    return grid


def _cells(of: dict[str, Line], methods: list[str]) -> list[str]:
    """Return value of each method, n, floor, ceiling and who was scored, of one metric."""
    from laborspace.validation.page import cell

    own = of.get(methods[0])
    line = own or next(iter(of.values()))
    values = [cell(of[m]) if m in of else "–" for m in methods]
    floor = f"{line.floor:.3f} ({line.floor_name})" if math.isfinite(line.floor) else ""
    ceiling = f"{line.ceiling:.3f} ({line.ceiling_name})" if math.isfinite(line.ceiling) else ""
    return [*values, f"{line.n:,}", floor, ceiling, own.scored if own else ""]
