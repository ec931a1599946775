"""``laborspace axis``: entities between two poles."""

from typing import Annotated

import typer

from laborspace.cli.answers import check_output, give, heading, named, note, open_space
from laborspace.cli.options import (
    EncoderOption,
    FigureOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    SpaceOption,
)


def axis(
    negative: Annotated[
        str, typer.Argument(help="Pole of the low scores; commas separate several.")
    ],
    positive: Annotated[str, typer.Argument(help="Pole of the high scores, likewise.")],
    kind: KindOption = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            help="Keep so many at each end.",
            show_default="10 on the screen, all in a file or JSON",
        ),
    ] = None,
    level: LevelOption = None,
    correction: Annotated[
        str, typer.Option("--correction", help="Across kinds: center or none.")
    ] = "center",
    seed: Annotated[int, typer.Option("--seed", help="Of the bootstrap.")] = 0,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Place entities on the axis from one pole to another (SemAxis).

    A sector or another group stands for the entities it contains.

    Example: laborspace axis naics:31-33 naics:62 --kind occupation -o axis.csv
    """
    from laborspace.analysis.axis import axis as make

    check_output(output)
    check_output(figure, ".svg", ".png", ".pdf")
    opened = open_space(space, encoder=encoder)
    ends = _poles(negative), _poles(positive)
    line = make(opened, *ends, correction=correction, rng=seed)
    if top is None and output is None and not as_json:
        top = 10
    table = line.to_arrow(kind, top=top, level=level)
    low, high = (", ".join(named(opened, pole) for pole in end) for end in ends)
    give(table, title=f"From {low} (−) to {high} (+)", output=output, as_json=as_json)
    if figure is not None:
        from laborspace.plotting import plot_axis

        low, high = (", ".join(heading(opened, pole) for pole in end) for end in ends)
        every = line.to_arrow(kind, level=level)
        plot_axis(every, figure, title=f"From {low} to {high}", poles=(low, high))
        note(f"Figure → {figure}")


def _poles(argument: str) -> list[str]:
    if argument.startswith("text:"):
        return [argument]
    return [part.strip() for part in argument.split(",") if part.strip()]
