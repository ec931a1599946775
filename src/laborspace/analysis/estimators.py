"""Estimates of a relation, learned from the entities that have it.

Three things are known about an entity of which nothing was observed: where it lies, so which
known entities it is near; which groups of its taxonomy it belongs to; and how near each target
lies to it. They enter as a kernel ridge estimate over known entities, a vote of the taxonomic
siblings (or the jobs of the sector), and a cosine. How they combine, and what a score means, is
learned on known entities estimated without themselves and, for occupations, without the rest of
their unit group; better, on entities whose relations the encoder has not seen, for it places those
it has seen nearer to what they require than it will place a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.ground import Ground, matrix
from laborspace.analysis.estimate.heads import Chances, Head, Parts, Ratings, Shares
from laborspace.analysis.estimate.observed import LISTED, RATED, SHARE, Observed, observed
from laborspace.analysis.estimate.ridge import Matrix, Smoother
from laborspace.errors import UnknownEntityError
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from laborspace.space.container import Rows, Space

RIDGE = {LISTED: 0.3, RATED: 0.3, SHARE: 0.5}
GROUP_WEIGHT = {LISTED: 0.0, RATED: 0.1, SHARE: 0.25}
"""Ridge, and what each group shared adds to a kernel that is 1 at most: chosen once, on
development splits of training entities (docs/experiments.md)."""
SAMPLE = 400
"""Entities that the combination is learned on."""
ENOUGH = 100
"""Entities unseen by the encoder from which on the combination is learned on them alone."""
LEAST_GROUPS = 50
"""With fewer, entities are left out one by one, not with their group."""


@dataclass(frozen=True)
class Estimate:
    """What is estimated for q entities.

    Attributes
    ----------
    scores : ndarray, (q, m)
        Rank the targets: log odds, expected ratings, or a scale of shares.
    values : ndarray, (q, m)
        Probability (of an essential target where the source knows optional ones), expected
        rating, or expected share; shares of an entity sum to at most 1.
    low, high : ndarray, (q, m)
        90% interval around `values`.
    optional : ndarray, (q, m), or None
        Probability of an optional target.
    weights : ndarray, (q, n)
        Of the known entities in the estimate.
    """

    scores: Matrix
    values: npt.NDArray[np.floating]
    low: npt.NDArray[np.floating]
    high: npt.NDArray[np.floating]
    optional: npt.NDArray[np.floating] | None
    weights: Matrix


@dataclass(frozen=True)
class _Question:
    """Entities to estimate, all with groups or all without."""

    vectors: Matrix  # centered
    groups: Matrix | None
    weights: Matrix  # of the known entities
    left_out: Sequence[Rows]  # for each, positions of the known entities not to use


class Estimator:
    """A relation learned from known entities; make one with :meth:`fit`.

    Attributes
    ----------
    relation, prefix : str
        The prefix is that of the targets, e.g. ``"esco:"``.
    scale : {"listed", "rated", "share"}
        Whether values are probabilities, ratings or shares.
    targets : list of str
        Ids of the columns of what is estimated, sorted.
    known : list of str
        Ids of the entities learned from, sorted.
    """

    def __init__(
        self,
        space: Space,
        table: Observed,
        vectors: Vector,
        leave_out: Collection[str],
        unseen: Collection[str],
    ) -> None:
        self._space, self._observed = space, table
        self.relation, self.prefix, self.scale = table.relation, table.prefix, table.scale
        self.targets = [space.ids[row] for row in table.targets]
        self._ground = Ground(space, table, vectors, leave_out)
        self.known = self._ground.known
        found = [i for i, row in enumerate(table.sources) if space.ids[row] in unseen]
        self._unseen = np.array(found if len(found) >= ENOUGH else [], dtype=np.intp)
        self._lender: Estimator | None = None
        self._heads: dict[bool, Head] = {}
        self._smoothers: dict[bool, Smoother] = {}

    @classmethod
    def fit(
        cls,
        space: Space,
        relation: str,
        *,
        prefix: str = "",
        leave_out: Collection[str] = frozenset(),
        vectors: npt.NDArray[np.floating] | None = None,
        unseen: Collection[str] = frozenset(),
    ) -> Estimator:
        """Learn a relation from the entities of a space.

        Parameters
        ----------
        space : Space
            Its relations are learned from.
        relation : {"requires", "employs", "operates_in"}
        prefix : str
            Vocabulary of the targets, such as ``"esco:"`` or ``"onet:"``; by default the one
            with the most relations.
        leave_out : collection of str
            Ids of entities not to learn from.
        vectors : ndarray, (n, d), optional
            To use in place of the vectors of the space.
        unseen : collection of str
            Ids of entities whose relations the vectors did not learn from. If there are enough,
            how the parts combine to a probability is learned on them, whether or not they are
            left out otherwise.

        Raises
        ------
        InputError
            If the relation cannot be estimated, the space has none such, or nothing is left.
        """
        given = space.vectors if vectors is None else unit(np.asarray(vectors, dtype=np.float32))
        return cls(space, observed(space, relation, prefix), given, leave_out, unseen)

    def borrow(self, lender: Estimator) -> Estimator:
        """Take over how another estimator of the same relation combines its parts.

        That of a held-out twin is honest about new entities where one's own is not.
        """
        self._lender = lender
        return self

    def scores(self, ids: Sequence[str]) -> Matrix:
        """Score every target for entities, as if nothing had been observed about them.

        Parameters
        ----------
        ids : sequence of str
            Entities of the space; one learned from is left out of its own estimate.

        Returns
        -------
        ndarray, (len(ids), len(targets))

        Raises
        ------
        UnknownEntityError
            If the space lacks one.
        """
        found = np.empty((len(ids), len(self.targets)), dtype=np.float32)
        for places, question in self._questions(ids):
            found[places] = self._scores(question)
        return found

    def scores_of(self, vectors: npt.NDArray[np.floating]) -> Matrix:
        """Score every target for new texts, given their vectors, (q, d) or (d,)."""
        return self._scores(self._question(vectors))

    def probabilities(self, ids: Sequence[str]) -> npt.NDArray[np.floating]:
        """Return calibrated values: probabilities, or expected ratings or shares.

        Where the source tells essential from optional targets, the probability is that of an
        essential one. Parameters and errors are those of :meth:`scores`.
        """
        return self.estimate(ids).values

    def probabilities_of(self, vectors: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        """Return calibrated values for new texts, given their vectors, (q, d) or (d,)."""
        return self.estimate_of(vectors).values

    def estimate(self, ids: Sequence[str]) -> Estimate:
        """Estimate entities with intervals; parameters and errors as in :meth:`scores`."""
        parts = [(places, self._estimate(question)) for places, question in self._questions(ids)]
        order = np.argsort(np.concatenate([places for places, _ in parts]))

        def joined(name: str) -> Any:
            every = [getattr(part, name) for _, part in parts]
            return None if every[0] is None else np.concatenate(every)[order]

        names = ("scores", "values", "low", "high", "optional", "weights")
        return Estimate(*(joined(name) for name in names))

    def estimate_of(self, vectors: npt.NDArray[np.floating]) -> Estimate:
        """Estimate new texts with intervals, given their vectors, (q, d) or (d,)."""
        return self._estimate(self._question(vectors))

    def voices(self, weights: Matrix, column: int, top: int = 3) -> list[str]:
        """Name the known entities that speak most for a target.

        Parameters
        ----------
        weights : ndarray, (n,)
            A row of :attr:`Estimate.weights`.
        column : int
        top : int

        Returns
        -------
        list of str
            Ids, the strongest voice first; empty if none speaks for it.
        """
        table = self._ground.by_target
        start, end = table.indptr[column : column + 2]
        rows, amounts = table.indices[start:end], table.data[start:end]
        voice = weights[rows] * amounts
        order = sorted(range(len(rows)), key=lambda i: (-voice[i], rows[i]))[:top]
        return [self.known[rows[i]] for i in order if voice[i] > 1e-4]

    # Questions

    def _questions(self, ids: Sequence[str]) -> Iterator[tuple[Rows, _Question]]:
        rows = self._space.rows_of(ids)
        if (rows < 0).any():
            raise UnknownEntityError(ids[int(np.flatnonzero(rows < 0)[0])])
        groups = self._ground.memberships(rows)
        grouped = groups.sum(axis=1) > 0
        for places in (np.flatnonzero(grouped), np.flatnonzero(~grouped)):
            if len(places):
                own = groups[places] if grouped[places[0]] else None
                known = [self._ground.place.get(ids[place]) for place in places.tolist()]
                yield places, self._about(rows[places], own, known)

    def _about(self, rows: Rows, groups: Matrix | None, known: list[int | None]) -> _Question:
        vectors = self._ground.about(rows)
        smoother = self._smoother(grouped=groups is not None)
        left_out = [np.array([] if i is None else [i], dtype=np.intp) for i in known]
        weights = np.empty((len(rows), len(self.known)), dtype=np.float32)
        new = np.array([i is None for i in known], dtype=bool)
        if new.any():
            weights[new] = smoother.weights(vectors[new], None if groups is None else groups[new])
        if not new.all():
            sets = [left for left in left_out if len(left)]
            weights[~new] = np.concatenate(smoother.without(sets))
        return _Question(vectors, groups, weights, left_out)

    def _question(self, vectors: npt.NDArray[np.floating]) -> _Question:
        given = unit(np.atleast_2d(np.asarray(vectors, dtype=np.float32)))
        centered = self._ground.about_texts(given)
        weights = self._smoother(grouped=False).weights(centered)
        return _Question(centered, None, weights, [np.empty(0, dtype=np.intp)] * len(given))

    def _lessons(self, *, grouped: bool) -> tuple[Matrix, _Question]:
        """Return what is true of some entities, and them as if nothing of it were known."""
        strangers = self._unseen[~np.isin(self._unseen, self._ground.sources)]
        if len(strangers):
            rows = self._observed.sources[strangers]
            own = self._ground.memberships(rows) if grouped else None
            question = self._about(rows, own, [None] * len(rows))
            return matrix(self._observed, strangers).toarray(), question
        places, question = self._folds(grouped=grouped)
        return self._ground.table[places].toarray(), question

    def _folds(self, *, grouped: bool) -> tuple[Rows, _Question]:
        """Return known entities to learn from, each without itself and its closest siblings."""
        usable = list(range(len(self._ground.rows)))
        if len(self._unseen):
            usable = np.flatnonzero(np.isin(self._ground.sources, self._unseen)).tolist()
        sets: dict[object, list[int]] = {}
        for i in usable:
            row = int(self._ground.rows[i])
            parents = self._ground.taxonomy.above(row) if self.relation == "requires" else []
            sets.setdefault(parents[0] if parents else self.known[i], []).append(i)
        if len(sets) < LEAST_GROUPS:  # a group may be all there is of its kind
            sets = {i: [i] for i in usable}
        chosen = [np.array(each, dtype=np.intp) for each in sets.values()]
        if self.scale == LISTED:
            order = np.random.default_rng(0).permutation(len(chosen))
            reached = np.cumsum([len(chosen[i]) for i in order])
            chosen = [chosen[i] for i in order[: int(np.searchsorted(reached, SAMPLE)) + 1]]
        places = np.concatenate(chosen)
        groups = self._ground.known_groups[places] if grouped else None
        weights = np.concatenate(self._smoother(grouped=grouped).without(chosen))
        left_out = [each for each in chosen for _ in each]
        return places, _Question(self._ground.known_vectors[places], groups, weights, left_out)

    # Estimates

    def _scores(self, question: _Question) -> Matrix:
        return self._head(grouped=question.groups is not None).scores(self._parts(question))

    def _estimate(self, question: _Question) -> Estimate:
        head = self._head(grouped=question.groups is not None)
        scores = head.scores(self._parts(question))
        read = head.read(scores)
        return Estimate(scores, read.values, read.low, read.high, read.optional, question.weights)

    def _head(self, *, grouped: bool) -> Head:
        if self._lender is not None:
            return self._lender._head(grouped=grouped)  # noqa: SLF001 - one of its own
        if grouped not in self._heads:
            self._heads[grouped] = self._learn(grouped=grouped)
        return self._heads[grouped]

    def _learn(self, *, grouped: bool) -> Head:
        truth, question = self._lessons(grouped=grouped)
        parts = self._parts(question)
        if self.scale == SHARE:
            return Shares(parts, truth**2)
        if self.scale == RATED:
            limits = float(self._observed.weight.min()), float(self._observed.weight.max())
            return Ratings(parts, truth, limits)
        return Chances(parts, truth == 1, (truth > 0) & (truth < 1))

    def _parts(self, question: _Question) -> Parts:
        cosine = question.vectors @ self._ground.target_vectors.T
        taxonomy = None
        if question.groups is not None:
            vote = self._vote if self.scale == LISTED else self._prior
            taxonomy = vote(question.groups, question.left_out)
        return Parts(self._spread(question), cosine, taxonomy)

    def _spread(self, question: _Question) -> Matrix:
        """Ridge estimate; but for listed pairs, it falls back on the mean, not on zero."""
        weights = question.weights
        if self.scale != LISTED:
            rest = np.ones_like(weights)
            for i, left in enumerate(question.left_out):
                rest[i, left] = 0
            rest /= np.maximum(rest.sum(axis=1, keepdims=True), 1)
            weights = weights + (1 - weights.sum(axis=1, keepdims=True)) * rest
        return np.asarray(weights @ self._ground.table, dtype=np.float32)

    def _vote(self, groups: Matrix, left_out: Sequence[Rows]) -> Matrix:
        """Mean of the taxonomic siblings, drawn to zero; each shared group doubles a voice."""
        voice = np.exp2(groups @ self._ground.known_groups.T) - 1
        for i, left in enumerate(left_out):
            voice[i, left] = 0
        voice /= voice.sum(axis=1, keepdims=True) + 1
        return np.asarray(voice @ self._ground.table, dtype=np.float32)

    def _prior(self, groups: Matrix, _left_out: Sequence[Rows]) -> Matrix:
        """√share of the narrowest group about which there are rows, else zero."""
        found = np.zeros((len(groups), len(self.targets)), dtype=np.float32)
        for i, row in enumerate(groups):
            for group in np.flatnonzero(row).tolist():  # the narrowest first
                if group in self._ground.group_shares:
                    found[i] = self._ground.group_shares[group]
                    break
        return found

    def _smoother(self, *, grouped: bool) -> Smoother:
        weight = GROUP_WEIGHT[self.scale]
        grouped = grouped and weight > 0
        if grouped not in self._smoothers:
            self._smoothers[grouped] = Smoother(
                self._ground.known_vectors,
                self._ground.known_groups if grouped else None,
                ridge=RIDGE[self.scale],
                group_weight=weight,
            )
        return self._smoothers[grouped]
