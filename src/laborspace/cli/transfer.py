"""``laborspace transfer``: from scores of some entities to estimates for all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from laborspace.cli.answers import check_figure, check_output, give, note, open_space, shown
from laborspace.cli.options import (
    FigureOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    ScreenTopOption,
    SpaceOption,
)


def transfer(
    scores: Annotated[Path, typer.Argument(help="Table of ids, codes or titles and their scores.")],
    kind: KindOption = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of", help="Kind of the scored entities.", show_default="as their names say"
        ),
    ] = None,
    column: Annotated[
        str | None, typer.Option("--column", help="Column of the scores.", show_default="score")
    ] = None,
    skip_unknown: Annotated[
        bool, typer.Option("--skip-unknown", help="Leave out names the space does not know.")
    ] = False,
    through: Annotated[
        str | None,
        typer.Option(
            "--through",
            help="employs: industries and firms by the mean of their occupations.",
            show_default=False,
        ),
    ] = None,
    top: ScreenTopOption = None,
    level: LevelOption = None,
    space: SpaceOption = None,
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate a score of all entities from scores of some, and say what the estimates are worth.

    Example: laborspace transfer scores.csv -o estimates.csv
    """
    from laborspace.analysis.transfer import transfer as ask

    check_output(output)
    check_figure(figure)
    opened = open_space(space)
    answer = ask(
        opened,
        scores,
        kind=kind,
        of=of,
        column=column,
        unknown="skip" if skip_unknown else "raise",
        through=through,
        top=shown(top, output, as_json=as_json),
        level=level,
    )
    title = f"{scores.name}, transferred from {answer.facts['scored']}"
    give(answer.table, title=title, output=output, as_json=as_json)
    for each in answer.notes:
        note(f"Note: {each}")
    if figure is not None:
        from laborspace.plotting import plot_exposure

        plot_exposure(answer.table, figure, title=title)
        note(f"Figure → {figure}")
