"""``laborspace corpus``: build a corpus from official files, and show what one holds."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from laborspace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from laborspace.corpus import Corpus

app = typer.Typer(
    name="corpus",
    help="Build a corpus from official files, and show what one holds.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command()
def build(
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder of the corpus.")],
    onet: Annotated[
        Path | None, typer.Option(help="O*NET text database: folder or zip.", show_default=False)
    ] = None,
    onet_vintage: Annotated[str, typer.Option(help="Its version.")] = "30.2",
    soc_structure: Annotated[
        Path | None, typer.Option(help="SOC_Structure.csv: SOC groups above O*NET.")
    ] = None,
    esco: Annotated[Path | None, typer.Option(help="ESCO CSVs: folder or zip.")] = None,
    esco_vintage: Annotated[str, typer.Option(help="Its version.")] = "1.2.0",
    naics: Annotated[Path | None, typer.Option(help="NAICS descriptions (xlsx).")] = None,
    bls: Annotated[
        list[Path] | None,
        typer.Option(help="OEWS or employment matrix: file, folder or zip; repeatable."),
    ] = None,
    firms: Annotated[
        Path | None, typer.Option(help="Firms: .csv, .tsv, .parquet or .xlsx.")
    ] = None,
    firm_column: Annotated[
        list[str] | None,
        typer.Option(help="FIELD=COLUMN, e.g. sic=sic_code; repeatable.", metavar="FIELD=COLUMN"),
    ] = None,
    firm_where: Annotated[
        str | None, typer.Option(help="Column that must be true or filled for a firm to be read.")
    ] = None,
    firm_items: Annotated[
        str | None, typer.Option(help="Column that is true for firms to offer in answers.")
    ] = None,
    crosswalk: Annotated[Path | None, typer.Option(help="ESCO–O*NET crosswalk (csv).")] = None,
    entities: Annotated[
        list[Path] | None,
        typer.Option(help="Own table of id, kind, title, description; repeatable."),
    ] = None,
    relations: Annotated[
        list[Path] | None,
        typer.Option(help="Own table of source, target, relation, weight; repeatable."),
    ] = None,
    allow_unknown: Annotated[
        bool,
        typer.Option("--allow-unknown", help="Drop own relations to unknown ids, not stop."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing.")] = False,
) -> None:
    """Read official files and own tables into one checked corpus.

    Prints what was read, what was dropped and why.

    Example: laborspace corpus build --onet db_30_2_text.zip --naics 2022_NAICS.xlsx -o corpus/
    """
    from laborspace.corpus import build_corpus
    from laborspace.corpus.storage import LAYOUT
    from laborspace.storage import check_replaceable

    check_replaceable(output.resolve(), LAYOUT.manifest)  # before minutes of reading
    with _steps(quiet) as progress:
        corpus = build_corpus(
            onet=onet,
            onet_vintage=onet_vintage,
            soc_structure=soc_structure,
            esco=esco,
            esco_vintage=esco_vintage,
            naics=naics,
            bls=bls,
            firms=firms,
            firm_columns=_columns(firm_column or []),
            firm_where=firm_where,
            firm_items=firm_items,
            crosswalk=crosswalk,
            entities=entities,
            relations=relations,
            strict=not allow_unknown,
            progress=progress,
        )
        progress("writing")
        corpus.save(output)
    if not quiet:
        _report(corpus, Console())


@app.command()
def info(
    path: Annotated[Path, typer.Argument(help="Corpus folder.")],
) -> None:
    """Show what a corpus holds, where it came from and under which license.

    Example: laborspace corpus info corpus/
    """
    from laborspace.corpus import Corpus

    corpus = Corpus.load(path)
    console = Console()
    _report(corpus, console)
    for note in corpus.notes:
        parts = (f"{note.name} {note.vintage}".strip(), note.license, note.url, note.attribution)
        console.print(" · ".join(part for part in parts if part), highlight=False, markup=False)
    console.print(f"sha256 {corpus.sha256}", highlight=False, soft_wrap=True)


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        field, separator, column = pair.partition("=")
        if not separator or not field or not column:
            raise InputError(f"{pair!r} is not of the form FIELD=COLUMN, e.g. sic=sic_code.")
        columns[field] = column
    return columns


@contextmanager
def _steps(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield a function to call with the name of each step before it begins."""
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:

        def begin(name: str) -> None:
            for task in bar.tasks:
                bar.update(task.id, total=1, completed=1)
            bar.add_task(name, total=None)

        yield begin
        for task in bar.tasks:
            bar.update(task.id, total=1, completed=1)


def _report(corpus: Corpus, console: Console) -> None:
    counts = corpus.counts()[["source", "kind", "level", "n", "with_description", "aliases"]]
    console.print(_frame(f"Entities ({len(corpus.entities):,})", counts))
    for name, table, keys in (
        ("Relations", corpus.relations, ["relation", "origin"]),
        ("Attributes", corpus.attributes, ["attribute", "unit", "origin"]),
    ):
        if len(table):
            sizes = table.groupby(keys).size().reset_index(name="n")
            console.print(_frame(f"{name} ({len(table):,})", sizes))
    if corpus.dropped:
        lines: list[list[object]] = [[d.what, d.count, d.why] for d in corpus.dropped]
        console.print(_table("Left out, merged or worth knowing", ["what", "n", "why"], lines))


def _frame(title: str, frame: pd.DataFrame) -> Table:
    return _table(title, [str(column) for column in frame], frame.to_numpy().tolist())


def _table(title: str, columns: list[str], rows: list[list[object]]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        numeric = column in {"n", "with_description", "aliases"}
        table.add_column(column.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    return table
