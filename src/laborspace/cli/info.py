"""``laborspace info``: what a space is made of."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from laborspace.cli.answers import open_space, print_json
from laborspace.cli.options import JsonOption, SpaceOption


def info(space: SpaceOption = None, as_json: JsonOption = False) -> None:
    """Show what a space is made of, how, and under which licenses.

    Example: laborspace info --space my-space/
    """
    summary = open_space(space).info()
    if as_json:
        print_json(summary)
        return
    console = Console(highlight=False)
    console.print(_counts(summary))
    console.print(_making(summary), "")
    for source in summary["attributions"]:
        console.print(f"{source['name']} {source['vintage']}", style="bold", markup=False)
        terms = f"{source['license']}. {source['attribution']} {source['url']}\n"
        console.print(terms, markup=False)


def _counts(summary: dict[str, Any]) -> Table:
    table = Table("kind", title="Entities and relations", title_justify="left")
    table.add_column("ranked", justify="right")
    table.add_column("groups", justify="right")
    for kind, count in summary["kinds"].items():
        table.add_row(kind, f"{count['ranked']:,}", f"{count['groups']:,}")
    table.add_section()
    for relation, count in summary["relations"].items():
        table.add_row(relation, f"{count:,}", "")
    return table


def _making(summary: dict[str, Any]) -> Table:
    encoder, vectors = summary["encoder"], summary["vectors"]
    rows = {
        "encoder": "none"
        if encoder is None
        else f"{encoder['base_model']}, {encoder['precision']}, {encoder['max_tokens']} tokens",
        "vectors": f"{summary['dimension']} × {vectors['dtype']}"
        + "".join(f", {name} {value:g}" for name, value in vectors["cost"].items()),
        "map": "yes" if summary["map"] else "none",
        "recipe": summary["recipe"].get("name", ""),
        "base model": summary["base_model"],
        "corpus sha256": summary["corpus_sha256"],
        "made": f"{summary['created']} with laborspace {summary['package_version']}",
        **{f"validation: {n}": _figures(v) for n, v in summary["validation"].items()},
    }
    table = Table(show_header=False, box=None)
    for name, value in rows.items():
        table.add_row(name, escape(str(value)))
    return table


def _figures(value: Any) -> str:
    """Return figures, one a line; those with an interval as ``0.53 [0.51, 0.55] (n 90)``."""
    if not isinstance(value, dict):
        return str(value)
    if {"value", "low", "high", "n"} <= value.keys():
        interval = f"[{value['low']:.3f}, {value['high']:.3f}]"
        return f"{value['value']:.3f} {interval} (n {value['n']:,})"
    return "\n".join(f"{name} {_figures(figure)}" for name, figure in value.items())
