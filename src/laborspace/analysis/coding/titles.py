"""Short texts to the items of a vocabulary, by what they are like and what is called like them.

The signs of a match are the cosine of the text with the entity, the cosine with the nearest of the
entity's names, and whether the text is one of these names. What each counts is learned on names
left out of their own entity (:mod:`laborspace.analysis.coding.fitting`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.coding.names import Names, core
from laborspace.analysis.coding.weights import SIGNS, Weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from laborspace.analysis.coding.vocabulary import Vocabulary
    from laborspace.analysis.coding.weights import Floats
    from laborspace.space.container import Rows, Space
    from laborspace.space.encoder import Encoder
    from laborspace.space.static import StaticEncoder
    from laborspace.space.vectors import Vector

CANDIDATES = 16
"""Items, the nearest by their one vector, whose names are compared with a text. Those that a text
names outright are among them however far."""

_LETTER = re.compile(r"[^\W\d_]")

_BLOCK = 1024
"""Texts whose cosines with all items are held at once: few enough to stay near the processor."""


@dataclass(frozen=True, eq=False)
class Found:
    """The candidates of q texts.

    Attributes
    ----------
    items : ndarray of int, (q, c)
        Places in the vocabulary.
    chances : ndarray, (q, c)
        Probability of each; what is missing to 1 is that of none of them.
    names : ndarray of int, (q, c)
        The name of each that is nearest, or that the text is; -1 where names were not compared.
    called : ndarray of bool, (q, c)
        Whether the text is that name.
    named : ndarray, (q,)
        Probability that the text names anything of the kind.
    spill : mapping of str to float
        As of :class:`laborspace.analysis.coding.weights.Weights`.
    """

    items: Rows
    chances: Floats
    names: Rows
    called: npt.NDArray[np.bool_]
    named: Floats
    spill: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Signs:
    """The candidates of q texts and what speaks for them, ``values`` (q, c, 4)."""

    items: Rows
    values: Floats
    names: Rows


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Names that are coded as if their entity were not called so.

    Attributes
    ----------
    names : ndarray of int, (q,)
        Places among the names.
    shares : ndarray, (q,)
        What each contributed to the vector of its entity.
    """

    names: Rows
    shares: Floats


class Titles:
    """Codes short texts to the items of a vocabulary.

    Parameters
    ----------
    space : Space
    vocabulary : Vocabulary
    encoder : Encoder or StaticEncoder
        What reads the texts. Names are read by the static encoder of the space, if it has one:
        quick enough for all of them, and no worse beside the transformer's cosine.
    """

    def __init__(
        self, space: Space, vocabulary: Vocabulary, encoder: Encoder | StaticEncoder
    ) -> None:
        self.vocabulary = vocabulary
        self._encoder = encoder
        self._reader = space.static or encoder
        self._vectors = np.ascontiguousarray(space.vectors_of(vocabulary.rows).T)
        self.size = len(vocabulary.rows)
        self.names = Names(space, vocabulary.rows, self._reader)

    def code(self, texts: Sequence[str], weights: Weights) -> Found:
        """Code texts; see :class:`Found`. The best candidate comes first."""
        signs = self.signs(texts)
        chances, named = weights.judge(signs.values)
        # Numbers are near to whatever is near to nothing else, clerks and machines.
        spelled = np.array([_LETTER.search(text) is not None for text in texts])
        chances, named = chances * spelled[:, np.newaxis], named * spelled
        order = np.lexsort((signs.items, -np.round(chances, 6)), axis=1)

        def sort(table: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return np.take_along_axis(table, order, axis=1)

        called = np.asarray((signs.values[..., 2:] > 0).any(axis=2))
        items, chances, names = sort(signs.items), sort(chances), sort(signs.names)
        return Found(items, chances, names, sort(called), named, weights.spill)

    def signs(self, texts: Sequence[str], *, left_out: LeftOut | None = None) -> Signs:
        """Return the candidates of texts and their signs."""
        vectors = self._encoder.encode(texts)
        read = vectors if self._reader is self._encoder else self._reader.encode(texts)
        items, cosines = self._nearest(vectors, read, left_out)
        exact = self._called(texts, vectors, items, cosines, left_out)
        omit = None if left_out is None else left_out.names
        nearest, names = self.names.nearest(read, items, leave_out=omit)
        values = np.zeros((*items.shape, len(SIGNS)), dtype=np.float32)
        values[..., 0] = cosines
        values[..., 1] = nearest
        for (row, column), (sign, name) in exact.items():
            values[row, column, sign] = 1
            names[row, column] = name
        return Signs(items, values, names)

    def _nearest(
        self, vectors: Vector, read: Vector, left_out: LeftOut | None
    ) -> tuple[Rows, Vector]:
        """Return the items nearest to texts in ascending order, (q, c), and their cosines."""
        most = min(CANDIDATES, self.size)
        items = np.empty((len(vectors), most), dtype=np.intp)
        cosines = np.empty((len(vectors), most), dtype=np.float32)
        for start in range(0, len(vectors), _BLOCK):
            rows = slice(start, start + _BLOCK)
            every = vectors[rows] @ self._vectors
            if left_out is not None:
                some = LeftOut(left_out.names[rows], left_out.shares[rows])
                self._without_own(every, read[rows], some)
            top = np.argpartition(every, self.size - most, axis=1)[:, self.size - most :]
            items[rows] = np.sort(top, axis=1)
            cosines[rows] = np.take_along_axis(every, items[rows], axis=1)
        return items, cosines

    def _called(
        self,
        texts: Sequence[str],
        vectors: Vector,
        items: Rows,
        cosines: Vector,
        left_out: LeftOut | None,
    ) -> dict[tuple[int, int], tuple[int, int]]:
        """Put what texts name among their candidates; say by which sign and name it is called."""
        exact: dict[tuple[int, int], tuple[int, int]] = {}
        called = [self.names.called(texts), self.names.called([core(text) for text in texts])]
        for row in sorted({*called[0], *called[1]}):
            whole, part = called[0].get(row, {}), called[1].get(row, {})
            owners = {**dict.fromkeys(part, 3), **dict.fromkeys(whole, 2)}
            if left_out is not None:
                self._forget(owners, called, row, int(left_out.names[row]))
            present = {int(item): column for column, item in enumerate(items[row])}
            missing = [item for item in owners if item not in present]
            # The farthest make room for those that the text names.
            spare = []
            if missing:
                spare = [c for c in np.argsort(cosines[row]) if items[row, c] not in owners]
            for item, column in zip(missing, spare, strict=False):
                items[row, column] = item
                cosines[row, column] = vectors[row] @ self._vectors[:, item]
                present[item] = int(column)
            for item, sign in owners.items():
                if item in present:
                    exact[row, present[item]] = (sign, called[sign - 2][row][item])
        return exact

    def _forget(
        self, owners: dict[int, int], called: list[dict[int, dict[int, int]]], row: int, name: int
    ) -> None:
        """Forget that the entity of a left-out name is called so."""
        own, numbers = int(self.names.owners[name]), self.names.key_numbers
        places = [named[row][own] for named in called if own in named.get(row, {})]
        if any(numbers[place] == numbers[name] for place in places):
            owners.pop(own, None)

    def _without_own(self, cosines: Floats, read: Vector, left_out: LeftOut) -> None:
        """Take the part of the left-out name out of the vector of its entity."""
        rows = np.arange(len(cosines))
        own = self.names.owners[left_out.names]
        table = self.names.vectors_of(own)
        part, given = table[left_out.names], self._vectors.T[own]
        rest = given - left_out.shares[:, np.newaxis] * part
        length = np.maximum(np.linalg.norm(rest, axis=1), 1e-6)
        with_part = np.einsum("qd,qd->q", read, part)
        cosines[rows, own] = (cosines[rows, own] - left_out.shares * with_part) / length
