"""``laborspace expect``: what an entity requires, employs or operates in."""

from typing import Annotated

import typer

from laborspace.cli.answers import check_output, give, named, note, open_space
from laborspace.cli.arguments import argument
from laborspace.cli.options import EncoderOption, JsonOption, OutputOption, SpaceOption

_TITLES = {
    "requires": "What {} requires",
    "employs": "Whom {} employs",
    "operates_in": "Where {} operates",
}


def expect(
    entity: Annotated[str, typer.Argument(help='Id, code, title, alias or "text:…".')],
    relation: Annotated[
        str, typer.Option("--relation", help="One of requires, employs, operates_in.")
    ],
    vocabulary: Annotated[
        str | None,
        typer.Option(
            "--vocabulary", help="Of the answers, such as esco or onet.", show_default="all"
        ),
    ] = None,
    basis: Annotated[
        str | None,
        typer.Option("--basis", help="Only observed or only estimated.", show_default="both"),
    ] = None,
    top: Annotated[int, typer.Option("--top", help="Number of answers of each vocabulary.")] = 10,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what an entity or a text requires, employs or operates in.

    What a source reports is observed; the rest is estimated from known entities near it.

    Example: laborspace expect onet:29-1141.00 --relation requires
    """
    from laborspace.analysis.expectation import expect as ask

    check_output(output)
    opened = open_space(space, encoder=encoder)
    table = ask(
        opened, argument(opened, entity), relation, vocabulary=vocabulary, basis=basis, top=top
    )
    title = _TITLES[relation].format(named(opened, entity))
    if not table.num_rows:  # only what is observed may be nothing
        note(f"{title}, no source says; leave out --basis to see what is estimated.")
    if table.num_rows or output is not None or as_json:
        give(table, title=title, output=output, as_json=as_json)
