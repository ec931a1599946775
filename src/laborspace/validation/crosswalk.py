"""Suite `crosswalk`: the same occupation in O*NET and in ESCO."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation.asking import absent, has_learned, known, scores
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import hit_at, reciprocal_rank
from laborspace.validation.task import Reference, Skip, Suite, Task
from laborspace.validation.wording import equal_scores, fuzzy_scores, names_of

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

    Table = npt.NDArray[np.floating]

ONET, ESCO = "onet:", "esco:occupation/"
SAME = ("exactMatch", "closeMatch")
TYPES = {
    "exactMatch": "exact",
    "closeMatch": "close",
    "broadMatch": "broad",
    "narrowMatch": "narrow",
}
_QUERY_NAMES, _ANSWER_NAMES = 6, 20  # names read by fuzzy matching: more take minutes


@dataclass
class Words:
    """Comparison of the names of all occupations of one taxonomy with those of the other.

    Attributes
    ----------
    evidence : Evidence
    rows : dict of str to int
        Occupation → its row in the tables.
    answers : list of str
        Occupations of the columns.
    """

    evidence: Evidence
    rows: dict[str, int]
    answers: list[str]

    @cached_property
    def fuzzy(self) -> Table:
        """Similarity of the names, (n, m)."""
        return fuzzy_scores(*self._names)

    @cached_property
    def equal(self) -> Table:
        """Whether the occupations share a name, (n, m)."""
        return equal_scores(*self._names)

    @property
    def _names(self) -> tuple[list[list[str]], list[list[str]]]:
        left = names_of(self.evidence, list(self.rows), most=_QUERY_NAMES - 1)
        return left, names_of(self.evidence, self.answers, most=_ANSWER_NAMES - 1)

    def select(self, table: Table, queries: Sequence[str]) -> Table:
        """Return the rows of these occupations."""
        return table[[self.rows[id_] for id_ in queries]]


@dataclass(frozen=True)
class Matching:
    """Occupations of one taxonomy, and which of the other are right for each.

    Attributes
    ----------
    queries : tuple of str, (n,)
    answers : tuple of str, (m,)
        Everything that is ranked.
    right : ndarray of bool, (n, m)
    hidden : ndarray of bool, (n, m)
        Matches of another type, which are neither right nor wrong: not ranked.
    groups : tuple of str, (n,)
    unit : str
    words : Words
        Comparison of the names.
    """

    queries: tuple[str, ...]
    answers: tuple[str, ...]
    right: npt.NDArray[np.bool_]
    hidden: npt.NDArray[np.bool_]
    groups: tuple[str, ...]
    unit: str
    words: Words

    def measure(self, subject: Subject) -> list[Measure]:
        """Score a subject on the occupations that it knows."""
        if has_learned(getattr(subject, "space", None), "same_as", ONET, "esco:"):
            msg = "Its recipe learns from same_as: the figure would be memory, not skill."
            raise Skip(msg)
        found = set(known(subject, self.queries, "occupations of the crosswalk"))
        rows = [row for row, id_ in enumerate(self.queries) if id_ in found]
        asked = [self.queries[row] for row in rows]
        return self._measures(scores(subject, asked, self.answers, centered=False), rows)

    def floor(self, name: str, table: Callable[[Words], Table]) -> Reference:
        """Return the floor that is a comparison of names."""

        def measure() -> list[Measure]:
            rows = self.words.select(table(self.words), self.queries)
            return self._measures(rows, range(len(self.queries)))

        return Reference(name, measure)

    def _measures(self, table: Table, rows: Sequence[int]) -> list[Measure]:
        kept = list(rows)
        ranked = np.where(self.hidden[kept], -np.inf, table)
        right = self.right[kept]
        groups = [self.groups[row] for row in kept]
        return [
            Measure.mean("MRR", reciprocal_rank(ranked, right), groups, self.unit),
            Measure.mean("hit@1", hit_at(ranked, right, 1), groups, self.unit),
            Measure.mean("hit@10", hit_at(ranked, right, 10), groups, self.unit),
        ]


@dataclass(frozen=True)
class Crosswalk:
    """The crosswalk of a space, read in one direction.

    Attributes
    ----------
    evidence : Evidence
    rows : DataFrame
        Matches: ``query, answer, detail``.
    answers : list of str
        Everything that is ranked.
    level, unit : str
        Level of the groups that are drawn in the bootstrap, and its name.
    words : Words
    """

    evidence: Evidence
    rows: pd.DataFrame
    answers: list[str]
    level: str
    unit: str
    words: Words

    @classmethod
    def read(cls, evidence: Evidence, *, forward: bool) -> Crosswalk:
        """Read it from O*NET to ESCO, or back.

        Raises
        ------
        Skip
            If the space has none.
        """
        rows = evidence.relations("same_as", source=ONET, target=ESCO)
        ends, level, unit = ("source", "target"), "minor group", "SOC minor group"
        if not forward:
            ends, level, unit = ("target", "source"), "isco 4", "ISCO unit group"
        rows = rows.rename(columns={ends[0]: "query", ends[1]: "answer"})
        prefix = ESCO if forward else ONET
        answers = evidence.ids(prefix=prefix, kind="occupation", level="occupation")
        ranked = evidence.entities["level"].reindex(rows["query"]).eq("occupation").to_numpy()
        rows = rows[ranked & rows["answer"].isin(answers)]
        queries = {id_: row for row, id_ in enumerate(sorted(set(rows["query"])))}
        return cls(evidence, rows, answers, level, unit, Words(evidence, queries, answers))

    def matching(self, types: Sequence[str]) -> Matching:
        """Return what is right if only matches of these types are.

        Raises
        ------
        Skip
            If there are none.
        """
        asked = self.rows[self.rows["detail"].isin(types)]
        if asked.empty:
            msg = f"The crosswalk of this space has no {' or '.join(types)}."
            raise Skip(msg)
        queries = sorted(set(asked["query"]))
        right = self._marks(asked, queries)
        hidden = np.zeros_like(right)
        if len(types) == 1:  # matches of other types are not wrong answers
            hidden = self._marks(self.rows[self.rows["query"].isin(queries)], queries) & ~right
        groups = tuple(self.evidence.ancestor(id_, self.level) or id_ for id_ in queries)
        return Matching(
            tuple(queries), tuple(self.answers), right, hidden, groups, self.unit, self.words
        )

    def _marks(self, rows: pd.DataFrame, queries: Sequence[str]) -> npt.NDArray[np.bool_]:
        place = {id_: row for row, id_ in enumerate(queries)}
        column = {id_: place for place, id_ in enumerate(self.answers)}
        marks = np.zeros((len(place), len(column)), dtype=bool)
        marks[[place[id_] for id_ in rows["query"]], [column[id_] for id_ in rows["answer"]]] = True
        return marks


def tasks(evidence: Evidence) -> list[Task]:
    """Return both directions, and each type of match by itself."""
    forward = Crosswalk.read(evidence, forward=True)
    back = Crosswalk.read(evidence, forward=False)
    question = "Which {} occupation is this {} occupation (exact and close matches)?"
    made = [
        _task("O*NET to ESCO", question.format("ESCO", "O*NET"), forward.matching(SAME)),
        _task("ESCO to O*NET", question.format("O*NET", "ESCO"), back.matching(SAME)),
    ]
    for kind, word in TYPES.items():
        question = f"Which ESCO occupation is a {word} match of this O*NET occupation?"
        try:
            made.append(_task(f"O*NET to ESCO, {word}", question, forward.matching([kind])))
        except Skip as reason:
            made.append(absent(f"O*NET to ESCO, {word}", question, reason))
    return made


def _task(name: str, question: str, found: Matching) -> Task:
    floors = [
        found.floor("a name in common", lambda words: words.equal),
        found.floor("fuzzy match of names", lambda words: words.fuzzy),
    ]
    return Task(name, question, found.measure, floors=floors)


SUITE = Suite(
    name="crosswalk",
    title="Does it find the same occupation in another taxonomy?",
    about=(
        "For every O*NET occupation with an exact or close match in the official crosswalk of "
        "ESCO and O*NET, all ESCO occupations are ranked by similarity, and the other way round. "
        "The rank is that of the first right answer. Broad (the ESCO occupation is wider) and "
        "narrow matches are scored by themselves: there, and for exact and close alone, the "
        "occupation's matches of other types are not ranked. No recipe that ships learns from "
        "the crosswalk; a space whose recipe does is skipped. Floors: whether the two share a "
        "title or an alternative title, and the token-sort ratio of RapidFuzz, the best over "
        f"{_QUERY_NAMES} names of the one and {_ANSWER_NAMES} of the other. No ceiling is known. "
        "Intervals: bootstrap over SOC minor groups, for ESCO occupations over ISCO unit groups."
    ),
    tasks=tasks,
)
