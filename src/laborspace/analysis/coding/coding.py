"""Free text to the entities it most likely is, each with a calibrated probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.analysis.coding.backoff import Answers, answers
from laborspace.analysis.coding.coder import IndustryCoder, NameCoder, coder
from laborspace.analysis.coding.mentions import LEAST, TOP, Mentions
from laborspace.analysis.coding.vocabulary import Vocabulary
from laborspace.analysis.coding.vocabulary import vocabulary as find_vocabulary
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.tables import HEAD
from laborspace.errors import InputError
from laborspace.space.arrow import numbers, strings
from laborspace.space.encoder import check_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from laborspace.analysis.coding.titles import Found
    from laborspace.space.container import Rows, Space

THRESHOLD = 0.5
"""An answer is sure enough if it is more likely right than not."""

SLAB = 16384
"""Texts coded at once, which bounds the memory."""


def code(
    space: Space,
    texts: str | Iterable[str],
    *,
    kind: str | None = None,
    vocabulary: str | None = None,
    level: str | None = None,
    top: int | None = None,
    threshold: float | None = None,
    backoff: bool = True,
) -> pa.Table:
    """Code texts to a vocabulary.

    Parameters
    ----------
    space : Space
    texts : str or iterable of str
        Titles of jobs, for occupations; what a firm or an establishment does, for industries.
    kind : {"occupation", "industry", "skill"}, optional
        By default that of `vocabulary`, or occupations. Of skills, all that a text names are
        found, each with the passage; see :func:`laborspace.analysis.coding.mentions.mentions`.
    vocabulary : str, optional
        ``"onet"`` (default), ``"esco"``, ``"soc"`` or ``"isco"`` for occupations, ``"naics"`` for
        industries.
    level : str, optional
        The most detailed level to answer at, such as ``"minor group"``; by default the most
        detailed there is.
    top : int, optional
        Most answers to a text; 1 by default, of skills 20.
    threshold : float, optional
        Probability from which on an answer is sure enough; 0.5 by default. Of skills, the least
        probability of an answer; 0.2 by default.
    backoff : bool
        Whether to answer with a broader group where no more detailed answer is sure enough.

    Returns
    -------
    pyarrow.Table
        ``text, id, kind, code, title, probability, level, backed_off, review, basis, why``: `text`
        counts from 0; a text has answers of one level, the likeliest first. `review` is true where
        no level allowed is sure enough, or the second answer is less than 0.1 below the first.

    Raises
    ------
    EmptyTextError
        If a text has no words.
    UnknownKindError, InputError, FormatError
        If the question cannot be understood, or the space has no encoder.
    """
    asked = question(
        space, kind=kind, vocabulary=vocabulary, level=level, top=top, threshold=threshold,
        backoff=backoff,
    )  # fmt: skip
    return asked.ask([texts] if isinstance(texts, str) else list(texts))


def question(
    space: Space,
    *,
    kind: str | None = None,
    vocabulary: str | None = None,
    level: str | None = None,
    top: int | None = None,
    threshold: float | None = None,
    backoff: bool = True,
) -> Question | Mentions:
    """Understand what is asked of texts; its method ``ask`` answers for any number of them.

    Parameters and errors are those of :func:`code`.
    """
    known = find_vocabulary(space, vocabulary, kind=kind)
    if known.kind != "skill":
        return Question(
            space, known, level=level, top=1 if top is None else top,
            threshold=THRESHOLD if threshold is None else threshold, backoff=backoff,
        )  # fmt: skip
    if level is not None or not backoff:
        msg = "Skills have no broader level to code to: leave out level and backoff."
        raise InputError(msg)
    return Mentions(
        space, vocabulary=vocabulary, top=TOP if top is None else top,
        threshold=LEAST if threshold is None else threshold,
    )  # fmt: skip


class Question:
    """What is asked of texts, understood once and put to any number of them.

    Parameters and errors are those of :func:`code`.
    """

    def __init__(
        self,
        space: Space,
        vocabulary: Vocabulary,
        *,
        level: str | None = None,
        top: int = 1,
        threshold: float = THRESHOLD,
        backoff: bool = True,
    ) -> None:
        check_top(top)
        if not 0 <= threshold <= 1:
            msg = f"A threshold is a probability between 0 and 1, not {threshold}."
            raise InputError(msg)
        self._space, self._top, self._threshold = space, top, threshold
        self.vocabulary = vocabulary
        self._first = 0 if level is None else self.vocabulary.depth(level)
        self._last = len(self.vocabulary.levels) - 1 if backoff else self._first
        self._coder = coder(space, self.vocabulary)

    @property
    def source(self) -> str:
        """What the probabilities were learned from, in words."""
        return self._coder.source

    def ask(self, texts: Sequence[str]) -> pa.Table:
        """Return the table of :func:`code`."""
        texts = check_texts(list(texts))
        slabs = [texts[start : start + SLAB] for start in range(0, len(texts), SLAB)]
        parts = [self._code(slab, place * SLAB) for place, slab in enumerate(slabs)]
        return pa.concat_tables(parts) if parts else self._empty()

    def _code(self, texts: Sequence[str], offset: int) -> pa.Table:
        # Real lists of titles repeat themselves; each is coded once.
        distinct = list(dict.fromkeys(texts))
        place = {text: i for i, text in enumerate(distinct)}
        found = self._coder.code(distinct)
        got = answers(
            self.vocabulary, found, top=self._top, threshold=self._threshold,
            first=self._first, last=self._last,
        )  # fmt: skip
        back = np.array([place[text] for text in texts], dtype=np.intp)
        text, answer = np.nonzero(got.nodes[back] >= 0)
        row = back[text]
        columns = {"text": numbers((text + offset).astype(np.int64))}
        nodes = got.nodes[row, answer].tolist()
        for name in HEAD:
            values = self._space.column(name)
            columns[name] = strings([values[node] for node in nodes])
        depth = got.depth[row]
        columns |= {
            "probability": numbers(np.round(got.chances[row, answer], 6).astype(np.float64)),
            "level": strings([self.vocabulary.levels[d] for d in depth.tolist()]),
            "backed_off": flags(depth > self._first),
            "review": flags(got.review[row]),
            "basis": strings(["estimated"] * len(nodes)),
            "why": strings(_why(self.vocabulary, self._coder, found, got, row, answer)),
        }
        return pa.table(columns)

    def _empty(self) -> pa.Table:
        names = ["text", *HEAD, "probability", "level", "backed_off", "review", "basis", "why"]
        types = {"text": pa.int64(), "probability": pa.float64()}
        types |= {"backed_off": pa.bool_(), "review": pa.bool_()}
        schema = pa.schema([(name, types.get(name, pa.string())) for name in names])
        return schema.empty_table()


def _why(
    known: Vocabulary,
    chosen: NameCoder | IndustryCoder,
    found: Found,
    got: Answers,
    row: Rows,
    answer: Rows,
) -> list[str]:
    best = got.best[row, answer]
    names = found.names[row, best].tolist()
    called = found.called[row, best].tolist()
    item = found.items[row, best]
    depth = got.depth[row]
    whole = (known.nodes[item, depth] == known.rows[item]).tolist()
    words = []
    for name, is_name, is_item in zip(names, called, whole, strict=True):
        if name < 0:
            words.append("like firms in it" if is_item else "sum of its industries")
            continue
        verb = "called" if is_name else "like"
        words.append(f"{verb} “{chosen.name(name)}”" + ("" if is_item else ", and others in it"))
    return words


def flags(values: npt.NDArray[np.bool_]) -> pa.Array:
    """Make an Arrow array of booleans, without pandas."""
    packed = np.packbits(np.asarray(values, dtype=bool), bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(packed)])
