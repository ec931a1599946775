"""Vectors made by other tools, from a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from laborspace.errors import SourceError
from laborspace.space.vectors import Vector

EXTENSIONS = (".txt", ".vec", ".parquet")
"""Extensions of the files that are read: word2vec as text, and Parquet."""


def read_vectors(path: str | Path) -> dict[str, Vector]:
    """Read one vector an entity.

    Parameters
    ----------
    path : str or Path
        A word2vec text file (``n d`` in the first line, then an id and d numbers a line), as
        ``laborspace export --format word2vec`` and gensim write it; or a ``.parquet`` file
        with a column ``id`` and either one column of lists or d columns of numbers.

    Returns
    -------
    dict of str to ndarray, (d,)

    Raises
    ------
    SourceError
        If the file is missing or malformed.
    """
    path = Path(path)
    if not path.is_file():
        raise SourceError("there is no such file; give one, or the folder of a space", file=path)
    parquet = path.suffix.lower() == ".parquet"
    ids, vectors = _read_parquet(path) if parquet else _read_word2vec(path)
    found = dict(zip(ids, vectors, strict=True))
    if len(found) < len(ids):
        twice = next(id_ for place, id_ in enumerate(ids) if id_ in ids[:place])
        raise SourceError("the id is there twice; keep one of the lines", file=path, id=twice)
    if not found:
        raise SourceError("there are no vectors in it", file=path)
    return found


def _read_word2vec(path: Path) -> tuple[list[str], list[Vector]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); write it as text, not binary"
        raise SourceError(problem, file=path) from error
    head = lines[0].split() if lines else []
    if len(head) != 2 or not all(part.isdigit() for part in head):
        problem = "the first line must be the number of vectors and their length, such as 3 384"
        raise SourceError(problem, file=path, row=1)
    ids, vectors = [], []
    for row, line in enumerate(lines[1:], start=2):
        id_, *numbers = line.split()
        try:
            vector = np.array(numbers, dtype=np.float32)
        except ValueError as error:
            raise SourceError("a number cannot be read", file=path, row=row) from error
        if len(vector) != int(head[1]):
            problem = f"{len(vector)} numbers where the first line says {head[1]}"
            raise SourceError(problem, file=path, row=row)
        ids.append(id_)
        vectors.append(vector)
    return ids, vectors


def _read_parquet(path: Path) -> tuple[list[str], list[Vector]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(f"cannot be read as Parquet ({error})", file=path) from error
    if "id" not in table.column_names:
        known = ", ".join(table.column_names[:5])
        problem = f"there is no such column, which names the entities; there are {known}"
        raise SourceError(problem, file=path, column="id")
    rest = table.drop_columns(["id"])
    lists = [f.name for f in rest.schema if hasattr(f.type, "value_type")]
    try:
        if lists:
            rows = rest[lists[0]].to_pylist()
            vectors = [np.array(row, dtype=np.float32) for row in rows]
        else:
            columns = [column.to_numpy().astype(np.float32) for column in rest.columns]
            vectors = list(np.stack(columns, axis=1)) if columns else []
    except (TypeError, ValueError) as error:
        problem = "beside id there must be one column of lists, or columns of numbers only"
        raise SourceError(problem, file=path) from error
    if len(vectors) != table.num_rows:
        raise SourceError("beside id there are no columns of numbers", file=path)
    return table["id"].cast(pa.string()).to_pylist(), vectors
