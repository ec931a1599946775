"""Handing a space to other tools."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.analysis.blocks import block
from laborspace.analysis.query import encoder_of
from laborspace.errors import InputError
from laborspace.output import check_extension
from laborspace.space.arrow import numbers, strings
from laborspace.space.vectors import unit
from laborspace.storage import replace_directory, replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from laborspace.space.container import Rows, Space

_METADATA = ("id", "kind", "code", "title", "level")


def export(
    space: Space,
    path: str | Path,
    *,
    format: str,  # noqa: A002 - the word every library uses
    kind: str | None = None,
    kinds: Sequence[str] | None = None,
) -> None:
    """Write the vectors of a space for another tool.

    Parameters
    ----------
    space : Space
    path : str or Path
        A file for ``"word2vec"`` and ``"similarity"``, a folder for the others.
    format : {"word2vec", "tensorboard", "npy", "similarity", "sentence-transformers"}
        ``"word2vec"``: the text format gensim reads, the ids being the words.
        ``"tensorboard"``: ``vectors.tsv`` and ``metadata.tsv`` for the embedding projector.
        ``"npy"``: ``vectors.npy``, (n, d) float32, and ``entities.csv`` in the same order.
        ``"similarity"``: the matrix of centered cosines between two kinds, ``.csv`` or
        ``.parquet``.
        ``"sentence-transformers"``: the encoder as a PyTorch model, in a folder that
        ``SentenceTransformer(path)`` loads; needs the extra ``train``.
    kind : str, optional
        Only entities of this kind, groups included; by default all.
    kinds : sequence of two str, optional
        Kinds of the rows and the columns of a similarity matrix.

    Raises
    ------
    InputError
        If the format is unknown.
    MissingExtraError
        If PyTorch is needed and not installed.
    StorageError
        If writing fails; what was there before is intact.
    """
    if format == "similarity":
        export_similarity(space, path, kinds=kinds or ())
        return
    if format not in _FORMATS:
        known = ", ".join([*_FORMATS, "similarity"])
        msg = f"There is no export format {format!r}; choose one of {known}."
        raise InputError(msg)
    _FORMATS[format](space, Path(path), space.rows(kind, level="all"))


def export_similarity(
    space: Space, path: str | Path, *, kinds: Sequence[str], correction: str = "center"
) -> None:
    """Write the matrix of similarities between two kinds.

    Parameters
    ----------
    space : Space
    path : str or Path
        Ends in ``.csv`` or ``.parquet``.
    kinds : sequence of two str
        Kind of the rows and kind of the columns.
    correction : {"center", "none"}
        Whether to subtract from each vector the mean of its kind before taking the cosine.

    Raises
    ------
    UnknownKindError, InputError
        If the kinds, the correction or the extension cannot be used.
    StorageError
        If writing fails; what was there before is intact.
    """
    path = Path(path)
    check_extension(path, ".csv", ".parquet")
    if isinstance(kinds, str) or len(kinds) != 2:
        msg = f"A similarity matrix is between two kinds, rows and columns, not {kinds!r}."
        raise InputError(msg)
    if correction not in ("center", "none"):
        msg = f"There is no correction {correction!r} of matrices; choose center or none."
        raise InputError(msg)
    sides = [block(space, kind) for kind in kinds]
    vectors = [
        unit(side.vectors - side.center) if correction == "center" else side.vectors
        for side in sides
    ]
    matrix = vectors[0] @ vectors[1].T
    ids = [[space.ids[row] for row in side.rows] for side in sides]
    columns = [numbers(column) for column in matrix.T]
    table = pa.table([strings(ids[0]), *columns], names=["id", *ids[1]])
    with replace_file(path) as file:
        if path.suffix.lower() == ".csv":
            _write_csv(table, file, delimiter=",", header=True)
        else:
            import pyarrow.parquet as pq

            pq.write_table(table, file, compression="zstd")


def _word2vec(space: Space, path: Path, rows: Rows) -> None:
    vectors = space.vectors_of(rows)
    table = _columns([space.ids[row] for row in rows], vectors)
    with replace_file(path) as file:
        body = file.with_suffix(".body")
        try:
            _write_csv(table, body, delimiter=" ", header=False)
            header = f"{len(rows)} {space.dimension}\n".encode()
            file.write_bytes(header + body.read_bytes())
        finally:
            body.unlink(missing_ok=True)


def _tensorboard(space: Space, path: Path, rows: Rows) -> None:
    table = _columns(None, space.vectors_of(rows))
    lines = ["\t".join(_METADATA)]
    for row in rows:
        values = (str(space.column(name)[row]) for name in _METADATA)
        lines.append("\t".join(" ".join(value.split()) for value in values))
    with replace_directory(path, marker="metadata.tsv") as folder:
        _write_csv(table, folder / "vectors.tsv", delimiter="\t", header=False)
        (folder / "metadata.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _npy(space: Space, path: Path, rows: Rows) -> None:
    entities = space.to_pandas().iloc[rows]
    with replace_directory(path, marker="entities.csv") as folder:
        np.save(folder / "vectors.npy", space.vectors_of(rows), allow_pickle=False)
        entities.assign(aliases=entities["aliases"].map("; ".join)).to_csv(
            folder / "entities.csv", index=False
        )


def _columns(ids: list[str] | None, vectors: npt.NDArray[np.float32]) -> pa.Table:
    columns = [numbers(column) for column in vectors.T]
    names = [str(place) for place in range(len(columns))]
    if ids is None:
        return pa.table(columns, names=names)
    return pa.table([strings(ids), *columns], names=["id", *names])


def _write_csv(table: pa.Table, file: Path, *, delimiter: str, header: bool) -> None:
    from pyarrow import csv

    # Ids hold no blanks, quotes or commas, so nothing needs quoting.
    options = csv.WriteOptions(include_header=header, delimiter=delimiter, quoting_style="none")
    csv.write_csv(table, file, options)


def _sentence_transformers(space: Space, path: Path, rows: Rows) -> None:
    del rows  # the encoder is that of all entities
    from laborspace.learning.to_pytorch import export_sentence_transformers

    with TemporaryDirectory() as scratch:
        (space.transformer or encoder_of(space)).save(scratch)  # never the static one
        export_sentence_transformers(scratch, path)


_FORMATS: dict[str, Callable[[Space, Path, Rows], None]] = {
    "word2vec": _word2vec,
    "tensorboard": _tensorboard,
    "npy": _npy,
    "sentence-transformers": _sentence_transformers,
}
