"""Unit vectors and their compact stored form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.errors import FormatError, InputError

if TYPE_CHECKING:
    from pathlib import Path

Vector = npt.NDArray[np.float32]
"""A float32 array, (d,) or (n, d), of unit vectors unless said otherwise."""


def unit(vectors: npt.NDArray[np.number]) -> Vector:
    """Scale vectors, (d,) or (n, d), to length 1; zero vectors stay zero."""
    values: Vector = np.array(vectors, dtype=np.float32)
    norms = np.sqrt(np.einsum("...i,...i->...", values, values))[..., np.newaxis]
    values /= np.where(norms > 0, norms, 1)
    return values


@dataclass(frozen=True)
class StoredVectors:
    """Vectors as they lie in ``vectors.npy``, decoded on demand.

    Attributes
    ----------
    values : ndarray, (n, d)
        float32, float16 or int8. Decoding restores unit length, which is why int8 rows,
        each stretched to ±127, need no scale beside them.
    """

    values: npt.NDArray[np.float32 | np.float16 | np.int8]

    def decode(self, rows: npt.NDArray[np.intp] | None = None) -> Vector:
        """Return some rows, or all, as float32 unit vectors."""
        return unit(self.values if rows is None else self.values[rows])

    @classmethod
    def compress(cls, vectors: Vector, dtype: str) -> StoredVectors:
        """Compress unit vectors to ``"float16"`` or ``"int8"``."""
        if dtype == "float16":
            return cls(vectors.astype(np.float16))
        if dtype == "int8":
            largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
            scaled = np.divide(
                vectors * 127, largest, out=np.zeros_like(vectors), where=largest > 0
            )
            return cls(np.rint(scaled).astype(np.int8))
        msg = f"Vectors cannot be stored as {dtype!r}; choose float16 or int8."
        raise InputError(msg)

    @classmethod
    def read(cls, path: Path, dtype: str) -> StoredVectors:
        """Memory-map ``vectors.npy``.

        Raises
        ------
        FormatError
            If the file is missing, damaged, or not a matrix of this type.
        """
        try:
            values = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            msg = f"{path} is missing or damaged ({error}); make the space again."
            raise FormatError(msg) from error
        if values.ndim != 2 or values.dtype != np.dtype(dtype):
            msg = f"{path} holds {values.dtype} {values.shape}, not a matrix of {dtype}."
            raise FormatError(msg)
        return cls(values)


def compression_cost(
    exact: Vector, stored: StoredVectors, *, sample: int = 500
) -> dict[str, float]:
    """Measure what compression did to the vectors and to their neighbors.

    Parameters
    ----------
    exact : ndarray, (n, d)
    stored : StoredVectors
    sample : int
        Number of vectors, evenly spaced, whose ten nearest are compared.

    Returns
    -------
    dict
        ``cosine_min``: the least cosine of a vector with its decoded form.
        ``neighbors_kept``: share of the ten nearest neighbors that stay among the ten nearest.
    """
    decoded = stored.decode()
    cosines = np.einsum("ij,ij->i", exact, decoded)
    rows = np.unique(np.linspace(0, len(exact) - 1, min(sample, len(exact)), dtype=np.intp))
    k = min(10, len(exact) - 1)
    kept = 1.0
    if k > 0:
        before = _nearest(exact, rows, k)
        after = _nearest(decoded, rows, k)
        shared = [len(np.intersect1d(a, b)) for a, b in zip(before, after, strict=True)]
        kept = float(np.mean(shared)) / k
    return {
        "cosine_min": round(float(cosines.min(initial=1.0)), 6),
        "neighbors_kept": round(kept, 4),
    }


def _nearest(vectors: Vector, rows: npt.NDArray[np.intp], k: int) -> npt.NDArray[np.intp]:
    similarity = vectors[rows] @ vectors.T
    similarity[np.arange(len(rows)), rows] = -np.inf
    return np.argpartition(-similarity, k - 1, axis=1)[:, :k]
