"""The corpus: entities, relations, attributes, and where each came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.records import Dropped, Records, SourceNote, check_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


@dataclass(frozen=True)
class Corpus:
    """Several sources joined into one set of tables.

    Make one with :meth:`from_records` or :func:`laborspace.corpus.build_corpus`, which check
    what goes in; the constructor itself checks nothing.

    Attributes
    ----------
    entities, relations, attributes : pandas.DataFrame
        Columns :data:`~laborspace.records.ENTITY_COLUMNS`,
        :data:`~laborspace.records.RELATION_COLUMNS` and
        :data:`~laborspace.records.ATTRIBUTE_COLUMNS`, index 0 … n-1.
    notes : list of SourceNote
        One per source: vintage, license, attribution, hashes of the files read.
    dropped : list of Dropped
        What was left out or is worth knowing, and why, ``what`` beginning with the source.
    """

    entities: pd.DataFrame
    relations: pd.DataFrame
    attributes: pd.DataFrame
    notes: list[SourceNote] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    @classmethod
    def from_records(cls, records: Sequence[Records]) -> Corpus:
        """Join what several readers found.

        Parameters
        ----------
        records : sequence of Records
            One per source.

        Returns
        -------
        Corpus
            Relations and attributes whose entities no source defines are left out and
            counted, relations given twice by one source are merged.

        Raises
        ------
        SourceError
            An id is defined twice; a title is empty; a weight or value is NaN or infinite;
            a strict source relates an id that no source defines.
        UnknownKindError
            An entity is of a kind that does not exist.
        """
        from laborspace.corpus.joining import join

        return cls(**join(records))

    @classmethod
    def load(cls, path: str | Path) -> Corpus:
        """Read a corpus that :meth:`save` wrote.

        Raises
        ------
        FormatError
            The folder holds no corpus, a damaged one, or one of a newer format.
        """
        from laborspace.corpus.storage import load_corpus

        return load_corpus(Path(path))

    def save(self, path: str | Path) -> None:
        """Write the corpus into a folder, replacing a corpus that is there in one step.

        Raises
        ------
        StorageError
            Writing failed, or the folder holds something else; what was there is intact.
        """
        from laborspace.corpus.storage import save_corpus

        save_corpus(self, Path(path))

    def select(self, kind: str | None = None, level: str | None = None) -> pd.DataFrame:
        """Entities of one kind, of one level, or of both.

        Returns
        -------
        pandas.DataFrame
            Rows of :attr:`entities`, with their index.

        Raises
        ------
        UnknownKindError
            There is no such kind.
        """
        table = self.entities
        if kind is not None:
            table = table[table["kind"] == check_kind(kind)]
        if level is not None:
            table = table[table["level"] == level]
        return table

    def counts(self) -> pd.DataFrame:
        """How many entities there are.

        Returns
        -------
        pandas.DataFrame
            One row per kind, level and source: ``n``, ``with_description`` and ``aliases``
            (the number of all aliases together).
        """
        table = self.entities.assign(
            with_description=self.entities["description"] != "",
            aliases=[len(aliases) for aliases in self.entities["aliases"]],
        )
        groups = table.groupby(["kind", "level", "source"], sort=True)
        return groups.agg(
            n=("id", "size"),
            with_description=("with_description", "sum"),
            aliases=("aliases", "sum"),
        ).reset_index()

    @cached_property
    def sha256(self) -> str:
        """Hash of all three tables, the same whatever the order of their rows."""
        digest = hashlib.sha256()
        entities = self.entities
        if not any(map(len, entities["statements"])):
            entities = entities.drop(columns="statements")  # the hash it had before they existed
        for table in (entities, self.relations, self.attributes):
            for row in sorted(map(repr, table.itertuples(index=False, name=None))):
                digest.update(row.encode())
            digest.update(b"\x00")
        return digest.hexdigest()

    def __repr__(self) -> str:
        sources = ", ".join(f"{note.name} {note.vintage}".strip() for note in self.notes)
        return (
            f"Corpus({len(self.entities):,} entities, {len(self.relations):,} relations, "
            f"{len(self.attributes):,} attributes; {sources})"
        )
