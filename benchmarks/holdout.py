"""Choose what training must not see, so that held-out figures can be measured.

    python benchmarks/holdout.py corpus/ -o holdout.txt

Siblings stay on one side: ESCO occupations are held out by whole ISCO unit groups, industries
by whole NAICS-4 groups, and firms by the index they belong to (all listed items).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from laborspace.corpus import Corpus

UNIT_GROUP_SHARE = 0.15
INDUSTRY_SHARE = 0.20


def choose(corpus: Corpus, seed: int = 0) -> list[str]:
    """Return the ids of the held-out entities, sorted."""
    rng = np.random.default_rng(seed)
    entities, relations = corpus.entities, corpus.relations
    esco = entities[entities["id"].str.startswith("esco:occupation/")]
    unit_group = esco["code"].str.split(".").str[0]
    groups = np.sort(unit_group.unique())
    held_groups = rng.choice(groups, size=round(len(groups) * UNIT_GROUP_SHARE), replace=False)
    employs = relations[relations["relation"] == "employs"]
    level = entities.set_index("id")["level"]
    industries = np.sort(
        employs["source"][employs["source"].map(level) == "industry group"].unique()
    )
    held_industries = rng.choice(
        industries, size=round(len(industries) * INDUSTRY_SHARE), replace=False
    )
    firms = entities["id"][entities["level"] == "firm"]
    held = [*esco["id"][unit_group.isin(held_groups)], *held_industries, *firms]
    return sorted(held)


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    held = choose(Corpus.load(arguments.corpus), arguments.seed)
    arguments.output.write_text("\n".join(held) + "\n", "utf-8")
    print(f"{len(held)} entities held out → {arguments.output}")


if __name__ == "__main__":
    main()
