"""``laborspace map``: the fixed map of a space, its clusters, and how far it can be trusted."""

from typing import Annotated

import typer

from laborspace.cli.answers import check_figure, check_output, give, note, open_space
from laborspace.cli.options import (
    FigureOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    SpaceOption,
)


def map(  # noqa: A001 - the command is called so
    kind: KindOption = None,
    level: LevelOption = None,
    clusters: Annotated[
        int | None,
        typer.Option("--clusters", help="Number of clusters.", show_default="at most 40"),
    ] = None,
    cluster: Annotated[
        int | None, typer.Option("--cluster", help="Only the cluster of this number.")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            "--area",
            help="Only a part of the map: two opposite corners of a box, or those of a polygon,"
            " 'x,y x,y'.",
        ),
    ] = None,
    look: Annotated[
        str, typer.Option("--look", help="Of the figure: print (light) or screen (dark, wide).")
    ] = "print",
    space: SpaceOption = None,
    output: OutputOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where entities lie on the map and in which cluster; on the screen, the clusters.

    With --cluster or --area the screen too shows entities. The figure is always of all.

    Example: laborspace map -o map.csv --figure map.pdf
    """
    from laborspace.analysis.map import map_table
    from laborspace.plotting.map import check_look

    check_output(output)
    check_figure(figure)
    check_look(look)
    opened = open_space(space)
    table = map_table(opened, kind, level=level, count=clusters, cluster=cluster, area=area)
    if output is not None or as_json or cluster is not None or area is not None:
        give(table, title="Map", output=output, as_json=as_json)
    else:
        import pyarrow as pa

        from laborspace.analysis.map import summary
        from laborspace.analysis.preservation import preservation

        for title, rows in (
            ("Clusters of all kinds", summary(opened, clusters)),
            (
                "Share of the k nearest that are among the k nearest on the map",
                preservation(opened),
            ),
        ):
            give(pa.Table.from_pylist(rows), title=title, output=None, as_json=False)
    if figure is not None:
        from laborspace.plotting import plot_map

        plot_map(opened, figure, kind=kind, clusters=clusters, look=look)
        note(f"Figure → {figure}")
