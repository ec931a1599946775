"""Make the tables of facts that ship with the validation suites, from the official files.

    python release/validation_facts.py ../shared/data

One function a table; each returns codes, titles and numbers, never sentences of others. What the
owners ask to be said stands in NOTICE.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from laborspace.storage import replace_file

FOLDER = Path(__file__).parents[1] / "src" / "laborspace" / "validation" / "data"


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


TABLES: dict[str, Callable[[Path], pd.DataFrame]] = {
    "gics": gics,
}
"""File name without extension → what makes it."""


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path, help="folder of the official downloads")
    parser.add_argument("tables", nargs="*", default=list(TABLES), help="some tables; all by default")
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
