"""Titles and aliases of a space, folded so that case, punctuation and plurals do not matter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from laborspace.space.arrow import strings, to_numpy

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space

_FOLDINGS = (  # regular expressions of RE2, in this order
    (r"[^\pL\pN]+", " "),
    (r"ies\b", "y"),
    (r"(ss|sh|ch|x)es\b", r"\1"),
    (r"([^s])s\b", r"\1"),
)


@dataclass(frozen=True)
class Names:
    """Folded names.

    Attributes
    ----------
    keys : pyarrow.Array of string, (m,)
    rows : ndarray of int, (m,)
        Row of the entity each belongs to.
    """

    keys: pa.Array
    rows: Rows

    @cached_property
    def key_list(self) -> list[str]:
        """The keys as Python strings."""
        keys: list[str] = self.keys.to_pylist()
        return keys

    def equal(self, key: str) -> Rows:
        """Return the places of the names with this key."""
        import pyarrow.compute as pc

        return _places(pc.is_in(self.keys, value_set=strings([key])))

    def containing(self, words: list[str]) -> Rows:
        """Return the places of the names with words that begin with each of these."""
        import pyarrow.compute as pc

        found = pc.match_substring(self.keys, pattern=words[0])
        for word in words[1:]:
            found = pc.and_(found, pc.match_substring(self.keys, pattern=word))
        begins = [re.compile(rf"\b{re.escape(word)}") for word in words]
        places = _places(found)
        keep = [all(b.search(self.key_list[place]) for b in begins) for place in places]
        kept: Rows = places[np.array(keep, dtype=bool)]
        return kept


def titles(space: Space) -> Names:
    """Return the titles of a space, kept on it after the first call."""

    def make() -> Names:
        column = _plain(space.arrow_column("title"))
        return Names(_fold(column), np.arange(len(column), dtype=np.intp))

    return space.derived("titles", make)


def aliases(space: Space) -> Names:
    """Return the aliases of a space, kept on it after the first call."""

    def make() -> Names:
        column = space.arrow_column("aliases").combine_chunks()
        lengths = np.diff(np.from_dlpack(column.offsets))
        rows = np.repeat(np.arange(len(lengths), dtype=np.intp), lengths)
        return Names(_fold(_plain(column.flatten())), rows)

    return space.derived("aliases", make)


def fold(name: str) -> str:
    """Return the key of a name: ``"Registered Nurses"`` → ``"registered nurse"``."""
    key: str = _fold(strings([name]))[0].as_py()
    return key


def fold_all(names: pa.Array) -> pa.Array:
    """Return the keys of many names."""
    return _fold(names)


def _plain(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column.cast(pa.string())


def _fold(column: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    folded = pc.utf8_lower(column)
    for pattern, replacement in _FOLDINGS:
        folded = pc.replace_substring_regex(folded, pattern=pattern, replacement=replacement)
    return pc.utf8_trim_whitespace(folded)


def _places(mask: pa.Array) -> Rows:
    import pyarrow.compute as pc

    return to_numpy(pc.indices_nonzero(mask)).astype(np.intp)
