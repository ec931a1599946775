"""Held-out figures of one or more spaces, side by side, each with a 95 % interval.

    python benchmarks/heldout.py --corpus corpus/ --holdout holdout.txt \
        --crosswalk esco_onet.csv --firms us_listed_firms.parquet \
        raw=spaces/raw paper=spaces/paper-twin release=spaces/release-twin -o results/heldout.csv

E1  ESCO occupation → its essential skills among all ESCO skills: MAP, recall at 50
E2  NAICS-4 industry → O*NET occupations by employment: nDCG at 10
E3  firm → GICS sub-industry (leave-one-out nearest firm); → NAICS-4 and sector (nearest industry)
E4  O*NET occupation → ESCO occupation (exact and close matches of the official crosswalk)
E8  nearest other occupation is of the same SOC major group; same ISCO sub-major group

Beside the spaces stand two floors: `prior` knows no text (E1 the skills most occupations need, E2
the occupations with the most jobs, else the most frequent answer) and `tfidf` only words (title and
description). `siblings` in E2 is the mean occupation mix of the training industries of the same
three digits, backing off to the sector: no cosine comes near it, which is why what an industry
employs should be estimated from relations and not read off similarities.

Entities scored in E1, E2 and E3 are those of the hold-out list: their relations were not learned
from. E4 is of a relation no recipe learns from, SOC in E8 of one that only chooses hard negatives
(occupations of one group, pushed apart if anything); ISCO in E8 is scored on held-out
occupations, and beside it on all. Intervals: bootstrap over the entities scored. The differences
between the last space and each other are bootstrapped in pairs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from laborspace.corpus import Corpus
from laborspace.space.container import Space

BOOTSTRAP = 2000
NAMES = {
    "E1 MAP": "occupation → essential skills: mean average precision",
    "E1 R@50": "occupation → essential skills: recall at 50",
    "E2 nDCG@10": "industry → occupations by jobs: nDCG at 10",
    "E3 GICS": "firm → GICS sub-industry of the nearest firm",
    "E3 NAICS-4": "firm → NAICS industry group",
    "E3 sector": "firm → NAICS sector",
    "E4 MRR": "O*NET → ESCO occupation: mean reciprocal rank",
    "E4 hit@1": "O*NET → ESCO occupation: first answer right",
    "E8 SOC": "nearest O*NET occupation of the same SOC major group",
    "E8 ISCO-2": "nearest ESCO occupation of the same ISCO sub-major group",
    "E8 ISCO-2, all": "the same ISCO group, over all ESCO occupations (not held out)",
}


@dataclass(frozen=True)
class Material:
    """What the tasks are scored against."""

    corpus: Corpus
    held_out: set[str]
    crosswalk: pd.DataFrame  # onet, esco ids of exact and close matches
    gics: pd.Series  # firm id → GICS sub-industry


class Similarity(Protocol):
    """Anything that scores pairs of entities."""

    index: Mapping[str, int]

    def between(self, left: list[str], right: list[str], *, centered: bool) -> np.ndarray:
        """Return the similarity of each left with each right entity, (left, right)."""


class Vectors:
    """Cosines of a space, plain or centered per kind (on the ranked items)."""

    def __init__(self, space: Space) -> None:
        self.index = {id_: i for i, id_ in enumerate(space.ids)}
        centered = np.array(space.vectors)
        kinds = np.asarray(space.column("kind"))
        for kind in set(kinds):
            centered[kinds == kind] -= space.vectors[space.rows(kind)].mean(0)
        self.plain = space.vectors
        self.centered = centered / np.linalg.norm(centered, axis=1, keepdims=True)

    def between(self, left: list[str], right: list[str], *, centered: bool) -> np.ndarray:
        """Return cosines, (left, right)."""
        vectors = self.centered if centered else self.plain
        return vectors[self._rows(left)] @ vectors[self._rows(right)].T

    def _rows(self, ids: list[str]) -> list[int]:
        return [self.index[i] for i in ids]


class Words:
    """Cosines of TF-IDF vectors of title and description."""

    def __init__(self, corpus: Corpus, ids: list[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        table = corpus.entities.set_index("id").loc[ids]
        texts = (table["title"] + " " + table["description"]).tolist()
        vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2)
        self.matrix = vectorizer.fit_transform(texts).tocsr()
        self.index = {id_: i for i, id_ in enumerate(ids)}

    def between(self, left: list[str], right: list[str], *, centered: bool) -> np.ndarray:
        """Return cosines, (left, right); centering means nothing to words."""
        del centered
        rows, columns = ([self.index[i] for i in ids] for ids in (left, right))
        return (self.matrix[rows] @ self.matrix[columns].T).toarray()


def average_precision(relevant: np.ndarray) -> float:
    """Average precision of a ranking, given which ranks are relevant."""
    hits = np.flatnonzero(relevant)
    return float(((np.arange(len(hits)) + 1) / (hits + 1)).mean())


def essential(material: Material) -> pd.DataFrame:
    """Return the relation E1 is about, held out or not."""
    rows = material.corpus.relations
    return rows[(rows["relation"] == "requires") & (rows["detail"] == "essential")]


def esco_skills(material: Material) -> list[str]:
    """Return the ids E1 ranks."""
    table = material.corpus.entities
    return table["id"][table["id"].str.startswith("esco:") & (table["level"] == "skill")].tolist()


def rank_skills(material: Material, scores: Callable[[str], np.ndarray]) -> dict[str, np.ndarray]:
    """Score rankings of all ESCO skills, one for each held-out occupation."""
    rows = essential(material)
    rows = rows[rows["source"].isin(material.held_out)]
    column = {id_: j for j, id_ in enumerate(esco_skills(material))}
    precision, recall = [], []
    for occupation, group in rows.groupby("source"):
        wanted = np.zeros(len(column), dtype=bool)
        wanted[[column[t] for t in group["target"]]] = True
        order = np.argsort(-scores(str(occupation)), kind="stable")
        precision.append(average_precision(wanted[order]))
        recall.append(wanted[order[:50]].sum() / wanted.sum())
    return {"E1 MAP": np.array(precision), "E1 R@50": np.array(recall)}


def skills(material: Material, vectors: Similarity) -> dict[str, np.ndarray]:
    """E1."""
    ids = esco_skills(material)
    return rank_skills(material, lambda i: vectors.between([i], ids, centered=True)[0])


def occupations_by_code(material: Material) -> dict[str, str]:
    """Return, for each SOC code, the O*NET occupation that stands for it."""
    rows = material.corpus.relations
    rows = rows[(rows["relation"] == "broader") & rows["source"].str.endswith(".00")]
    rows = rows[rows["target"].str.startswith("soc:")].drop_duplicates("target")
    return dict(zip(rows["target"], rows["source"], strict=True))


def job_mixes(material: Material) -> dict[str, np.ndarray]:
    """Return the jobs of each 4-digit industry over the codes of `occupations_by_code`."""
    column = {code: j for j, code in enumerate(occupations_by_code(material))}
    rows = material.corpus.relations
    level = material.corpus.entities.set_index("id")["level"]
    rows = rows[(rows["relation"] == "employs") & rows["target"].isin(column)]
    rows = rows[rows["source"].map(level) == "industry group"]
    mixes: dict[str, np.ndarray] = {}
    for industry, code, jobs in zip(rows["source"], rows["target"], rows["weight"], strict=True):
        mixes.setdefault(industry, np.zeros(len(column)))[column[code]] += jobs
    return mixes


def rank_occupations(
    material: Material, scores: Callable[[str], np.ndarray]
) -> dict[str, np.ndarray]:
    """Score rankings of occupations, one for each held-out industry; the gain is jobs."""
    discount = 1 / np.log2(np.arange(10) + 2)
    gains = []
    for industry, jobs in sorted(job_mixes(material).items()):
        if industry in material.held_out:
            order = np.argsort(-scores(industry), kind="stable")[:10]
            ideal = np.sort(jobs)[::-1][:10]
            gains.append((jobs[order] * discount).sum() / (ideal * discount).sum())
    return {"E2 nDCG@10": np.array(gains)}


def employment(material: Material, vectors: Similarity) -> dict[str, np.ndarray]:
    """E2."""
    ids = list(occupations_by_code(material).values())
    return rank_occupations(material, lambda i: vectors.between([i], ids, centered=True)[0])


def firms(material: Material, vectors: Similarity) -> dict[str, np.ndarray]:
    """E3."""
    listed = material.gics.index.tolist()
    gics = material.gics.to_numpy()
    similarity = vectors.between(listed, listed, centered=True)
    np.fill_diagonal(similarity, -np.inf)
    right, industries, sector = firm_industries(material)
    scored = sorted(material.held_out & right.keys())
    best = vectors.between(scored, industries, centered=True).argmax(1)
    answers = [industries[int(b)] for b in best]
    return {"E3 GICS": (gics[similarity.argmax(1)] == gics).astype(float)} | score_industries(
        scored, answers, right, sector
    )


def score_industries(
    scored: list[str], answers: list[str], right: dict[str, set[str]], sector: dict[str, str]
) -> dict[str, np.ndarray]:
    """Return whether each firm's answer is one of its industries, and of its sectors."""
    pairs = list(zip(scored, answers, strict=True))
    exact = [answer in right[firm] for firm, answer in pairs]
    broad = [sector[answer] in {sector[i] for i in right[firm]} for firm, answer in pairs]
    return {"E3 NAICS-4": np.array(exact, float), "E3 sector": np.array(broad, float)}


def firm_industries(material: Material) -> tuple[dict[str, set[str]], list[str], dict[str, str]]:
    """Return the industries of each firm, all 4-digit industries, and the sector of each."""
    rows = material.corpus.relations
    right = rows[rows["relation"] == "operates_in"].groupby("source")["target"].agg(set).to_dict()
    table = material.corpus.entities
    industries = table["id"][table["level"] == "industry group"].tolist()
    return right, industries, sectors(material.corpus)


def sectors(corpus: Corpus) -> dict[str, str]:
    """Return the NAICS sector of every industry."""
    rows = corpus.relations
    rows = rows[(rows["relation"] == "broader") & rows["source"].str.startswith("naics:")]
    parent = dict(zip(rows["source"], rows["target"], strict=True))
    found = {}
    for industry in corpus.entities["id"][corpus.entities["kind"] == "industry"]:
        top = industry
        while top in parent:
            top = parent[top]
        found[industry] = top
    return found


def crosswalk(material: Material, vectors: Similarity) -> dict[str, np.ndarray]:
    """E4."""
    table = material.corpus.entities
    esco = table["id"][table["id"].str.startswith("esco:occupation/")].tolist()
    column = {id_: j for j, id_ in enumerate(esco)}
    reciprocal, first = [], []
    pairs = material.crosswalk[material.crosswalk["esco"].isin(column)]
    for occupation, group in pairs.groupby("onet"):
        scores = vectors.between([str(occupation)], esco, centered=False)[0]
        best = scores[[column[e] for e in group["esco"]]].max()
        rank = 1 + int((scores > best).sum())
        reciprocal.append(1 / rank)
        first.append(rank == 1)
    return {"E4 MRR": np.array(reciprocal), "E4 hit@1": np.array(first, dtype=float)}


def groups(material: Material, vectors: Similarity) -> dict[str, np.ndarray]:
    """E8."""
    table = material.corpus.entities
    table = table[(table["kind"] == "occupation") & (table["level"] == "occupation")]
    out = {}
    for name, prefix in (("E8 SOC", "onet:"), ("E8 ISCO-2", "esco:occupation/")):
        part = table[table["id"].str.startswith(prefix)]
        ids, group = part["id"].tolist(), part["code"].str[:2].to_numpy()
        similarity = vectors.between(ids, ids, centered=False)
        np.fill_diagonal(similarity, -np.inf)
        same = group[similarity.argmax(1)] == group
        if prefix != "onet:":
            out[f"{name}, all"] = same.astype(float)
            same = same[part["id"].isin(material.held_out).to_numpy()]
        out[name] = same.astype(float)
    return out


def prior(material: Material) -> dict[str, np.ndarray]:
    """Return the figures of guessing without a text: from training relations alone."""
    rows = essential(material)
    often = rows["target"][~rows["source"].isin(material.held_out)].value_counts()
    popularity = often.reindex(esco_skills(material)).fillna(0).to_numpy()
    mixes = {i: jobs for i, jobs in job_mixes(material).items() if i not in material.held_out}
    overall = np.sum(list(mixes.values()), axis=0)
    right, _, sector = firm_industries(material)
    scored = sorted(material.held_out & right.keys())
    taught = [i for firm, known in right.items() if firm not in material.held_out for i in known]
    commonest = pd.Series(taught).value_counts().index[0]
    return (
        rank_skills(material, lambda _: popularity)
        | rank_occupations(material, lambda _: overall)
        | score_industries(scored, [commonest] * len(scored), right, sector)
    )


def siblings(material: Material) -> dict[str, np.ndarray]:
    """Return E2 for the mean mix of training industries of the same three digits, or sector."""
    mixes = {
        industry: jobs / jobs.sum()
        for industry, jobs in job_mixes(material).items()
        if industry not in material.held_out
    }
    sector = sectors(material.corpus)
    overall = np.mean(list(mixes.values()), axis=0)

    def mean_mix(industry: str) -> np.ndarray:
        near = [mix for other, mix in mixes.items() if other[:9] == industry[:9]]
        near = near or [mix for other, mix in mixes.items() if sector[other] == sector[industry]]
        return np.mean(near, axis=0) + 1e-9 * overall if near else overall

    return rank_occupations(material, mean_mix)


TASKS: tuple[Callable[[Material, Similarity], dict[str, np.ndarray]], ...] = (
    skills,
    employment,
    firms,
    crosswalk,
    groups,
)


def interval(values: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    """95 % percentile bootstrap interval of a mean."""
    draws = rng.integers(len(values), size=(BOOTSTRAP, len(values)))
    low, high = np.percentile(values[draws].mean(1), [2.5, 97.5])
    return float(low), float(high)


def measure(material: Material, spaces: dict[str, Path]) -> pd.DataFrame:
    """Score floors and spaces on every task; compare the last space with each other."""
    loaded = {name: Space.load(path) for name, path in spaces.items()}
    last = list(spaces)[-1]
    words = Words(material.corpus, loaded[last].ids)
    scorers: dict[str, Similarity] = {"tfidf": words}
    scorers |= {name: Vectors(space) for name, space in loaded.items()}
    scores = {"prior": prior(material), "siblings": siblings(material)}
    for name, scorer in scorers.items():
        scores[name] = {}
        for task in TASKS:
            scores[name] |= task(material, scorer)
    rows = []
    for name, by_metric in scores.items():
        for metric, values in by_metric.items():
            low, high = interval(values, np.random.default_rng(0))
            row = {"space": name, "metric": metric, "task": NAMES[metric]}
            row |= {"value": values.mean(), "low": low, "high": high, "n": len(values)}
            if name != last:
                gap = scores[last][metric] - values
                row["gain"] = gap.mean()
                row["gain_low"], row["gain_high"] = interval(gap, np.random.default_rng(0))
            rows.append(row)
    return pd.DataFrame(rows)


def load_material(corpus: Path, holdout: Path, crosswalk_file: Path, firm_file: Path) -> Material:
    """Read what the tasks are scored against."""
    loaded = Corpus.load(corpus)
    pairs = pd.read_csv(crosswalk_file, skiprows=16, dtype=str, encoding="utf-8-sig")
    uri = next(c for c in pairs.columns if "URI" in c)
    code = next(c for c in pairs.columns if "O*NET Id" in c or "O*NET ID" in c)
    match = next(c for c in pairs.columns if "match" in c.lower())
    pairs = pairs[pairs[match].isin(["exactMatch", "closeMatch"])]
    table = pd.DataFrame(
        {
            "onet": "onet:" + pairs[code].str.strip(),
            "esco": "esco:occupation/" + pairs[uri].str.strip().str.split("/").str[-1],
        }
    )
    known = set(loaded.entities["id"])
    listed = pd.read_parquet(firm_file).dropna(subset=["gics_sub_industry"])
    gics = pd.Series(
        listed["gics_sub_industry"].to_numpy(), index=("firm:" + listed["symbol"]).to_numpy()
    )
    gics = gics[[i in known for i in gics.index]]
    return Material(
        loaded,
        set(holdout.read_text("utf-8").split()),
        table[table["onet"].isin(known)],
        gics,
    )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spaces", nargs="+", help="name=folder")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--holdout", type=Path, required=True)
    parser.add_argument("--crosswalk", type=Path, required=True)
    parser.add_argument("--firms", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    spaces = {name: Path(path) for name, _, path in (s.partition("=") for s in arguments.spaces)}
    material = load_material(
        arguments.corpus, arguments.holdout, arguments.crosswalk, arguments.firms
    )
    table = measure(material, spaces).round(4)
    names = ["prior", "siblings", "tfidf", *spaces]
    wide = table.pivot(index="metric", columns="space", values="value")[names]
    print(wide.to_string())
    if arguments.output is not None:
        table.to_csv(arguments.output, index=False)


if __name__ == "__main__":
    main()
