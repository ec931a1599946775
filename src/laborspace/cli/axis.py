"""``laborspace axis``: entities between two poles, or in the plane of two axes."""

from __future__ import annotations

from pathlib import Path
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
    shown,
)
from laborspace.cli.arguments import argument
from laborspace.cli.options import (
    EncoderOption,
    FigureOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    SpaceOption,
)
from laborspace.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.analysis.axis import Axis
    from laborspace.labor_space import LaborSpace

_SHOWN_OF_SETS = (
    *("id", "kind", "code", "title", "bias", "low", "high", "p_value", "intensity", "members"),
    *("shares", "why"),
)
_SHOWN_OF_A_PLANE = (
    *("id", "kind", "code", "title", "x", "x_p_value", "y", "y_p_value", "basis", "why"),
)


def axis(
    negative: Annotated[
        str,
        typer.Argument(help="Pole of the low scores; commas separate several, | several texts."),
    ],
    positive: Annotated[str, typer.Argument(help="Pole of the high scores, likewise.")],
    second: Annotated[
        tuple[str, str] | None,
        typer.Option("--and", help="The poles of a second axis.", show_default=False),
    ] = None,
    of: Annotated[
        list[str] | None,
        typer.Option(
            "--of",
            help="Place a sector, firm or @FILE by its jobs or members; repeatable.",
            show_default=False,
        ),
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option(
            "--place", help="Score just this, a text or @FILE too; repeatable.", show_default=False
        ),
    ] = None,
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
    expand: Annotated[
        int, typer.Option("--expand", help="Widen poles by so many of their nearest.")
    ] = 0,
    q: Annotated[bool, typer.Option("--q", help="Add false discovery rates.")] = False,
    null: Annotated[int, typer.Option("--null", help="Random axes behind the p-values.")] = 200,
    correction: Annotated[
        str, typer.Option("--correction", help="Across kinds: center or none.")
    ] = "center",
    seed: Annotated[int, typer.Option("--seed", help="Of the draws.")] = 0,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Place entities on the axis from one pole to another (SemAxis).

    A sector or another group stands for the entities it contains, @FILE for a weighted set.

    Example: laborspace axis naics:31-33 naics:62 --kind occupation -o axis.csv
    """
    from laborspace.analysis.axis import aggregate, plane
    from laborspace.analysis.axis import axis as make

    check_output(output)
    check_figure(figure)
    alone: dict[str, object] = {
        "--kind": kind,
        "--top": top,
        "--level": level,
        "--q": q or None,
    }
    _check(second, of, place, alone)
    opened = open_space(space, encoder=encoder)
    options: dict[str, Any] = {
        "expand": expand,
        "null": null,
        "correction": correction,
        "rng": seed,
    }
    lines: list[Axis] = []
    for ends in ((negative, positive), *([second] if second else [])):
        poles = [[argument(opened, part) for part in _poles(end)] for end in ends]
        lines.append(make(opened, poles[0], poles[1], **options))
    whole = output is not None or as_json
    most = shown(top, output, as_json=as_json)
    title = " and ".join(
        _title(opened, ends, named, "{} (−) to {} (+)")
        for ends in ((negative, positive), *([second] if second else []))
    )
    few = [argument(opened, each) for each in place] if place else None
    draw = figure is not None and few is None  # all, though but a few are shown
    every: pa.Table | None = None
    columns: tuple[str, ...] = ()
    if of:
        table = aggregate(lines[0], [argument(opened, each) for each in of], rng=seed)
        columns = _SHOWN_OF_SETS
    elif second:
        table = plane(*lines, kind=kind, entities=few, top=most, level=level)
        columns = _SHOWN_OF_A_PLANE
        every = plane(*lines, kind=kind, level=level, why=False) if draw else None
    else:
        table = lines[0].to_arrow(kind, entities=few, top=most, level=level, q=q, why=True)
        every = lines[0].to_arrow(kind, level=level) if draw else None
    answer = table if whole or not columns else table.select(list(columns))
    give(answer, title=f"From {title}", output=output, as_json=as_json)
    if figure is not None:
        _draw(opened, table if every is None else every, figure, (negative, positive), second)
        note(f"Figure → {figure}")


def _check(second: object, of: object, place: object, alone: dict[str, object]) -> None:
    if second and of:
        msg = "--of places sets on one axis; leave --and out, or ask twice."
        raise InputError(msg)
    if second and alone["--q"]:
        msg = "--q goes with one axis; leave --and out, or ask twice."
        raise InputError(msg)
    given = [name for name, value in alone.items() if value is not None]
    if of and place:
        msg = "--of and --place both say what to place on the axis; leave one of them out."
        raise InputError(msg)
    if (of or place) and given:
        msg = f"--{'of' if of else 'place'} says what to place on the axis; leave {given[0]} out."
        raise InputError(msg)


def _draw(
    space: LaborSpace,
    table: pa.Table,
    figure: Path,
    ends: tuple[str, str],
    second: tuple[str, str] | None,
) -> None:
    from laborspace.plotting import plot_axis, plot_plane, plot_strip

    poles = _headings(space, ends)
    title = f"From {poles[0]} to {poles[1]}"
    if second is not None:
        plot_plane(table, figure, x=poles, y=_headings(space, second))
    elif "bias" in table.column_names:
        plot_strip(table, figure, title=title, poles=poles)
    else:
        plot_axis(table, figure, title=title, poles=poles)


def _headings(space: LaborSpace, ends: tuple[str, str]) -> tuple[str, str]:
    low, high = (", ".join(heading(space, pole) for pole in _poles(end)) for end in ends)
    return low, high


def _title(space: LaborSpace, ends: tuple[str, str], say: Any, words: str) -> str:
    return words.format(*(", ".join(say(space, pole) for pole in _poles(end)) for end in ends))


def _poles(typed: str) -> list[str]:
    if "|" in typed:
        parts = typed.split("|")
    else:
        parts = [typed] if typed.startswith("text:") else typed.split(",")
    return [part.strip() for part in parts if part.strip()]
