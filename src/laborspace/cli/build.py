"""``laborspace build``: from a corpus to a space."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from laborspace.cli.answers import note
from laborspace.errors import InputError

Precision = Literal["int8-weights", "float32", "int8"]
Vectors = Literal["float16", "int8"]


def build(
    corpus: Annotated[
        Path | None, typer.Argument(help="Corpus folder, as made by `laborspace corpus build`.")
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder of the new space.")] = Path(
        "space"
    ),
    recipe: Annotated[
        str, typer.Option("--recipe", help="release, paper, quick, raw, sample or a .toml file.")
    ] = "",
    sample: Annotated[
        bool, typer.Option("--sample", help="Use the small corpus that ships with the package.")
    ] = False,
    run: Annotated[
        Path | None,
        typer.Option("--run", help="Folder of log and checkpoints. [default: OUTPUT.run]"),
    ] = None,
    hold_out: Annotated[
        Path | None,
        typer.Option("--hold-out", help="File of ids whose relations are not learned."),
    ] = None,
    twin: Annotated[
        bool, typer.Option("--twin", help="Build the held-out twin too, into OUTPUT/twin.")
    ] = False,
    precision: Annotated[
        Precision,
        typer.Option("--precision", help="Of the encoder: int8-weights, float32 or int8."),
    ] = "int8-weights",
    vectors: Annotated[
        Vectors, typer.Option("--vectors", help="How vectors are stored: float16 or int8.")
    ] = "float16",
    no_map: Annotated[bool, typer.Option("--no-map", help="Skip the 2-D coordinates.")] = False,
    no_static: Annotated[
        bool, typer.Option("--no-static", help="Distill no static encoder.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bars.")] = False,
) -> None:
    """Train an encoder on a corpus and lay its entities out in one space.

    Stop it with Ctrl-C and run the same command again: it goes on where it stopped.

    Example: laborspace build --sample -o space/
    """
    from laborspace.building import build as build_space
    from laborspace.corpus import Corpus
    from laborspace.learning.recipe import load_recipe

    if sample == (corpus is not None):
        raise InputError("Give a corpus folder, or --sample for the corpus of the package.")
    chosen = load_recipe(recipe or ("sample" if sample else "release"))
    if sample:
        from laborspace.sample import sample_records

        loaded = Corpus.from_records([sample_records()])
    else:
        loaded = Corpus.load(corpus or Path())
    try:
        space = build_space(
            loaded,
            chosen,
            output=output,
            run=run,
            held_out=read_ids(hold_out),
            twin=twin,
            precision=precision,
            vectors=vectors,
            make_map=not no_map,
            static=not no_static,
            quiet=quiet,
        )
    except KeyboardInterrupt as stop:
        # The run says where it stopped; before and after training there is nothing to say.
        if str(stop):
            note(f"{stop} The same command goes on from there.")
        raise
    if not quiet:
        Console().print(f"{space!r} → {output}", markup=False)


def read_ids(path: Path | None) -> list[str]:
    """Read entity ids, one a line; none without a file."""
    if path is None:
        return []
    if not path.is_file():
        raise InputError(f"{path}: no such file; --hold-out takes a text file of ids, one a line.")
    return path.read_text("utf-8").split()
