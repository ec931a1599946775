"""What entities require or employ, and who could move where: methods of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from laborspace.space.container import Space

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd

    from laborspace.analysis.query import Argument, Weighted
    from laborspace.analysis.transition.measures import Exposure


class Moves(Space):
    """Methods about requirements and moves."""

    def expect(
        self,
        entity: Argument,
        relation: str,
        *,
        vocabulary: str | None = None,
        basis: str | None = None,
        top: int = 10,
    ) -> pd.DataFrame:
        """Say what an entity or a text requires, employs or operates in.

        What a source reports is observed; the rest is estimated from the relations of near
        entities, of taxonomic siblings, and from the vectors.

        Parameters
        ----------
        entity : str or array
        relation : {"requires", "employs", "operates_in"}
            Asked of an occupation, an industry, a firm.
        vocabulary : str, optional
            Of the answers, such as ``"esco"`` or ``"onet"``; by default all there are.
        basis : {"observed", "estimated"}, optional
            Only such rows; by default both, observed ones first.
        top : int
            Number of answers of each vocabulary.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title``, then of ``probability, optional, importance, share, jobs``
            those that apply, ``low, high, basis, why, origin``; see
            :func:`laborspace.analysis.expectation.expect`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
            If the question cannot be understood, or the space holds nothing to learn from.
        """
        from laborspace.analysis.expectation import expect
        from laborspace.analysis.query import labels
        from laborspace.analysis.tables import frame

        table = expect(self, entity, relation, vocabulary=vocabulary, basis=basis, top=top)
        return frame(
            table,
            verb="expect",
            entity=labels([entity])[0],
            relation=relation,
            vocabulary=vocabulary,
            basis=basis,
            top=top,
        )

    def transitions(
        self,
        origin: Weighted | Iterable[Weighted],
        *,
        top: int = 10,
        only: str | None = None,
        vocabulary: str | None = None,
        wage: float | None = None,
        exposure: Exposure = "gpts",
        min_score: float = 0.95,
        max_zone_jump: float = 1,
        min_wage: float = 0.75,
        max_exposure: float = 0.75,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Find the occupations nearest to move to, and say what a move would take and bring.

        Parameters
        ----------
        origin : str, array, pair, or iterable of them
            An occupation, a group, ``"text:…"`` such as a CV, a vector; several are a mix.
        top : int
            Number of destinations.
        only : {"viable", "desirable", "safe"}, optional
            Only destinations that are; each of the three includes the ones before.
        vocabulary : str, optional
            Of the destinations: ``"onet"`` or ``"esco"``; by default the origin's own.
        wage : float, optional
            What the origin earns a year, if not what the source says.
        exposure : {"gpts", "microsoft"}, mapping, Series, or None
            A measure of exposure to AI that ships, or ids or codes of occupations and numbers;
            without one no destination is called safe.
        min_score, max_zone_jump, min_wage, max_exposure : float
            Viable are moves nearer than this share of all moves and at most so many job zones
            up or down; desirable are those to at least this share of the wage; safe those to no
            more exposure than this share of occupations has.
        rng : int or numpy.random.Generator, optional
            Of the intervals.

        Returns
        -------
        pandas.DataFrame
            See :func:`laborspace.analysis.transition.destinations.transitions`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
            If the question cannot be understood, or an option cannot be used.
        """
        from laborspace.analysis.query import labels, listed
        from laborspace.analysis.tables import frame
        from laborspace.analysis.transition import Thresholds, transitions

        limits = Thresholds(min_score, max_zone_jump, min_wage, max_exposure)
        table = transitions(
            self,
            origin,
            top=top,
            only=only,
            vocabulary=vocabulary,
            wage=wage,
            exposure=exposure,
            thresholds=limits,
            rng=rng,
        )
        asked = {"origin": labels(listed(origin)), "top": top, "only": only}
        return frame(table, verb="transitions", **asked, vocabulary=vocabulary, **vars(limits))

    def paths(
        self,
        origin: Weighted | Iterable[Weighted],
        destination: str,
        *,
        max_steps: int = 3,
        only: str = "viable",
        wage: float | None = None,
        exposure: Exposure = "gpts",
        min_score: float = 0.95,
        max_zone_jump: float = 1,
        min_wage: float = 0.75,
        max_exposure: float = 0.75,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Find the paths to an occupation whose weakest step is the strongest.

        Parameters
        ----------
        origin : str, array, pair, or iterable of them
        destination : str
            An occupation.
        max_steps : int
            Most moves, at most 6.
        only : {"viable", "desirable", "safe"}
            What every step must be.
        wage, exposure, min_score, max_zone_jump, min_wage, max_exposure, rng
            As for :meth:`transitions`.

        Returns
        -------
        pandas.DataFrame
            One row a step; see :func:`laborspace.analysis.transition.paths.paths`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
            If the question cannot be understood, or no such path leads there.
        """
        from laborspace.analysis.query import labels, listed
        from laborspace.analysis.tables import frame
        from laborspace.analysis.transition import Thresholds, paths

        limits = Thresholds(min_score, max_zone_jump, min_wage, max_exposure)
        table = paths(
            self,
            origin,
            destination,
            max_steps=max_steps,
            only=only,
            wage=wage,
            exposure=exposure,
            thresholds=limits,
            rng=rng,
        )
        asked = {"origin": labels(listed(origin)), "destination": destination}
        return frame(table, verb="paths", **asked, max_steps=max_steps, only=only, **vars(limits))

    def gap(
        self,
        origin: Weighted | Iterable[Weighted],
        destination: str,
        *,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """List what an occupation requires, and what of it one keeps or has to gain.

        Parameters
        ----------
        origin : str, array, pair, or iterable of them
            As for :meth:`transitions`.
        destination : str
            An occupation.
        rng : int or numpy.random.Generator, optional
            Of the interval.

        Returns
        -------
        pandas.DataFrame
            One row a skill, what is to gain first; see
            :class:`laborspace.analysis.transition.gap.Gap`. ``attrs`` hold the whole ``gap``,
            ``low`` and ``high``.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
            If one of the two cannot be understood.
        """
        from laborspace.analysis.query import labels, listed
        from laborspace.analysis.tables import frame
        from laborspace.analysis.transition import gap

        found = gap(self, origin, destination, rng=rng)
        asked = {"origin": labels(listed(origin)), "destination": destination}
        whole = {"gap": found.gap, "low": found.low, "high": found.high}
        return frame(found.skills, verb="gap", **asked, **whole)
