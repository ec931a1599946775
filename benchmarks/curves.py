"""Sum up the loss curves of a run, to see whether each stage is flat at its end.

python benchmarks/curves.py runs/paper-twin -o benchmarks/results/paper_curves.csv
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd


def main() -> None:
    """Print and write the mean loss over five parts of each stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    curves = pd.read_csv(arguments.run / "curves.csv")
    rows = []
    for (_, name), stage in curves.groupby(["stage", "name"], sort=False):
        fifth = pd.cut(stage["step"], 5, labels=False)
        mean = stage.groupby(fifth)["loss"].mean()
        row = {"stage": name, "steps": int(stage["step"].max()) + 1}
        row |= {f"loss, fifth {i + 1}": round(float(mean[i]), 4) for i in range(5)}
        rows.append(row)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    if arguments.output is not None:
        table.to_csv(arguments.output, index=False)


if __name__ == "__main__":
    main()
