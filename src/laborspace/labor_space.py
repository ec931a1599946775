"""The class a user holds: a space with its verbs as methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from laborspace.errors import InputError
from laborspace.methods.describing import Descriptions
from laborspace.methods.moving import Moves
from laborspace.methods.near import Near
from laborspace.methods.reading import Readings
from laborspace.methods.shocking import Shocks
from laborspace.space.container import Space

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from laborspace.analysis.comparison import Comparison
    from laborspace.space.vectors import Vector


class LaborSpace(Near, Descriptions, Readings, Moves, Shocks):
    """Industries, occupations, skills and firms in one vector space.

    Open one with :func:`laborspace.load`. Answers are pandas DataFrames whose ``attrs`` hold
    what was asked.

    Entities are named by id (``"onet:29-1141.00"``), code (``"29-1141.00"``), title or alias
    (``"registered nurse"``); free text is written ``"text:…"``; a vector, (d,), may stand for
    either; a pair ``(name, weight)`` gives it a weight other than 1. A dict ``{name: weight}``, a
    Series or a DataFrame is a weighted set, such as the jobs of a metro area, and may stand for one
    entity.
    """

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

    def map(
        self,
        kind: str | None = None,
        *,
        level: str | None = None,
        clusters: int | None = None,
        cluster: int | None = None,
        area: str | Iterable[tuple[float, float]] | None = None,
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
        cluster : int, optional
            Only the entities of the cluster of this number.
        area : str or iterable of pairs, optional
            Only the entities within a part of the map: the corners of a polygon, or two opposite
            corners of a box, as pairs or as ``"x,y x,y"``.
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
            If there is no such kind, level or cluster, the number of clusters cannot be, or the
            area cannot be read.
        """
        from laborspace.analysis.map import map_table, summary
        from laborspace.analysis.preservation import preservation
        from laborspace.analysis.tables import frame

        corners = area if area is None or isinstance(area, str) else list(area)
        table = map_table(self, kind, level=level, count=clusters, cluster=cluster, area=corners)
        return frame(
            table,
            verb="map",
            kind=kind,
            level=level,
            cluster=cluster,
            area=corners,
            clusters=summary(self, clusters),
            preservation=preservation(self) if measure else None,
        )

    def code(
        self,
        texts: str | Iterable[str],
        kind: str | None = None,
        *,
        vocabulary: str | None = None,
        level: str | None = None,
        top: int | None = None,
        threshold: float | None = None,
        backoff: bool = True,
    ) -> pd.DataFrame:
        """Code texts: the occupation or industry each most likely is, or the skills it names.

        Parameters
        ----------
        texts : str or iterable of str
            Titles of jobs, what a firm does, or adverts and CVs, by kind.
        kind : {"occupation", "industry", "skill"}, optional
            By default that of `vocabulary`, or occupations.
        vocabulary : str, optional
            ``"onet"``, ``"esco"``, ``"soc"``, ``"isco"`` or ``"naics"``.
        level : str, optional
            The most detailed level to answer at, such as ``"minor group"``.
        top : int, optional
            Most answers to a text; 1 by default, of skills 20.
        threshold : float, optional
            Probability from which on an answer is sure enough (0.5); of skills the least (0.2).
        backoff : bool
            Whether to answer with a broader group where no more detailed answer is sure enough.

        Returns
        -------
        pandas.DataFrame
            ``text, id, kind, code, title, probability, level, backed_off, review, basis, why``; of
            skills ``start, end, excerpt`` in place of level and flags. `text` counts from 0. See
            :func:`laborspace.analysis.coding.coding.code`. ``attrs["learned_from"]`` says what the
            probabilities were learned from.

        Raises
        ------
        EmptyTextError, UnknownKindError, InputError
            If the question cannot be understood.
        """
        from laborspace.analysis.coding import question
        from laborspace.analysis.tables import frame

        asked = question(
            self, kind=kind, vocabulary=vocabulary, level=level, top=top, threshold=threshold,
            backoff=backoff,
        )  # fmt: skip
        return frame(
            asked.ask([texts] if isinstance(texts, str) else list(texts)),
            verb="code",
            kind=asked.vocabulary.kind,
            vocabulary=asked.vocabulary.name,
            level=level,
            top=top,
            threshold=threshold,
            backoff=backoff,
            learned_from=asked.source,
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
