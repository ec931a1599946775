"""What reaches others when some entities change: a method of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from laborspace.space.container import Space

if TYPE_CHECKING:
    from pathlib import Path

    from laborspace.analysis.shock import Shock
    from laborspace.analysis.shock.changes import ChangesGiven


class Shocks(Space):
    """The method about shocks."""

    def shock(self, changes: ChangesGiven | str | Path, *, absolute: bool = False) -> Shock:
        """Say what happens to some entities, to ask what reaches all others.

        Parameters
        ----------
        changes : mapping, Series, DataFrame, iterable of pairs, or path of a table
            Entities, groups, texts (``"text:…"``) and, as pairs, weighted sets, with the change
            of each: -0.3 or ``"-30%"``, or in jobs, ``"-12000jobs"``.
        absolute : bool
            Whether plain numbers are jobs.

        Returns
        -------
        Shock
            ``ripple(kind=…)`` follows the shock through observed relations and the space;
            ``spread(kind=…)`` estimates what others did, if this is what some did.

        Raises
        ------
        InputError
            If nothing changes, a change is no number or below -100%, or the jobs of an entity
            are not known; for a table a SourceError that names the row.
        UnknownEntityError, AmbiguousEntityError, EmptyTextError
            If a name has no or several answers.
        """
        from laborspace.analysis.shock import shock

        return shock(self, changes, absolute=absolute)
