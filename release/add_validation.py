"""Write the held-out figures of the release's twin into the release, where `info` shows them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd

from laborspace.storage import replace_file


def main() -> None:
    """Add the figures to ``space.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path, help="table made by benchmarks/heldout.py")
    parser.add_argument("space", type=Path)
    parser.add_argument("--row", default="release", help="whose figures they are")
    arguments = parser.parse_args()
    table = pd.read_csv(arguments.figures)
    table = table[table["space"] == arguments.row]
    manifest = arguments.space / "space.json"
    content = json.loads(manifest.read_text("utf-8"))
    content["validation"]["held_out_twin"] = {
        row.task: {"value": row.value, "low": row.low, "high": row.high, "n": int(row.n)}
        for row in table.itertuples()
    }
    with replace_file(manifest) as path:
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"{len(table)} figures → {manifest}")


if __name__ == "__main__":
    main()
