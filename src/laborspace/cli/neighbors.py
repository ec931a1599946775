"""``laborspace neighbors``: the entities nearest to an entity or a text."""

from typing import Annotated

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
from laborspace.cli.arguments import argument
from laborspace.cli.options import (
    CorrectionOption,
    EncoderOption,
    FigureOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    SpaceOption,
    TopOption,
)


def neighbors(
    entity: Annotated[str, typer.Argument(help='Id, code, title, alias, "text:…" or @FILE.')],
    kind: KindOption = None,
    top: TopOption = 10,
    level: LevelOption = None,
    correction: CorrectionOption = "center",
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the entities most similar to an entity or a text.

    Example: laborspace neighbors onet:29-1141.00 --kind skill --top 10
    """
    from laborspace.analysis.neighbors import neighbors as ask

    check_output(output)
    check_figure(figure)
    opened = open_space(space, encoder=encoder)
    asked = argument(opened, entity)
    table = ask(opened, asked, kind=kind, top=top, level=level, correction=correction)
    give(table, title=f"Nearest to {named(opened, entity)}", output=output, as_json=as_json)
    if figure is not None:
        from laborspace.plotting import plot_neighbors

        plot_neighbors(table, figure, title=f"Nearest to {heading(opened, entity)}")
        note(f"Figure → {figure}")
