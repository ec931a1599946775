"""The class a user holds: a space with its verbs as methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from laborspace.errors import InputError
from laborspace.space.container import Space

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy as np
    import pandas as pd

    from laborspace.analysis.axis import Axis
    from laborspace.analysis.comparison import Comparison
    from laborspace.analysis.exposure.concept import Question
    from laborspace.analysis.mix import MixGiven
    from laborspace.analysis.query import Argument, Weighted
    from laborspace.analysis.transfer.given import ScoresGiven
    from laborspace.analysis.transition.measures import Exposure
    from laborspace.space.vectors import Vector


class LaborSpace(Space):
    """Industries, occupations, skills and firms in one vector space.

    Open one with :func:`laborspace.load`. Answers are pandas DataFrames whose ``attrs`` hold
    what was asked.

    Entities are named by id (``"onet:29-1141.00"``), code (``"29-1141.00"``), title or alias
    (``"registered nurse"``); free text is written ``"text:…"``; a vector, (d,), may stand for
    either; a pair ``(name, weight)`` gives it a weight other than 1. A dict ``{name: weight}``, a
    Series or a DataFrame is a weighted set, such as the jobs of a metro area, and may stand for one
    entity.
    """

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
            ``id, kind, code, title, score, basis, why``.

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

    def compare(
        self, other: Space | str | Path, *, noise: Space | str | Path | None = None
    ) -> Comparison:
        """Compare with another space: what moved, what entered, what left.

        Parameters
        ----------
        other : Space, str or Path
            A space, or what :func:`laborspace.load` opens; ``space.twin`` is one.
        noise : Space, str or Path, optional
            This space made once more with another seed, which tells how far things move by
            chance.

        Returns
        -------
        Comparison
            Its methods ``movers(kind)``, ``changes(kind)`` and ``summary()`` return DataFrames.

        Raises
        ------
        FormatError
            If a path is not a space.
        InputError
            If the spaces share too little.
        """
        from laborspace.analysis.comparison import compare

        spaces = [
            each if each is None or isinstance(each, Space) else Space.load(each)
            for each in (other, noise)
        ]
        if spaces[0] is None:
            msg = "There is no other space to compare with; a space without a twin has none."
            raise InputError(msg)
        return compare(self, spaces[0], noise=spaces[1])

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

    def map(
        self,
        kind: str | None = None,
        *,
        level: str | None = None,
        clusters: int | None = None,
        measure: bool = False,
    ) -> pd.DataFrame:
        """Say where entities lie on the fixed map of the space, and in which cluster.

        Parameters
        ----------
        kind : str, optional
            Kind of the entities; by default all kinds.
        level : str, optional
            By default items, not groups; a level such as ``"sector"``, or ``"all"``.
        clusters : int, optional
            Number of clusters, of all kinds together; at most 40 by default.
        measure : bool
            Whether to measure how well the map keeps neighborhoods, which takes a second or so.

        Returns
        -------
        pandas.DataFrame
            ``id, kind, code, title, x, y, cluster, cluster_title``; see
            :func:`laborspace.analysis.map.map_table`. ``attrs["clusters"]`` describes the
            clusters; ``attrs["preservation"]`` is what was measured, see
            :func:`laborspace.analysis.preservation.preservation`.

        Raises
        ------
        FormatError
            If the space has no map; the message says how to make one.
        UnknownKindError, InputError
            If there is no such kind or level, or the number of clusters cannot be.
        """
        from laborspace.analysis.map import map_table, summary
        from laborspace.analysis.preservation import preservation
        from laborspace.analysis.tables import frame

        table = map_table(self, kind, level=level, count=clusters)
        return frame(
            table,
            verb="map",
            kind=kind,
            level=level,
            clusters=summary(self, clusters),
            preservation=preservation(self) if measure else None,
        )

    def encode(
        self, texts: str | Iterable[str], *, batch_size: int = 64, show_progress: bool = False
    ) -> Vector:
        """Encode texts as unit vectors of this space.

        Parameters
        ----------
        texts : str or iterable of str
        batch_size : int
            Texts per inference.
        show_progress : bool
            Draw a progress bar on stderr.

        Returns
        -------
        ndarray, (n, d) or (d,)
            float32; one vector, (d,), for a single text.

        Raises
        ------
        EmptyTextError
            If a text has no words.
        FormatError
            If the space has no encoder, or a damaged one.

        Warns
        -----
        TruncationWarning
            If texts are longer than the encoder reads.
        """
        from laborspace.analysis.query import encoder_of

        return encoder_of(self).encode(texts, batch_size=batch_size, show_progress=show_progress)

    def export(
        self,
        path: str | Path,
        format: str,  # noqa: A002 - the word every library uses
        *,
        kind: str | None = None,
        kinds: Sequence[str] | None = None,
    ) -> None:
        """Write the vectors for another tool.

        Parameters
        ----------
        path : str or Path
        format : {"word2vec", "tensorboard", "npy", "similarity", "sentence-transformers"}
            See :mod:`laborspace.analysis.export`.
        kind : str, optional
            Only entities of this kind.
        kinds : sequence of two str, optional
            Kinds of the rows and columns of a similarity matrix.

        Raises
        ------
        InputError
            If the format, the kinds or the extension cannot be used.
        StorageError
            If writing fails.
        """
        from laborspace.analysis.export import export

        export(self, path, format=format, kind=kind, kinds=kinds)

    def info(self) -> dict[str, Any]:
        """Count what the space holds and say where it came from."""
        from laborspace.analysis.summary import summarize

        return summarize(self)
