"""Held-out figures of one or more spaces, side by side, each with a 95 % interval.

    python benchmarks/heldout.py --corpus corpus/ --holdout holdout.txt \
        --crosswalk esco_onet.csv --firms us_listed_firms.parquet \
        raw=spaces/raw paper=spaces/paper-twin release=spaces/release-twin -o results/heldout.csv

E1  ESCO occupation → its essential skills among all ESCO skills: MAP, recall at 50
E2  NAICS-4 industry → O*NET occupations by employment: nDCG at 10
E3  firm → GICS sub-industry (leave-one-out nearest firm); → NAICS-4 and sector (nearest industry)
E4  O*NET occupation → ESCO occupation (exact and close matches of the official crosswalk)
E8  nearest other occupation is of the same SOC major group; same ISCO sub-major group

Entities scored in E1, E2 and E3 are those of the hold-out list: their relations were not learned
from. E4 and SOC in E8 are of relations no recipe learns from; ISCO in E8 is scored on held-out
occupations. Intervals: bootstrap over the entities scored. The differences between the last
space and each other are bootstrapped in pairs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from laborspace.corpus import Corpus
from laborspace.space.container import Space

BOOTSTRAP = 2000


@dataclass(frozen=True)
class Material:
    """What the tasks are scored against."""

    corpus: Corpus
    held_out: set[str]
    crosswalk: pd.DataFrame  # onet, esco ids of exact and close matches
    gics: pd.Series  # firm id → GICS sub-industry


class Vectors:
    """Vectors of a space by id, centered per kind (of the ranked items)."""

    def __init__(self, space: Space) -> None:
        self.index = {id_: i for i, id_ in enumerate(space.ids)}
        centered = np.array(space.vectors)
        kinds = np.asarray(space.column("kind"))
        for kind in set(kinds):
            centered[kinds == kind] -= space.vectors[space.rows(kind)].mean(0)
        self.plain = space.vectors
        self.centered = centered / np.linalg.norm(centered, axis=1, keepdims=True)

    def of(self, ids: list[str], *, centered: bool) -> np.ndarray:
        """Return the vectors of some ids, (n, d)."""
        rows = [self.index[i] for i in ids]
        return (self.centered if centered else self.plain)[rows]


def average_precision(relevant: np.ndarray) -> float:
    """Average precision of a ranking, given which ranks are relevant."""
    hits = np.flatnonzero(relevant)
    return float(((np.arange(len(hits)) + 1) / (hits + 1)).mean())


def skills(material: Material, vectors: Vectors) -> dict[str, np.ndarray]:
    """E1."""
    rows = material.corpus.relations
    rows = rows[(rows["relation"] == "requires") & (rows["detail"] == "essential")]
    rows = rows[rows["source"].isin(material.held_out)]
    skill_ids = [i for i in vectors.index if i.startswith("esco:skill/")]
    level = material.corpus.entities.set_index("id")["level"]
    skill_ids = [i for i in skill_ids if level[i] == "skill"]
    column = {id_: j for j, id_ in enumerate(skill_ids)}
    targets = vectors.of(skill_ids, centered=True)
    precision, recall = [], []
    for occupation, group in rows.groupby("source"):
        scores = targets @ vectors.of([str(occupation)], centered=True)[0]
        wanted = np.zeros(len(skill_ids), dtype=bool)
        wanted[[column[t] for t in group["target"]]] = True
        order = np.argsort(-scores, kind="stable")
        precision.append(average_precision(wanted[order]))
        recall.append(wanted[order[:50]].sum() / wanted.sum())
    return {"E1 MAP": np.array(precision), "E1 R@50": np.array(recall)}


def employment(material: Material, vectors: Vectors) -> dict[str, np.ndarray]:
    """E2: gain is the share of the industry's employment; O*NET occupations stand for SOC codes."""
    rows = material.corpus.relations
    employs = rows[(rows["relation"] == "employs") & rows["source"].isin(material.held_out)]
    occupation_of_code = rows[(rows["relation"] == "broader") & rows["source"].str.endswith(".00")]
    occupation_of_code = occupation_of_code.drop_duplicates("target").set_index("target")["source"]
    codes = [c for c in occupation_of_code.index if occupation_of_code[c] in vectors.index]
    targets = vectors.of([occupation_of_code[c] for c in codes], centered=True)
    column = {c: j for j, c in enumerate(codes)}
    gains = []
    for industry, group in employs.groupby("source"):
        weight = np.zeros(len(codes))
        for code, jobs in zip(group["target"], group["weight"], strict=True):
            if code in column:
                weight[column[code]] += jobs
        if not weight.any():
            continue
        discount = 1 / np.log2(np.arange(10) + 2)
        scores = targets @ vectors.of([str(industry)], centered=True)[0]
        order = np.argsort(-scores, kind="stable")[:10]
        ideal = np.sort(weight)[::-1][:10]
        gains.append((weight[order] * discount).sum() / (ideal * discount).sum())
    return {"E2 nDCG@10": np.array(gains)}


def firms(material: Material, vectors: Vectors) -> dict[str, np.ndarray]:
    """E3."""
    gics = material.gics[[i in vectors.index for i in material.gics.index]]
    own = vectors.of(gics.index.tolist(), centered=True)
    similarity = own @ own.T
    np.fill_diagonal(similarity, -np.inf)
    nearest = gics.to_numpy()[similarity.argmax(1)]
    rows = material.corpus.relations
    industries_of = (
        rows[rows["relation"] == "operates_in"].groupby("source")["target"].agg(set).to_dict()
    )
    table = material.corpus.entities
    industries = table["id"][table["level"] == "industry group"].tolist()
    industries = [i for i in industries if i in vectors.index]
    sector = sectors(material.corpus)
    targets = vectors.of(industries, centered=True)
    exact, broad = [], []
    for firm in sorted(material.held_out & industries_of.keys()):
        scores = targets @ vectors.of([firm], centered=True)[0]
        best = industries[int(scores.argmax())]
        exact.append(best in industries_of[firm])
        broad.append(sector[best] in {sector[i] for i in industries_of[firm]})
    return {
        "E3 GICS": (nearest == gics.to_numpy()).astype(float),
        "E3 NAICS-4": np.array(exact, dtype=float),
        "E3 sector": np.array(broad, dtype=float),
    }


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


def crosswalk(material: Material, vectors: Vectors) -> dict[str, np.ndarray]:
    """E4."""
    esco = [i for i in vectors.index if i.startswith("esco:occupation/")]
    column = {id_: j for j, id_ in enumerate(esco)}
    targets = vectors.of(esco, centered=False)
    reciprocal, first = [], []
    pairs = material.crosswalk[material.crosswalk["esco"].isin(column)]
    for occupation, group in pairs.groupby("onet"):
        scores = targets @ vectors.of([str(occupation)], centered=False)[0]
        best = scores[[column[e] for e in group["esco"]]].max()
        rank = 1 + int((scores > best).sum())
        reciprocal.append(1 / rank)
        first.append(rank == 1)
    return {"E4 MRR": np.array(reciprocal), "E4 hit@1": np.array(first, dtype=float)}


def groups(material: Material, vectors: Vectors) -> dict[str, np.ndarray]:
    """E8."""
    table = material.corpus.entities
    table = table[(table["kind"] == "occupation") & (table["level"] == "occupation")]
    out = {}
    for name, prefix, length in (("E8 SOC", "onet:", 2), ("E8 ISCO-2", "esco:occupation/", 2)):
        part = table[table["id"].str.startswith(prefix)]
        ids, group = part["id"].tolist(), part["code"].str[:length].to_numpy()
        own = vectors.of(ids, centered=False)
        similarity = own @ own.T
        np.fill_diagonal(similarity, -np.inf)
        same = group[similarity.argmax(1)] == group
        if prefix != "onet:":
            same = same[part["id"].isin(material.held_out).to_numpy()]
        out[name] = same.astype(float)
    return out


TASKS: tuple[Callable[[Material, Vectors], dict[str, np.ndarray]], ...] = (
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
    """Score every space on every task; the last space is compared with each other."""
    scores: dict[str, dict[str, np.ndarray]] = {}
    for name, path in spaces.items():
        vectors = Vectors(Space.load(path))
        scores[name] = {}
        for task in TASKS:
            scores[name] |= task(material, vectors)
    last = list(spaces)[-1]
    rows = []
    for name, by_metric in scores.items():
        for metric, values in by_metric.items():
            low, high = interval(values, np.random.default_rng(0))
            row = {"space": name, "metric": metric, "value": values.mean(), "low": low}
            row |= {"high": high, "n": len(values)}
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
    wide = table.pivot(index="metric", columns="space", values="value")[list(spaces)]
    print(wide.to_string())
    if arguments.output is not None:
        table.to_csv(arguments.output, index=False)


if __name__ == "__main__":
    main()
