"""The two that are compared, and what they have of the things an aspect is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.query import Argument, Term, terms
from laborspace.errors import InputError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from laborspace.space.container import Rows, Space

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PAIRS = 500
"""Random pairs that an overlap is compared with."""

HALF = 0.5
"""Of two shares, the smaller counts as shared if it is at least so much of the greater."""


@dataclass(frozen=True)
class Side:
    """One of the two.

    Attributes
    ----------
    argument : object
        As it was asked about.
    term : Term
    sort : str
        The kind of the entity, or of all members of a mix; ``"text"`` of a text or a vector;
        ``"mix"`` of a mix of several kinds.
    """

    argument: Argument
    term: Term
    sort: str

    @property
    def one(self) -> bool:
        """Whether it is an entity, not a text or a mix."""
        return self.term.kind is not None


def _figure(_side: int, value: float) -> str:
    return f"{value:.2g}"


@dataclass(frozen=True)
class Aspect:
    """What two sides have of the same things.

    Attributes
    ----------
    name : str
        A relation such as ``"requires"``.
    words : str
        What `values` are, for the reader.
    rows : ndarray of int, (m,)
        The things, as rows of the space.
    values : ndarray, (2, m)
    low, high : ndarray, (2, m)
        The 90% interval of what is estimated; the value itself where it is observed.
    has : ndarray of bool, (2, m)
        Whether a side counts as having the thing.
    usual : ndarray, (m,)
        Mean over all entities a source describes.
    observed : tuple of bool
        Of either side.
    others : csr_matrix, (n, m) or None
        What the entities a source describes have; None if that is not comparable.
    say : callable
        From the side, 0 or 1, and its value to words.
    shares : bool
        Whether the values of a side sum to 1.
    """

    name: str
    words: str
    rows: Rows
    values: Floats
    low: Floats
    high: Floats
    has: Flags
    usual: Floats
    observed: tuple[bool, bool]
    others: csr_matrix | None = None
    say: Callable[[int, float], str] = _figure
    shares: bool = False

    @property
    def basis(self) -> str:
        """Observed if both sides are."""
        return "observed" if all(self.observed) else "estimated"

    @property
    def amounts(self) -> Floats:
        """What is counted for an overlap, (2, m): all shares, else what a side counts as having."""
        return self.values if self.shares else np.where(self.has, self.values, 0)


def side(space: Space, argument: Argument) -> Side:
    """Understand one of the two.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If it cannot be understood, or is several.
    """
    found = terms(space, argument)
    if len(found) != 1:
        msg = f"Two things are compared, one on either side; one side names {len(found)}."
        raise InputError(msg)
    (term,) = found
    kinds = {kind or "text" for kind in term.kinds}
    return Side(argument, term, kinds.pop() if len(kinds) == 1 else "mix")


def overlap(aspect: Aspect, rng: np.random.Generator) -> tuple[float | None, float | None]:
    """Measure how much of an aspect two sides share, and where this lies among random pairs.

    Returns
    -------
    value : float or None
        Of shares, the sum of the smaller ones; else the weighted Jaccard index (Ruzicka), the sum
        of the smaller amounts over that of the greater ones. None if neither has anything.
    percentile : float or None
        Percentage of random pairs that share less; None if there are none to compare with.
    """
    smaller = float(np.minimum(*aspect.amounts).sum())
    whole = 1.0 if aspect.shares else float(np.maximum(*aspect.amounts).sum())
    if whole <= 0:
        return None, None
    value, others = smaller / whole, aspect.others
    if others is None or others.shape[0] < 2:
        return round(value, 6), None
    count = others.shape[0]
    first = rng.integers(count, size=PAIRS)
    second = (first + rng.integers(1, count, size=PAIRS)) % count  # never the same
    one, two = others[first], others[second]
    null = np.asarray(one.minimum(two).sum(axis=1), dtype=np.float64).ravel()
    if not aspect.shares:
        null /= np.maximum(np.asarray(one.maximum(two).sum(axis=1)).ravel(), 1e-12)
    return round(value, 6), percentage(value, null)


def percentage(value: float, null: Floats) -> float:
    """Return the percentage of a null below a value; ties count half."""
    below, not_above = (null < value - 1e-6).mean(), (null <= value + 1e-6).mean()
    return round(50 * float(below + not_above), 2)
