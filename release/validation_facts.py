"""Make the tables of facts that ship with the package, from the official files.

    python release/validation_facts.py ../shared/data

One function a table; each returns codes, titles and numbers, never sentences of others. What the
owners ask to be said stands in NOTICE.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from laborspace.sources.exposure import GPT4, PUBLISHED, by_id
from laborspace.storage import replace_file

FOLDER = Path(__file__).parents[1] / "src" / "laborspace" / "facts"


def gics(data: Path) -> pd.DataFrame:
    """GICS sub-industry of the constituents of the S&P 500 (PDDL): ``id, gics, cik``."""
    table = pd.read_csv(data / "firms" / "sp500_constituents.csv", dtype=str)
    # The list writes BRK.B where the SEC and the firm ids of a corpus write BRK-B.
    return pd.DataFrame(
        {
            "id": "firm:" + table["Symbol"].str.strip().str.replace(".", "-"),
            "gics": table["GICS Sub-Industry"].str.strip(),
            "cik": table["CIK"].str.strip().str.lstrip("0"),
        }
    ).sort_values("id", ignore_index=True)


def soc_2010_2018(data: Path) -> pd.DataFrame:
    """SOC 2010 codes and the 2018 codes they became (BLS, public domain)."""
    path = data / "crosswalks" / "soc_2010_to_2018_crosswalk.xlsx"
    table = pd.read_excel(path, header=8, dtype=str, engine="calamine")
    names = {"2010 SOC Code": "soc_2010", "2018 SOC Code": "soc_2018"}
    table = table[list(names)].rename(columns=names).dropna()
    return table.apply(lambda column: column.str.strip()).drop_duplicates(ignore_index=True)


def exposure(data: Path) -> pd.DataFrame:
    """Measures of exposure whose licenses let them ship: ``id, measure, value``."""
    codes = soc_2010_2018(data).groupby("soc_2010")["soc_2018"].agg(list).to_dict()
    tables = []
    for measure in (*PUBLISHED, GPT4):
        if measure.ships:
            (path,) = (data / "exposure").glob(measure.file)
            values = by_id(measure, path, codes).sort_index().rename("value")
            tables.append(values.rename_axis("id").reset_index().assign(measure=measure.name))
    return pd.concat(tables, ignore_index=True)[["id", "measure", "value"]]


def oews_employment(data: Path) -> pd.DataFrame:
    """Employment by detailed occupation, May of several years: ``id, year, jobs``.

    Codes are those of the year: from 2019 to 2020, and from 2021 on, they do not change.
    """
    tables = []
    for year in (2019, 2020, 2021, 2022, 2023):
        path = data / "bls" / "oews_national" / f"national_M{year}_dl.xlsx"
        table = pd.read_excel(path, dtype=str, engine="calamine").rename(columns=str.upper)
        table = table[table["O_GROUP"].str.strip() == "detailed"]
        jobs = pd.to_numeric(table["TOT_EMP"].str.replace(",", ""), errors="coerce")
        ids = "soc:" + table["OCC_CODE"].str.strip()
        tables.append(pd.DataFrame({"id": ids, "year": year, "jobs": jobs}).dropna())
    joined = pd.concat(tables, ignore_index=True).astype({"year": "int16", "jobs": "int32"})
    return joined.sort_values(["id", "year"], ignore_index=True)


TABLES: dict[str, Callable[[Path], pd.DataFrame]] = {
    "exposure": exposure,
    "gics": gics,
    "oews_employment": oews_employment,
    "soc_2010_2018": soc_2010_2018,
}
"""File name without extension → what makes it."""


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path, help="folder of the official downloads")
    parser.add_argument(
        "tables", nargs="*", default=list(TABLES), help="some tables; all by default"
    )
    arguments = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in arguments.tables:
        table = TABLES[name](arguments.data)
        path = FOLDER / f"{name}.parquet"
        with replace_file(path) as draft:
            table.to_parquet(draft, index=False, compression="zstd")
        print(f"{name}: {len(table):,} rows, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
