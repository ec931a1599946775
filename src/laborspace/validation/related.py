"""Suite `related`: the occupations that O*NET calls related."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation.asking import has_learned, known, scores
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import ndcg_at, recall_at
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

    Table = npt.NDArray[np.floating]

ONET, UNIT = "onet:", "SOC minor group"
LEVELS = ("detailed soc", "broad group", "minor group", "major group")


def tasks(evidence: Evidence) -> list[Task]:
    """Return the one task of the suite."""
    rows = evidence.relations("related", source=ONET, target=ONET)
    occupations = evidence.ids(prefix=ONET, kind="occupation", level="occupation")
    column = {id_: place for place, id_ in enumerate(occupations)}
    rows = rows[rows["source"].isin(column) & rows["target"].isin(column)]
    if rows.empty:
        msg = "The space has no related occupations of O*NET."
        raise Skip(msg)
    queries = sorted(set(rows["source"]))
    place_of = {id_: place for place, id_ in enumerate(queries)}
    gains = np.zeros((len(queries), len(occupations)))
    rank = np.maximum(1 / rows["weight"].to_numpy(), 1)  # the weight is one over O*NET's rank
    places = ([place_of[s] for s in rows["source"]], [column[t] for t in rows["target"]])
    gains[places] = 1 / np.log2(1 + rank)
    groups = [evidence.ancestor(id_, "minor group") or id_ for id_ in queries]

    def measures(table: Table, kept: Sequence[int]) -> list[Measure]:
        own = [column[queries[row]] for row in kept]
        table[np.arange(len(own)), own] = -np.inf  # nothing is its own relative
        wanted = gains[list(kept)]
        drawn = [groups[row] for row in kept]
        return [
            Measure.mean("nDCG@10", ndcg_at(table, wanted, 10), drawn, UNIT),
            Measure.mean("R@20", recall_at(table, wanted > 0, 20), drawn, UNIT),
        ]

    def measure(subject: Subject) -> list[Measure]:
        if has_learned(getattr(subject, "space", None), "related", ONET, ONET):
            msg = "Its recipe learns from related: the figure would be memory, not skill."
            raise Skip(msg)
        found = set(known(subject, queries, "O*NET occupations"))
        kept = [row for row, id_ in enumerate(queries) if id_ in found]
        asked = [queries[row] for row in kept]
        return measures(scores(subject, asked, occupations, centered=False), kept)

    def floor(table: Table) -> list[Measure]:
        return measures(table.copy(), range(len(queries)))

    jobs = employment(evidence, occupations)
    floors = [
        Reference("same SOC group", lambda: floor(kinship(evidence, queries, occupations) + jobs)),
        Reference("popularity", lambda: floor(np.tile(_popularity(gains), (len(queries), 1)))),
    ]
    question = "Which occupations does O*NET call related to this one?"
    return [Task("related occupations", question, measure, floors=floors)]


def kinship(evidence: Evidence, left: Sequence[str], right: Sequence[str]) -> Table:
    """Return how many levels of the SOC two occupations share, 0-4, (left, right)."""
    shared = np.zeros((len(left), len(right)))
    for level in LEVELS:
        one, other = (
            np.array([evidence.ancestor(id_, level) or id_ for id_ in ids], dtype=object)
            for ids in (left, right)
        )
        shared += one[:, None] == other[None, :]
    return shared


def employment(evidence: Evidence, occupations: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the jobs of each occupation's SOC code, scaled to [0, .5], (n,); 0 if unknown."""
    table = evidence.space.attributes.to_pandas()
    table = table[table["attribute"] == "employment"].drop_duplicates("id")
    jobs = dict(zip(table["id"].astype(str), table["value"], strict=True))
    soc = [evidence.ancestor(id_, "detailed soc") or "" for id_ in occupations]
    counts = np.array([jobs.get(code, 0.0) for code in soc], dtype=np.float64)
    scaled: npt.NDArray[np.float64] = 0.5 * counts / max(counts.max(initial=0.0), 1.0)
    return scaled


def _popularity(gains: Table) -> npt.NDArray[np.float64]:
    """Return how related each occupation is to all, (occupations,)."""
    return np.asarray(gains.sum(0), dtype=np.float64)


SUITE = Suite(
    name="related",
    title="Does it find related occupations?",
    about=(
        "For each of the 923 O*NET occupations with related ones (twenty each), all O*NET "
        "occupations are ranked by similarity; the gain of a related occupation is 1 / log2(1 + "
        "its rank in O*NET's list). No recipe that ships learns from these pairs; a space whose "
        "recipe does is skipped. O*NET derives the list partly from titles, alternative titles "
        "and tasks, so vectors that have read the alternative titles gain here for a reason that "
        "is half circular. Floors: occupations that share most levels of the SOC, the larger "
        "(jobs) first among equals; and the occupations most often called related. No ceiling "
        "is known. Intervals: bootstrap over SOC minor groups."
    ),
    tasks=tasks,
)
