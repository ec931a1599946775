"""``laborspace measures``: published measures of exposure side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from laborspace.cli.answers import check_figure, check_output, give, note, open_space
from laborspace.cli.arguments import weighted_argument
from laborspace.cli.options import (
    EncoderOption,
    FigureOption,
    JsonOption,
    OutputOption,
    SpaceOption,
)
from laborspace.errors import InputError


def measures(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder with the authors' files.", show_default="those that ship"),
    ] = None,
    concept: Annotated[
        list[str] | None,
        typer.Option(
            "--concept",
            help="Compare the exposure to this too; repeatable.",
            show_default=False,
        ),
    ] = None,
    scores: Annotated[
        bool,
        typer.Option("--scores", help="Give the scores of occupations, not their agreement."),
    ] = False,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how far published measures of exposure to AI and automation agree.

    Example: laborspace measures --concept "text:large language models"
    """
    from laborspace.analysis.exposure.measures import exposure_measures
    from laborspace.analysis.query import TEXT_PREFIX

    check_output(output)
    check_figure(figure)
    if folder is not None and str(folder).startswith(TEXT_PREFIX):
        msg = f'A concept to compare is given as an option: --concept "{folder}".'
        raise InputError(msg)
    opened = open_space(space, encoder=encoder)
    asked = [weighted_argument(opened, each) for each in concept or []]
    found = exposure_measures(opened, folder, concept=asked or None)
    table, title = found.agreement, "Agreement of measures: Spearman over occupations"
    if scores:
        table, title = found.table, f"Exposure of {found.table.num_rows:,} occupations"
    give(table, title=title, output=output, as_json=as_json)
    for name, what in found.about.items():
        note(f"{name}: {what}")
    for name, file in found.absent.items():
        note(f"Not found: {name}, {file}")
    if figure is not None:
        from laborspace.plotting import plot_agreement

        plot_agreement(found.agreement, figure, title="How far measures of exposure agree")
        note(f"Figure → {figure}")
