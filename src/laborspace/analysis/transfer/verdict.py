"""What transferred scores are worth, in words: the verdict first, then what limits them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from laborspace.analysis.exposure.through import KINDS_WITH_JOBS, RELATION
from laborspace.analysis.transfer.judging import BOTH, FLOOR, SIBLINGS, STRANGERS, VECTORS, Fit

if TYPE_CHECKING:
    from laborspace.analysis.transfer.given import Given
    from laborspace.analysis.transfer.model import Groups

WEAK_AGREEMENT = 0.5
"""Rank correlation below which two ways to an industry's score are said to agree weakly."""

PLURALS = {
    "industry": "industries",
    "occupation": "occupations",
    "skill": "skills",
    "firm": "firms",
}


def fit_table(fits: tuple[Fit, ...]) -> pa.Table:
    """Return the fits as a table, one row each."""
    from laborspace.space.arrow import numbers, strings

    names = list(Fit.__dataclass_fields__)
    data = []
    for name in names:
        values = [getattr(fit, name) for fit in fits]
        data.append(strings(values) if isinstance(values[0], str) else numbers(np.array(values)))
    return pa.table(data, names=names)


def _chosen(fits: tuple[Fit, ...], setting: str) -> tuple[Fit, Fit] | None:
    """Return the fit of the estimates and of the floor in a setting."""
    by_method = {fit.method: fit for fit in fits if fit.setting == setting}
    if not by_method:
        return None
    return by_method.get(BOTH, by_method[VECTORS]), by_method[FLOOR]


def is_better(fits: tuple[Fit, ...]) -> bool:
    """Whether the interval of the gain over the floor lies above zero."""
    chosen = _chosen(fits, SIBLINGS)
    return chosen is not None and chosen[0].gain_low > 0


def notes_of(
    given: Given,
    groups: Groups,
    facts: dict[str, Any],
    fits: tuple[Fit, ...],
    answered: list[str],
    through: str | None,
) -> tuple[str, ...]:
    """Say what a reader must know beside the estimates, the verdict first."""
    notes = [_verdict(fits, SIBLINGS, _mean_of(groups, whole=False))]
    if _chosen(fits, STRANGERS):
        where = f"Where nobody of the {groups.names[0]} is scored: "
        verdict = _verdict(fits, STRANGERS, _mean_of(groups, whole=True))
        notes.append(where + verdict[0].lower() + verdict[1:])
    if given.skipped:
        named = ", ".join(given.skipped[:3]) + ("…" if len(given.skipped) > 3 else "")
        notes.append(f"{len(given.skipped)} names were unknown and left out: {named}.")
    others = [kind for kind in answered if kind != given.kind]
    if through is not None:
        others = [kind for kind in others if kind not in KINDS_WITH_JOBS]
    if others:
        notes.append(
            f"No {_either(others)} was scored: their estimates are extrapolations from"
            f" {PLURALS[given.kind]}, and the interval is not known to hold for them."
        )
    agreement = facts["agreement"]
    if agreement is not None and "industry" in answered:
        weak = agreement["spearman"] < WEAK_AGREEMENT
        advice = f"; prefer through={RELATION!r}" if weak else ""
        notes.append(
            f"{'Weak agreement' if weak else 'Agreement'}: over {agreement['industries']}"
            " industries the space's estimates and the means of their observed jobs have a rank"
            f" correlation of {agreement['spearman']:.2f} [{agreement['low']:.2f},"
            f" {agreement['high']:.2f}]{advice}."
        )
    return tuple(notes)


def _either(kinds: list[str]) -> str:
    return " or ".join(part for part in (", ".join(kinds[:-1]), kinds[-1]) if part)


def _mean_of(groups: Groups, *, whole: bool) -> str:
    if not groups.names[0]:
        return "the mean of all scores"
    if whole:
        return f"the mean of the rest of its {groups.names[1]}"
    return f"its group's mean (the others of its {groups.names[0]})"


def _verdict(fits: tuple[Fit, ...], setting: str, floor: str) -> str:
    chosen = _chosen(fits, setting)
    assert chosen is not None
    mine, other = chosen
    figures = (
        f"R² {mine.r2:.2f} [{mine.r2_low:.2f}, {mine.r2_high:.2f}] against {other.r2:.2f},"
        f" difference [{mine.gain_low:.2f}, {mine.gain_high:.2f}]; Spearman {mine.spearman:.2f}"
        f" [{mine.spearman_low:.2f}, {mine.spearman_high:.2f}] against {other.spearman:.2f}"
    )
    word = "Better than" if mine.gain_low > 0 else "No better than"
    return f"{word} {floor}: cross-validated {figures}."
