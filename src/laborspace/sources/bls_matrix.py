"""The National Employment Matrix, one file per industry, as bls.gov/emp offers it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import Dropped, relation_table

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.sources.files import SourceFiles

MATRIX_FILES = re.compile(r"^National Employment Matrix_IND_(\w+)(?: \(\d+\))?\.csv$", re.I)
"""The industry is written in the file's name only."""

SECTORS = {"31": "31-33", "44": "44-45", "48": "48-49"}
"""BLS writes sectors by their first two digits; Census by their range."""

_EMPLOYMENT = re.compile(r"^(\d{4}) employment$")
_CODE = re.compile(r"\d\d-\d{4}")
_REQUIRED = ("occupation code", "occupation type")


def read_matrix(files: SourceFiles, name: str) -> tuple[pd.DataFrame, str, list[Dropped]]:
    """Read the occupations of one industry.

    Parameters
    ----------
    files : SourceFiles
        Where the file lies.
    name : str
        A name :data:`MATRIX_FILES` matches, e.g.
        ``National Employment Matrix_IND_621100.csv``.

    Returns
    -------
    relations : pandas.DataFrame
        ``employs``, weight in jobs (the file gives thousands), line items only: summary
        occupations would count jobs twice.
    origin : str
        E.g. ``"BLS National Employment Matrix 2024"``.
    dropped : list of Dropped

    Raises
    ------
    SourceError
        A column is missing or an employment is not a number.
    """
    file = files.locate(name)
    table = files.table(name, required=())
    table.columns = [column.strip().lower() for column in table.columns]
    for column in _REQUIRED:
        if column not in table:
            raise SourceError("is missing.", file=file, column=column.title())
    years = [match[1] for column in table if (match := _EMPLOYMENT.match(str(column)))]
    if not years:
        raise SourceError("is missing.", file=file, column="<year> Employment")
    origin = f"BLS National Employment Matrix {years[0]}"
    match = MATRIX_FILES.match(PurePosixPath(name).name)
    code = match[1] if match else ""
    if not code.isdigit():
        why = "the industry is a total or a combination that NAICS does not have"
        return relation_table([]), origin, [Dropped(f"rows of {name}", len(table), why)]
    industry = f"naics:{_industry(code)}"
    rows: list[dict[str, object]] = []
    absent = 0
    for row, line in table[table["occupation type"].str.lower() == "line item"].iterrows():
        occupation = _CODE.search(line["occupation code"])
        jobs = line[f"{years[0]} employment"].replace(",", "").strip()
        if occupation is None or jobs in {"", "-", "—", "*"}:
            absent += 1
            continue
        rows.append(
            {
                "source": industry,
                "target": f"soc:{occupation[0]}",
                "relation": "employs",
                "weight": _thousands(jobs, file, int(str(row)), f"{years[0]} Employment"),
                "origin": origin,
            }
        )
    why = "no code or no employment is given"
    return relation_table(rows), origin, [Dropped(f"rows of {name}", absent, why)] if absent else []


def _industry(code: str) -> str:
    digits = code.rstrip("0") if len(code) == 6 else code
    digits = digits.ljust(2, "0")
    return SECTORS.get(digits, digits)


def _thousands(text: str, file: object, row: int, column: str) -> float:
    try:
        return round(float(text) * 1000, 3)
    except ValueError:
        raise SourceError(
            f"{text!r} is not a number.", file=str(file), row=row, column=column
        ) from None
