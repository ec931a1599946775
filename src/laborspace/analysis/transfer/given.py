"""Scores a user brings: a mapping, a pandas object or a file; resolved to entities of one kind."""

from __future__ import annotations

import contextlib
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from laborspace.analysis.mix import NAME_COLUMNS, SCHEMES
from laborspace.errors import (
    AmbiguousEntityError,
    InputError,
    LaborSpaceError,
    SourceError,
    UnknownEntityError,
)
from laborspace.records import check_kind
from laborspace.sources.exposure import soc_2018_codes
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from laborspace.space.container import Rows, Space

LEAST = 20
"""Scored entities below which nothing is learned from them."""

SCORE_COLUMNS = ("score", "value", "exposure")
"""Columns of scores, in the order they are looked for; a table of two may call them anything."""

ScoresGiven: TypeAlias = "Mapping[str, float] | pd.Series[float] | pd.DataFrame | str | Path"


@dataclass(frozen=True)
class Given:
    """Scores of entities.

    Attributes
    ----------
    kind : str
    rows : ndarray of int, (n,)
        Rows in the space, in ascending order; distinct.
    scores : ndarray, (n,)
    skipped : tuple of str
        Names the space does not know.
    """

    kind: str
    rows: Rows
    scores: npt.NDArray[np.float64]
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    name: str
    score: Any
    place: int | None  # row of the file


class _Blame:
    """Raises errors that say where the fault is: a file's row and column, or the id."""

    def __init__(self, file: Path | None, name: str, score: str) -> None:
        self._file, self._columns = file, {"name": name, "score": score}
        # Codes in a column called after a classification are read as its codes.
        self.schemes = SCHEMES.get(_folded(name), ())

    def __call__(self, row: _Row, column: str, problem: str) -> LaborSpaceError:
        if self._file is None and row.place is None:
            return InputError(f"{row.name!r}: {problem}")
        return SourceError(
            problem, file=self._file, row=row.place, column=self._columns[column], id=row.name
        )


def read_given(
    space: Space,
    scores: ScoresGiven,
    *,
    of: str | None = None,
    column: str | None = None,
    unknown: str = "raise",
) -> Given:
    """Read scores.

    Parameters
    ----------
    space : Space
    scores : mapping, Series, DataFrame, or path of a ``.csv``, ``.tsv``, ``.parquet`` or ``.xlsx``
        Ids, codes or names and their scores. A code of the SOC stands for the O*NET occupation
        numbered ``.00``, where there is one.
    of : str, optional
        Kind of the scored entities, to read codes that several kinds share.
    column : str, optional
        The column of the scores.
    unknown : {"raise", "skip"}
        What to do with names the space does not know.

    Raises
    ------
    SourceError, InputError
        If the table cannot be read; naming row and column: a name that is unknown, ambiguous,
        given twice or of another kind than the first, a score that is no finite number; fewer
        than :data:`LEAST` scores, or scores that do not vary.
    """
    if of is not None:
        check_kind(of)
    if unknown not in ("raise", "skip"):
        msg = f"unknown is 'raise' or 'skip', not {unknown!r}."
        raise InputError(msg)
    rows, blame = _rows(scores, column)
    found: dict[int, _Row] = {}
    values: dict[int, float] = {}
    skipped: list[str] = []
    kinds = space.column("kind")
    for row in rows:
        value = _number(row, blame)
        try:
            place = stand_in(space, space.index_of(_resolved(space, row.name, of, blame.schemes)))
        except UnknownEntityError as error:
            if unknown == "skip":
                skipped.append(row.name)
                continue
            raise blame(row, "name", _unknown(row.name, error)) from error
        except AmbiguousEntityError as error:
            raise blame(row, "name", f"{error} Or say which kind is scored.") from error
        except LaborSpaceError as error:
            raise blame(row, "name", str(error)) from error
        if place in found:
            problem = f"is scored twice, as {found[place].name!r} before; keep one of them."
            raise blame(row, "name", problem)
        found[place], values[place] = row, value
    if found:
        wanted = of or Counter(kinds[place] for place in found).most_common(1)[0][0]
        for place, row in found.items():
            if kinds[place] != wanted:
                problem = f"is of the kind {kinds[place]}, the others are of the kind {wanted}."
                raise blame(row, "name", f"{problem} Give scores of one kind.")
    if len(found) < LEAST:
        more = f" ({len(skipped)} were unknown and skipped)" if skipped else ""
        msg = f"{len(found)} entities have scores{more}; at least {LEAST} are needed to learn from."
        raise InputError(msg)
    order = np.array(sorted(found), dtype=np.intp)
    numbers = np.array([values[int(place)] for place in order])
    if np.ptp(numbers) <= 1e-9 * max(1.0, float(np.abs(numbers).max())):
        msg = f"All {len(found)} scores are {numbers[0]:g}; there is nothing to learn from them."
        raise InputError(msg)
    return Given(wanted, order, numbers, tuple(skipped))


def stand_in(space: Space, row: int) -> int:
    """Return the O*NET occupation that stands for a SOC code; of anything else, itself."""
    id_ = space.ids[row]
    occupation = f"onet:{id_.removeprefix('soc:')}.00"
    return space.index_of(occupation) if id_ != occupation and occupation in space else row


def _resolved(space: Space, name: str, of: str | None, schemes: tuple[str, ...]) -> str:
    if name in space:
        return name
    for scheme in schemes:
        with contextlib.suppress(UnknownEntityError):
            return resolve(space, f"{scheme}:{name.removeprefix(f'{scheme}:')}")
    if of is not None:
        known = space.derived(("codes of", of), lambda: _codes_of(space, of))
        if name in known:
            return space.ids[known[name]]
    # A code of one classification must not be taken for one of another that looks the same.
    if schemes and not re.search(r"[^\W\d_]{2}", name):
        raise UnknownEntityError(name)
    found = resolve(space, name)
    if of is not None and space.column("kind")[space.index_of(found)] != of:
        raise UnknownEntityError(name)
    return found


def _unknown(name: str, error: UnknownEntityError) -> str:
    hint = ""
    if error.suggestions:
        hint = f" Did you mean {' or '.join(error.suggestions[:3])}?"
    with contextlib.suppress(LaborSpaceError):
        became = soc_2018_codes().get(name.removeprefix("soc:"))
        if became:
            hint = f" The SOC of 2010 has that code; in that of 2018 it is {' and '.join(became)}."
    return (
        f"no entity is called {name!r}.{hint} Change it, leave it out, or skip all such rows with"
        " unknown='skip' (--skip-unknown)."
    )


def _codes_of(space: Space, kind: str) -> dict[str, int]:
    codes = space.column("code")
    counts = Counter(codes[row] for row in space.rows(kind, level="all").tolist())
    rows = space.rows(kind, level="all").tolist()
    return {codes[row]: row for row in rows if codes[row] and counts[codes[row]] == 1}


def _number(row: _Row, blame: _Blame) -> float:
    try:
        number = float(row.score)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise blame(row, "score", f"the score {row.score!r} is not a finite number.")
    return number


def _rows(scores: ScoresGiven, column: str | None) -> tuple[list[_Row], _Blame]:
    if isinstance(scores, (str, Path)):
        from laborspace.sources.tabular import read_tabular

        path = Path(scores)
        table, _ = read_tabular(path)
        return _of_table(table, column, path)
    if isinstance(scores, Mapping):
        return _of_pairs(scores.items())
    given: Any = scores
    if hasattr(given, "columns"):
        return _of_table(given, column, None)
    if hasattr(given, "items"):
        return _of_pairs(given.items())
    msg = f"Scores are a mapping, a pandas object or the path of a table, not {scores!r}."
    raise InputError(msg)


def _of_pairs(pairs: Iterable[tuple[Any, Any]]) -> tuple[list[_Row], _Blame]:
    rows = [_Row(str(name).strip(), score, None) for name, score in pairs]
    return rows, _Blame(None, "id", "score")


def _folded(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _of_table(
    table: pd.DataFrame, column: str | None, file: Path | None
) -> tuple[list[_Row], _Blame]:
    names = [str(name) for name in table.columns]
    folded = {_folded(name): name for name in reversed(names)}
    if column is not None and column not in names:
        raise SourceError(f"is missing; there are {', '.join(names)}.", file=file, column=column)
    score = column or next((folded[c] for c in SCORE_COLUMNS if c in folded), None)
    name = next((folded[c] for c in NAME_COLUMNS if c in folded and folded[c] != score), None)
    if len(names) == 2:
        name = name or next(n for n in names if n != score)
        score = score or next(n for n in names if n != name)
    if name is None or score is None:
        what = "entities (id, code or title)" if name is None else "scores (score)"
        msg = f"there is no column of {what} among {', '.join(names)}."
        raise SourceError(
            f"{msg} Rename one, or name that of the scores: column= (--column).", file=file
        )
    # Rows of a file are counted with its header; so are those of a DataFrame without a file.
    places = [int(str(p)) for p in table.index] if file else range(2, len(table) + 2)
    cells = zip(table[name], table[score], places, strict=True)
    rows = [_Row(str(a).strip(), b, place) for a, b, place in cells]
    return rows, _Blame(file, name, score)
