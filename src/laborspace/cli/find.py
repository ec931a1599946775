"""``laborspace find``: entities by what they are called."""

from typing import Annotated

import typer

from laborspace.cli.answers import check_output, give, note, open_space
from laborspace.cli.options import JsonOption, KindOption, OutputOption, SpaceOption


def find(
    name: Annotated[str, typer.Argument(help="Id, code, title or alias; typos are forgiven.")],
    kind: KindOption = None,
    top: Annotated[int, typer.Option("--top", help="Most rows to show.")] = 10,
    space: SpaceOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find entities by id, code, title or alias.

    Example: laborspace find "registered nurse"
    """
    from laborspace.analysis.finding import find as ask

    check_output(output)
    table = ask(open_space(space), name, kind=kind, top=top)
    if not table.num_rows:
        note(f"Nothing is called {name!r}, or anything like it.")
    if table.num_rows or output is not None or as_json:
        give(table, title=f"Called {name}", output=output, as_json=as_json)
