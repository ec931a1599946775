"""What is near to what, and sums of it: methods of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from laborspace.space.container import Space

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    import pandas as pd

    from laborspace.analysis.mix import Mix, MixGiven
    from laborspace.analysis.query import Argument, Weighted


class Near(Space):
    """Methods about what is near."""

    def find(self, name: str, *, kind: str | None = None, top: int = 10) -> pd.DataFrame:
        """Find entities by id, code, title or alias, forgiving typos.

        Parameters
        ----------
        name : str
        kind : str, optional
            Only entities of this kind.
        top : int
            Most rows to return.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, score, match``, best first.

        Raises
        ------
        UnknownKindError, EmptyTextError, InputError
            If the question cannot be understood.
        """
        from laborspace.analysis.finding import find
        from laborspace.analysis.tables import frame

        table = find(self, name, kind=kind, top=top)
        return frame(table, verb="find", name=name, kind=kind, top=top)

    def mix(self, given: MixGiven | str | Path, *, unknown: str = "raise") -> Mix:
        """Read a weighted set, such as the jobs of a metro area, that may stand for one entity.

        Parameters
        ----------
        given : mapping, Series, DataFrame, or path of a table
            Names and weights; a table's columns are found by their names, such as ``soc`` and
            ``employment`` (see :func:`laborspace.analysis.mix.mix_of`).
        unknown : {"raise", "skip"}
            What to do with names the space does not know.

        Returns
        -------
        Mix
            With its ``names``, ``weights``, and what was ``skipped``.

        Raises
        ------
        InputError
            Naming file, row and column: a name that is empty, unknown or ambiguous, or a weight
            that is no number of 0 or more.
        """
        from pathlib import Path

        from laborspace.analysis.mix import mix_of, read_mix

        if isinstance(given, (str, Path)):
            return read_mix(self, given, unknown=unknown)
        return mix_of(self, given, unknown=unknown)

    def most_similar(
        self,
        entity: Weighted | Iterable[Weighted] | None = None,
        *,
        positive: Weighted | Iterable[Weighted] = (),
        negative: Weighted | Iterable[Weighted] = (),
        kind: str | None = None,
        top: int = 10,
        level: str | None = None,
        correction: str = "center",
    ) -> pd.DataFrame:
        """Find the entities most similar to an entity, a text, or a sum of several.

        Parameters
        ----------
        entity : str, array, pair, or iterable of them, optional
            The same as `positive`, for the common case.
        positive, negative : str, array, pair, or iterable of them
            Summed as unit vectors, the negative ones with a minus, as in gensim.
        kind : str, optional
            Kind of the answers; by default the best of each kind.
        top : int
            Number of answers of each kind.
        level : str, optional
            By default items, not groups; a level such as ``"sector"``, or ``"all"``.
        correction : {"center", "csls", "sinkhorn", "none"}
            How similarities across kinds are made comparable; see
            :func:`laborspace.analysis.neighbors.neighbors`.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, score, percentile, rank_back, basis, why``. `percentile`: the
            share of others whose own nearest is less near; `rank_back`: the rank of the question
            as seen from the answer. See :func:`laborspace.analysis.neighbors.neighbors`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
            If the question cannot be understood.
        """
        from laborspace.analysis.neighbors import neighbors
        from laborspace.analysis.query import labels, listed
        from laborspace.analysis.tables import frame

        given = [*([] if entity is None else listed(entity)), *listed(positive)]
        taken = listed(negative)
        table = neighbors(
            self, given, taken, kind=kind, top=top, level=level, correction=correction
        )
        return frame(
            table,
            verb="neighbors",
            positive=labels(given),
            negative=labels(taken),
            kind=kind,
            top=top,
            level=level,
            correction=correction,
        )

    def compose(
        self,
        plus: Weighted | Iterable[Weighted],
        minus: Weighted | Iterable[Weighted] = (),
        *,
        start: Weighted | None = None,
        kind: str | None = None,
        top: int = 10,
        level: str | None = None,
        correction: str = "center",
        include_inputs: bool = False,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Add and subtract entities and texts, and look where the sum lands.

        Parameters
        ----------
        plus, minus : str, array, pair, or iterable of them
        start : str, array or pair, optional
            What the sum is compared with; by default the first term of `plus`.
        kind, top, level, correction
            As for :meth:`most_similar`.
        include_inputs : bool
            Whether what was asked about may be among the answers.
        rng : int or numpy.random.Generator, optional
            Seed or generator of the random terms an answer is compared with.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, score, rank_before, percentile, survives, depends_on, basis,
            why``; see :func:`laborspace.analysis.composition.compose`. ``attrs["vector"]`` is the
            sum, a list of d numbers; ``attrs["terms"]`` says of each term which share of the
            answers stays without it.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
            If the question cannot be understood, or the sum is zero.
        """
        from laborspace.analysis.composition import compose
        from laborspace.analysis.query import labels, listed
        from laborspace.analysis.tables import frame

        added, taken = listed(plus), listed(minus)
        found = compose(
            self, added, taken, start=start, kind=kind, top=top, level=level,
            correction=correction, include_inputs=include_inputs, rng=rng,
        )  # fmt: skip
        return frame(
            found.neighbors,
            verb="compose",
            plus=labels(added),
            minus=labels(taken),
            start=found.start,
            kind=kind,
            top=top,
            level=level,
            correction=correction,
            include_inputs=include_inputs,
            vector=found.vector.tolist(),
            terms=found.terms,
        )

    def changes(
        self,
        plus: Weighted | Iterable[Weighted],
        minus: Weighted | Iterable[Weighted] = (),
        *,
        start: Weighted | None = None,
        kind: str | None = None,
        top: int = 10,
        level: str | None = None,
        correction: str = "center",
        include_inputs: bool = False,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Say which entities a composition brings nearer and which it takes away.

        Parameters
        ----------
        plus, minus, start, kind, level, include_inputs, rng
            As for :meth:`compose`.
        top : int
            Number of entities that rose, and of those that fell, of each kind.
        correction : {"center", "none"}
            Whether to subtract the mean of each kind.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, change, score, before, rank, rank_before, percentile, basis,
            why``; see :func:`laborspace.analysis.changes.changes`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
            If the question cannot be understood, the sum is zero, or it is its start.
        """
        from laborspace.analysis.changes import changes
        from laborspace.analysis.query import labels, listed
        from laborspace.analysis.tables import frame

        added, taken = listed(plus), listed(minus)
        table = changes(
            self, added, taken, start=start, kind=kind, top=top, level=level,
            correction=correction, include_inputs=include_inputs, rng=rng,
        )  # fmt: skip
        return frame(
            table,
            verb="changes",
            plus=labels(added),
            minus=labels(taken),
            start=None if start is None else labels([start])[0],
            kind=kind,
            top=top,
            level=level,
            correction=correction,
            include_inputs=include_inputs,
        )

    def analogy(
        self,
        a: Argument,
        b: Argument,
        c: Argument,
        *,
        method: str = "add",
        kind: str | None = None,
        top: int = 10,
        level: str | None = None,
        correction: str = "center",
        include_inputs: bool = False,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Find what is to `c` as `b` is to `a`.

        Parameters
        ----------
        a, b, c : str or array
        method : {"add", "mul"}
            3CosAdd or 3CosMul.
        kind : str, optional
            Kind of the answers; by default that of `b`.
        top, level, include_inputs, rng
            As for :meth:`compose`.
        correction : {"center", "none"}
            Whether to subtract the mean of each kind.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, score, rank_before, percentile, survives, depends_on, basis,
            why``; see :func:`laborspace.analysis.analogy.analogy`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
            If the question cannot be understood, or `a` and `b` are the same.
        """
        from laborspace.analysis.analogy import analogy
        from laborspace.analysis.query import labels
        from laborspace.analysis.tables import frame

        table = analogy(
            self, a, b, c, method=method, kind=kind, top=top, level=level,
            correction=correction, include_inputs=include_inputs, rng=rng,
        )  # fmt: skip
        names = labels([a, b, c])
        return frame(
            table,
            verb="analogy",
            a=names[0],
            b=names[1],
            c=names[2],
            method=method,
            kind=kind,
            top=top,
            level=level,
            correction=correction,
            include_inputs=include_inputs,
        )
