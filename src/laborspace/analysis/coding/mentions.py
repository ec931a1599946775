"""The skills that a text names, each with the passage that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from laborspace.analysis.coding.coder import NameCoder, coder
from laborspace.analysis.coding.vocabulary import vocabulary as find_vocabulary
from laborspace.analysis.coding.windows import passages
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.tables import HEAD
from laborspace.errors import InputError
from laborspace.space.arrow import numbers, strings
from laborspace.space.encoder import check_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from laborspace.space.container import Space

LEAST = 0.2
"""Probability from which on a skill is named, unless asked otherwise."""

TOP = 20
"""Most skills of a text, unless asked otherwise."""

TEXTS_AT_ONCE = 64

_HEAD = ("text", *HEAD, "probability", "start", "end", "excerpt", "basis", "why")


def mentions(
    space: Space,
    texts: str | Iterable[str],
    *,
    vocabulary: str | None = None,
    top: int = TOP,
    threshold: float = LEAST,
) -> pa.Table:
    """Find the skills that texts such as adverts and CVs name.

    Each text is cut into sentences, clauses and windows of some words, each of which may name a
    skill; the likeliest passage answers for a skill.

    Parameters
    ----------
    space : Space
    texts : str or iterable of str
    vocabulary : str, optional
        ``"esco"`` by default.
    top : int
        Most skills of a text.
    threshold : float
        Least probability.

    Returns
    -------
    pyarrow.Table
        ``text, id, kind, code, title, probability, start, end, excerpt, basis, why``: by text, the
        likeliest first. `start` and `end` count the characters of the text that `excerpt` is.

    Raises
    ------
    EmptyTextError
        If a text has no words.
    InputError, FormatError
        If the question cannot be understood, or the space has no encoder.
    """
    return Mentions(space, vocabulary=vocabulary, top=top, threshold=threshold).ask(
        [texts] if isinstance(texts, str) else list(texts)
    )


class Mentions:
    """What is asked of texts, understood once; parameters and errors are those of `mentions`."""

    def __init__(
        self,
        space: Space,
        *,
        vocabulary: str | None = None,
        top: int = TOP,
        threshold: float = LEAST,
    ) -> None:
        check_top(top)
        if not 0 <= threshold <= 1:
            msg = f"A threshold is a probability between 0 and 1, not {threshold}."
            raise InputError(msg)
        self._space, self._top, self._threshold = space, top, threshold
        self.vocabulary = find_vocabulary(space, vocabulary or _usual(space), kind="skill")
        chosen = coder(space, self.vocabulary)
        assert isinstance(chosen, NameCoder)
        self._coder = chosen

    @property
    def source(self) -> str:
        """What the probabilities were learned from, in words."""
        return self._coder.source

    def ask(self, texts: Sequence[str]) -> pa.Table:
        """Return the table of :func:`mentions`."""
        texts = check_texts(list(texts))
        starts = range(0, len(texts), TEXTS_AT_ONCE)
        parts = [self._find(texts[s : s + TEXTS_AT_ONCE], s) for s in starts]
        return pa.concat_tables(parts) if parts else self._find([], 0)

    def _find(self, texts: Sequence[str], offset: int) -> pa.Table:
        cut = [(place, part) for place, text in enumerate(texts) for part in passages(text)]
        excerpts = [texts[place][part.start : part.end] for place, part in cut]
        distinct = list(dict.fromkeys(excerpts))
        number = {excerpt: i for i, excerpt in enumerate(distinct)}
        best: dict[tuple[int, int], tuple[float, int, int]] = {}
        kept: dict[int, list[int]] = {}
        found = self._coder.code(distinct) if distinct else None
        if found is not None:
            chances = np.round(found.chances, 6)
            good = chances >= max(self._threshold, 1e-6)
            rows = np.flatnonzero(good.any(axis=1)).tolist()
            kept = {row: np.flatnonzero(good[row]).tolist() for row in rows}
            for at, (place, _part) in enumerate(cut):
                row = number[excerpts[at]]
                for column in kept.get(row, []):
                    key = (place, int(found.items[row, column]))
                    new = (float(chances[row, column]), at, column)
                    # Of passages that say it alike, the shortest, and of these the first.
                    if key not in best or self._before(new, best[key], excerpts):
                        best[key] = new
        columns: dict[str, list[object]] = {name: [] for name in _HEAD}
        for (place, item), (chance, at, column) in self._first(best):
            row = int(self.vocabulary.rows[item])
            part = cut[at][1]
            assert found is not None
            name = self._coder.name(int(found.names[number[excerpts[at]], column]))
            called = bool(found.called[number[excerpts[at]], column])
            columns["text"].append(place + offset)
            for head in HEAD:
                columns[head].append(self._space.column(head)[row])
            columns["probability"].append(chance)
            columns["start"].append(part.start)
            columns["end"].append(part.end)
            columns["excerpt"].append(excerpts[at])
            columns["basis"].append("estimated")
            columns["why"].append(f"{'called' if called else 'like'} “{name}”")
        whole, real = ("text", "start", "end"), ("probability",)
        return pa.table(
            {
                name: numbers(np.array(values, dtype=np.int64))
                if name in whole
                else numbers(np.array(values, dtype=np.float64))
                if name in real
                else strings([str(value) for value in values])
                for name, values in columns.items()
            }
        )

    @staticmethod
    def _before(
        new: tuple[float, int, int], old: tuple[float, int, int], excerpts: Sequence[str]
    ) -> bool:
        return (-new[0], len(excerpts[new[1]]), new[1]) < (-old[0], len(excerpts[old[1]]), old[1])

    def _first(
        self, best: dict[tuple[int, int], tuple[float, int, int]]
    ) -> list[tuple[tuple[int, int], tuple[float, int, int]]]:
        ids = self._space.ids

        def order(pair: tuple[tuple[int, int], tuple[float, int, int]]) -> tuple[int, float, str]:
            (place, item), (chance, _, _) = pair
            return (place, -chance, ids[int(self.vocabulary.rows[item])])

        ranked: list[tuple[tuple[int, int], tuple[float, int, int]]] = []
        count: dict[int, int] = {}
        for pair in sorted(best.items(), key=order):
            place = pair[0][0]
            count[place] = count.get(place, 0) + 1
            if count[place] <= self._top:
                ranked.append(pair)
        return ranked


def _usual(space: Space) -> str | None:
    known = {id_.partition(":")[0] for id_ in (space.ids[row] for row in space.rows("skill"))}
    return "esco" if "esco" in known else None
