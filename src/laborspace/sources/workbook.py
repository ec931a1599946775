"""Excel workbooks as agencies publish them: a sheet with notes above its header."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.sources.archive import open_zip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

PREAMBLE_ROWS = 20
"""Rows of a sheet searched for its header."""


def parse_sheet(
    content: bytes, file: Path, *, required: Sequence[str], sheet: str | int | None = 0
) -> pd.DataFrame:
    """Make a table of the bytes of a workbook; see :meth:`SourceFiles.sheet`.

    Parameters
    ----------
    content : bytes
    file : Path
        The workbook's name in messages.
    required, sheet
        As for :meth:`SourceFiles.sheet`.
    """
    import pandas as pd
    from python_calamine import CalamineError

    if content.startswith(b"PK"):
        open_zip(io.BytesIO(content), file).close()
    try:
        with pd.ExcelFile(io.BytesIO(content), engine="calamine") as book:
            titles = [str(title) for title in book.sheet_names]
            chosen = titles if sheet is None else [_sheet_title(titles, sheet, file)]
            grids = {
                title: pd.read_excel(
                    book, sheet_name=title, header=None, dtype=object, keep_default_na=False
                )
                for title in chosen
            }
    except (CalamineError, ValueError, OSError) as error:
        raise SourceError(
            f"is not a readable Excel workbook ({error}); download it again.", file=file
        ) from error
    missing = list(required)
    for grid in grids.values():
        for position in range(min(PREAMBLE_ROWS, len(grid))):
            header = _header(grid.iloc[position].tolist(), required)
            absent = [column for column in required if column not in header]
            if any(header) and not absent:
                return _below(grid, position, header)
            if len(absent) < len(missing):
                missing = absent
    if not missing:
        raise SourceError("is empty: there is no header.", file=file)
    raise SourceError(
        f"there is no such column in the first {PREAMBLE_ROWS} rows of "
        f"sheet {' or '.join(map(repr, chosen))}.",
        file=file,
        column=missing[0],
    )


def _header(cells: list[object], required: Sequence[str]) -> list[str]:
    """Clean a row's texts, in the spelling of the required columns where they match."""
    spelling = {column.casefold(): column for column in required}
    names = [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in cells]
    return [spelling.get(name.casefold(), name) for name in names]


def _below(grid: pd.DataFrame, position: int, header: list[str]) -> pd.DataFrame:
    """Cut the rows below the header, without unnamed columns and blank rows."""
    body = grid.iloc[position + 1 :].loc[:, [name != "" for name in header]]
    body = body.set_axis([name for name in header if name], axis=1)
    # Rows are counted from 0 in the grid, from 1 in Excel.
    body = body.set_axis(body.index.rename("row") + 1, axis=0)
    return body[(body != "").any(axis=1)]


def _sheet_title(titles: list[str], sheet: str | int, file: Path) -> str:
    if isinstance(sheet, int) and sheet < len(titles):
        return titles[sheet]
    if isinstance(sheet, str) and sheet in titles:
        return sheet
    raise SourceError(
        f"there is no sheet {sheet!r}; the sheets are {', '.join(map(repr, titles))}.", file=file
    )
