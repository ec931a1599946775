"""``laborspace exposure``: how much a technology or concept bears on entities."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from laborspace.cli.answers import check_figure, check_output, give, note, open_space, shown
from laborspace.cli.arguments import mix_argument, weighted_argument
from laborspace.cli.options import (
    EncoderOption,
    FigureOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    ScreenTopOption,
    SpaceOption,
)

SHIPPED = "shipped"


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
    top: ScreenTopOption = None,
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
    from laborspace.analysis.neighbors import check_top

    check_output(output)
    check_figure(figure)
    opened = open_space(space, encoder=encoder)
    asked = [weighted_argument(opened, each) for each in concept]
    options: dict[str, Any] = {"rng": seed}
    if against:
        options["against"] = [weighted_argument(opened, each) for each in against]
    if workforce is not None:
        if top is not None:
            check_top(top)
        jobs = mix_argument(opened, str(workforce))
        alone = (kind, through, measures, level)
        answer = workforce_exposure(opened, asked, jobs, alone=alone, **options)
        most = shown(top, output, as_json=as_json)
        table = answer.table if most is None else answer.table.slice(0, most + 1)
    else:
        answer = ask(
            opened,
            asked,
            kind=kind,
            through=through,
            level=level,
            measures=measures == SHIPPED or measures,
            top=shown(top, output, as_json=as_json),
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
