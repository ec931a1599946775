"""What an estimate rests on: known entities, targets and groups of a relation, as arrays."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.estimate.observed import ENDS, LISTED, SHARE, Observed, taxonomy
from laborspace.analysis.estimate.ridge import Matrix
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from collections.abc import Collection

    from scipy.sparse import csc_matrix, csr_matrix

    from laborspace.space.container import Rows, Space

OPTIONAL = 0.4
"""What an optional row counts beside an essential one."""


class Ground:
    """The n entities learned from, the m targets and the g groups; each made when first needed.

    Parameters
    ----------
    space : Space
    table : Observed
    vectors : ndarray, (len(space), d)
    leave_out : collection of str
        Ids of entities not to learn from.

    Attributes
    ----------
    sources, rows : ndarray of int, (n,)
        Places of the known entities among the sources of `table`, and their rows in the space.
    known : list of str
        Their ids.
    place : dict of str to int
        The place of each id.
    taxonomy : Taxonomy

    Raises
    ------
    InputError
        If nothing is left to learn from.
    """

    def __init__(
        self, space: Space, table: Observed, vectors: Vector, leave_out: Collection[str]
    ) -> None:
        self._space, self._observed, self._vectors = space, table, vectors
        self._kinds = ENDS[table.relation]
        levels = space.column("level")
        usable = [i for i, row in enumerate(table.sources) if space.ids[row] not in leave_out]
        items = [i for i in usable if levels[table.sources[i]] in ITEM_LEVELS]
        self.sources = np.array(items or usable, dtype=np.intp)
        if not len(self.sources):
            msg = (
                f"No {self._kinds[0]} is left to learn the relation {table.relation!r}"
                " from; leave out fewer."
            )
            raise InputError(msg)
        self.rows = table.sources[self.sources]
        self._groups_with_rows = {int(table.sources[i]): i for i in set(usable) - set(items)}
        self.known = [space.ids[row] for row in self.rows]
        self.place = {id_: i for i, id_ in enumerate(self.known)}
        self.taxonomy = taxonomy(space)

    def about(self, rows: Rows) -> Matrix:
        """Return the centered vectors of entities of the kind learned from."""
        return self.about_texts(self._vectors[rows])

    def about_texts(self, vectors: Vector) -> Matrix:
        """Return vectors, (q, d), as if of the kind learned from."""
        return self.centered(vectors, self._kinds[0])

    @cached_property
    def known_vectors(self) -> Matrix:
        """Centered vectors of the known entities, (n, d)."""
        return self.about(self.rows)

    @cached_property
    def target_vectors(self) -> Matrix:
        """Centered vectors of the targets; a group lies between itself and its members."""
        kind = self._kinds[1]
        rows = self._observed.targets
        vectors = self.centered(self._vectors[rows], kind)
        if self._space.column("level")[rows[0]] in ITEM_LEVELS:
            return vectors
        place = {int(row): j for j, row in enumerate(rows)}
        members: dict[int, list[int]] = {}
        for row in self._space.rows(kind).tolist():
            for group in self.taxonomy.above(row):
                if group in place:
                    members.setdefault(place[group], []).append(row)
        for j, below in members.items():
            inside = unit(self.centered(self._vectors[below], kind).mean(axis=0))
            vectors[j] = unit(vectors[j] + inside)
        return vectors

    def centered(self, vectors: Vector, kind: str) -> Matrix:
        """Return unit vectors from the center of a kind."""
        if kind not in self._centers:
            rows = self._space.rows(kind)
            rows = rows if len(rows) else self._space.rows(kind, level="all")
            self._centers[kind] = self._vectors[rows].mean(axis=0)
        offset = vectors - self._centers[kind]
        length = np.linalg.norm(offset, axis=-1, keepdims=True)
        return np.asarray(offset / np.maximum(length, 1e-6), dtype=np.float32)

    @cached_property
    def _centers(self) -> dict[str, Vector]:
        return {}

    @cached_property
    def _group_columns(self) -> dict[int, int]:
        """Column of each group of the sources, the narrowest first."""
        depth: dict[int, int] = {}
        for row in self.rows.tolist():
            for group in self.taxonomy.above(row):
                depth[group] = len(self.taxonomy.above(group))
        order = sorted(depth, key=lambda row: (-depth[row], self._space.ids[row]))
        return {row: j for j, row in enumerate(order)}

    def memberships(self, rows: Rows) -> Matrix:
        """Whether entities belong to groups, (len(rows), g); a group belongs to itself."""
        found = np.zeros((len(rows), len(self._group_columns)), dtype=np.float32)
        for i, row in enumerate(rows.tolist()):
            for group in (row, *self.taxonomy.above(row)):
                if group in self._group_columns:
                    found[i, self._group_columns[group]] = 1
        return found

    @cached_property
    def known_groups(self) -> Matrix:
        """Memberships of the known entities, (n, g)."""
        return self.memberships(self.rows)

    @cached_property
    def group_shares(self) -> dict[int, Matrix]:
        """√share of the jobs of groups that have rows, by column of the group."""
        found = {}
        for row, source in self._groups_with_rows.items():
            if row in self._group_columns and self._observed.scale == SHARE:
                shares = matrix(self._observed, np.array([source])).toarray()[0]
                found[self._group_columns[row]] = shares
        return found

    @cached_property
    def table(self) -> csr_matrix:
        """What is known, (n, m)."""
        return matrix(self._observed, self.sources)

    @cached_property
    def by_target(self) -> csc_matrix:
        """The same, quick to read by target."""
        return self.table.tocsc()


def matrix(table: Observed, sources: Rows) -> csr_matrix:
    """Return the rows of some sources: 1 for listed pairs, less if optional; ratings; √shares."""
    from scipy.sparse import csr_matrix

    place = np.full(len(table.sources), -1)
    place[sources] = np.arange(len(sources))
    rows = place[table.source]
    kept = rows >= 0
    values = table.weight
    if table.scale == LISTED:
        values = np.where(table.optional, OPTIONAL, 1)
    elif table.scale == SHARE:
        total = np.bincount(table.source, table.weight, minlength=len(table.sources))
        values = table.weight / np.maximum(total, 1e-12)[table.source]
    shape = (len(sources), len(table.targets))
    entries = (values[kept].astype(np.float32), (rows[kept], table.target[kept]))
    found = csr_matrix(entries, shape=shape)  # sums what a group and its member both bring
    return found.sqrt() if table.scale == SHARE else found
