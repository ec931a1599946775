"""Cutting a long text into the passages that may name a skill, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 12
"""Words of a passage; longer ones are read through a window of so many."""

STEP = 6
"""Words from one window to the next."""

_SENTENCE = re.compile(r"[\n\r•·●▪]+|(?<=[a-z0-9)][.!?;])\s+|(?<=[a-z)][.;])(?=[a-z])")
_CLAUSE = re.compile(
    r"[,:()\[\]]\s*|\s[-–—|/]\s|\s(?:and|or|as well as|including)\s", re.IGNORECASE
)
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Passage:
    """A part of a text: ``text[start:end]``, counted in characters."""

    start: int
    end: int


def passages(text: str) -> list[Passage]:
    """Return the sentences of a text that are short, and their clauses; long ones in windows.

    In the order they begin; none twice, none without letters.
    """
    found: dict[tuple[int, int], None] = {}
    for start, end in _parts(text, 0, len(text), _SENTENCE):
        for inner in [(start, end), *_parts(text, start, end, _CLAUSE)]:
            for window in _windows(text, *inner):
                if _LETTER.search(text, *window):
                    found[window] = None
    return [Passage(*window) for window in sorted(found)]


def _parts(text: str, start: int, end: int, between: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the parts of ``text[start:end]`` between separators, without blanks around them."""
    ends = [start]
    for cut in between.finditer(text, start, end):
        ends += [cut.start(), cut.end()]
    ends.append(end)
    parts = []
    for low, high in zip(ends[::2], ends[1::2], strict=True):
        inside = text[low:high]
        first = low + len(inside) - len(inside.lstrip())
        last = low + len(inside.rstrip())
        if first < last:
            parts.append((first, last))
    return parts


def _windows(text: str, start: int, end: int) -> list[tuple[int, int]]:
    words = [(word.start(), word.end()) for word in _WORD.finditer(text, start, end)]
    if len(words) <= LONGEST:
        return [(start, end)] if words else []
    firsts = [*range(0, len(words) - LONGEST, STEP), len(words) - LONGEST]
    return [(words[first][0], words[first + LONGEST - 1][1]) for first in firsts]
