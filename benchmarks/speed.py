"""How long an answer takes, beside peers answering the same question in the same run.

    python benchmarks/speed.py -o benchmarks/results/speed.csv

Whole process: ``laborspace neighbors onet:29-1141.00 --kind skill`` and ``laborspace expect``,
beside Python starting and importing pandas. In process: the ten skills nearest to an occupation
with what is observed between them (`neighbors`), beside the bare search by NumPy and by
scikit-learn, and what an occupation requires (`expect`). Reading: 1,000 alternative titles by the
static encoder, the encoder on ONNX Runtime and the base model on PyTorch by
sentence-transformers.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.neighbors import NearestNeighbors

import laborspace
from laborspace.analysis.blocks import block
from laborspace.analysis.expectation import expect
from laborspace.analysis.neighbors import neighbors

QUESTION = ["neighbors", "onet:29-1141.00", "--kind", "skill"]
EXPECTED = ["expect", "onet:29-1141.00", "--relation", "requires"]
PROCESSES = 15
QUERIES = 300
READINGS = 5


def milliseconds(action: Callable[[int], object], times: int) -> np.ndarray:
    """Time an action repeatedly, after one run that warms it up."""
    action(0)
    taken = []
    for number in range(times):
        start = time.perf_counter()
        action(number)
        taken.append((time.perf_counter() - start) * 1000)
    return np.array(taken)


def process(*arguments: str) -> Callable[[int], object]:
    """Return an action that runs Python with some arguments."""

    def run(_: int) -> object:
        return subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    return run


def reading(space: laborspace.LaborSpace) -> dict[str, np.ndarray]:
    """Time encoders on 1,000 alternative titles of occupations."""
    from sentence_transformers import SentenceTransformer

    from laborspace.learning.base import resolve_base

    aliases = space.column("aliases")
    titles = [alias for row in space.rows("occupation") for alias in aliases[row]]
    titles = [titles[int(i)] for i in np.linspace(0, len(titles) - 1, 1000)]
    static = laborspace.load(encoder="static")
    peer = SentenceTransformer(str(resolve_base(space.provenance.base_model)))
    return {
        "1,000 titles: static encoder": milliseconds(lambda _: static.encode(titles), READINGS),
        "1,000 titles: encoder": milliseconds(lambda _: space.encode(titles), READINGS),
        "1,000 titles: base model, sentence-transformers": milliseconds(
            lambda _: peer.encode(titles, batch_size=64, show_progress_bar=False), READINGS
        ),
    }


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    space = laborspace.load()
    asked = [space.ids[row] for row in space.rows("occupation")]
    rng = np.random.default_rng(0)
    chosen = [asked[i] for i in rng.integers(len(asked), size=QUERIES)]
    skills = block(space, "skill").vectors
    rows = [space.index_of(id_) for id_ in chosen]
    nearest = NearestNeighbors(n_neighbors=10, metric="cosine", algorithm="brute").fit(skills)

    def bare(number: int) -> object:
        scores = skills @ space.vectors[rows[number]]
        top = np.argpartition(-scores, 10)[:10]
        return top[np.argsort(-scores[top])]

    measured = {
        "process: laborspace neighbors": milliseconds(
            process("-m", "laborspace", *QUESTION), PROCESSES
        ),
        "process: laborspace expect": milliseconds(
            process("-m", "laborspace", *EXPECTED), PROCESSES
        ),
        "process: python -c 'import pandas'": milliseconds(
            process("-c", "import pandas"), PROCESSES
        ),
        "in process: laborspace neighbors": milliseconds(
            lambda n: neighbors(space, chosen[n], kind="skill"), QUERIES
        ),
        "in process: NumPy search alone": milliseconds(bare, QUERIES),
        "in process: scikit-learn search alone": milliseconds(
            lambda n: nearest.kneighbors(space.vectors[rows[n]][np.newaxis]), QUERIES
        ),
        "in process: laborspace expect": milliseconds(
            lambda n: expect(space, chosen[n], "requires"), QUERIES
        ),
        **reading(space),
    }
    table = pd.DataFrame(
        [
            {
                "what": what,
                "median_ms": np.median(taken),
                "p5_ms": np.percentile(taken, 5),
                "p95_ms": np.percentile(taken, 95),
                "runs": len(taken),
            }
            for what, taken in measured.items()
        ]
    ).round(2)
    first = table.groupby(table["what"].str.split(":").str[0])["median_ms"].transform("first")
    table["times_ours"] = (table["median_ms"] / first).round(2)
    print(table.to_string(index=False))
    if arguments.output is not None:
        table.to_csv(arguments.output, index=False)


if __name__ == "__main__":
    main()
