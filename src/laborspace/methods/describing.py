"""What is known of one entity, and of two side by side: methods of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from laborspace.space.container import Space

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from laborspace.analysis.query import Argument


class Descriptions(Space):
    """Methods that describe."""

    def profile(self, name: str, *, top: int = 24) -> dict[str, Any]:
        """Collect what sources say of an entity; nothing in it is estimated.

        Parameters
        ----------
        name : str
            Id, code, title or alias.
        top : int
            Most members and other names to list; how many there are is said.

        Returns
        -------
        dict
            Codes, groups, members, other names, numbers and published measures; see
            :func:`laborspace.analysis.profile.profile`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
            If the name has no or several answers, or `top` is below 1.
        """
        from laborspace.analysis.profile import profile

        return profile(self, name, top=top)

    def contrast(
        self,
        a: Argument,
        b: Argument,
        *,
        top: int = 5,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Set two entities, texts or weighted sets side by side: what they share, what not.

        Parameters
        ----------
        a, b : str, array or mapping
            Of any kinds.
        top : int
            Rows of each aspect and side.
        rng : int or numpy.random.Generator, optional
            Of the random pairs they are compared with.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, aspect, side, a, b, difference, low, high, usual, p_value,
            basis, why``. ``attrs`` has ``nearness``, ``overlaps``, ``facts`` (employment, pay,
            exposure), ``summary`` in sentences, and ``notes``. See
            :func:`laborspace.analysis.contrast.contrast`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
            If one of the two cannot be understood.
        """
        from laborspace.analysis.contrast import contrast
        from laborspace.analysis.tables import frame

        found = contrast(self, a, b, top=top, rng=rng)
        return frame(found.table, verb="contrast", **found.about, notes=found.notes, top=top)
