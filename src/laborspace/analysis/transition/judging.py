"""Whether a move is viable, desirable and safe, and why.

The words are those of "Mapping Career Causeways" (Kanders, Djumalieva, Sleeman & Orlik, Nesta
2020): a viable move is near enough in skills and at most one job zone away, a desirable one also
keeps most of the pay, a safe one leads away from what machines may take over. The thresholds are
our own, and the caller's to set.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.words import ALMOST_ALL, percent
from laborspace.errors import InputError

if TYPE_CHECKING:
    from laborspace.analysis.transition.circumstances import Circumstances
    from laborspace.analysis.transition.exposures import Exposures

ALL_ZONES = 4
"""The greatest difference of two job zones."""

_COLUMNS = (
    *("wage", "wage_change", "employment", "employment_change", "job_zone", "zone_change"),
    *("exposure", "exposure_change", "viable", "desirable", "safe"),
)
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Thresholds:
    """What counts as viable, desirable and safe.

    Attributes
    ----------
    min_score : float
        A viable move is nearer than this share of all moves, between 0 and 1.
    max_zone_jump : float
        Most job zones up or down of a viable move; 4, all there are, leaves them out of account.
    min_wage : float
        Least wage of a desirable destination, as a share of the origin's.
    max_exposure : float
        A safe destination is no more exposed than this share of occupations, between 0 and 1.
    """

    min_score: float = 0.95
    max_zone_jump: float = 1
    min_wage: float = 0.75
    max_exposure: float = 0.75

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            share = each.name in ("min_score", "max_exposure")
            number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
            if not number or not np.isfinite(value) or value < 0 or (share and value > 1):
                kind = "a share between 0 and 1" if share else "a number of at least 0"
                msg = f"{each.name} must be {kind}, not {value!r}."
                raise InputError(msg)


@dataclass(frozen=True)
class Judgment:
    """What follows from the numbers of n moves; all arrays (n,).

    Attributes
    ----------
    wage, wage_change : ndarray
        Of the destination, and relative to the origin's, like with like: medians, or means.
    employment, employment_change : ndarray
    job_zone, zone_change : ndarray
    exposure, exposure_change : ndarray
        NaN throughout if no measure was given.
    viable, desirable, safe : ndarray of bool
        Each includes the ones before it. What is unknown of a destination does not count as
        met; where the origin's job zone is unknown, zones are left out of account.
    reasons : list of str
    """

    wage: Floats
    wage_change: Floats
    employment: Floats
    employment_change: Floats
    job_zone: Floats
    zone_change: Floats
    exposure: Floats
    exposure_change: Floats
    viable: Truths
    desirable: Truths
    safe: Truths
    reasons: list[str]

    def columns(self, chosen: npt.NDArray[np.intp]) -> dict[str, Any]:
        """Return the columns of a result table for some moves."""
        found = {name: getattr(self, name)[chosen] for name in _COLUMNS}
        return {
            name: values if values.dtype == bool else np.round(values, 6)
            for name, values in found.items()
            if "exposure" not in name or np.isfinite(self.exposure).any()
        }


def judge(
    score: npt.NDArray[np.floating],
    origin: Circumstances,
    there: Circumstances,
    thresholds: Thresholds,
    exposures: Exposures | None,
) -> Judgment:
    """Judge moves to n destinations.

    Parameters
    ----------
    score : ndarray, (n,)
        Share of moves that are less near.
    origin, there : Circumstances
        Of the origin, (1,), and of the destinations, (n,).
    thresholds : Thresholds
    exposures : Exposures, optional
        Without it no move is called safe.
    """
    wage, change = _wages(origin, there)
    jump = there.job_zone - origin.job_zone
    near = score >= thresholds.min_score
    prepared = reachable(jump, origin.job_zone, thresholds)
    viable = near & prepared
    paid = change >= thresholds.min_wage - 1  # False where unknown
    nothing = np.full(len(score), np.nan)
    exposed = nothing if exposures is None else exposures.there
    spared = nothing if exposures is None else exposures.percentile
    desirable = viable & paid
    safe = desirable & (spared <= thresholds.max_exposure)
    reasons = [
        "; ".join(
            words
            for words in (
                _near(score[i], thresholds, met=bool(near[i])),
                _zone(jump[i], float(origin.job_zone[0]), met=bool(prepared[i])),
                _pay(change[i], thresholds, met=bool(paid[i])),
                _exposed(spared[i], thresholds, exposures),
            )
            if words
        )
        for i in range(len(score))
    ]
    return Judgment(
        wage=wage,
        wage_change=change,
        employment=there.employment,
        employment_change=there.employment / origin.employment - 1,
        job_zone=there.job_zone,
        zone_change=jump,
        exposure=exposed,
        exposure_change=nothing if exposures is None else exposed - exposures.here,
        viable=viable,
        desirable=desirable,
        safe=safe,
        reasons=reasons,
    )


def reachable(jump: Floats, own: Floats, thresholds: Thresholds) -> Truths:
    """Whether job zones allow a move, given the jumps and, of the same shape, the origins' own."""
    if thresholds.max_zone_jump >= ALL_ZONES:
        return np.ones(jump.shape, dtype=bool)
    return np.asarray((np.abs(jump) <= thresholds.max_zone_jump) | ~np.isfinite(own))


def _wages(origin: Circumstances, there: Circumstances) -> tuple[Floats, Floats]:
    """Return wages, and their change: of medians where both are known, else of means."""
    both = there.wage / origin.wage - 1
    median = np.isfinite(both[:, 0])
    change = np.where(median, both[:, 0], both[:, 1])
    wage = np.where(median, there.wage[:, 0], there.wage[:, 1])
    unknown = ~np.isfinite(change)
    shown = np.where(np.isfinite(there.wage[:, 0]), there.wage[:, 0], there.wage[:, 1])
    return np.where(unknown, shown, wage), change


def _near(score: float, thresholds: Thresholds, *, met: bool) -> str:
    words = f"nearer than {percent(min(score, ALMOST_ALL))} of moves"
    return words if met else f"{words}, below {percent(thresholds.min_score)}: not viable"


def _zone(jump: float, own: float, *, met: bool) -> str:
    if not np.isfinite(own):
        return "own job zone unknown"
    if not np.isfinite(jump):
        return "job zone unknown" if met else "job zone unknown: not called viable"
    if not jump:
        return "same job zone"
    words = f"job zone {'up' if jump > 0 else 'down'} {abs(jump):.2g}"
    return words if met else f"{words}: not viable"


def _pay(change: float, thresholds: Thresholds, *, met: bool) -> str:
    if not np.isfinite(change):
        return "wage unknown: not called desirable"
    words = f"wage {100 * change:+.0f}%".replace("-", "−")
    words = "same wage" if abs(change) < 0.005 else words
    return words if met else f"{words}, below {percent(thresholds.min_wage)}: not desirable"


def _exposed(percentile: float, thresholds: Thresholds, exposures: Exposures | None) -> str:
    if exposures is None:
        return ""
    if not np.isfinite(percentile):
        return "exposure unknown: not called safe"
    words = f"more exposed than {percent(min(percentile, ALMOST_ALL))} of occupations"
    met = percentile <= thresholds.max_exposure
    return words if met else f"{words}, above {percent(thresholds.max_exposure)}: not safe"
