"""``laborspace encode``: texts to vectors."""

import csv
import io
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from laborspace.cli.answers import check_output, give, note, open_space
from laborspace.cli.arguments import bare
from laborspace.cli.options import EncoderOption, JsonOption, SpaceOption
from laborspace.errors import InputError, SourceError
from laborspace.storage import replace_file

_SHOWN = 5  # numbers of a vector that fit on the screen


def encode(
    texts: Annotated[list[str] | None, typer.Argument(help="Texts to encode.")] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--input", help="A .txt file, one text a line, or a .csv.", show_default=False
        ),
    ] = None,
    column: Annotated[str, typer.Option("--column", help="Column of the CSV.")] = "text",
    batch_size: Annotated[int, typer.Option("--batch-size", help="Texts per inference.")] = 64,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="A .npy, .csv or .parquet file.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Encode texts as unit vectors of the space.

    Example: laborspace encode --input ads.csv --column text -o ads.npy
    """
    from laborspace.analysis.encoding import vector_table
    from laborspace.analysis.query import encoder_of

    check_output(output, ".npy", ".csv", ".parquet")
    if bool(texts) == (source is not None):
        msg = "Give texts or --input, one of them."
        raise InputError(msg)
    given = bare(texts or []) if source is None else _read_texts(source, column)
    vectors = encoder_of(open_space(space, encoder=encoder)).encode(
        given, batch_size=batch_size, show_progress=len(given) > 1000
    )
    if output is not None and output.suffix.lower() == ".npy":
        _write_npy(vectors, output)
        note(f"{len(vectors):,} vectors of length {vectors.shape[1]} → {output}")
        return
    whole = output is not None or as_json
    table = vector_table(given, vectors if whole else vectors[:, :_SHOWN])
    shape = f"{len(vectors):,} vectors of length {vectors.shape[1]}"
    title = shape if whole else f"{shape}, their first {_SHOWN} numbers"
    give(table, title=title, output=output, as_json=as_json)


def _write_npy(vectors: npt.NDArray[np.float32], path: Path) -> None:
    with replace_file(path) as file, file.open("wb") as out:
        np.save(out, vectors, allow_pickle=False)


def _read_texts(path: Path, column: str) -> list[str]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror}).", file=path) from error
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save it as UTF-8."
        raise SourceError(problem, file=path) from error
    if path.suffix.lower() != ".csv":
        return content.splitlines()
    reader = csv.DictReader(io.StringIO(content))
    if column not in (reader.fieldnames or ()):
        known = ", ".join(reader.fieldnames or ())
        problem = f"there is no such column; there are {known}. Choose one with --column."
        raise SourceError(problem, file=path, column=column)
    return [row[column] or "" for row in reader]
