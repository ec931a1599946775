"""Writing result tables to files, the format chosen by the file's extension."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from laborspace.errors import InputError
from laborspace.storage import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

_STATA_NAME = 32  # characters a variable name may have
_STATA_TEXT = 2045  # bytes a fixed-width text may have


def write_table(table: pa.Table | pd.DataFrame, path: str | Path) -> None:
    """Write a table as CSV, Parquet, Stata, Excel or JSON, all of it or nothing.

    Parameters
    ----------
    table : pyarrow.Table or pandas.DataFrame
    path : str or Path
        Ends in ``.csv``, ``.parquet``, ``.dta``, ``.xlsx`` or ``.json``.

    Raises
    ------
    InputError
        If the extension is another.
    StorageError
        If writing fails; what was there before is intact.
    """
    path = Path(path)
    check_extension(path, *EXTENSIONS)
    if not isinstance(table, pa.Table):
        table = pa.Table.from_pandas(table, preserve_index=False)
    with replace_file(path) as file:
        _WRITERS[path.suffix.lower()](table, file)


def check_extension(path: Path, *known: str) -> None:
    """Raise :class:`InputError` unless a path ends in one of the known extensions."""
    if path.suffix.lower() not in known:
        msg = f"{path} cannot be written: its name must end in one of {', '.join(known)}."
        raise InputError(msg)


def records(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows as dicts fit for JSON: NaN becomes None."""
    rows: list[dict[str, Any]] = table.to_pylist()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _write_csv(table: pa.Table, file: Path) -> None:
    table.to_pandas().to_csv(file, index=False)


def _write_parquet(table: pa.Table, file: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, file, compression="zstd")


def _write_stata(table: pa.Table, file: Path) -> None:
    data = table.to_pandas()
    data.columns = _stata_names([str(name) for name in data.columns])
    long = []
    for name in data.select_dtypes(exclude="number"):
        data[name] = data[name].astype(object).where(data[name].notna(), "").map(str)
        if data[name].map(lambda text: len(text.encode())).max() > _STATA_TEXT:
            long.append(name)
    data.to_stata(file, write_index=False, version=118, convert_strl=long or None)


def _stata_names(names: list[str]) -> list[str]:
    """Return variable names as Stata wants them: letters, digits, _; at most 32; distinct."""
    taken: list[str] = []
    for name in names:
        clean = "".join(c if c.isascii() and c.isalnum() else "_" for c in name) or "_"
        clean = (f"_{clean}" if clean[0].isdigit() else clean)[:_STATA_NAME]
        count = 1
        distinct = clean
        while distinct in taken:
            count += 1
            distinct = f"{clean[: _STATA_NAME - len(str(count)) - 1]}_{count}"
        taken.append(distinct)
    return taken


def _write_excel(table: pa.Table, file: Path) -> None:
    table.to_pandas().to_excel(file, index=False, engine="xlsxwriter")


def _write_json(table: pa.Table, file: Path) -> None:
    text = json.dumps(records(table), ensure_ascii=False, indent=1, allow_nan=False)
    file.write_text(text + "\n", encoding="utf-8")


_WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".dta": _write_stata,
    ".xlsx": _write_excel,
    ".json": _write_json,
}

EXTENSIONS = tuple(_WRITERS)
"""Extensions of the files that can be written."""
