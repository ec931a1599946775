"""Free text to the entities it most likely is, each with a calibrated probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.analysis.coding.backoff import Answers, answers
from laborspace.analysis.coding.coder import IndustryCoder, NameCoder, coder
from laborspace.analysis.coding.vocabulary import Vocabulary, vocabulary
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.tables import HEAD
from laborspace.errors import InputError
from laborspace.space.arrow import numbers, strings
from laborspace.space.encoder import check_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from laborspace.analysis.coding.titles import Found
    from laborspace.space.container import Rows, Space

THRESHOLD = 0.5
"""An answer is sure enough if it is more likely right than not."""

SLAB = 8192
"""Texts coded at once, which bounds the memory."""


def code(
    space: Space,
    texts: str | Iterable[str],
    *,
    kind: str | None = None,
    vocabulary: str | None = None,
    level: str | None = None,
    top: int = 1,
    threshold: float = THRESHOLD,
    backoff: bool = True,
) -> pa.Table:
    """Code texts to a vocabulary.

    Parameters
    ----------
    space : Space
    texts : str or iterable of str
        Titles of jobs, for occupations; what a firm or an establishment does, for industries.
    kind : {"occupation", "industry", "skill"}, optional
        By default that of `vocabulary`, or occupations. For the many skills of an advert see
        :func:`laborspace.analysis.coding.mentions.mentions`.
    vocabulary : str, optional
        ``"onet"`` (default), ``"esco"``, ``"soc"`` or ``"isco"`` for occupations, ``"naics"`` for
        industries.
    level : str, optional
        The most detailed level to answer at, such as ``"minor group"``; by default the most
        detailed there is.
    top : int
        Most answers to a text.
    threshold : float
        Probability from which on an answer is sure enough.
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
    given = check_texts([texts] if isinstance(texts, str) else list(texts))
    parts = list(
        coded(
            space, given, kind=kind, vocabulary_name=vocabulary, level=level, top=top,
            threshold=threshold, backoff=backoff,
        )
    )  # fmt: skip
    return pa.concat_tables(parts)


def coded(
    space: Space,
    texts: Sequence[str],
    *,
    kind: str | None,
    vocabulary_name: str | None,
    level: str | None,
    top: int,
    threshold: float,
    backoff: bool,
) -> Iterator[pa.Table]:
    """Yield the table of :func:`code` in slabs; one at least."""
    check_top(top)
    if not 0 <= threshold <= 1:
        msg = f"A threshold is a probability between 0 and 1, not {threshold}."
        raise InputError(msg)
    known = vocabulary(space, vocabulary_name, kind=kind)
    first = 0 if level is None else known.depth(level)
    last = len(known.levels) - 1 if backoff else first
    chosen = coder(space, known)
    for start in range(0, max(len(texts), 1), SLAB):
        slab = texts[start : start + SLAB]
        if not slab:
            yield _table(space, known, chosen, None, np.empty(0, dtype=np.intp), None, first)
            return
        # Real lists of titles repeat themselves; each is coded once.
        distinct = list(dict.fromkeys(slab))
        place = {text: i for i, text in enumerate(distinct)}
        found = chosen.code(distinct)
        got = answers(known, found, top=top, threshold=threshold, first=first, last=last)
        back = np.array([place[text] for text in slab], dtype=np.intp)
        yield _table(space, known, chosen, found, back, got, first, offset=start)


def _table(
    space: Space,
    known: Vocabulary,
    chosen: NameCoder | IndustryCoder,
    found: Found | None,
    back: Rows,
    got: Answers | None,
    first: int,
    *,
    offset: int = 0,
) -> pa.Table:
    if got is None or found is None:
        text = row = answer = np.empty(0, dtype=np.intp)
    else:
        answered = got.nodes[back] >= 0
        text, answer = np.nonzero(answered)
        row = back[text]
    nodes = [] if got is None else got.nodes[row, answer].tolist()
    chances = np.empty(0) if got is None else got.chances[row, answer]
    depth = np.empty(0, dtype=np.intp) if got is None else got.depth[row]
    review = np.empty(0, dtype=bool) if got is None else got.review[row]
    why = [] if got is None or found is None else _why(known, chosen, found, got, row, answer)
    columns = {"text": numbers((text + offset).astype(np.int64))}
    for name in HEAD:
        values = space.column(name)
        columns[name] = strings([values[node] for node in nodes])
    columns |= {
        "probability": numbers(np.round(chances, 6).astype(np.float64)),
        "level": strings([known.levels[d] for d in depth.tolist()]),
        "backed_off": flags(depth > first),
        "review": flags(review),
        "basis": strings(["estimated"] * len(nodes)),
        "why": strings(why),
    }
    return pa.table(columns)


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
