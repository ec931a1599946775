"""Measure which correction makes similarities between kinds most useful.

    python benchmarks/correction.py --corpus corpus/ --holdout holdout.txt spaces/release-twin \
        -o results/correction.csv

For each correction of :func:`laborspace.analysis.neighbors.neighbors`: how well held-out
occupations find their essential skills (MAP), held-out industries their occupations (share of
the ten nearest O*NET occupations
that they employ) and held-out firms their NAICS-4 industry (first answer); and
hubness, the skewness of how often an entity is among the ten nearest of another kind
(Radovanović et al. 2010; 0 would be no hubs).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import skew

from laborspace.analysis.balance import balance
from laborspace.analysis.blocks import CENTERED, CORRECTIONS, block
from laborspace.analysis.scaling import mean_of_nearest
from laborspace.corpus import Corpus
from laborspace.space.container import Space
from laborspace.space.vectors import unit

PAIRS = (
    ("occupation", "skill"),
    ("occupation", "industry"),
    ("industry", "occupation"),
    ("firm", "industry"),
    ("skill", "occupation"),
)


def similarities(space: Space, asked: str, answers: str, correction: str) -> np.ndarray:
    """Return corrected similarities of all items of two kinds, (asked, answers)."""
    left, right = block(space, asked), block(space, answers)
    if correction in CENTERED:
        centered: np.ndarray = (
            unit(left.vectors - left.center) @ unit(right.vectors - right.center).T
        )
        if correction == "sinkhorn":
            centered += balance(space, answers, None, {asked})
        return centered
    cosines = left.vectors @ right.vectors.T
    if correction == "none":
        return cosines
    crowd_left = mean_of_nearest(cosines, 10)[:, np.newaxis]
    crowd_right = mean_of_nearest(np.ascontiguousarray(cosines.T), 10)
    return 2 * cosines - crowd_left - crowd_right


def truth(corpus: Corpus, asked: str, answers: str) -> dict[str, set[str]]:
    """Return what is observed: for each asked id the ids that are right."""
    rows = corpus.relations
    if (asked, answers) == ("occupation", "skill"):
        rows = rows[(rows["relation"] == "requires") & (rows["detail"] == "essential")]
    elif (asked, answers) == ("firm", "industry"):
        rows = rows[rows["relation"] == "operates_in"]
    elif (asked, answers) == ("industry", "occupation"):
        broader = rows[(rows["relation"] == "broader") & rows["target"].str.startswith("soc:")]
        below = broader[broader["source"].str.startswith("onet:")][["source", "target"]]
        rows = rows[rows["relation"] == "employs"]
        rows = rows.merge(below, left_on="target", right_on="target", suffixes=("", "_onet"))
        rows = rows.assign(target=rows["source_onet"])
    else:
        return {}
    return rows.groupby("source")["target"].agg(set).to_dict()


def useful(
    space: Space,
    scores: np.ndarray,
    pair: tuple[str, str],
    right: dict[str, set[str]],
    held: set[str],
) -> float:
    """Return the figure of merit of a pair of kinds on held-out entities."""
    asked = [space.ids[r] for r in block(space, pair[0]).rows]
    answers = np.array([space.ids[r] for r in block(space, pair[1]).rows])
    if pair[1] == "occupation":  # employment is counted by SOC, which ESCO's are not part of
        kept = np.char.startswith(answers.astype(str), "onet:")
        answers, scores = answers[kept], scores[:, kept]
    figures = []
    for position, id_ in enumerate(asked):
        if id_ not in held or id_ not in right:
            continue
        order = np.argsort(-scores[position], kind="stable")
        if pair[1] == "skill":
            hits = np.flatnonzero(np.isin(answers[order], list(right[id_])))
            figures.append(((np.arange(len(hits)) + 1) / (hits + 1)).mean())
        elif pair[1] == "occupation":
            figures.append(np.isin(answers[order[:10]], list(right[id_])).mean())
        else:
            figures.append(float(answers[order[0]] in right[id_]))
    return float(np.mean(figures))


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("space", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--holdout", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    space, corpus = Space.load(arguments.space), Corpus.load(arguments.corpus)
    held = set(arguments.holdout.read_text("utf-8").split())
    rows = []
    for pair in PAIRS:
        right = truth(corpus, *pair)
        for correction in CORRECTIONS:
            scores = similarities(space, *pair, correction)
            top = np.argpartition(-scores, 9, axis=1)[:, :10]
            often = np.bincount(top.ravel(), minlength=scores.shape[1])
            rows.append(
                {
                    "pair": " → ".join(pair),
                    "correction": correction,
                    "merit": useful(space, scores, pair, right, held) if right else np.nan,
                    "hub_skewness": skew(often),
                    "never_in_top10": (often == 0).mean(),
                }
            )
    table = pd.DataFrame(rows).round(4)
    print(table.to_string(index=False))
    if arguments.output is not None:
        table.to_csv(arguments.output, index=False)


if __name__ == "__main__":
    main()
