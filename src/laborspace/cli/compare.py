"""``laborspace compare``: what moved between two spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from laborspace.cli.answers import check_figure, check_output, give, note, open_space, shown
from laborspace.cli.options import FigureOption, JsonOption, KindOption, OutputOption, SpaceOption
from laborspace.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.space.container import Space

TWIN = "twin"


def compare(
    other: Annotated[
        str, typer.Argument(help='The space after: a folder or Hub id; "twin" is the held-out one.')
    ],
    noise: Annotated[
        str | None,
        typer.Option(
            "--noise", help="The space before, made with another seed.", show_default=False
        ),
    ] = None,
    kind: KindOption = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            help="Most movers of each kind.",
            show_default="10 on the screen, all in a file or JSON",
        ),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Show what entered and left instead.")
    ] = False,
    space: SpaceOption = None,
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare a space with another: what moved farther than by chance, what entered, what left.

    Example: laborspace compare twin --kind occupation
    """
    from laborspace.analysis.comparison import compare as make

    check_output(output)
    check_figure(figure)
    if changes and figure is not None:
        msg = "What entered and left is not drawn; leave out --figure or --changes."
        raise InputError(msg)
    before = open_space(space)
    after = _twin(before) if other == TWIN else open_space(other)
    made = make(before, after, noise=None if noise is None else open_space(noise))
    if changes:
        title = f"What entered and left from {space or 'the bundled space'} to {other}"
        table = made.changes_to_arrow(kind)
        if not table.num_rows:
            note("Nothing entered and nothing left.")
        if table.num_rows or output is not None or as_json:
            give(table, title=title, output=output, as_json=as_json)
        return
    table = made.movers_to_arrow(kind, top=shown(top, output, as_json=as_json))
    title = f"What moved from {space or 'the bundled space'} to {other}"
    give(table, title=title, output=output, as_json=as_json)
    if output is None and not as_json:
        _tell(made.summary_to_arrow(), kind)
    if figure is not None:
        from laborspace.plotting import plot_movers

        plot_movers(made.movers_to_arrow(kind, top=10), figure, title="What moved")
        note(f"Figure → {figure}")


def _twin(space: Space) -> Space:
    if space.twin is None:
        msg = "This space has no held-out twin; name the folder of another space."
        raise InputError(msg)
    return space.twin


def _tell(summary: pa.Table, kind: str | None) -> None:
    """Say in a line for each kind how much stayed."""
    for row in summary.to_pylist():
        if kind not in (None, row["kind"]):
            continue
        words = (
            f"{row['kind']}: {row['shared']:,} in both, {row['left']:,} left,"
            f" {row['entered']:,} entered; median moved {row['moved']:.3f}"
        )
        if row["noise"] == row["noise"]:
            words += f" (by chance {row['noise']:.3f}), {row['beyond']:.0%} beyond chance"
        note(
            f"{words}; {row['overlap']:.0%} of the ten nearest stay ({row['chance']:.1%} at random)"
        )
