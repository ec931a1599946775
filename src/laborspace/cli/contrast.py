"""``laborspace contrast``: two entities or texts side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from laborspace.cli.answers import check_figure, check_output, give, named, note, open_space
from laborspace.cli.arguments import argument
from laborspace.cli.options import (
    EncoderOption,
    FigureOption,
    JsonOption,
    OutputOption,
    SpaceOption,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = ("id", "title", "aspect", "side", "a", "b", "usual", "p_value", "basis", "why")
_THING = typer.Argument(help='Id, code, title, alias, "text:…" or @FILE.', show_default=False)


def contrast(
    a: Annotated[str, _THING],
    b: Annotated[str, _THING],
    top: Annotated[int, typer.Option("--top", help="Rows of each aspect and side.")] = 5,
    seed: Annotated[int, typer.Option("--seed", help="Of the random pairs.")] = 0,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set two entities or texts side by side: what they share, what sets them apart.

    Example: laborspace contrast onet:29-1141.00 onet:29-1171.00
    """
    from laborspace.analysis.contrast import contrast as make

    check_output(output)
    check_figure(figure)
    opened = open_space(space, encoder=encoder)
    found = make(opened, argument(opened, a), argument(opened, b), top=top, rng=seed)
    whole = output is not None or as_json
    give(
        found.table if whole else found.table.select(list(_SHOWN)),
        title=f"a: {named(opened, a)}; b: {named(opened, b)}",
        output=output,
        as_json=as_json,
    )
    for line in (*found.summary, *_facts(found.facts), *found.notes):
        note(line)
    if figure is not None:
        from laborspace.plotting import plot_contrast

        names = found.a, found.b
        plot_contrast(found.table, figure, names=names, title=" and ".join(names))
        note(f"Figure → {figure}")


def _facts(facts: Sequence[dict[str, Any]]) -> list[str]:
    """Say published numbers, a line each."""
    return [
        f"{each['fact']} ({each['unit']}): {_figure(each['a'])} and {_figure(each['b'])};"
        f" {each['a_origin'] or each['b_origin']}"
        for each in facts
    ]


def _figure(value: float | None) -> str:
    if value is None:
        return "not known"
    return f"{value:,.0f}" if value == round(value) else f"{value:.3g}"
