"""What is scored: a space, plain vectors, or a baseline; anything that says how near two are."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from laborspace.errors import InputError
from laborspace.space.vectors import Vector, unit
from laborspace.validation.task import Skip

if TYPE_CHECKING:
    from typing import TypeAlias

    from laborspace.space.container import Space
    from laborspace.space.encoder import Encoder
    from laborspace.space.static import StaticEncoder

    TextEncoder: TypeAlias = Encoder | StaticEncoder


@runtime_checkable
class Subject(Protocol):
    """Anything that can be scored.

    Attributes
    ----------
    name : str
        What the report calls it.
    ids : frozenset of str
        The entities it knows.
    """

    name: str
    ids: frozenset[str]

    def similarity(
        self, left: Sequence[str], right: Sequence[str], *, centered: bool = False
    ) -> npt.NDArray[np.floating]:
        """Return the similarity of each left with each right entity, (left, right).

        `centered` subtracts from each vector the mean of its kind first, where that means
        something.
        """

    def text_similarity(
        self, texts: Sequence[str], right: Sequence[str]
    ) -> npt.NDArray[np.floating] | None:
        """Return the similarity of texts with entities, (texts, right); None: it reads no text."""


@dataclass
class VectorSubject:
    """A subject with one vector an entity: a space, or a plain mapping.

    Parameters
    ----------
    name : str
    vectors : ndarray, (n, d)
        Unit vectors.
    rows : mapping of str to int
        Id → row.
    kinds : sequence of str, (n,)
        Kind of each row, for centering.
    ranked : ndarray of bool, (n,)
        Which rows count in the mean of their kind (items, not groups).
    encoder : Encoder, optional
        Reads free text.
    space : Space, optional
        Where the vectors came from, for tasks that need its relations.
    """

    name: str
    vectors: Vector
    rows: Mapping[str, int]
    kinds: Sequence[str]
    ranked: npt.NDArray[np.bool_]
    encoder: TextEncoder | None = None
    space: Space | None = None
    ids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = frozenset(self.rows)
        self._centered: Vector | None = None

    @classmethod
    def from_space(cls, space: Space, name: str) -> VectorSubject:
        """Make the subject that is a space."""
        ranked = np.zeros(len(space), dtype=bool)
        ranked[space.rows()] = True
        rows = {id_: row for row, id_ in enumerate(space.ids)}
        encoder = space.encoder
        return cls(name, space.vectors, rows, space.column("kind"), ranked, encoder, space)

    @classmethod
    def from_mapping(
        cls, vectors: Mapping[str, npt.ArrayLike], name: str, *, like: Space
    ) -> VectorSubject:
        """Make the subject of a plain mapping of ids to vectors.

        Parameters
        ----------
        vectors : mapping of str to array, (d,)
            Ids that `like` does not know are left out.
        name : str
        like : Space
            Says which kind an id is of.

        Raises
        ------
        InputError
            If no id is known, or the vectors differ in length or are zero or not finite.
        """
        known = [id_ for id_ in like.ids if id_ in vectors]
        if not known:
            msg = "None of the ids of these vectors is known; ids look like 'onet:29-1141.00'."
            raise InputError(msg)
        arrays = [np.asarray(vectors[id_], dtype=np.float32) for id_ in known]
        bad = [i for i, a in zip(known, arrays, strict=True) if a.shape != arrays[0].shape]
        bad += [i for i, a in zip(known, arrays, strict=True) if not _usable(a)]
        if bad:
            msg = (
                f"The vector of {bad[0]!r} cannot be used: vectors must be finite, not zero and "
                f"of one length, (d,); the first has shape {arrays[0].shape}."
            )
            raise InputError(msg)
        rows_of = like.rows_of(known)
        kinds = like.column("kind")
        ranked = np.isin(rows_of, like.rows())
        rows = {id_: row for row, id_ in enumerate(known)}
        return cls(name, unit(np.stack(arrays)), rows, [kinds[r] for r in rows_of], ranked)

    def vectors_of(self, ids: Sequence[str], *, centered: bool = False) -> Vector:
        """Return the unit vectors of entities, (len(ids), d).

        Raises
        ------
        Skip
            If it has no vector of one of them.
        """
        matrix = self._centered_vectors() if centered else self.vectors
        try:
            return matrix[[self.rows[id_] for id_ in ids]]
        except KeyError as unknown:
            msg = f"{self.name} has no vector of {unknown} and perhaps of others."
            raise Skip(msg) from None

    def similarity(
        self, left: Sequence[str], right: Sequence[str], *, centered: bool = False
    ) -> npt.NDArray[np.floating]:
        """Return cosines, (left, right)."""
        one, other = (self.vectors_of(ids, centered=centered) for ids in (left, right))
        return np.asarray(one @ other.T)

    def text_similarity(
        self, texts: Sequence[str], right: Sequence[str]
    ) -> npt.NDArray[np.floating] | None:
        """Return cosines of encoded texts with entities, (texts, right)."""
        if self.encoder is None:
            return None
        return np.asarray(self.encoder.encode(list(texts)) @ self.vectors_of(right).T)

    def _centered_vectors(self) -> Vector:
        if self._centered is None:
            centered = np.array(self.vectors)
            kinds = np.asarray(self.kinds)
            for kind in sorted(set(self.kinds)):
                of_kind = kinds == kind
                counted = of_kind & self.ranked
                if counted.any():
                    centered[of_kind] -= self.vectors[counted].mean(0)
            self._centered = unit(centered)
        return self._centered


def random_subject(like: Space, *, dimension: int = 384, name: str = "random") -> VectorSubject:
    """Make the subject that knows nothing: a random direction for each entity.

    The direction depends on the id alone, so that the figures of chance repeat.
    """
    vectors = np.stack(
        [
            np.random.default_rng(zlib.crc32(id_.encode())).standard_normal(dimension)
            for id_ in like.ids
        ]
    )
    subject = VectorSubject.from_space(like, name)
    subject.vectors, subject.encoder, subject.space = unit(vectors), None, None
    return subject


def _usable(vector: npt.NDArray[np.float32]) -> bool:
    return vector.ndim == 1 and bool(np.isfinite(vector).all()) and bool(vector.any())
