"""Scores read along a direction, and what published scores say: methods of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from laborspace.space.container import Space

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    import pandas as pd

    from laborspace.analysis.axis import Axis
    from laborspace.analysis.exposure.concept import Question
    from laborspace.analysis.mix import MixGiven
    from laborspace.analysis.query import Weighted
    from laborspace.analysis.transfer.given import ScoresGiven


class Readings(Space):
    """Methods about axes, exposure and given scores."""

    def axis(
        self,
        negative: Weighted | Iterable[Weighted],
        positive: Weighted | Iterable[Weighted],
        *,
        expand: int = 0,
        correction: str = "center",
        resamples: int = 200,
        null: int = 200,
        rng: int | np.random.Generator | None = 0,
    ) -> Axis:
        """Make the axis from a negative to a positive pole (SemAxis); project onto it.

        Parameters
        ----------
        negative, positive : str, array, mapping, pair, or iterable of them
            The poles: scores grow from the first to the second. A group such as
            ``"naics:31-33"`` stands for the items it contains.
        expand : int
            Widen single entities and texts of the poles by so many of their nearest.
        correction : {"center", "none"}
            Whether to subtract the mean of each kind.
        resamples : int
            Draws of the bootstrap over the members of the poles.
        null : int
            Random axes that p-values are counted among.
        rng : int or numpy.random.Generator, optional
            Seed or generator of the bootstrap and the random axes.

        Returns
        -------
        Axis
            Its method ``project(kind=…)`` returns
            ``id, kind, code, title, score, low, high, p_value, basis, why``; its method
            ``aggregate(sets)`` says where sectors and job mixes sit.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
            If a pole cannot be understood, or both lie in the same place.
        """
        from laborspace.analysis.axis import axis

        return axis(
            self,
            negative,
            positive,
            expand=expand,
            correction=correction,
            resamples=resamples,
            null=null,
            rng=rng,
        )

    def plane(
        self,
        x: Axis,
        y: Axis,
        *,
        kind: str | None = None,
        entities: Weighted | Iterable[Weighted] | None = None,
        top: int | None = None,
        level: str | None = None,
    ) -> pd.DataFrame:
        """Score entities along two axes at once.

        Parameters
        ----------
        x, y : Axis
            Two axes of this space.
        kind, entities, level
            As for ``axis(…).project``.
        top : int, optional
            Keep those among so many at either end of either axis, of each kind; by default all.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title``, then ``x`` and ``y``, each with ``low``, ``high`` and
            ``p_value``, and ``basis, why``; see :func:`laborspace.analysis.axis.plane.plane`.

        Raises
        ------
        UnknownKindError, UnknownEntityError, AmbiguousEntityError, InputError
            If the question cannot be understood, or the axes do not belong together.
        """
        from laborspace.analysis.axis import plane
        from laborspace.analysis.tables import frame

        table = plane(x, y, kind=kind, entities=entities, top=top, level=level)
        return frame(table, verb="plane", x=x.asked, y=y.asked, kind=kind, level=level)

    def exposure(
        self,
        concept: Question,
        *,
        against: Question | None = None,
        kind: str | None = None,
        entities: Iterable[str] | None = None,
        workforce: MixGiven | None = None,
        through: str | None = None,
        measures: str | Path | bool | None = None,
        top: int | None = None,
        level: str | None = None,
        resamples: int = 200,
        rng: int | np.random.Generator | None = 0,
    ) -> pd.DataFrame:
        """Say how much a technology, or any described concept, bears on entities.

        Parameters
        ----------
        concept : str, array, pair, iterable of them, mapping or Axis
            Texts, entities, a weighted set or an axis. Bare words that name no entity are taken
            for text.
        against : the same, optional
            Its opposite: scores are those on the axis between the two.
        kind, level : str, optional
            Of the entities; by default all kinds, and items, not groups.
        entities : iterable of str, optional
            Score just these.
        workforce : mapping, Series or DataFrame, optional
            Occupations and their jobs: score this job mix, and say what each contributes.
        through : {"employs"}, optional
            Score industries and firms by the mean of their occupations, weighted by jobs.
        measures : bool, str or Path, optional
            Published measures beside the scores: True for those that ship, or a folder.
        top : int, optional
            Only the first so many of each kind; by default all.
        resamples, rng
            Draws of the interval, and their seed.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, score, low, high, percentile, p_value, basis, why``;
            ``attrs["notes"]`` says what to keep in mind. See
            :func:`laborspace.analysis.exposure.exposing.exposure`.

        Raises
        ------
        UnknownEntityError, AmbiguousEntityError, UnknownKindError, EmptyTextError, InputError
            If the question cannot be understood.
        """
        from laborspace.analysis.exposure import exposure, workforce_exposure
        from laborspace.analysis.tables import frame

        draws: dict[str, Any] = {"against": against, "resamples": resamples, "rng": rng}
        if workforce is None:
            options: dict[str, Any] = {"kind": kind, "through": through, "top": top, "level": level}
            answer = exposure(
                self, concept, entities=entities, measures=measures, **options, **draws
            )
        else:
            given = (kind, entities, through, measures, top, level)
            options = {"workforce": True}
            answer = workforce_exposure(self, concept, workforce, alone=given, **draws)
        notes = list(answer.notes)
        return frame(answer.table, verb="exposure", **options, **answer.facts, notes=notes)

    def exposure_measures(
        self,
        folder: str | Path | None = None,
        *,
        concept: Question | None = None,
        against: Question | None = None,
    ) -> pd.DataFrame:
        """Set published measures of occupations' exposure side by side, with their agreement.

        Parameters
        ----------
        folder : str or Path, optional
            With the authors' files, for the measures that may not ship.
        concept, against : optional
            As for :meth:`exposure`, whose scores then stand in the column ``concept``.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title`` and a column for each measure; ``attrs["agreement"]`` has
            the rank correlations, ``attrs["about"]`` what each measures, ``attrs["absent"]``
            where the others can be had.

        Raises
        ------
        SourceError, InputError
            If a file cannot be read.
        """
        from laborspace.analysis.exposure.measures import exposure_measures
        from laborspace.analysis.tables import frame
        from laborspace.output import records

        found = exposure_measures(self, folder, concept=concept, against=against)
        return frame(
            found.table,
            verb="exposure_measures",
            agreement=records(found.agreement),
            about=found.about,
            absent=found.absent,
        )

    def transfer(
        self,
        scores: ScoresGiven,
        *,
        kind: str | None = None,
        of: str | None = None,
        column: str | None = None,
        unknown: str = "raise",
        through: str | None = None,
        top: int | None = None,
        level: str | None = None,
    ) -> pd.DataFrame:
        """Estimate a score for every entity from scores of some entities of one kind.

        Parameters
        ----------
        scores : mapping, Series, DataFrame or path
            Ids, codes or names, and their scores; at least 20.
        kind, level : str, optional
            Of the answers; by default all kinds, and items, not groups.
        of : str, optional
            Kind of the scored entities, where codes could be of several.
        column : str, optional
            Column of the scores.
        unknown : {"raise", "skip"}
            What to do with names the space does not know.
        through : {"employs"}, optional
            Score industries and firms by the mean of their occupations, weighted by jobs.
        top : int, optional
            Only the first so many of each kind; by default all.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, score, low, high, percentile, held_out, basis, why``;
            ``attrs["notes"]`` says what the estimates are worth, ``attrs["fits"]`` in figures,
            ``attrs["better"]`` whether they beat the mean of an entity's group. See
            :func:`laborspace.analysis.transfer.transferring.transfer`.

        Raises
        ------
        SourceError, UnknownKindError, InputError
            If the scores cannot be read, are too few, or do not vary.
        """
        from laborspace.analysis.tables import frame
        from laborspace.analysis.transfer import transfer

        options: dict[str, Any] = {"kind": kind, "through": through, "top": top, "level": level}
        answer = transfer(self, scores, of=of, column=column, unknown=unknown, **options)
        notes = list(answer.notes)
        return frame(answer.table, verb="transfer", **options, **answer.facts, notes=notes)
