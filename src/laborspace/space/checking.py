"""What a space made in memory is made of, checked before it is taken."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.errors import InputError
from laborspace.records import KINDS

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.space.container import Space
    from laborspace.space.encoder import Encoder
    from laborspace.space.static import StaticEncoder

WORDS = ("source", "target", "relation", "detail", "origin")
"""Columns of relations that are dictionary-encoded."""


def checked_table(table: pa.Table | pd.DataFrame, columns: tuple[str, ...], name: str) -> pa.Table:
    """Return a table of a user with just the columns it needs, as Arrow.

    Raises
    ------
    InputError
        If it lacks one.
    """
    if not isinstance(table, pa.Table):
        table = pa.Table.from_pandas(table, preserve_index=False)
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        msg = f"The {name} have no column {missing[0]!r}; they need {', '.join(columns)}."
        raise InputError(msg)
    return table.select(list(columns)).replace_schema_metadata(None)


def encoded(relations: pa.Table) -> pa.Table:
    """Return relations with their words dictionary-encoded."""
    for name in WORDS:
        column = relations[name]
        if not pa.types.is_dictionary(column.type):
            place = relations.column_names.index(name)
            encoded = column.cast(pa.string()).dictionary_encode()
            relations = relations.set_column(place, name, encoded)
    return relations


def misfit(
    space: Space,
    vectors: npt.NDArray[np.floating],
    encoder: Encoder | StaticEncoder | None,
) -> str | None:
    """Say what is wrong with entities and vectors, or None."""
    if vectors.ndim != 2 or len(vectors) != len(space.ids):
        shape = "×".join(map(str, vectors.shape))
        return f"There are {len(space.ids)} entities but vectors of shape {shape}."
    if len(set(space.ids)) != len(space.ids):
        (twice, _count), *_others = Counter(space.ids).most_common(1)
        return f"The id {twice!r} is there twice."
    bad = np.flatnonzero(~(np.isfinite(vectors).all(axis=1) & vectors.any(axis=1)))
    if len(bad):
        return f"The vector of {space.ids[bad[0]]!r} is zero or not finite."
    unknown = sorted(set(space.column("kind")) - set(KINDS))
    if unknown:
        return f"There is no kind {unknown[0]!r}; the kinds are {', '.join(KINDS)}."
    if encoder is not None and encoder.dimension != vectors.shape[1]:
        made, held = encoder.dimension, vectors.shape[1]
        return f"The encoder makes vectors of length {made}, the space has {held}."
    return None
