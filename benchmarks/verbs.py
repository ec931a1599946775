"""How long the analyses take in one process, beside peers, and what each must not exceed.

    OMP_NUM_THREADS=2 python benchmarks/verbs.py -o benchmarks/results/verbs.csv

Axis: all entities between two sectors, with interval and p-values, beside scikit-learn's
cosines alone. Composition: a firm less an industry, with its null and sensitivity, beside
scikit-learn's search for one vector. Ripple: a shock to two industries over all entities,
beside one direct solution of the same linear system by SciPy (SuperLU). Transitions:
destinations of occupations with skill gaps, beside scikit-learn's search alone. Coding:
vacancy-like titles to O*NET occupations by either encoder, beside sentence-transformers'
semantic search over the titles of the same occupations. First calls, which learn or cache, are
apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import eye
from scipy.sparse.linalg import splu
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors

import laborspace
from laborspace.analysis.axis import axis
from laborspace.analysis.coding import code
from laborspace.analysis.composition import compose
from laborspace.analysis.shock import shock
from laborspace.analysis.shock.kernel import kernel
from laborspace.analysis.transition.destinations import transitions
from laborspace.records import KINDS

RUNS = 20
TITLES, FEW_TITLES = 20_000, 2_000
CODING_RUNS = 3
SHOCK = {"naics:4811": -0.3, "naics:7211": -0.4}


def milliseconds(action: Callable[[int], object], times: int = RUNS) -> np.ndarray:
    """Time an action repeatedly; the first call comes first."""
    taken = []
    for number in range(times + 1):
        start = time.perf_counter()
        action(number)
        taken.append((time.perf_counter() - start) * 1000)
    return np.array(taken)


def row(verb: str, what: str, taken: np.ndarray, target: float | None) -> dict[str, object]:
    """Return a row of the table."""
    return {
        "verb": verb,
        "what": what,
        "first_ms": taken[0],
        "median_ms": np.median(taken[1:]),
        "p5_ms": np.percentile(taken[1:], 5),
        "p95_ms": np.percentile(taken[1:], 95),
        "target_ms": target,
    }


def vacancies(space: laborspace.LaborSpace, count: int) -> list[str]:
    """Return distinct titles as vacancies write them: alternative titles, dressed up."""
    from laborspace.learning.noise import noisy_title

    rng = np.random.default_rng(0)
    names = [name for row in space.rows("occupation") for name in space.column("aliases")[row]]
    return [noisy_title(names[i], rng) for i in rng.choice(len(names), count, replace=False)]


def of(action: Callable[[list[str]], object], titles: list[str]) -> Callable[[int], object]:
    """Return an action on titles as one that is timed."""
    return lambda _: action(titles)


def peer_coding(space: laborspace.LaborSpace) -> Callable[[list[str]], object]:
    """Return sentence-transformers' way: encode, then search the titles of the occupations."""
    from sentence_transformers import SentenceTransformer, util

    from laborspace.learning.base import resolve_base

    model = SentenceTransformer(str(resolve_base(space.provenance.base_model)))
    rows = [r for r in space.rows("occupation") if space.ids[r].startswith("onet:")]
    known = model.encode([space.column("title")[r] for r in rows], convert_to_tensor=True)

    def run(titles: list[str]) -> object:
        found = model.encode(titles, convert_to_tensor=True, show_progress_bar=False)
        return util.semantic_search(found, known, top_k=1)

    return run


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    space = laborspace.load()
    jobs = [space.ids[r] for r in space.rows("occupation") if space.ids[r].startswith("onet:")]
    items = space.vectors[np.concatenate([space.rows(kind) for kind in KINDS])]
    nearest = NearestNeighbors(n_neighbors=10, metric="cosine", algorithm="brute").fit(items)
    weights = kernel(space).weights(0.1)
    rng = np.random.default_rng(0)
    asked = [jobs[i] for i in rng.integers(len(jobs), size=RUNS + 1)]
    one = items[:1]

    def search(_: int) -> object:
        return nearest.kneighbors(one)

    def solve(_: int) -> object:
        system = (eye(weights.shape[0]) - 0.5 * weights).tocsc()
        return splu(system).solve(np.ones(weights.shape[0]))

    measured = [
        ("axis", "laborspace, all entities", 50, milliseconds(
            lambda _: axis(space, "naics:31-33", "naics:62").to_arrow())),
        ("axis", "scikit-learn, cosines alone", None, milliseconds(
            lambda _: cosine_similarity(items, one))),
        ("composition", "laborspace, occupations", 10, milliseconds(
            lambda _: compose(space, ["firm:TSLA"], ["naics:3361"], kind="occupation"))),
        ("composition", "laborspace, all kinds", 10, milliseconds(
            lambda _: compose(space, ["firm:TSLA"], ["naics:3361"]))),
        ("composition", "scikit-learn, search alone", None, milliseconds(search)),
        ("ripple", "laborspace, all entities", 1000, milliseconds(
            lambda _: shock(space, SHOCK).follow(), 5)),
        ("ripple", "SciPy, one solution of the system", None, milliseconds(solve, 1)),
        ("transitions", "laborspace", 100, milliseconds(
            lambda n: transitions(space, asked[n]))),
        ("transitions", "scikit-learn, search alone", None, milliseconds(search)),
    ]  # fmt: skip
    rows = [row(verb, what, taken, target) for verb, what, target, taken in measured]
    titles = vacancies(space, TITLES)
    static = laborspace.load(encoder="static")
    for what, given, action, target in (
        ("laborspace, encoder", titles[:FEW_TITLES], lambda t: code(space, t), 100),
        ("laborspace, static encoder", titles, lambda t: code(static, t), 20_000),
        ("sentence-transformers, names alone", titles[:FEW_TITLES], peer_coding(space), None),
    ):
        taken = milliseconds(of(action, given), CODING_RUNS)
        speed = {"per_s": 1000 * len(given) / np.median(taken[1:]), "target_per_s": target}
        rows.append(row("coding", f"{what}, {len(given):,} titles", taken, None) | speed)
    table = pd.DataFrame(rows).round(2)
    print(table.to_string(index=False))
    if arguments.output is not None:
        table.to_csv(arguments.output, index=False)


if __name__ == "__main__":
    main()
