"""The suite `axis`: does an axis between two sectors order occupations by where they work.

An occupation's place on the axis from sector A to sector B is the mean of its similarities with
the industries of B, less that with the industries of A. For vectors this is the order of SemAxis
(An, Kwak & Ahn 2018; :mod:`laborspace.analysis.axis`), whose cosine is that difference up to a
factor; and it is defined for whatever compares entities, words included.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from laborspace.validation.evidence import lessons
from laborspace.validation.measure import Measure
from laborspace.validation.paired_ranks import PairedRanks
from laborspace.validation.sector_jobs import (
    LEAST,
    Jobs,
    Table,
    earlier_shares,
    jobs_by_sector,
)
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

PAPER = ("naics:31-33", "naics:62")
"""The paper's axis: manufacturing to health care."""

RELATED = (
    "the employment of the held-out industry groups only: that of the others, which teaches "
    "nearly the same as employment by sector, was learned"
)
UNNAMED = (
    "these occupations: no industry group's employment names them (for other occupations, that "
    "of the industry groups which form the poles was learned)"
)
UNTAUGHT = "these occupations, and the employment of the industry groups in the poles"


class _Asked(NamedTuple):
    name: str
    whose: str  # which occupations, after the word
    jobs: Jobs
    pairs: list[tuple[int, int]]  # of places of sectors
    held_out: str
    twin: bool


def tasks(evidence: Evidence) -> list[Task]:
    """Make the tasks."""
    jobs = jobs_by_sector(evidence)
    named = _named_by_industry_groups(evidence)
    new = jobs.only(lambda occupation: occupation not in named)
    held = new.within(evidence.held_out)
    pairs = list(combinations(range(len(jobs.sectors)), 2))
    paper = []
    if set(PAPER) <= set(jobs.sectors):
        paper = [(jobs.sectors.index(PAPER[0]), jobs.sectors.index(PAPER[1]))]
    asked = [
        _Asked("manufacturing to health care", "", jobs, paper, RELATED, twin=True),
        _Asked("all pairs of sectors", "", jobs, pairs, RELATED, twin=True),
    ]
    if len(new.occupations) >= LEAST:
        whose = "that no industry group's employment names "
        asked += [
            _Asked("the first, new occupations", whose, new, paper, UNNAMED, twin=False),
            _Asked("all pairs, new occupations", whose, new, pairs, UNNAMED, twin=False),
        ]
        whose += "(the poles being held-out industry groups) "
        between = list(combinations(range(len(held.sectors)), 2))
        name = "held-out poles, new occupations"
        asked.append(_Asked(name, whose, held, between, UNTAUGHT, twin=True))
    return [_task(evidence, question) for question in asked if question.pairs]


def _task(evidence: Evidence, asked: _Asked) -> Task:
    jobs, pairs = asked.jobs, asked.pairs

    def reference(title: str, scores: Callable[[], Table]) -> Reference:
        return Reference(title, lambda: _measures(jobs, pairs, scores()))

    axes = "axis from manufacturing to health care" if len(pairs) == 1 else "axis between sectors"
    return Task(
        asked.name,
        f"Does the {axes} order occupations {asked.whose}by the log ratio of their shares of jobs?",
        lambda subject: _measures(jobs, pairs, _scores(subject, jobs)),
        held_out=asked.held_out,
        twin=asked.twin,
        floors=[
            reference("words of the sector's title", lambda: _title_words(evidence, jobs)),
            reference("mean of the minor group's others", lambda: jobs.guesses),
        ],
        ceilings=[reference("employment of May 2022", lambda: earlier_shares(evidence, jobs))],
    )


def _named_by_industry_groups(evidence: Evidence) -> frozenset[str]:
    """Return the occupations that employment below the sectors names."""
    rows = evidence.relations("employs")
    level = rows["source"].map(evidence.entities["level"])
    return frozenset(rows["target"][level != "sector"])


def _scores(subject: Subject, jobs: Jobs) -> Table:
    """Return the mean similarity of each sector's industries with each occupation's entities."""
    lesson = lessons(getattr(subject, "space", None), "employs")
    if any(data.get("source_level", "") in {"", "sector"} for data in lesson):
        msg = "Its recipe teaches the employment of the sectors themselves."
        raise Skip(msg)
    items = sorted({item for names in jobs.items for item in names} & subject.ids)
    members = sorted({member for pole in jobs.poles for member in pole} & subject.ids)
    left, right = _averaging(jobs.poles, members), _averaging(jobs.items, items)
    missing = int((~left.any(1)).sum() + (~right.any(1)).sum())
    if missing:
        msg = f"It has no vector for any item of {missing} of the sectors and occupations."
        raise Skip(msg)
    between = subject.similarity(members, items, centered=True)
    return np.asarray(left @ between @ right.T, dtype=np.float64)


def _averaging(groups: Sequence[Sequence[str]], known: Sequence[str]) -> Table:
    """Return the matrix that averages over the known members of each group."""
    place = {name: j for j, name in enumerate(known)}
    matrix = np.zeros((len(groups), len(known)))
    for row, group in enumerate(groups):
        columns = [place[name] for name in group if name in place]
        matrix[row, columns] = 1 / max(len(columns), 1)
    return matrix


def _measures(jobs: Jobs, pairs: Sequence[tuple[int, int]], scores: Table) -> list[Measure]:
    """Return both figures, the mean over pairs; `scores` are of sectors × occupations."""
    one, other = (np.array(ends) for ends in zip(*pairs, strict=True))
    ranks = PairedRanks(
        scores[other] - scores[one],
        jobs.shares[other] - jobs.shares[one],
        jobs.present[one] | jobs.present[other],
    )
    unit = "SOC minor group"
    return [
        Measure.of("Spearman", ranks.spearman, jobs.groups, unit),
        Measure.of("AUC", ranks.auc, jobs.groups, unit),
    ]


def _title_words(evidence: Evidence, jobs: Jobs) -> Table:
    """Return how many words of a sector's title are in the occupation's title and aliases."""
    table = evidence.entities
    words: Mapping[str, Counter[str]] = {
        sector: Counter(_words(table["title"][sector])) for sector in jobs.sectors
    }
    counts = np.zeros(jobs.shares.shape)
    for place, items in enumerate(jobs.items):
        names = [name for i in items for name in (table["title"][i], *table["aliases"][i])]
        of_occupation = Counter(word for name in names for word in _words(name))
        for row, sector in enumerate(jobs.sectors):
            shared = sum(of_occupation[word] for word in words[sector])
            counts[row, place] = shared / max(of_occupation.total(), 1)
    return counts


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"[a-z]+", text.lower()) if w not in {"and", "the", "of", "for"}]


SUITE = Suite(
    name="axis",
    title="Do axes between sectors order occupations by where they work?",
    about=(
        "Occupations are placed on the axis between the industry groups of two sectors (SemAxis; "
        "An, Kwak & Ahn 2018; each vector taken from the center of its kind) and compared with "
        "the log ratio of the shares they have in the sectors' employment (BLS OEWS by sector; "
        "occupations of at least one of the two; ten jobs added to each cell). AUC asks whether "
        "those with the larger share in one sector lie on its side. Over all pairs, the figure is "
        "the mean. All sectors there are take part, so the interval is over SOC minor groups. "
        "Recipes that learn from the employment of industry groups have seen nearly the same "
        "fact, the twin for the industry groups not held out; what is clean is what they do with "
        "occupations that no industry group's employment names, and what the base model does."
    ),
    tasks=tasks,
)
