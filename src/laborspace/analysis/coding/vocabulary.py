"""What texts are coded to: the items of a vocabulary and the groups above them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.estimate.observed import taxonomy
from laborspace.errors import InputError
from laborspace.records import check_kind

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space

PREFERRED = ("onet", "esco", "naics")
"""Vocabulary of a kind where none is named, if the space has it."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The items that are scored, and the ladder of groups above each.

    Attributes
    ----------
    name : str
        E.g. ``"onet"``; also that of groups alone, ``"soc"``, whose items are then scored but
        never answered.
    kind : str
    rows : ndarray of int, (m,)
        Rows of the items in the space.
    levels : tuple of str, (l,)
        Levels of the answers, the most detailed first.
    nodes : ndarray of int, (m, l)
        Row of the item or group of each level that holds each item; -1 where there is none.
        An item belongs to one group of a level at most, so that probabilities add up.
    """

    name: str
    kind: str
    rows: Rows
    levels: tuple[str, ...]
    nodes: Rows

    def depth(self, level: str) -> int:
        """Return the place of a level among the levels.

        Raises
        ------
        InputError
            If there is no such level.
        """
        if level not in self.levels:
            choices = ", ".join(self.levels)
            msg = f"{self.name} has no level {level!r} to code to; choose one of {choices}."
            raise InputError(msg)
        return self.levels.index(level)


def vocabulary(space: Space, name: str | None = None, *, kind: str | None = None) -> Vocabulary:
    """Return a vocabulary of a space, kept on it.

    Parameters
    ----------
    space : Space
    name : str, optional
        The prefix of ids of items (``"onet"``, ``"esco"``, ``"naics"``) or of the groups above
        them (``"soc"``, ``"isco"``).
    kind : str, optional
        By default the kind `name` is of; ``"occupation"`` where that is not given either.

    Raises
    ------
    UnknownKindError, InputError
        If there is no such kind or vocabulary, or the two do not go together.
    """
    if kind is not None:
        check_kind(kind)
    name = None if name is None else name.rstrip(":").lower()
    kinds = _vocabularies(space)
    if kind is None:
        kind = next((k for k, known in kinds.items() if name in known), "occupation")
    known = kinds.get(kind, [])
    if not known:
        msg = f"This space has no {kind} to code to; its kinds are {', '.join(kinds)}."
        raise InputError(msg)
    if name is None:
        name = next((each for each in PREFERRED if each in known), known[0])
    if name not in known:
        everything = "; ".join(f"{k}: {', '.join(names)}" for k, names in kinds.items())
        what = f"vocabulary {name!r}" + (f" of the kind {kind}" if kind in kinds else "")
        msg = f"There is no {what} to code to; there are {everything}."
        raise InputError(msg)
    return space.derived(("vocabulary", name, kind), lambda: _ladder(space, name, kind))


def _vocabularies(space: Space) -> dict[str, list[str]]:
    """Return the prefixes of the items of each kind, the most frequent first, then of groups."""

    def make() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        kinds = space.column("kind")
        for scope in (None, "all"):
            counts: dict[str, Counter[str]] = defaultdict(Counter)
            for row in space.rows(level=scope).tolist():
                counts[kinds[row]][_prefix(space.ids[row])] += 1
            for kind, prefixes in counts.items():
                if scope is None or kind in found:
                    own = found.setdefault(kind, [])
                    own += [prefix for prefix, _ in prefixes.most_common() if prefix not in own]
        return found

    return space.derived("vocabularies", make)


def _ladder(space: Space, name: str, kind: str) -> Vocabulary:
    rows = space.rows(kind)
    above = taxonomy(space).above
    own = [row for row in rows.tolist() if _prefix(space.ids[row]) == name]
    groups_only = not own
    if groups_only:
        own = [r for r in rows.tolist() if any(_prefix(space.ids[g]) == name for g in above(r))]
    if not own:
        msg = f"No {kind} of this space belongs to a group of {name!r}, so none can be coded to it."
        raise InputError(msg)
    level_of = space.column("level")
    chains: list[dict[str, int]] = []
    places: dict[str, list[int]] = defaultdict(list)
    for row in own:
        chain: dict[str, int] = {} if groups_only else {level_of[row]: row}
        for group in above(row):
            if groups_only and _prefix(space.ids[group]) != name:
                continue
            chain.setdefault(level_of[group], group)
        for place, level in enumerate(chain):
            places[level].append(place)
        chains.append(chain)
    levels = sorted(places, key=lambda each: (np.mean(places[each]), each))
    nodes = np.array([[chain.get(level, -1) for level in levels] for chain in chains])
    return Vocabulary(name, kind, np.array(own, dtype=np.intp), tuple(levels), nodes)


def _prefix(id_: str) -> str:
    return id_.partition(":")[0]
