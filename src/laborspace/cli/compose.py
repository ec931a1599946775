"""``laborspace compose``: vector arithmetic."""

from typing import Annotated

import typer

from laborspace.cli.answers import check_output, give, named, open_space
from laborspace.cli.options import (
    CorrectionOption,
    EncoderOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    SpaceOption,
    TopOption,
    weighted,
)
from laborspace.space.container import Space


def compose(
    entities: Annotated[
        list[str],
        typer.Argument(help='What to add: ids, names or "text:…"; 0.5*ID gives a weight.'),
    ],
    minus: Annotated[
        list[str] | None,
        typer.Option("--minus", help="What to take away; repeatable.", show_default=False),
    ] = None,
    plus: Annotated[
        list[str] | None,
        typer.Option("--plus", help="What else to add; repeatable.", show_default=False),
    ] = None,
    kind: KindOption = None,
    top: TopOption = 10,
    level: LevelOption = None,
    correction: CorrectionOption = "center",
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add and subtract entities and texts, and show what the sum is nearest to.

    Example: laborspace compose firm:TSLA --minus naics:3361 --plus "text:renewable energy"
    """
    from laborspace.analysis.composition import compose as ask

    check_output(output)
    added, taken = [*entities, *(plus or [])], minus or []
    opened = open_space(space, encoder=encoder)
    found = ask(
        opened,
        [weighted(argument) for argument in added],
        [weighted(argument) for argument in taken],
        kind=kind,
        top=top,
        level=level,
        correction=correction,
    )
    title = " + ".join(_term(opened, argument) for argument in added)
    title += "".join(f" − {_term(opened, argument)}" for argument in taken)
    give(found.neighbors, title=title, output=output, as_json=as_json)


def _term(space: Space, argument: str) -> str:
    read = weighted(argument)
    return named(space, read) if isinstance(read, str) else f"{read[1]:g} × {named(space, read[0])}"
