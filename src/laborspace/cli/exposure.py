"""``laborspace exposure``: how much a technology or concept bears on entities."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from laborspace.cli.answers import check_output, give, note, open_space
from laborspace.cli.arguments import FILE, weighted_argument
from laborspace.cli.options import (
    EncoderOption,
    FigureOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    SpaceOption,
)

SHIPPED = "shipped"
_SHOWN = 10


def exposure(
    concept: Annotated[
        list[str],
        typer.Argument(
            help='Texts or entities, perhaps with weights: "text:large language models".'
        ),
    ],
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against", help="The opposite, for an axis; repeatable.", show_default=False
        ),
    ] = None,
    kind: KindOption = None,
    through: Annotated[
        str | None,
        typer.Option(
            "--through",
            help="employs: industries and firms by the mean of their occupations.",
            show_default=False,
        ),
    ] = None,
    workforce: Annotated[
        Path | None,
        typer.Option(
            "--workforce",
            help="Score a job mix: a table of occupations and jobs.",
            show_default=False,
        ),
    ] = None,
    measures: Annotated[
        str | None,
        typer.Option(
            "--measures",
            help=f"Published measures beside the scores: {SHIPPED}, or the folder of more.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            help="Only the first so many of each kind.",
            show_default="10 on the screen, all in a file or JSON",
        ),
    ] = None,
    level: LevelOption = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the draws.")] = 0,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score how much a technology, or any described concept, bears on entities.

    Example: laborspace exposure "text:large language models" --kind occupation
    """
    from laborspace.analysis.exposure import exposure as ask
    from laborspace.analysis.exposure import workforce_exposure

    check_output(output)
    check_output(figure, ".svg", ".png", ".pdf")
    opened = open_space(space, encoder=encoder)
    asked = [weighted_argument(opened, each) for each in concept]
    options: dict[str, Any] = {"rng": seed}
    if against:
        options["against"] = [weighted_argument(opened, each) for each in against]
    if workforce is not None:
        from laborspace.analysis.mix import read_mix

        jobs = read_mix(opened, str(workforce).removeprefix(FILE))
        alone = (kind, through, measures, level)
        answer = workforce_exposure(opened, asked, jobs, alone=alone, **options)
        table = answer.table if top is None else answer.table.slice(0, top + 1)
    else:
        whole = top is None and (output is not None or as_json)
        answer = ask(
            opened,
            asked,
            kind=kind,
            through=through,
            level=level,
            measures=measures == SHIPPED or measures,
            top=None if whole else top or _SHOWN,
            **options,
        )
        table = answer.table
    title = f"Exposure to {answer.facts['named']}"
    give(table, title=title, output=output, as_json=as_json)
    for each in answer.notes:
        note(f"Note: {each}")
    if figure is not None:
        from laborspace.plotting import plot_exposure

        plot_exposure(table, figure, title=title)
        note(f"Figure → {figure}")
