"""BLS: employment and wages by occupation and industry (OEWS, National Employment Matrix).

The Occupational Employment and Wage Statistics come as workbooks of one layout: national,
by sector, by 3- and 4-digit industry. Older ones lack columns or write them in lower case.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import (
    ATTRIBUTE_COLUMNS,
    RELATION_COLUMNS,
    Dropped,
    Records,
    SourceNote,
    attribute_table,
    entity_table,
    relation_table,
)
from laborspace.sources.bls_matrix import MATRIX_FILES, SECTORS, read_matrix
from laborspace.sources.files import SourceFiles

if TYPE_CHECKING:
    import pandas as pd

GOVERNMENT = "99"
"""OEWS designation for government other than schools, hospitals and the postal service."""

WAGES = {"A_MEAN": "wage_mean", "A_MEDIAN": "wage_median"}
_DIGITS = {"sector": 2, "3-digit": 3, "4-digit": 4, "5-digit": 5, "6-digit": 6}
_FAMILY = re.compile(r"^(national|natsector|nat3d|nat4d|nat5d_6d)_M(\d{4})_dl\.xlsx?$", re.I)
_REQUIRED = ("OCC_CODE", "TOT_EMP", "A_MEAN", "A_MEDIAN")
_ABSENT = {"*": "a wage", "**": "an employment", "#": "a wage at or above the top code"}


def read_bls(path: str | Path, *, vintage: int | None = None) -> Records:
    """Read employment and wages published by the Bureau of Labor Statistics.

    Parameters
    ----------
    path : str or Path
        A workbook, or a folder or zip with any of ``national_M2024_dl.xlsx``,
        ``natsector_M2024_dl.xlsx``, ``nat3d_…``, ``nat4d_…``, ``nat5d_6d_…`` and
        ``National Employment Matrix_IND_….csv``.
    vintage : int, optional
        Year of the OEWS files; by default the newest of each family.

    Returns
    -------
    Records
        Relations ``employs`` from industry to detailed occupation (weight: jobs) and, as
        attributes, ``employment`` of occupations and industries (jobs), ``wage_mean`` and
        ``wage_median`` of occupations (USD/year). No entities: occupations are those of the
        SOC structure (read with O*NET), industries those of NAICS.

    Raises
    ------
    SourceError
        There is no such file, it is damaged, a column is missing or a number is none.

    Notes
    -----
    Cells BLS does not publish (``*``, ``**``) and wages it gives only as "at or above the top
    code" (``#``) are left out and counted. Sector 99 is government by ownership, which NAICS
    does not know; it is written to Public Administration, with the detail ``OEWS 99``.
    """
    files = SourceFiles(path)
    chosen = _newest(files, vintage)
    matrices = [name for name in files.names() if MATRIX_FILES.match(PurePosixPath(name).name)]
    if not chosen and not matrices:
        raise SourceError(
            "no OEWS workbook (e.g. 'national_M2024_dl.xlsx')"
            + (f" of May {vintage}" if vintage else "")
            + " and no 'National Employment Matrix_IND_….csv' here; files keep the name BLS gives.",
            file=files.path,
        )
    relations, attributes, dropped = [relation_table([])], [attribute_table([])], []
    for name in chosen:
        found = _read_oews(files, name)
        relations.append(found.relations)
        attributes.append(found.attributes)
        dropped += found.dropped
    years = {f"OEWS May {_year(name)}": None for name in chosen}
    for name in matrices:
        rows, origin, lines = read_matrix(files, name)
        relations.append(rows)
        dropped += lines
        years[origin.removeprefix("BLS ")] = None
    note = SourceNote(
        name="BLS",
        vintage=", ".join(years),
        license="public domain",
        attribution="U.S. Bureau of Labor Statistics, Occupational Employment and Wage "
        "Statistics and Employment Projections.",
        url="https://www.bls.gov/oes/",
        files=files.hashes,
    )
    return Records(
        note,
        entity_table([]),
        _stack(relations, RELATION_COLUMNS),
        _stack(attributes, ATTRIBUTE_COLUMNS).drop_duplicates(["id", "attribute", "origin"]),
        dropped,
    )


def industry_id(code: str, group: str) -> str | None:
    """Entity id of an industry as OEWS writes it, or None for one NAICS does not have.

    Parameters
    ----------
    code : str
        E.g. ``"62"``, ``"622000"``, ``"622100"``, or a combination such as ``"3320A1"``.
    group : str
        OEWS's ``I_GROUP``, e.g. ``"sector"`` or ``"4-digit"``.
    """
    digits = code[: _DIGITS[group]] if group in _DIGITS else ""
    if group == "sector":
        digits = "92" if code == GOVERNMENT else SECTORS.get(code, code)
        return f"naics:{digits}"
    if not digits.isdigit() or code[len(digits) :].strip("0"):
        return None
    return f"naics:{digits}"


def _newest(files: SourceFiles, vintage: int | None) -> list[str]:
    newest: dict[str, str] = {}
    for name in files.names():
        match = _FAMILY.match(PurePosixPath(name).name)
        if match is None or (vintage is not None and int(match[2]) != vintage):
            continue
        family = match[1].lower()
        if family not in newest or _year(name) > _year(newest[family]):
            newest[family] = name
    return list(newest.values())


def _year(name: str) -> str:
    match = _FAMILY.match(PurePosixPath(name).name)
    return match[2] if match else ""


def _read_oews(files: SourceFiles, name: str) -> Records:
    table = files.sheet(name, required=())
    table.columns = [str(column).strip().upper() for column in table.columns]
    table = table.rename(columns={"OCC_GROUP": "O_GROUP"})
    for column in (*_REQUIRED, "O_GROUP"):
        if column not in table:
            raise SourceError(
                "is missing: this is not an OEWS workbook as BLS publishes it.",
                file=files.locate(name),
                column=column,
            )
    if "NAICS" not in table:  # national files before 2024
        table = table.assign(NAICS="000000", I_GROUP="cross-industry")
    text = ["OCC_CODE", "O_GROUP", "NAICS", "I_GROUP"]
    table[text] = table[text].astype(str).apply(lambda c: c.str.strip().str.removesuffix(".0"))
    origin = f"BLS OEWS May {_year(name)}"
    counts: dict[str, int] = {}
    file = files.locate(name)
    table["TOT_EMP"] = _numbers(table["TOT_EMP"], "TOT_EMP", file, counts)
    is_national = table["I_GROUP"] == "cross-industry"
    national, industrial = table[is_national].copy(), table[~is_national]
    for column in WAGES:
        national[column] = _numbers(national[column], column, file, counts)
    attributes = _occupation_attributes(national, origin)
    relations, totals, combined = _employment(industrial, origin)
    dropped = [
        Dropped(f"cells of {PurePosixPath(name).name}", count, why)
        for why, count in sorted(counts.items())
    ]
    if combined:
        why = "the industry is a combination that NAICS does not have"
        dropped.append(Dropped(f"rows of {PurePosixPath(name).name}", combined, why))
    note = SourceNote("BLS", "", "", "", "")
    return Records(note, entity_table([]), relations, _stack([attributes, totals]), dropped)


def _numbers(column: pd.Series, name: str, file: Path, counts: dict[str, int]) -> pd.Series:
    """Numbers of a column, NaN where BLS publishes none, which is counted by reason."""
    import pandas as pd

    text = column.astype(str).str.strip()
    for mark, what in _ABSENT.items():
        count = int((text == mark).sum())
        if count:
            why = f"{name} {mark}: {what}" + (" (not exact)" if mark == "#" else " not available")
            counts[why] = counts.get(why, 0) + count
    blank = column.isna() | text.isin([*_ABSENT, ""])
    numbers = pd.to_numeric(text.where(~blank), errors="coerce")
    wrong = numbers.isna() & ~blank
    if wrong.any():
        place = int(wrong.to_numpy().argmax())
        raise SourceError(
            f"{text.iloc[place]!r} is neither a number nor one of BLS's marks *, ** and #.",
            file=file,
            row=int(column.index[place]),
            column=name,
        )
    return numbers


def _occupation_attributes(national: pd.DataFrame, origin: str) -> pd.DataFrame:
    import pandas as pd

    parts = []
    for column, attribute in {"TOT_EMP": "employment", **WAGES}.items():
        rows = national[national[column].notna() & (national["OCC_CODE"] != "00-0000")]
        parts.append(
            pd.DataFrame(
                {
                    "id": "soc:" + rows["OCC_CODE"],
                    "attribute": attribute,
                    "value": rows[column].astype(float),
                    "unit": "jobs" if column == "TOT_EMP" else "USD/year",
                    "origin": origin,
                }
            )
        )
    return _stack(parts).drop_duplicates(["id", "attribute"])


def _employment(table: pd.DataFrame, origin: str) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Relations of detailed occupations, totals of industries, rows of unknown industries."""
    import pandas as pd

    keys = {
        pair: industry_id(*pair) for pair in set(zip(table["NAICS"], table["I_GROUP"], strict=True))
    }
    ids = [keys[pair] for pair in zip(table["NAICS"], table["I_GROUP"], strict=True)]
    table = table.assign(industry=pd.Series(ids, index=table.index, dtype=object))
    known = table[table["industry"].notna()]
    employed = known[known["TOT_EMP"].notna()]
    detailed = employed[employed["O_GROUP"] == "detailed"]
    relations = pd.DataFrame(
        {
            "source": detailed["industry"],
            "target": "soc:" + detailed["OCC_CODE"],
            "relation": "employs",
            "weight": detailed["TOT_EMP"].astype(float),
            "detail": detailed["NAICS"].map({GOVERNMENT: "OEWS 99"}).fillna(""),
            "level": float("nan"),
            "origin": origin,
        }
    )
    all_jobs = employed[employed["OCC_CODE"] == "00-0000"]
    totals = pd.DataFrame(
        {
            "id": all_jobs["industry"],
            "attribute": "employment",
            "value": all_jobs["TOT_EMP"].astype(float),
            "unit": "jobs",
            "origin": origin,
        }
    )
    return relations, totals, len(table) - len(known)


def _stack(tables: list[pd.DataFrame], columns: tuple[str, ...] = ()) -> pd.DataFrame:
    import pandas as pd

    filled = [table for table in tables if len(table)] or tables[:1]
    stacked = pd.concat(filled, ignore_index=True)
    return stacked[list(columns)] if columns else stacked
