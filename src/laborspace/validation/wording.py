"""Names of entities as words: what matching of titles without any embedding achieves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence

_BLOCK = 512  # names compared at once, which bounds the memory


def plain(text: str) -> str:
    """Return a name in lower case with single spaces, for asking whether two are equal."""
    return " ".join(text.casefold().split())


def sorted_words(text: str) -> str:
    """Return the words of a name in alphabetical order, without punctuation."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return " ".join(sorted(words))


def names_of(evidence: Evidence, ids: Sequence[str], *, most: int) -> list[list[str]]:
    """Return the title of each entity and its aliases, `most` of them, evenly chosen."""
    table = evidence.entities.loc[list(ids)]
    return [
        [title, *evenly(list(aliases), most)]
        for title, aliases in zip(table["title"], table["aliases"], strict=True)
    ]


def evenly(items: Sequence[str], most: int) -> list[str]:
    """Return at most so many items, spread over the whole list."""
    if len(items) <= most:
        return list(items)
    return [items[int(place)] for place in np.linspace(0, len(items) - 1, most)]


def best_per_owner(
    scores: npt.NDArray[np.floating], sizes: Sequence[int]
) -> npt.NDArray[np.floating]:
    """Return the best score of each owner's names, (n, owners), from (n, names).

    Parameters
    ----------
    scores : ndarray, (n, names)
    sizes : sequence of int, (owners,)
        How many consecutive columns belong to each owner; none owns nothing.
    """
    starts = np.cumsum([0, *sizes[:-1]])
    return np.asarray(np.maximum.reduceat(scores, starts, axis=1))


def fuzzy_scores(
    left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]
) -> npt.NDArray[np.floating]:
    """Return how alike the names of each left and each right entity are, (left, right).

    The best token-sort ratio (0-100: normalized edit similarity of the names with their words
    sorted, as RapidFuzz defines it) over all pairs of their names; names with the same words
    have 100.

    Parameters
    ----------
    left, right : sequence of sequences of str
        The names of each entity, one at least.
    """
    from rapidfuzz import fuzz, process

    queries = [sorted_words(name) for names in left for name in names]
    choices = [sorted_words(name) for names in right for name in names]
    sizes = [len(names) for names in right]
    per_query = np.empty((len(queries), len(right)), dtype=np.float32)
    for start in range(0, len(queries), _BLOCK):
        block = queries[start : start + _BLOCK]
        ratios = process.cdist(block, choices, scorer=fuzz.ratio, dtype=np.float32)
        per_query[start : start + _BLOCK] = best_per_owner(ratios, sizes)
    starts = np.cumsum([0, *[len(names) for names in left[:-1]]])
    return np.asarray(np.maximum.reduceat(per_query, starts, axis=0))


def equal_scores(
    left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]
) -> npt.NDArray[np.floating]:
    """Return 1 where a left and a right entity share a name, else 0, (left, right)."""
    owners: dict[str, list[int]] = {}
    for column, names in enumerate(right):
        for name in names:
            owners.setdefault(plain(name), []).append(column)
    scores = np.zeros((len(left), len(right)), dtype=np.float32)
    for row, names in enumerate(left):
        for name in names:
            scores[row, owners.get(plain(name), [])] = 1
    return scores
