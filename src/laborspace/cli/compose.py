"""``laborspace compose``: vector arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from laborspace.cli.answers import (
    check_figure,
    check_output,
    give,
    heading,
    named,
    note,
    open_space,
)
from laborspace.cli.arguments import weighted_argument
from laborspace.cli.options import (
    CorrectionOption,
    EncoderOption,
    FigureOption,
    IncludeInputsOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    SpaceOption,
    TopOption,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from laborspace.labor_space import LaborSpace

    Name = Callable[[LaborSpace, str], str]


def compose(
    entities: Annotated[
        list[str],
        typer.Argument(help='What to add: ids, names, "text:…" or @FILE; 0.5*ID gives a weight.'),
    ],
    minus: Annotated[
        list[str] | None,
        typer.Option("--minus", help="What to take away; repeatable.", show_default=False),
    ] = None,
    plus: Annotated[
        list[str] | None,
        typer.Option("--plus", help="What else to add; repeatable.", show_default=False),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--start", help="What to compare the sum with.", show_default="the first entity"
        ),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Show what rose and what fell against the start.")
    ] = False,
    kind: KindOption = None,
    top: TopOption = 10,
    level: LevelOption = None,
    correction: CorrectionOption = "center",
    include_inputs: IncludeInputsOption = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the random terms.")] = 0,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add and subtract entities and texts, and show what the sum is nearest to.

    Example: laborspace compose firm:TSLA --minus naics:3361 --plus "text:renewable energy"
    """
    check_output(output)
    check_figure(figure)
    added, taken = [*entities, *(plus or [])], minus or []
    opened = open_space(space, encoder=encoder)
    asked: dict[str, Any] = {
        "plus": [weighted_argument(opened, argument) for argument in added],
        "minus": [weighted_argument(opened, argument) for argument in taken],
        "start": None if start is None else weighted_argument(opened, start),
        "kind": kind,
        "top": top,
        "level": level,
        "correction": correction,
        "include_inputs": include_inputs,
        "rng": seed,
    }
    title = _sum(opened, added, taken, named)
    lines: list[str] = []
    if changes:
        from laborspace.analysis.changes import changes as ask

        table: pa.Table = ask(opened, **asked)
        title += ": what rose and what fell"
    else:
        from laborspace.analysis.composition import compose as ask_nearest

        found = ask_nearest(opened, **asked)
        table, lines = found.neighbors, [_kept(term) for term in found.terms]
    give(table, title=title, output=output, as_json=as_json)
    if output is None and not as_json and len(lines) > 1:
        for line in lines:
            note(line)
    if figure is not None:
        from laborspace.plotting import plot_changes, plot_neighbors

        short = _sum(opened, added, taken, heading)
        if changes:
            plot_changes(table, figure, title=short)
        else:
            plot_neighbors(table, figure, title=short)
        note(f"Figure → {figure}")


def _sum(space: LaborSpace, added: list[str], taken: list[str], name: Name) -> str:
    title = " + ".join(_term(space, argument, name) for argument in added)
    return title + "".join(f" − {_term(space, argument, name)}" for argument in taken)


def _term(space: LaborSpace, argument: str, name: Name) -> str:
    from laborspace.analysis.query import weighted

    read = weighted(argument)
    return name(space, read) if isinstance(read, str) else f"{read[1]:g} × {name(space, read[0])}"


def _kept(term: dict[str, Any]) -> str:
    sign = "−" if term["weight"] < 0 else "+"
    kept = "nothing remains" if term["kept"] is None else f"{term['kept']:.0%} of the answers stay"
    return f"Without {sign} {term['title']}: {kept}."
