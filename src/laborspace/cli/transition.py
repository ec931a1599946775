"""``laborspace transition``: where one could move from an occupation, what it takes and brings."""

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
)
from laborspace.cli.arguments import argument
from laborspace.cli.options import (
    EncoderOption,
    FigureOption,
    JsonOption,
    OutputOption,
    SpaceOption,
)
from laborspace.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.analysis.transition.measures import Exposure
    from laborspace.labor_space import LaborSpace

_SHOWN = (
    "kind",
    "title",
    "score",
    "low",
    "high",
    "gap",
    "wage",
    "wage_change",
    "why",
    "code",
    "id",
)
_SHOWN_OF_A_PATH = ("kind", "path", "step", "title", "score", "low", "high", "gap", "wage",
                    "wage_change", "why", "code", "id")  # fmt: skip


def transition(
    origin: Annotated[str, typer.Argument(help='Id, code, title, alias, "text:…" or @mix.csv.')],
    to: Annotated[
        str | None,
        typer.Option("--to", help="Show the paths to this occupation.", show_default=False),
    ] = None,
    gap: Annotated[
        bool, typer.Option("--gap", help="With --to: show the skill gap, skill by skill.")
    ] = False,
    viable: Annotated[bool, typer.Option("--viable", help="Only viable destinations.")] = False,
    desirable: Annotated[
        bool, typer.Option("--desirable", help="Only viable and desirable ones.")
    ] = False,
    safe: Annotated[
        bool, typer.Option("--safe", help="Only viable, desirable and safe ones.")
    ] = False,
    top: Annotated[int, typer.Option("--top", help="Number of destinations.")] = 10,
    max_steps: Annotated[int, typer.Option("--max-steps", help="With --to: most moves.")] = 3,
    vocabulary: Annotated[
        str | None,
        typer.Option(
            "--vocabulary", help="Of the destinations: onet or esco.", show_default="the origin's"
        ),
    ] = None,
    wage: Annotated[
        float | None,
        typer.Option("--wage", help="What one earns a year.", show_default="what the source says"),
    ] = None,
    exposure: Annotated[
        str,
        typer.Option(
            "--exposure", help="A measure: gpts, microsoft, none, or a .csv file of your own."
        ),
    ] = "gpts",
    min_score: Annotated[
        float, typer.Option("--min-score", help="Viable: nearer than this share of moves.")
    ] = 0.95,
    max_zone_jump: Annotated[
        float, typer.Option("--max-zone-jump", help="Viable: most job zones up or down.")
    ] = 1,
    min_wage: Annotated[
        float, typer.Option("--min-wage", help="Desirable: least share of the wage.")
    ] = 0.75,
    max_exposure: Annotated[
        float,
        typer.Option(
            "--max-exposure", help="Safe: exposed no more than this share of occupations."
        ),
    ] = 0.75,
    seed: Annotated[int, typer.Option("--seed", help="Of the intervals.")] = 0,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show where one could move from an occupation, with the skill gap, wages and job zones.

    Example: laborspace transition onet:43-3071.00 --desirable
    """
    from laborspace.analysis.transition import Thresholds, paths, transitions
    from laborspace.analysis.transition import gap as skill_gap

    check_output(output)
    check_figure(figure)
    if gap and to is None:
        msg = "--gap needs to know where to; add --to OCCUPATION."
        raise InputError(msg)
    if to is not None and vocabulary is not None:
        msg = "--vocabulary does not go with --to: all stops are of the destination's."
        raise InputError(msg)
    chosen = {"viable": viable, "desirable": desirable, "safe": safe}
    only = next((name for name in reversed(chosen) if chosen[name]), None)
    opened = open_space(space, encoder=encoder)
    options: dict[str, Any] = {
        "wage": wage,
        "exposure": _measure(opened, exposure),
        "thresholds": Thresholds(min_score, max_zone_jump, min_wage, max_exposure),
        "rng": seed,
    }
    asked = named(opened, origin)
    who = argument(opened, origin)
    columns: tuple[str, ...] = ()
    if to is None:
        table = transitions(opened, who, top=top, only=only, vocabulary=vocabulary, **options)
        title, columns = f"{_KINDS[only]} from {asked}", _SHOWN
    elif gap:
        found = skill_gap(opened, who, to, rng=seed)
        table = found.skills
        title = (
            f"From {asked} to {named(opened, to)}: {found.gap:.0%} of the requirements to gain"
            f" ({found.low:.0%} to {found.high:.0%})"
        )
    else:
        steps: dict[str, Any] = {"max_steps": max_steps, "only": only or "viable"}
        table = paths(opened, who, to, **steps, **options)
        title, columns = f"From {asked} to {named(opened, to)}", _SHOWN_OF_A_PATH
    if not table.num_rows:
        note(f"No destination is {only}; change a threshold, or ask for all.")
    whole = output is not None or as_json or not columns
    give(
        table if whole else table.select(list(columns)), title=title, output=output, as_json=as_json
    )
    if figure is not None:
        _draw(opened, table, figure, origin, to, by_skill=gap)


def _measure(space: LaborSpace, given: str) -> Exposure:
    from laborspace.analysis.transition.measures import read_measure

    if given == "none":
        return None
    return read_measure(space, Path(given)) if given.lower().endswith(".csv") else given


_KINDS = {
    None: "Transitions",
    "viable": "Viable transitions",
    "desirable": "Desirable transitions",
    "safe": "Safe transitions",
}


def _draw(
    space: LaborSpace, table: pa.Table, figure: Path, origin: str, to: str | None, *, by_skill: bool
) -> None:
    from laborspace.plotting import plot_gap, plot_paths, plot_transitions

    start = heading(space, origin)
    if to is None:
        plot_transitions(table, figure, title=f"From {start}")
    elif by_skill:
        plot_gap(table, figure, title=f"From {start} to {heading(space, to)}")
    else:
        plot_paths(table, figure, title=f"From {start} to {heading(space, to)}", start=start)
    note(f"Figure → {figure}")
