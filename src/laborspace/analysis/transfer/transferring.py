"""Estimates for all entities from scores of some: ``transfer``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from laborspace.analysis.blocks import blocks
from laborspace.analysis.exposure.through import KINDS_WITH_JOBS, check_through
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.transfer.given import ScoresGiven, read_given
from laborspace.analysis.transfer.learned import Learned
from laborspace.analysis.transfer.verdict import PLURALS, fit_table, is_better, notes_of
from laborspace.errors import InputError

if TYPE_CHECKING:
    from laborspace.space.container import Space


@dataclass(frozen=True)
class Transfer:
    """The answer.

    Attributes
    ----------
    table : pyarrow.Table
        ``id, kind, code, title, score, low, high, percentile, held_out, basis, why``, with
        `shares` before `why` where it went through jobs.
    fits : pyarrow.Table
        ``setting, method, n, r2, r2_low, r2_high, spearman, …, gain, gain_low, gain_high``.
    notes : tuple of str
        What a reader must know beside it, the verdict first.
    facts : dict
        Fit for JSON: `better` says whether the estimates beat the mean of an entity's group.
    """

    table: pa.Table
    fits: pa.Table
    notes: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def transfer(
    space: Space,
    scores: ScoresGiven,
    *,
    kind: str | None = None,
    of: str | None = None,
    column: str | None = None,
    unknown: str = "raise",
    through: str | None = None,
    top: int | None = None,
    level: str | None = None,
) -> Transfer:
    """Estimate the score of every entity from scores of some entities of one kind.

    Ridge regression on vectors from the center of their kind; for entities of the scored kind on
    their groups as well (:mod:`laborspace.analysis.transfer.model`). Estimates of other kinds rest
    on the vectors alone and are extrapolations: nothing of these kinds was scored.

    Parameters
    ----------
    space : Space
    scores : mapping, Series, DataFrame or path
        See :func:`laborspace.analysis.transfer.given.read_given`.
    kind : str, optional
        Kind of the answers; by default all.
    of, column, unknown
        Kind of the scored entities, column of the scores, and what to do with unknown names.
    through : {"employs"}, optional
        Score industries and firms by the mean of their occupations, weighted by jobs.
    top : int, optional
        Only the first so many of each kind; by default all.
    level : str, optional
        By default items, not groups; a level such as ``"sector"``, or ``"all"``.

    Returns
    -------
    Transfer
        `score` is as given (basis ``observed``) or estimated, on the scale of the scores; `low`
        and `high` bound a 90% prediction interval of estimates; `held_out` is, for given scores,
        the estimate that did not see them; `percentile` the share of entities of the kind and
        level that score lower, 0 to 100; `why` names the nearest scored entities.

    Raises
    ------
    SourceError, UnknownKindError, InputError
        If the scores cannot be read, are fewer than 20, or do not vary; if the question cannot be
        understood.
    """
    check_through(through, kind)
    if top is not None:
        check_top(top)
    given = read_given(space, scores, of=of, column=column, unknown=unknown)
    if through is not None and given.kind != "occupation":
        msg = (
            f"Only scores of occupations go through {through!r}; these are of the kind"
            f" {given.kind}."
        )
        raise InputError(msg)
    learned = Learned(space, given)
    tables = []
    for name, every in blocks(space, kind, level).items():
        shares: list[str] | None = None
        if through is not None and name in KINDS_WITH_JOBS:
            estimates, shares, why = learned.through(name, every.rows)
        else:
            estimates, why = learned.estimate(name, every.rows), None
        tables.append(learned.table(name, every.rows, estimates, shares, why, top,
                                    with_shares=through is not None))  # fmt: skip
    fits = learned.judgment.fits
    agreement = learned.agreement() if through is None else None
    facts: dict[str, Any] = {
        "scored": f"{len(given.rows)} {PLURALS[given.kind]}",
        "scored_kind": given.kind,
        "n": len(given.rows),
        "skipped": list(given.skipped),
        "groups": learned.groups.names[0],
        "fits": [fit.as_json() for fit in fits],
        "better": is_better(fits),
        "coverage": learned.coverage(),
        "agreement": agreement,
    }
    answered = [table["kind"][0].as_py() for table in tables if table.num_rows]
    notes = notes_of(given, learned.groups, facts, fits, answered, through)
    return Transfer(pa.concat_tables(tables), fit_table(fits), notes, facts)
