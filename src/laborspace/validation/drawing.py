"""Which entities a question is about: a fixed draw, and whether a subject knows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from laborspace.validation.task import Skip

if TYPE_CHECKING:
    from laborspace.validation.subject import Subject


def some(ids: Sequence[str], most: int) -> list[str]:
    """Return at most so many of the ids, the same ones each time, in order."""
    if len(ids) <= most:
        return list(ids)
    kept = np.random.default_rng(0).choice(len(ids), size=most, replace=False)
    return [ids[place] for place in np.sort(kept)]


def check(subject: Subject, ids: Iterable[str]) -> None:
    """Raise :class:`Skip` if a subject lacks some of the entities."""
    asked = set(ids)
    missing = len(asked - subject.ids)
    if missing:
        msg = f"It has no vector for {missing:,} of the {len(asked):,} entities asked about."
        raise Skip(msg)
