"""Result tables: the columns ``id, kind, code, title``, then the verb's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from laborspace.space.arrow import numbers, strings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from laborspace.space.container import Rows, Space

HEAD = ("id", "kind", "code", "title")
_MANY = 2000


def result_table(space: Space, rows: Rows, columns: Mapping[str, Any]) -> pa.Table:
    """Make a result table.

    Parameters
    ----------
    space : Space
    rows : ndarray of int
        Rows of the entities in the space, in the order of the answer.
    columns : mapping of str to list of str or array of numbers
        The verb's own columns.
    """
    data = [_column(space, name, rows) for name in HEAD]
    data += [strings(v) if isinstance(v, list) else numbers(v) for v in columns.values()]
    return pa.table(data, names=[*HEAD, *columns])


def _column(space: Space, name: str, rows: Rows) -> pa.Array | pa.ChunkedArray:
    if len(rows) > _MANY:  # for fewer, loading what Arrow takes rows with would take longer
        return space.arrow_column(name).take(pa.array(rows)).cast(pa.string())
    values = space.column(name)
    return strings([values[row] for row in rows])


def frame(table: pa.Table, **parameters: object) -> pd.DataFrame:
    """Return a result as a DataFrame that carries what was asked in ``attrs``."""
    result: pd.DataFrame = table.to_pandas()
    result.attrs.update(parameters)
    return result
