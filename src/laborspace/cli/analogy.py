"""``laborspace analogy``: what is to C as B is to A."""

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
    EncoderOption,
    FigureOption,
    IncludeInputsOption,
    JsonOption,
    LevelOption,
    OutputOption,
    SpaceOption,
    TopOption,
)


def analogy(
    a: Annotated[str, typer.Argument(help='Id, code, title, alias, "text:…" or @FILE.')],
    b: Annotated[str, typer.Argument(help="What belongs to A.")],
    c: Annotated[str, typer.Argument(help="What the same is looked for.")],
    method: Annotated[
        str, typer.Option("--method", help="add (3CosAdd) or mul (3CosMul).")
    ] = "add",
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            help="Kind of the answers: industry, occupation, skill or firm.",
            show_default="that of B",
        ),
    ] = None,
    top: TopOption = 10,
    level: LevelOption = None,
    correction: Annotated[
        str, typer.Option("--correction", help="Across kinds: center or none.")
    ] = "center",
    include_inputs: IncludeInputsOption = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the random terms.")] = 0,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find what is to C as B is to A.

    Example: laborspace analogy naics:6221 onet:29-1141.00 naics:6111
    """
    from laborspace.analysis.analogy import analogy as ask

    check_output(output)
    check_figure(figure)
    opened = open_space(space, encoder=encoder)
    table = ask(
        opened,
        argument(opened, a),
        argument(opened, b),
        argument(opened, c),
        method=method,
        kind=kind,
        top=top,
        level=level,
        correction=correction,
        include_inputs=include_inputs,
        rng=seed,
    )
    first, second, third = (named(opened, each) for each in (a, b, c))
    title = f"To {third} as {second} is to {first}"
    give(table, title=title, output=output, as_json=as_json)
    if figure is not None:
        from laborspace.plotting import plot_neighbors

        first, second, third = (heading(opened, each) for each in (a, b, c))
        plot_neighbors(table, figure, title=f"To {third} as {second} is to {first}")
        note(f"Figure → {figure}")
