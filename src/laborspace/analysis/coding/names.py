"""The names of the items of a vocabulary: which are equal to a text, and which come nearest."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.space import names as folded
from laborspace.space.arrow import strings, to_numpy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Rows, Space
    from laborspace.space.encoder import Encoder
    from laborspace.space.static import StaticEncoder
    from laborspace.space.vectors import Vector

_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_CUT = re.compile(r"\s[-–—|•]+\s|[,|/;:]")


class Names:
    """Titles and aliases of the items of a vocabulary, sorted by item.

    Their vectors are made when first needed, and kept.

    Attributes
    ----------
    owners : ndarray of int, (n,)
        Item of each name, ascending.
    bounds : ndarray of int, (m + 1,)
        The names of item i are ``bounds[i]:bounds[i + 1]``; the first is its title.
    texts : list of str, (n,)
    """

    def __init__(self, space: Space, rows: Rows, encoder: Encoder | StaticEncoder) -> None:
        titles, aliases = space.column("title"), space.column("aliases")
        own = [[titles[row], *aliases[row]] for row in rows.tolist()]
        self.bounds = np.cumsum([0, *map(len, own)])
        self.owners = np.repeat(np.arange(len(own)), np.diff(self.bounds))
        self.texts = [text for each in own for text in each]
        self._encoder = encoder
        self._ready = np.zeros(len(own), dtype=bool)
        self._vectors = np.empty((len(self.texts), space.dimension), dtype=np.float32)

    def vectors_of(self, items: Rows) -> Vector:
        """Return all vectors, (n, d); only those of the items asked for are sure to be made."""
        new = np.unique(items[~self._ready[items]])
        if len(new):
            places = np.concatenate([np.arange(*self.bounds[i : i + 2]) for i in new.tolist()])
            usable = [place for place in places.tolist() if re.search(r"\w", self.texts[place])]
            self._vectors[places] = 0
            self._vectors[usable] = self._encoder.encode([self.texts[place] for place in usable])
            self._ready[new] = True
        return self._vectors

    def nearest(
        self, vectors: Vector, items: Rows, *, leave_out: Rows | None = None
    ) -> tuple[Vector, Rows]:
        """Find, of each of some items, the name that is nearest to a text.

        Parameters
        ----------
        vectors : ndarray, (q, d)
        items : ndarray of int, (q, c)
            Items to compare each text with.
        leave_out : ndarray of int, (q,), optional
            A name that each text must not be compared with, nor with others written like it;
            -1 for none.

        Returns
        -------
        cosine : ndarray, (q, c)
        name : ndarray of int, (q, c)
        """
        flat = items.ravel()
        table = self.vectors_of(np.unique(flat))
        cosine = np.empty(len(flat), dtype=np.float32)
        name = np.empty(len(flat), dtype=np.intp)
        order = np.argsort(flat, kind="stable")
        texts = order // items.shape[1]
        present, starts = np.unique(flat[order], return_index=True)
        ends = np.append(starts[1:], len(flat))
        # One product for each item and all texts it is compared with: no name is gathered twice.
        for item, start, end in zip(present.tolist(), starts.tolist(), ends.tolist(), strict=True):
            first, last = self.bounds[item : item + 2]
            products = vectors[texts[start:end]] @ table[first:last].T
            if leave_out is not None:
                left = leave_out[texts[start:end]]
                same = self.key_numbers[first:last] == self.key_numbers[left][:, np.newaxis]
                products[same & (left >= 0)[:, np.newaxis]] = -1
            best = products.argmax(axis=1)
            cosine[order[start:end]] = products[np.arange(len(best)), best]
            name[order[start:end]] = first + best
        return cosine.reshape(items.shape), name.reshape(items.shape)

    def called(self, texts: Sequence[str]) -> dict[int, dict[int, int]]:
        """Return, by place of a text, the items called so, and which of their names it is."""
        keys = self._places(texts)
        named: dict[int, dict[int, int]] = {}
        for text in np.flatnonzero(keys >= 0).tolist():
            first, last = self._key_bounds[keys[text] : keys[text] + 2]
            items = named.setdefault(text, {})
            for place in self._by_key[first:last].tolist():
                items.setdefault(int(self.owners[place]), place)
        return named

    @cached_property
    def key_numbers(self) -> Rows:
        """A number for each name, the same for names that differ in case or punctuation, (n,)."""
        _, numbers = np.unique(self._keys, return_inverse=True)
        return numbers

    @cached_property
    def _keys(self) -> npt.NDArray[np.object_]:
        return np.array(fold(self.texts), dtype=object)

    @cached_property
    def _by_key(self) -> Rows:
        return np.argsort(self.key_numbers, kind="stable")

    @cached_property
    def _key_bounds(self) -> Rows:
        return np.cumsum([0, *np.bincount(self.key_numbers)])

    @cached_property
    def _distinct(self) -> list[str]:
        return [str(key) for key in np.unique(self._keys)]

    def _places(self, texts: Sequence[str]) -> Rows:
        """Return the number of each text's key, -1 for none."""
        import pyarrow.compute as pc

        found = pc.index_in(strings(fold(texts)), value_set=self._value_set)
        return to_numpy(pc.fill_null(found, -1)).astype(np.intp)

    @cached_property
    def _value_set(self) -> object:
        return strings(self._distinct)


def fold(texts: Sequence[str]) -> list[str]:
    """Return the keys of texts, as :func:`laborspace.space.names.fold` of one."""
    keys: list[str] = folded.fold_all(strings(texts)).to_pylist()
    return keys


def core(text: str) -> str:
    """Return a title without what follows it: ``"Cook (m/f) - Leeds"`` → ``"Cook"``.

    Brackets go, and all from the first dash, comma, bar, slash or colon on.
    """
    bare = _BRACKETS.sub(" ", text)
    return _CUT.split(bare, maxsplit=1)[0].strip() or bare.strip() or text
