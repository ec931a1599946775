"""Vectors of texts as a table, a column a dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from laborspace.space.arrow import numbers, strings

if TYPE_CHECKING:
    from laborspace.space.vectors import Vector


def vector_table(texts: list[str], vectors: Vector) -> pa.Table:
    """Return ``text, v0, v1, …``, one row a text; `vectors` is (n, d)."""
    names = ["text", *(f"v{place}" for place in range(vectors.shape[1]))]
    return pa.table([strings(texts), *(numbers(values) for values in vectors.T)], names=names)
