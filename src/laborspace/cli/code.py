"""``laborspace code``: free text to the entities it most likely is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from laborspace.cli.answers import check_output, give, note, open_space, quoted
from laborspace.cli.arguments import bare
from laborspace.cli.options import EncoderOption, JsonOption, OutputOption, SpaceOption
from laborspace.errors import InputError


def code(
    texts: Annotated[
        list[str], typer.Argument(help="Texts; or one .csv, .tsv, .parquet or .txt file of them.")
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", help="occupation, industry or skill.", show_default="that of --vocabulary"
        ),
    ] = None,
    vocabulary: Annotated[
        str | None,
        typer.Option(
            "--vocabulary",
            help="onet, esco, soc, isco or naics.",
            show_default="onet, naics, esco by kind",
        ),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level", help='Most detailed level, such as "minor group".', show_default="items"
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option("--top", help="Most answers to a text.", show_default="1; 20 skills"),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            help="Probability that is sure enough; of skills, the least.",
            show_default="0.5; 0.2 of skills",
        ),
    ] = None,
    no_backoff: Annotated[
        bool,
        typer.Option("--no-backoff", help="Never answer with a broader group for being unsure."),
    ] = False,
    column: Annotated[
        str | None,
        typer.Option("--column", help="Column of the texts.", show_default="text or title"),
    ] = None,
    skip_empty: Annotated[
        bool, typer.Option("--skip-empty", help="Leave out rows whose text has no words.")
    ] = False,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Code texts: to occupations, industries, or the skills they name, with a probability.

    Example: laborspace code "RN, night shift, ICU" --kind occupation
    """
    from laborspace.analysis.coding import code_file, question
    from laborspace.analysis.coding.files import READ, WRITTEN

    file = Path(texts[0]) if len(texts) == 1 else None
    from_file = file is not None and file.suffix.lower() in READ
    if file is None:
        _no_files(texts, READ)
    check_output(output, *(WRITTEN if from_file else ()))
    asked: dict[str, Any] = {
        "kind": kind, "vocabulary": vocabulary, "level": level, "top": top,
        "threshold": threshold, "backoff": not no_backoff,
    }  # fmt: skip
    if not from_file and (column is not None or skip_empty):
        msg = f"--column and --skip-empty are for a file, one of {', '.join(READ)}."
        raise InputError(msg)
    if from_file and file is not None:
        if output is None or as_json:
            msg = "The answers to a file are written to a file: name one with -o, .csv or .parquet."
            raise InputError(msg)
        try:
            with _progress() as advance:
                count = code_file(
                    open_space(space, encoder=encoder), file, output,
                    column=column, skip_empty=skip_empty, advance=advance, **asked,
                )  # fmt: skip
        except KeyboardInterrupt:
            note(f"Stopped; {output} was not written.")
            raise
        note(f"{count:,} texts → {output}")
        return
    texts = bare(texts)
    asking = question(open_space(space, encoder=encoder), **asked)
    table = asking.ask(texts)
    title = quoted(texts[0]) if len(texts) == 1 else f"{len(texts)} texts"
    if not table.num_rows:
        note(f"No skill is named in {title} as surely as --threshold asks.")
    if table.num_rows or output is not None or as_json:
        give(table, title=title, output=output, as_json=as_json)
    note(f"Probabilities were learned from {asking.source}.")


def _no_files(texts: list[str], known: tuple[str, ...]) -> None:
    """Refuse files among several texts, whose names would be coded."""
    for text in texts:
        if text.lower().endswith(known) and Path(text).is_file():
            msg = f"{text} is a file; files are coded one at a time, each into its own with -o."
            raise InputError(msg)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("Coding"), BarColumn(), TextColumn("{task.percentage:3.0f}%"))
    bar = Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not sys.stderr.isatty()
    )
    with bar:
        task = bar.add_task("Coding")

        def advance(read: int, whole: int) -> None:
            bar.update(task, completed=read, total=max(whole, 1))

        yield advance
