"""``laborspace export``: vectors for other tools."""

from pathlib import Path
from typing import Annotated

import typer

from laborspace.cli.answers import note, open_space
from laborspace.cli.options import KindOption, SpaceOption


def export(
    path: Annotated[Path, typer.Argument(help="File or folder to write.")],
    format: Annotated[  # noqa: A002 - the word every library uses
        str,
        typer.Option(
            "--format",
            help="word2vec, tensorboard, npy, similarity or sentence-transformers.",
            show_default=False,
        ),
    ],
    kind: KindOption = None,
    kinds: Annotated[
        str | None,
        typer.Option("--kinds", help="ROWS,COLUMNS of a similarity matrix.", show_default=False),
    ] = None,
    space: SpaceOption = None,
) -> None:
    """Write the vectors for another tool.

    word2vec: text that gensim reads. tensorboard: a folder for the embedding projector.
    npy: a folder with vectors.npy and entities.csv. similarity: a matrix, .csv or .parquet.
    sentence-transformers: the encoder as a PyTorch model.

    Example: laborspace export matrix.csv --format similarity --kinds occupation,industry
    """
    from laborspace.analysis.export import export as write

    pair = [part.strip() for part in kinds.split(",")] if kinds else None
    write(open_space(space), path, format=format, kind=kind, kinds=pair)
    note(f"Written: {path}")
