"""A shock and what can be asked of it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from laborspace.analysis.shock.changes import Change, ChangesGiven, changes_of, read_changes
from laborspace.analysis.shock.rippling import (
    DRAWS,
    RHO,
    TEMPERATURE,
    Parameters,
    Ripple,
    balance,
    ripple,
)
from laborspace.analysis.tables import frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from laborspace.space.container import Space


class Shock:
    """Changes that happen to some entities of a space. :func:`shock` makes one.

    Attributes
    ----------
    changes : tuple of Change
    """

    def __init__(self, space: Space, changes: Sequence[Change]) -> None:
        self._space = space
        self.changes = tuple(changes)

    def __repr__(self) -> str:
        return f"<Shock of {self.words}>"

    @property
    def space(self) -> Space:
        """The space it happens in."""
        return self._space

    @property
    def words(self) -> str:
        """The shock in words: what changes by how much."""
        titles = self._space.column("title")
        shown = []
        for change in self.changes[:3]:
            quoted = f"“{change.label.removeprefix('text:').strip()}”"
            shown.append(f"{titles[change.row] if change.row >= 0 else quoted} {_amount(change)}")
        more = len(self.changes) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "")

    @property
    def asked(self) -> dict[str, Any]:
        """The changes, fit for JSON: relative, or in jobs."""
        return {
            change.label: change.relative
            if math.isfinite(change.relative)
            else f"{change.jobs:.12g} jobs"
            for change in self.changes
        }

    def ripple(
        self,
        kind: str | None = None,
        *,
        vocabulary: str | None = None,
        top: int | None = None,
        sort: str = "impact",
        rho: float = RHO,
        temperature: float = TEMPERATURE,
        estimated: float = 1.0,
        draws: int = DRAWS,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Follow the shock to all entities.

        Parameters
        ----------
        kind : str, optional
            Kind of the answers; by default all.
        vocabulary : str, optional
            Only answers of it, such as ``"onet"``.
        top : int, optional
            Most answers of each kind, the most affected first; by default all.
        sort : {"impact", "jobs", "wage_bill"}
        rho : float
            Share of the mean change of its neighbors that an entity takes on, in [0, 1).
        temperature : float
            Of the softmax that weights the neighbors.
        estimated : float
            How much estimated relations count beside observed ones, in [0, 1].
        draws : int
            Draws that the interval comes from; 0 for none.
        rng : int or numpy.random.Generator, optional

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, impact, low, high, jobs, wage_bill, direct, indirect,
            observed, basis, why``. ``attrs["balance"]`` has a row for each industry of the shock:
            the change in its jobs and the parts that add up to it. ``attrs["bound"]`` is the
            largest error of solving.

        Raises
        ------
        UnknownKindError, InputError
            If the question cannot be understood.
        """
        chosen = Parameters(rho, temperature, estimated, draws)
        found = self.follow(
            kind, vocabulary=vocabulary, top=top, sort=sort, parameters=chosen, rng=rng
        )
        return frame(
            found.table,
            verb="shock",
            changes=self.asked,
            kind=kind,
            vocabulary=vocabulary,
            top=top,
            sort=sort,
            rho=rho,
            temperature=temperature,
            estimated=estimated,
            draws=draws,
            bound=found.bound,
            balance=found.balance.to_pylist(),
        )

    def follow(
        self,
        kind: str | None = None,
        *,
        vocabulary: str | None = None,
        top: int | None = None,
        sort: str = "impact",
        parameters: Parameters | None = None,
        rng: int | np.random.Generator | None = 0,
    ) -> Ripple:
        """Return the ripple as Arrow tables; see :meth:`ripple`."""
        return ripple(
            self._space,
            self.changes,
            kind=kind,
            vocabulary=vocabulary,
            top=top,
            sort=sort,
            parameters=parameters,
            rng=rng,
        )

    def balance(self, *, estimated: float = 1.0) -> pd.DataFrame:
        """Say how the jobs that each industry of the shock loses or gains add up.

        Parameters
        ----------
        estimated : float
            As for :meth:`ripple`.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, change, jobs, listed, estimated, unlisted``.
        """
        table = self.balance_arrow(estimated=estimated)
        return frame(table, verb="shock balance", changes=self.asked, estimated=estimated)

    def balance_arrow(self, *, estimated: float = 1.0) -> pa.Table:
        """Return the balance as an Arrow table; see :meth:`balance`."""
        from laborspace.analysis.shock.direct import direct

        chosen = Parameters(estimated=estimated).check()
        return balance(self._space, direct(self._space, self.changes, estimated=chosen.estimated))

    def spread(
        self,
        kind: str | None = "occupation",
        *,
        level: str | None = None,
        top: int | None = None,
    ) -> pd.DataFrame:
        """Estimate what happened to all others, the shock being what was observed of some.

        Where :meth:`ripple` asks what follows from a cause, this asks what the others are likely
        to do, given that some did this; see :mod:`laborspace.analysis.shock.spreading`.

        Parameters
        ----------
        kind : str, optional
            Kind of the answers; None for all.
        level : str, optional
            By default items, not groups.
        top : int, optional
            Most answers of each kind, the largest change first; by default all.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, impact, low, high, basis, why``.

        Raises
        ------
        UnknownKindError, InputError
            If the question cannot be understood, or fewer than two changes are known.
        """
        table = self.spread_arrow(kind, level=level, top=top)
        return frame(
            table, verb="shock spread", changes=self.asked, kind=kind, level=level, top=top
        )

    def spread_arrow(
        self, kind: str | None = "occupation", *, level: str | None = None, top: int | None = None
    ) -> pa.Table:
        """Return the spread as an Arrow table; see :meth:`spread`."""
        from laborspace.analysis.shock.spreading import spread

        return spread(self._space, self.changes, kind=kind, level=level, top=top)


def shock(
    space: Space, changes: ChangesGiven | str | Path | Sequence[Change], *, absolute: bool = False
) -> Shock:
    """Make a shock.

    Parameters
    ----------
    space : Space
    changes : mapping, Series, DataFrame, iterable of pairs, or path of a table
        Names and changes: -0.3, ``"-30%"`` or ``"-12000jobs"``.
    absolute : bool
        Whether plain numbers are jobs.

    Raises
    ------
    InputError
        See :func:`laborspace.analysis.shock.changes.changes_of`.
    """
    if isinstance(changes, (str, Path)):
        return Shock(space, read_changes(space, changes, absolute=absolute))
    listed: Any = changes
    if isinstance(listed, (list, tuple)) and listed and isinstance(listed[0], Change):
        return Shock(space, listed)
    return Shock(space, changes_of(space, listed, absolute=absolute))


def _amount(change: Change) -> str:
    if math.isfinite(change.relative):
        return f"{100 * change.relative:+.3g}%".replace("-", "−")
    return f"{change.jobs:+,.0f} jobs".replace("-", "−")
