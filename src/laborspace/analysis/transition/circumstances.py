"""What occupations pay, how many they employ, and how much preparation they take.

Sources give wages and employment by SOC code, so an O*NET occupation has those of the nearest SOC
group above it that has any, at most :data:`STEPS` above. Of an ESCO occupation nobody reports
wages; those of its O*NET counterparts in the crosswalk stand in, exact and close matches before
broader and narrower ones. Where a number comes from is said beside it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.observed import taxonomy
from laborspace.analysis.links import links
from laborspace.analysis.transition.profiles import occupations
from laborspace.space.arrow import codes, to_numpy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from laborspace.space.container import Space

STEPS = 2
"""From an O*NET occupation to its detailed SOC code, and to the broad group above."""

BORROWED = " by crosswalk"
"""Ends the source of a wage that counterparts lend."""

_NAN = float("nan")
_CLOSE = ("exactMatch", "closeMatch")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Circumstances:
    """Numbers about n occupations, NaN where unknown.

    Attributes
    ----------
    wage : ndarray, (n, 2)
        Median and mean a year.
    employment, job_zone : ndarray, (n,)
        Jobs (of all occupations of the SOC code), and O*NET's level of preparation, 1 to 5.
    wage_of : list of str
        Whose wage it is: an id, or ``"onet:… by crosswalk"``; empty if unknown.
    """

    wage: Floats
    employment: Floats
    job_zone: Floats
    wage_of: list[str]

    def mean(self, shares: npt.NDArray[np.floating]) -> Circumstances:
        """Return those of a mix, (1,): weighted means over the members that are known."""
        return Circumstances(
            wage=np.array([[_mean(self.wage[:, i], shares) for i in range(2)]]),
            employment=np.array([_mean(self.employment, shares)]),
            job_zone=np.array([_mean(self.job_zone, shares)]),
            wage_of=[", ".join(dict.fromkeys(filter(None, self.wage_of)))],
        )


def circumstances(space: Space, vocabulary: str) -> Circumstances:
    """Return those of all occupations of a vocabulary in the order of ids, kept on the space."""
    return space.derived(
        ("circumstances", vocabulary),
        lambda: circumstances_of(space, occupations(space, vocabulary).tolist()),
    )


def circumstances_of(space: Space, rows: Sequence[int]) -> Circumstances:
    """Return those of some occupations, given their rows in the space."""
    found = [_Known.of(space).about(row) for row in rows]
    return Circumstances(
        wage=np.array([each[0] for each in found], dtype=np.float64).reshape(-1, 2),
        employment=np.array([each[1] for each in found], dtype=np.float64),
        job_zone=np.array([each[2] for each in found], dtype=np.float64),
        wage_of=[each[3] for each in found],
    )


class _Known:
    """The attributes of a space, ready to look up."""

    def __init__(self, space: Space) -> None:
        self._space = space
        ids, names = codes(space.attributes["id"])
        attribute, kinds = codes(space.attributes["attribute"])
        value = to_numpy(space.attributes["value"])
        rows = space.rows_of(names)
        self._values: dict[str, dict[int, float]] = {
            kind: dict(
                zip(
                    rows[ids[attribute == code]].tolist(),
                    value[attribute == code].tolist(),
                    strict=True,
                )
            )
            for code, kind in enumerate(kinds)
        }

    @classmethod
    def of(cls, space: Space) -> _Known:
        return space.derived("known circumstances", lambda: cls(space))

    def about(self, row: int) -> tuple[tuple[float, float], float, float, str]:
        """Return wages, employment, job zone and whose wage it is."""
        wages, owner = self._wages(row)
        jobs = self._nearest(row, "employment")
        zone = self._nearest(row, "job_zone")
        if owner is not None:
            return wages, jobs, zone, self._space.ids[owner]
        others = counterparts(self._space).get(row, [])
        pairs = [(other, self._wages(other)[0]) for other in others]
        paid = [(other, wage) for other, wage in pairs if np.isfinite(wage).any()]
        if not np.isfinite(zone):
            zone = float(np.round(_plain_mean(self._nearest(each, "job_zone") for each in others)))
        if not paid:
            return (_NAN, _NAN), jobs, zone, ""
        means = tuple(_plain_mean(wage[i] for _other, wage in paid) for i in range(2))
        names = ", ".join(self._space.ids[other] for other, _wage in paid)
        return (means[0], means[1]), jobs, zone, names + BORROWED

    def _wages(self, row: int) -> tuple[tuple[float, float], int | None]:
        for each in self._line(row):
            wages = self._own(each, "wage_median"), self._own(each, "wage_mean")
            if np.isfinite(wages).any():
                return wages, each
        return (_NAN, _NAN), None

    def _nearest(self, row: int, attribute: str) -> float:
        values = (self._own(each, attribute) for each in self._line(row))
        return next((value for value in values if np.isfinite(value)), _NAN)

    def _own(self, row: int, attribute: str) -> float:
        return self._values.get(attribute, {}).get(row, _NAN)

    def _line(self, row: int) -> list[int]:
        return [row, *taxonomy(self._space).above(row)[:STEPS]]


def counterparts(space: Space) -> dict[int, list[int]]:
    """Occupations of other vocabularies by the crosswalk, the best matches only."""

    def make() -> dict[int, list[int]]:
        ends = links(space)
        relation, names = codes(space.relations["relation"])
        places = np.flatnonzero(relation == (names.index("same_as") if "same_as" in names else -1))
        details, words = codes(space.relations["detail"])
        found: dict[int, dict[bool, set[int]]] = defaultdict(lambda: defaultdict(set))
        for place in places.tolist():
            one, two = int(ends.source[place]), int(ends.target[place])
            close = words[details[place]] in _CLOSE
            if one >= 0 and two >= 0:
                found[one][close].add(two)
                found[two][close].add(one)
        ids = space.ids
        return {
            row: sorted(matches.get(True) or matches[False], key=ids.__getitem__)
            for row, matches in found.items()
        }

    return space.derived("counterparts", make)


def _plain_mean(values: Iterable[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else _NAN


def _mean(values: Floats, shares: npt.NDArray[np.floating]) -> float:
    known: Any = np.isfinite(values)
    if not known.any() or shares[known].sum() <= 0:
        return _NAN
    return float(shares[known] @ values[known] / shares[known].sum())
