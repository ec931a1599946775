"""``laborspace neighbors``: the entities nearest to an entity or a text."""

from typing import Annotated

import typer

from laborspace.cli.answers import check_output, give, open_space
from laborspace.cli.options import (
    CorrectionOption,
    JsonOption,
    KindOption,
    LevelOption,
    OutputOption,
    SpaceOption,
    TopOption,
)


def neighbors(
    entity: Annotated[str, typer.Argument(help='Id, code, title, alias or "text:…".')],
    kind: KindOption = None,
    top: TopOption = 10,
    level: LevelOption = None,
    correction: CorrectionOption = "center",
    space: SpaceOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the entities most similar to an entity or a text.

    Example: laborspace neighbors onet:29-1141.00 --kind skill --top 10
    """
    from laborspace.analysis.neighbors import neighbors as ask

    check_output(output)
    table = ask(open_space(space), entity, kind=kind, top=top, level=level, correction=correction)
    give(table, title=f"Nearest to {entity}", output=output, as_json=as_json)
