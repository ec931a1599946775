"""``laborspace profile``: what sources say of one entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from laborspace.cli.answers import open_space, print_json
from laborspace.cli.options import JsonOption, SpaceOption

if TYPE_CHECKING:
    from collections.abc import Iterator


def profile(
    entity: Annotated[str, typer.Argument(help="Id, code, title or alias.", show_default=False)],
    top: Annotated[int, typer.Option("--top", help="Most members and other names.")] = 24,
    space: SpaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what sources say of an entity: codes, groups, jobs, pay, published measures.

    Example: laborspace profile onet:29-1141.00
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    own = open_space(space).profile(entity, top=top)
    if as_json:
        print_json(own)
        return
    table = Table(show_header=False, box=None)
    for name, value in _lines(own):
        table.add_row(name, escape(value))
    console = Console(highlight=False)
    console.print(escape(own["title"]), style="bold")
    console.print(table)


def _lines(own: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "id", own["id"]
    yield "kind", " ".join(dict.fromkeys((own["level"], own["kind"])))
    if own["code"]:
        yield "code", own["code"]
    yield "source", f"{own['source']} {own['vintage']} {own['url']}".strip()
    for name in ("groups", "members", "same_as"):
        for place, each in enumerate(own[name]):
            yield "" if place else name.replace("_", " "), f"{each['title']} ({each['id']})"
    if own["members_total"] > len(own["members"]):
        yield "", f"and {own['members_total'] - len(own['members']):,} more"
    if own["aliases"]:
        more = own["aliases_total"] - len(own["aliases"])
        yield "also called", "; ".join(own["aliases"]) + (f"; and {more:,} more" if more else "")
    for each in own["attributes"]:
        of = "" if each["of"] == own["id"] else f", of {each['of']}"
        value = each["value"]
        figure = f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
        yield each["attribute"], f"{figure} {each['unit']} ({each['origin']}{of})"
    for each in own["measures"]:
        among = f"{each['percentile']}% of {each['among']:,} occupations score no higher"
        yield each["measure"], f"{each['value']:.3g}; {among}"
