"""Published measures of exposure side by side, and how far they agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.statistics.association import demeaned, spearman
from laborspace.analysis.tables import result_table
from laborspace.analysis.transfer.given import stand_in
from laborspace.analysis.transfer.grouping import groups_of
from laborspace.analysis.transfer.judging import bootstrap, central
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS
from laborspace.sources.exposure import PUBLISHED, PublishedMeasure, by_id, shipped
from laborspace.sources.files import SourceFiles
from laborspace.space.arrow import numbers, strings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from laborspace.space.container import Rows, Space

LEAST = 20
"""Occupations with both measures below which no correlation is given."""
OWN = "concept"
"""Name of the column of the space's own scores."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Measures:
    """Measures of occupations.

    Attributes
    ----------
    table : pyarrow.Table
        ``id, kind, code, title``, then a column for each measure, NaN where it has no score.
    agreement : pyarrow.Table
        ``measure, other, spearman, low, high, within, n``, one row a pair: rank correlation over
        the occupations with both, its 95% interval (bootstrap over groups), and the correlation
        that is left when the mean of each group is taken out.
    about : dict of str to str
        What each measure measures.
    absent : dict of str to str
        Measures that were not found, and where they can be had.
    """

    table: pa.Table
    agreement: pa.Table
    about: dict[str, str]
    absent: dict[str, str] = field(default_factory=dict)


def exposure_measures(
    space: Space,
    folder: str | Path | None = None,
    *,
    concept: Any = None,
    against: Any = None,
) -> Measures:
    """Set published measures side by side.

    Those whose licenses let them come with the package always; the others if their files, under
    their official names, lie anywhere in a folder of the user's.

    Parameters
    ----------
    space : Space
    folder : str or Path, optional
    concept, against : optional
        As for :func:`laborspace.analysis.exposure.exposure`; the scores stand in the column
        ``concept`` and are compared with the measures.

    Returns
    -------
    Measures

    Raises
    ------
    SourceError, InputError
        If a file cannot be read, or the space has none of the occupations.
    """
    found, absent = published(space, folder)
    about = {m.name: m.about for m in PUBLISHED if m.name in found}
    if concept is not None:
        from laborspace.analysis.exposure.exposing import exposure

        answer = exposure(space, concept, against=against, kind="occupation")
        found = {OWN: scores_in(space, answer.table, found), **found}
        about[OWN] = f"nearness to {answer.facts['concept']}"
    return side_by_side(space, found, about, absent)


def published(
    space: Space, folder: str | Path | None = None
) -> tuple[dict[str, dict[int, float]], dict[str, str]]:
    """Return the scores of each measure by row of the space, and what was not found.

    A score of a SOC code goes to the O*NET occupation numbered ``.00``.

    Raises
    ------
    SourceError, InputError
        If there is no such folder, a file cannot be read, or the space has none of the occupations.
    """
    if folder is not None and not Path(folder).is_dir():
        msg = f"{folder}: no such folder; give the one with the authors' files."
        raise InputError(msg)
    files = None if folder is None else SourceFiles(folder)
    levels = space.column("level")
    found: dict[str, dict[int, float]] = {}
    absent: dict[str, str] = {}
    for measure in PUBLISHED:
        scores = _scores(measure, files)
        if scores is None:
            absent[measure.name] = f"{measure.file} ({measure.home})"
            continue
        rows = space.rows_of([str(id_) for id_ in scores])
        standing = {}
        for row, (id_, value) in zip(rows.tolist(), scores.items(), strict=True):
            occupation = row if row >= 0 else int(space.rows_of([f"onet:{id_[4:]}.00"])[0])
            occupation = stand_in(space, occupation) if occupation >= 0 else -1
            if occupation >= 0 and levels[occupation] in ITEM_LEVELS:
                standing[occupation] = value
        if standing:
            found[measure.name] = standing
    if not found:
        msg = "The space has none of the O*NET occupations that the published measures score."
        raise InputError(msg)
    return found, absent


def scores_in(
    space: Space, table: pa.Table, found: Mapping[str, Mapping[int, float]]
) -> dict[int, float]:
    """Return the scores of an answer for the occupations that some measure scores, by row."""
    wanted = {row for scores in found.values() for row in scores}
    rows = space.rows_of(table["id"].to_pylist()).tolist()
    pairs = zip(rows, table["score"].to_pylist(), strict=True)
    return {row: value for row, value in pairs if row in wanted}


def side_by_side(
    space: Space,
    found: Mapping[str, Mapping[int, float]],
    about: dict[str, str],
    absent: dict[str, str],
) -> Measures:
    """Put scores by row of the space side by side and correlate them."""
    rows = np.array(sorted({row for scores in found.values() for row in scores}), dtype=np.intp)
    columns = {
        name: np.array([scores.get(row, np.nan) for row in rows.tolist()], dtype=np.float64)
        for name, scores in found.items()
    }
    names = list(columns)
    pairs = [(one, other) for i, one in enumerate(names) for other in names[i + 1 :]]
    return Measures(
        result_table(space, rows, columns), agreement(space, rows, columns, pairs), about, absent
    )


def agreement(
    space: Space,
    rows: Rows,
    columns: Mapping[str, Floats],
    pairs: Sequence[tuple[str, str]],
) -> pa.Table:
    """Correlate pairs of columns over occupations; see :class:`Measures`."""
    import pyarrow as pa

    groups = np.array(groups_of(space, "occupation", rows).blocks())
    figures: list[tuple[float, ...]] = []
    counts = []
    for one, other in pairs:
        both = np.flatnonzero(np.isfinite(columns[one]) & np.isfinite(columns[other]))
        counts.append(len(both))
        if len(both) < LEAST:
            figures.append((float("nan"),) * 4)
            continue
        x, y, own = columns[one][both], columns[other][both], groups[both].tolist()
        statistic = spearman(x, y)
        every = np.arange(len(both))
        within = spearman(demeaned(x, own), demeaned(y, own))(every)
        interval = central(bootstrap({"rho": statistic}, own)["rho"])
        figures.append((statistic(every), *interval, within))
    values = np.round(np.array(figures, dtype=np.float64).reshape(-1, 4), 4)
    data = [strings([pair[k] for pair in pairs]) for k in (0, 1)]
    data += [numbers(column) for column in values.T]
    data.append(numbers(np.array(counts, dtype=np.int64)))
    return pa.table(data, names=("measure", "other", "spearman", "low", "high", "within", "n"))


def _scores(measure: PublishedMeasure, files: SourceFiles | None) -> dict[str, float] | None:
    if files is not None and files.has(measure.file):
        path = files.locate(files.find(measure.file))
        return {str(id_): float(v) for id_, v in by_id(measure, path).items()}
    if measure.ships:
        return {str(id_): float(v) for id_, v in shipped(measure).items()}
    return None
