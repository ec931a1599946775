"""What every reader does to a table it has just read: clean labels, check ids and numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import RELATION_COLUMNS, Dropped, relation_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from laborspace.sources.files import SourceFiles

# Characters that look like another one, or like nothing, and so make equal labels differ.
_LOOKALIKES = str.maketrans(
    {
        "\u00a0": " ",  # no-break space; str.split() knows it, but not what follows
        "\u00ad": None,  # soft hyphen
        "\u200b": None,  # zero-width space
        "\ufeff": None,  # byte-order mark inside a text
        "\u2010": "-",
        "\u2011": "-",
        "\ufb01": "fi",
        "\ufb02": "fl",
    }
)


def clean(text: str) -> str:
    """Put a label or text on one line, with single blanks and no invisible characters."""
    return " ".join(text.translate(_LOOKALIKES).split())


def distinct(labels: Iterable[str], title: str) -> list[str]:
    """Clean labels, without empty ones, the title, and repeats; case does not count.

    Parameters
    ----------
    labels : iterable of str
    title : str
        The preferred label.

    Returns
    -------
    list of str
        In the given order.
    """
    seen = {"", title.casefold()}
    kept = []
    for label in map(clean, labels):
        if label.casefold() not in seen:
            seen.add(label.casefold())
            kept.append(label)
    return kept


def check_ids(table: pd.DataFrame, column: str, files: SourceFiles, name: str) -> None:
    """Raise :class:`SourceError` if an id is empty or stands on two rows.

    Parameters
    ----------
    table : pandas.DataFrame
        As read by ``files``, indexed by row.
    column : str
        The ids.
    files, name
        Where the table came from.
    """
    check_filled(table, column, files, name)
    repeated = table.index[table[column].duplicated()]
    if len(repeated):
        value = table.loc[repeated[0], column]
        first = table.index[table[column] == value][0]
        raise SourceError(
            f"the id is already on row {first}; an id may appear once.",
            file=files.locate(name),
            row=int(repeated[0]),
            column=column,
            id=str(value),
        )


def check_filled(table: pd.DataFrame, column: str, files: SourceFiles, name: str) -> None:
    """Raise :class:`SourceError` if a cell of the column is blank."""
    blank = table.index[table[column].str.strip() == ""]
    if len(blank):
        raise SourceError(
            "is empty; a value is needed.",
            file=files.locate(name),
            row=int(blank[0]),
            column=column,
        )


def numbers(
    table: pd.DataFrame,
    column: str,
    files: SourceFiles,
    name: str,
    *,
    low: float = -math.inf,
    high: float = math.inf,
) -> pd.Series[float]:
    """Turn a column of text into numbers.

    Parameters
    ----------
    table : pandas.DataFrame
        As read by ``files``, indexed by row.
    column : str
    files, name
        Where the table came from.
    low, high : float
        Bounds, both allowed.

    Returns
    -------
    pandas.Series of float
        Finite, within the bounds.

    Raises
    ------
    SourceError
        For the first cell that is not such a number.
    """
    import numpy as np
    import pandas as pd

    values = pd.to_numeric(table[column], errors="coerce").astype("float64")
    wrong = table.index[~np.isfinite(values) | (values < low) | (values > high)]
    if len(wrong):
        bounds = f" from {low:g} to {high:g}" if math.isfinite(low + high) else ""
        raise SourceError(
            f"{table.loc[wrong[0], column]!r} is not a finite number{bounds}.",
            file=files.locate(name),
            row=int(wrong[0]),
            column=column,
        )
    return values


def optional_table(
    files: SourceFiles,
    *candidates: str,
    required: Sequence[str],
    dropped: list[Dropped],
    without: str,
    sep: str = ",",
) -> tuple[str, pd.DataFrame] | None:
    """Read a table that need not be there.

    Parameters
    ----------
    files : SourceFiles
    *candidates : str
        As for :meth:`SourceFiles.find`.
    required, sep
        As for :meth:`SourceFiles.table`.
    dropped : list of Dropped
        Told when the file is missing.
    without : str
        What is missing then, e.g. ``"job zones"``.

    Returns
    -------
    (str, pandas.DataFrame) or None
        The file's name and its table.
    """
    if not files.has(*candidates):
        dropped.append(Dropped(without, 0, f"there is no file {candidates[0]}"))
        return None
    name = files.find(*candidates)
    return name, files.table(name, required=required, sep=sep)


def report_empty(descriptions: Iterable[str], of: str, dropped: list[Dropped]) -> None:
    """Note how many descriptions are empty.

    Parameters
    ----------
    descriptions : iterable of str
        Cleaned.
    of : str
        Whose they are, e.g. ``"occupations"``.
    dropped : list of Dropped
        Told the count, if it is not 0.
    """
    count = sum(not text for text in descriptions)
    if count:
        dropped.append(Dropped(f"descriptions of {of}", count, "empty in the file"))


def stack_relations(parts: Iterable[pd.DataFrame | None], origin: str) -> pd.DataFrame:
    """Put relations under one another.

    Parameters
    ----------
    parts : iterable of pandas.DataFrame or None
        With at least ``source``, ``target`` and ``relation``; other columns are let go.
    origin : str
        Where they were observed.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`laborspace.records.RELATION_COLUMNS`; weight 1 where a part has none.
    """
    import pandas as pd

    defaults = {"weight": 1.0, "detail": "", "level": float("nan")}
    filled = [
        pd.DataFrame(defaults | dict(part.items()) | {"origin": origin})[list(RELATION_COLUMNS)]
        for part in parts
        if part is not None and len(part)
    ]
    return pd.concat(filled, ignore_index=True) if filled else relation_table([])
