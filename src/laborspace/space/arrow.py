"""Arrow tables made and read without pandas.

``pyarrow.array`` and ``pyarrow.parquet.read_table`` import pandas wherever it is installed,
a quarter of a second that a command answering in half a second cannot spare. The functions
here go through buffers and ``ParquetFile`` instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def strings(values: Sequence[str]) -> pa.Array:
    """Make a string array."""
    encoded = [value.encode() for value in values]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(encoded), buffers)


def numbers(values: npt.ArrayLike) -> pa.Array:
    """Make an array of numbers with the type of the NumPy array, without nulls."""
    array = np.ascontiguousarray(values)
    kind = pa.from_numpy_dtype(array.dtype)
    if array.dtype == bool:  # a bit each in Arrow
        bits = np.packbits(array, bitorder="little")
        return pa.Array.from_buffers(kind, len(array), [None, pa.py_buffer(bits)])
    return pa.Array.from_buffers(kind, len(array), [None, pa.py_buffer(array)])


def to_numpy(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[Any]:
    """Return a column of numbers without nulls as a NumPy array."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    parts = [np.from_dlpack(chunk) for chunk in chunks]
    return np.concatenate(parts) if parts else np.empty(0)


def codes(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Return a column of texts as integer codes and the values they stand for."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if column.num_chunks == 0:
        return np.empty(0, dtype=np.int32), []
    unified = column.unify_dictionaries()
    indices = [np.from_dlpack(chunk.indices) for chunk in unified.chunks]
    return np.concatenate(indices), unified.chunk(0).dictionary.to_pylist()


def read_parquet(
    path: Path, columns: Sequence[str] | None = None, *, dictionary: Sequence[str] = ()
) -> pa.Table:
    """Read a Parquet file, or some columns of it.

    Parameters
    ----------
    path : Path
    columns : sequence of str, optional
        Columns to read, in this order; all by default.
    dictionary : sequence of str
        Columns to leave dictionary-encoded.

    Raises
    ------
    FormatError
        If the file is missing, damaged or lacks a column.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
        missing = [name for name in columns or () if name not in names]
        if missing:
            msg = f"{path}: no column {missing[0]!r}; make the space again or fetch a new copy."
            raise FormatError(msg)
        with pq.ParquetFile(path, read_dictionary=list(dictionary)) as file:
            table = file.read(None if columns is None else list(columns))
    except (OSError, pa.ArrowException) as error:
        msg = f"{path} is missing or damaged ({error}); make the space again or fetch a new copy."
        raise FormatError(msg) from error
    return table if columns is None else table.select(list(columns))
