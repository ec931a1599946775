"""``laborspace shock``: what reaches all others when some entities change."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from laborspace.cli.answers import check_figure, check_output, give, note, open_space, shown
from laborspace.cli.arguments import FILE, mix_argument
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
from laborspace.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.analysis.shock import Change
    from laborspace.labor_space import LaborSpace

_SHOWN = ("kind", "title", "impact", "low", "high", "jobs", "direct", "indirect", "basis", "why",
          "code", "id")  # fmt: skip


def shock(
    changes: Annotated[
        list[str],
        typer.Argument(
            help="NAME=CHANGE, such as naics:4811=-0.3, =-30% or =-12000jobs; NAME may be a text, a"
            " group or @mix.csv. Or @shock.csv, with columns of names and changes."
        ),
    ],
    kind: KindOption = None,
    vocabulary: Annotated[
        str | None,
        typer.Option(
            "--vocabulary", help="Of the answers, such as onet or esco.", show_default="all"
        ),
    ] = None,
    top: ScreenTopOption = None,
    sort: Annotated[
        str, typer.Option("--sort", help="Largest first: impact, jobs or wage_bill.")
    ] = "impact",
    absolute: Annotated[
        bool, typer.Option("--absolute", help="Plain numbers are jobs, not shares.")
    ] = False,
    rho: Annotated[
        float, typer.Option("--rho", help="Share of its neighbors' change an entity takes on.")
    ] = 0.5,
    temperature: Annotated[
        float, typer.Option("--temperature", help="How widely neighbors are looked for.")
    ] = 0.1,
    estimated: Annotated[
        float, typer.Option("--estimated", help="Weight of estimated relations, 0 to 1.")
    ] = 1.0,
    draws: Annotated[int, typer.Option("--draws", help="Draws for the intervals.")] = 12,
    seed: Annotated[int, typer.Option("--seed", help="Of the intervals.")] = 0,
    balance: Annotated[
        bool, typer.Option("--balance", help="Show how the jobs of each industry add up.")
    ] = False,
    spread: Annotated[
        bool,
        typer.Option("--spread", help="Estimate what others did, these changes being observed."),
    ] = False,
    level: LevelOption = None,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow a shock to industries, occupations, skills or firms to all others.

    Example: laborspace shock naics:4811=-0.30 naics:7211=-0.40 --kind occupation
    """
    from laborspace.analysis.shock import Parameters, Shock

    check_output(output)
    check_figure(figure)
    if level is not None and not spread:
        msg = "--level goes with --spread only: a ripple is about items, not groups."
        raise InputError(msg)
    if balance and figure is not None:
        msg = "--balance has no figure; leave one of the two out."
        raise InputError(msg)
    if balance and spread:
        msg = "--balance is about a ripple, not about --spread; leave one of the two out."
        raise InputError(msg)
    for name, value in {"--kind": kind, "--vocabulary": vocabulary}.items():
        if value is not None and (balance or (spread and name != "--kind")):
            what = "--balance" if balance else "--spread"
            msg = f"{name} makes no difference to {what}; leave it out."
            raise InputError(msg)
    opened = open_space(space, encoder=encoder)
    asked = Shock(opened, _read(opened, changes, absolute=absolute))
    most = shown(top, output, as_json=as_json)
    whole = output is not None or as_json
    words = asked.words
    if balance:
        table = asked.balance_arrow(estimated=estimated)
        give(table, title=f"Jobs by industry: {words}", output=output, as_json=as_json)
        return
    if spread:
        table = asked.spread_arrow(kind or "occupation", level=level, top=most)
        give(table, title=f"Likely changes, given {words}", output=output, as_json=as_json)
    else:
        chosen = Parameters(rho, temperature, estimated, draws)
        table = asked.follow(
            kind, vocabulary=vocabulary, top=most, sort=sort, parameters=chosen, rng=seed
        ).table
        told = table if whole else _brief(table)
        give(told, title=f"Ripple of {words}", output=output, as_json=as_json)
    if figure is not None:
        from laborspace.plotting import plot_shock

        plot_shock(table, figure, title=f"{words}")
        note(f"Figure → {figure}")


def _brief(table: pa.Table) -> pa.Table:
    """Return what the screen has room for: whole jobs, and of the paths the strongest."""
    from laborspace.space.arrow import strings

    short = table.select(list(_SHOWN))
    paths = [path.partition("; ")[0] for path in table["why"].to_pylist()]
    jobs = [f"{jobs:,.0f}" if math.isfinite(jobs) else "" for jobs in table["jobs"].to_pylist()]
    short = short.set_column(_SHOWN.index("why"), "why", strings(paths))
    return short.set_column(_SHOWN.index("jobs"), "jobs", strings(jobs))


def _read(space: LaborSpace, typed: list[str], *, absolute: bool) -> list[Change]:
    """Read what was typed, and the files it names."""
    from laborspace.analysis.shock import read_changes
    from laborspace.analysis.shock.changes import changes_of, distinct

    found: list[Change] = []
    pairs: list[tuple[Any, str]] = []
    for each in typed:
        name, equals, value = each.rpartition("=")
        if not equals and each.startswith(FILE):
            found += read_changes(space, Path(each[1:]), absolute=absolute)
        elif not equals or not name.strip():
            msg = f"{each!r} says no change; write NAME=CHANGE, such as naics:4811=-0.3."
            raise InputError(msg)
        else:
            pairs.append((mix_argument(space, name) if name.startswith(FILE) else name, value))
    if pairs:
        found += changes_of(space, pairs, absolute=absolute)
    distinct(found)
    return found
