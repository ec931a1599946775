"""How many job titles are coded in a second, beside fuzzy matching of the same titles and names.

    python benchmarks/coding_speed.py -o benchmarks/results/coding_speed.csv

The titles are names of occupations dressed up as vacancies might, all distinct, so that nothing is
saved by coding a title once. In process, after one run that makes the vectors of names. The number
of threads is that of the environment (OMP_NUM_THREADS); RapidFuzz gets as many.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

import laborspace
from laborspace.analysis.coding import code
from laborspace.learning.noise import noisy_title
from laborspace.validation.wording import sorted_words

STATIC, ONNX, FUZZY = 40_000, 1_000, 300
RUNS = 3


def titles(space: laborspace.LaborSpace, count: int) -> list[str]:
    """Return distinct titles."""
    rng = np.random.default_rng(0)
    aliases = space.column("aliases")
    names = [alias for row in space.rows("occupation").tolist() for alias in aliases[row]]
    found: dict[str, None] = {}
    while len(found) < count:
        found[noisy_title(names[rng.integers(len(names))], rng)] = None
    return list(found)[:count]


def rate(action: Callable[[list[str]], object], texts: list[str]) -> float:
    """Return texts a second, the median of some runs."""
    action(texts[: len(texts) // 4])
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action(texts)
        taken.append(time.perf_counter() - start)
    return float(len(texts) / np.median(taken))


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    rows = []
    threads = int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1))
    for encoder, count in (("static", STATIC), ("onnx", ONNX)):
        space = laborspace.load(encoder=encoder, threads=threads)
        texts = titles(space, count)
        for name in ("onet", "esco"):
            found = rate(lambda some, s=space, v=name: code(s, some, vocabulary=v), texts)
            rows.append({"what": f"code, {encoder}", "vocabulary": name, "titles_per_s": found})
    names = [
        sorted_words(name)
        for row in space.rows("occupation").tolist()
        if space.ids[row].startswith("esco:")
        for name in (space.column("title")[row], *space.column("aliases")[row])
    ]

    def match(some: list[str]) -> object:
        asked = [sorted_words(text) for text in some]
        return process.cdist(asked, names, scorer=fuzz.ratio, workers=threads).argmax(axis=1)

    found = rate(match, texts[:FUZZY])
    rows.append({"what": "RapidFuzz, token sort", "vocabulary": "esco", "titles_per_s": found})
    table = pd.DataFrame(rows).assign(threads=threads).round(0)
    print(table.to_string(index=False))
    if arguments.output is not None:
        table.to_csv(arguments.output, index=False)


if __name__ == "__main__":
    main()
