"""Tables of a user's own: CSV, TSV, Parquet, Excel or Stata, told apart by their suffix."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import SourceNote
from laborspace.sources.files import SourceFiles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

_DELIMITED = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".txt": "\t"}
_EXCEL = {".xlsx", ".xlsm", ".xls", ".ods"}
_PARQUET = {".parquet", ".pq"}
_STATA = {".dta"}


def read_tabular(
    path: str | Path, *, required: Sequence[str] = ()
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Read a table as text.

    Parameters
    ----------
    path : str or Path
        ``.csv`` (comma), ``.tsv``, ``.tab`` or ``.txt`` (tab), ``.parquet``, ``.xlsx``, ``.dta``.
    required : sequence of str
        Columns that must be there.

    Returns
    -------
    table : pandas.DataFrame
        All columns str, ``""`` where empty; the index, ``row``, is the row in the file, the
        header being row 1.
    hashes : dict of str to str
        File name → sha256.

    Raises
    ------
    SourceError
        The file is missing, of no known format, damaged, or lacks a column.
    """
    files = SourceFiles(path)
    suffix = files.path.suffix.lower()
    if not files.path.is_file() or suffix not in {*_DELIMITED, *_EXCEL, *_PARQUET, *_STATA}:
        raise SourceError(
            "is not a table this reads; give a file ending in .csv, .tsv, .parquet, .xlsx or .dta.",
            file=path,
        )
    name = files.names()[0]
    if suffix in _DELIMITED:
        table = files.table(name, required=required, sep=_DELIMITED[suffix])
    elif suffix in _EXCEL:
        table = _as_text(files.sheet(name, required=required))
    elif suffix in _STATA:
        table = _as_text(_stata(files, name, required))
    else:
        table = _as_text(_parquet(files, name, required))
    return table, files.hashes


def _parquet(files: SourceFiles, name: str, required: Sequence[str]) -> pd.DataFrame:
    import io

    import pandas as pd

    file = files.locate(name)
    try:
        table = pd.read_parquet(io.BytesIO(files.read(name)))
    except (OSError, ValueError) as error:
        raise SourceError("is damaged or no Parquet file.", file=file) from error
    return _numbered(table, file, required)


def _stata(files: SourceFiles, name: str, required: Sequence[str]) -> pd.DataFrame:
    import io
    import struct

    import pandas as pd

    file = files.locate(name)
    try:
        table = pd.read_stata(io.BytesIO(files.read(name)))
    except (OSError, ValueError, KeyError, IndexError, struct.error) as error:
        raise SourceError("is damaged or no Stata file.", file=file) from error
    return _numbered(table, file, required)


def _numbered(table: pd.DataFrame, file: Path, required: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    for column in required:
        if column not in table:
            raise SourceError(
                f"is missing; there are {', '.join(map(str, table.columns))}.",
                file=file,
                column=column,
            )
    return table.set_axis(pd.RangeIndex(2, len(table) + 2, name="row"), axis=0)


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    columns = {str(name): _text(values) for name, values in table.items()}
    return pd.DataFrame(columns, index=table.index, dtype=str)


def _text(values: pd.Series) -> list[str]:
    """Cells as written: an integer stored as a float (SIC 7372.0) without its ``.0``."""
    import pandas as pd

    absent = pd.isna(values)
    return [
        ""
        if none
        else str(int(value))
        if isinstance(value, float) and value.is_integer()
        else str(value)
        for value, none in zip(values, absent, strict=True)
    ]


def source_note(name: str, tables: Sequence[Path], hashes: dict[str, str]) -> SourceNote:
    """Say where tables of the user's come from.

    A file ``TABLE.source.json`` beside a table may state its name, vintage, license,
    attribution and url.

    Raises
    ------
    SourceError
        That file is not a JSON object of texts, or has another key.
    """
    stated = {"name": name, "vintage": "", "license": "not stated", "attribution": "", "url": ""}
    for table in tables:
        sidecar = table.with_name(table.name + ".source.json")
        if not sidecar.is_file():
            continue
        try:
            content = json.loads(sidecar.read_text("utf-8"))
        except ValueError:
            content = None
        if not isinstance(content, dict) or not all(isinstance(v, str) for v in content.values()):
            raise SourceError("this must be a JSON object whose values are texts.", file=sidecar)
        unknown = sorted(content.keys() - stated.keys())
        if unknown:
            raise SourceError(
                f"unknown key {unknown[0]!r}; known: {', '.join(stated)}.", file=sidecar
            )
        stated |= content
    return SourceNote(**stated, files=hashes)
