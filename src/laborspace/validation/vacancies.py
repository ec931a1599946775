"""Titles of vacancies with the ESCO occupations they were labelled with."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.sources.files import SourceFiles
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import hit_at, reciprocal_rank
from laborspace.validation.subject import VectorSubject
from laborspace.validation.task import Skip
from laborspace.validation.wording import names_of, plain

if TYPE_CHECKING:
    from pathlib import Path

    from laborspace.space.vectors import Vector
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject, TextEncoder

    Table = npt.NDArray[np.floating]

ESCO, UNIT = "esco:occupation/", "ISCO unit group"
NAMES = 20
"""Names of an occupation that fuzzy matching reads."""

_WORD = re.compile(r"\w")


def half_of(title: str) -> int:
    """Return the half a title belongs to, 0 or 1, by its letters alone."""
    return zlib.crc32(plain(title).encode()) & 1


@dataclass
class Readings:
    """Vectors of titles, read once by each encoder."""

    titles: list[str]
    _read: dict[int, tuple[TextEncoder, Vector]] = field(default_factory=dict, repr=False)

    def of(self, encoder: TextEncoder, titles: Sequence[str]) -> Vector:
        """Return the vectors of some of the titles, (len(titles), d)."""
        if id(encoder) not in self._read:
            self._read[id(encoder)] = (encoder, encoder.encode(self.titles))
        row = {title: place for place, title in enumerate(self.titles)}
        return self._read[id(encoder)][1][[row[title] for title in titles]]


@dataclass
class Vacancies:
    """Titles and the occupations they were labelled with.

    Attributes
    ----------
    evidence : Evidence
    titles : list of str, (n,)
        In lower case, each once.
    gold : list of set of str, (n,)
        Ids of occupations; several where the data say so.
    answers : list of str, (m,)
        Occupations that are ranked.
    readings : Readings, optional
        Shared with the titles these are a part of.
    """

    evidence: Evidence
    titles: list[str]
    gold: list[set[str]]
    answers: list[str]
    readings: Readings | None = None

    @classmethod
    def read(cls, evidence: Evidence, path: Path) -> Vacancies:
        """Read every title whose occupation the space has."""
        files = SourceFiles(path)
        table = files.table(files.names()[0], required=["vacancyTitle", "conceptUri"])
        answers = evidence.ids(prefix=ESCO, kind="occupation", level="occupation")
        ids = ESCO + table["conceptUri"].str.strip().str.rpartition("/")[2]
        table = table.assign(id=ids, title=table["vacancyTitle"].astype(str).map(plain))
        words = table["title"].map(lambda title: bool(_WORD.search(title)))
        table = table[table["id"].isin(answers) & words]
        gold = table.groupby("title", sort=True)["id"].agg(set)
        return cls(evidence, gold.index.tolist(), gold.tolist(), answers)

    def sample(self, most: int) -> Vacancies:
        """Return so many of the titles, the same in every run."""
        drawn = np.sort(np.random.default_rng(0).permutation(len(self.titles))[:most])
        return self._keep([int(row) for row in drawn], self.answers)

    def half(self, which: int) -> Vacancies:
        """Return one half of the titles, 0 or 1: coding is calibrated on 0, and scored on 1."""
        rows = [row for row, title in enumerate(self.titles) if half_of(title) == which]
        return self._keep(rows, self.answers)

    def in_onet(self) -> list[set[str]]:
        """Return the O*NET occupations that the crosswalk calls an exact or close match, (n,)."""
        known = set(self.evidence.ids(prefix="onet:", kind="occupation", level="occupation"))
        matches: dict[str, set[str]] = {}
        table = self.evidence.space.relations.to_pandas()
        table = table[table["relation"] == "same_as"]
        table = table[table["detail"].isin(("exactMatch", "closeMatch"))]
        for source, target in zip(table["source"], table["target"], strict=True):
            for one, other in ((source, target), (target, source)):
                if other in known:
                    matches.setdefault(one, set()).add(other)
        return [set().union(*(matches.get(id_, ()) for id_ in ids)) for ids in self.gold]

    def among(self, most: int) -> Vacancies:
        """Return the titles of so many of the occupations they name, ranked among these."""
        named = sorted(set().union(*self.gold)) if self.gold else []
        order = np.random.default_rng(1).permutation(len(named))[:most]
        kept = {named[int(place)] for place in order}
        rows = [row for row, ids in enumerate(self.gold) if ids & kept]
        return self._keep(rows, [id_ for id_ in self.answers if id_ in kept])

    def _keep(self, rows: list[int], answers: list[str]) -> Vacancies:
        titles = [self.titles[row] for row in rows]
        gold = [self.gold[row] & set(answers) for row in rows]
        return Vacancies(self.evidence, titles, gold, answers, self.readings or Readings(titles))

    @cached_property
    def right(self) -> npt.NDArray[np.bool_]:
        """Which occupations are right, (n, m)."""
        column = {id_: place for place, id_ in enumerate(self.answers)}
        marks = np.zeros((len(self.titles), len(column)), dtype=bool)
        for row, ids in enumerate(self.gold):
            marks[row, [column[id_] for id_ in ids]] = True
        return marks

    @cached_property
    def groups(self) -> list[str]:
        """ISCO unit group of the (first) occupation of each title."""
        return [self.evidence.ancestor(min(ids), "isco 4") or min(ids) for ids in self.gold]

    @cached_property
    def names(self) -> list[list[str]]:
        """Names of the occupations that are ranked."""
        return names_of(self.evidence, self.answers, most=NAMES - 1)

    def measures(self, table: Table) -> list[Measure]:
        """Score a table of similarities, (n, m)."""
        return [
            Measure.mean("MRR", reciprocal_rank(table, self.right), self.groups, UNIT),
            Measure.mean("hit@1", hit_at(table, self.right, 1), self.groups, UNIT),
            Measure.mean("hit@10", hit_at(table, self.right, 10), self.groups, UNIT),
        ]

    def read_by(self, encoder: TextEncoder) -> Vector:
        """Return the vectors of the titles, (n, d)."""
        if self.readings is None:
            self.readings = Readings(self.titles)
        return self.readings.of(encoder, self.titles)

    def table(self, subject: Subject) -> Table:
        """Return how similar a subject finds titles and occupations, (n, m).

        Raises
        ------
        Skip
            If it reads no text, or knows no occupation.
        """
        found = [column for column, id_ in enumerate(self.answers) if id_ in subject.ids]
        if not found:
            msg = "It has no vector of any ESCO occupation."
            raise Skip(msg)
        names = [self.answers[column] for column in found]
        similarity: Table | None
        if isinstance(subject, VectorSubject) and subject.encoder is not None:
            similarity = self.read_by(subject.encoder) @ subject.vectors_of(names).T
        else:
            similarity = subject.text_similarity(self.titles, names)
        if similarity is None:
            msg = "It reads no text: a space needs its encoder for this."
            raise Skip(msg)
        table = np.full((len(self.titles), len(self.answers)), -np.inf)
        table[:, found] = similarity
        return table
