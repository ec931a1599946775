"""Measures of exposure: those that ship, and the caller's own."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from laborspace.analysis.mix import NAME_COLUMNS
from laborspace.errors import InputError, LaborSpaceError, SourceError
from laborspace.facts import FOLDER
from laborspace.space.arrow import read_parquet
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from laborspace.space.container import Space

PUBLISHED = {"gpts": "GPTs are GPTs β", "microsoft": "Microsoft applicability"}
"""Measures that ship, by the name they are asked for: exposure to large language models by
Eloundou et al. (Science 384, 2024), and applicability of AI by Tomlinson et al. (2025)."""

DEFAULT = "gpts"
SCORE_COLUMNS = ("score", "value", "exposure")
"""Columns of a file that may hold the numbers, in the order they are looked for."""


class Measure(Protocol):
    """Ids or codes of occupations and how exposed they are: a mapping, or a pandas Series."""

    def items(self) -> Iterable[tuple[Any, float]]:
        """Return the pairs."""


Exposure: TypeAlias = str | Measure | None
"""The name of a published measure, one's own, or none."""


def published(space: Space, name: str) -> dict[str, float]:
    """Return a measure that ships, for the occupations of a space, by id.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    if name.lower() not in PUBLISHED:
        msg = f"There is no measure of exposure {name!r}; choose {' or '.join(PUBLISHED)}."
        raise InputError(msg)

    def read() -> dict[str, float]:
        table = read_parquet(FOLDER / "exposure.parquet", ("id", "measure", "value"))
        full = PUBLISHED[name.lower()]
        rows = (row for row in table.to_pylist() if row["measure"] == full)
        return {row["id"]: row["value"] for row in rows if row["id"] in space}

    return space.derived(("published", name.lower()), read)


def read_measure(space: Space, path: Path) -> dict[str, float]:
    """Read a measure from a .csv file; return numbers by id.

    The first line names the columns. Occupations are in the one called as in
    :data:`laborspace.analysis.mix.NAME_COLUMNS`, else in the first; numbers in the one called
    ``score``, ``value`` or ``exposure``, else in the last.

    Raises
    ------
    SourceError
        If the file cannot be read, or a row names no occupation of the space, one twice, or no
        finite number.
    """
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror}).", file=path) from error
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save it as UTF-8."
        raise SourceError(problem, file=path) from error
    names = [cell.strip().lower().replace(" ", "_") for cell in lines[0]] if lines else []
    who = next((names.index(each) for each in NAME_COLUMNS if each in names), 0)
    value = next((names.index(each) for each in SCORE_COLUMNS if each in names), len(names) - 1)
    found: dict[str, float] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = [*cells, *[""] * (len(names) - len(cells))]
        try:
            id_ = resolve(space, row[who].strip())
        except LaborSpaceError as error:
            raise SourceError(str(error), file=path, row=number) from error
        if id_ in found:
            problem = "the occupation is there twice; keep one of the rows."
            raise SourceError(problem, file=path, row=number, id=id_)
        try:
            found[id_] = float(row[value])
        except ValueError:
            found[id_] = float("nan")
        if not np.isfinite(found[id_]):
            problem = f"the exposure {row[value]!r} is not a finite number."
            raise SourceError(problem, file=path, row=number)
    if not found:
        problem = "holds no rows; it needs columns of codes and of scores, and a line for each."
        raise SourceError(problem, file=path)
    return found
