"""What an entity requires, employs or operates in: observed where a source says, else estimated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.estimate.observed import (
    ENDS,
    LISTED,
    RATED,
    check_relation,
    newest,
    taxonomy,
    vocabularies,
)
from laborspace.analysis.estimators import Estimate, Estimator
from laborspace.analysis.links import links
from laborspace.analysis.meaning import check_text
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.query import Argument, Term, terms
from laborspace.analysis.tables import result_table
from laborspace.analysis.why import SIMILAR
from laborspace.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.space.container import Rows, Space

BASES = ("observed", "estimated")
_NAN = float("nan")


def expect(
    space: Space,
    entity: Argument,
    relation: str,
    *,
    vocabulary: str | None = None,
    basis: str | None = None,
    top: int = 10,
) -> pa.Table:
    """Say what an entity or a text requires, employs or operates in.

    What a source reports comes first and is ``observed``. The rest is ``estimated`` from the
    relations of near entities, of taxonomic siblings, and from the vectors; see
    :mod:`laborspace.analysis.estimators`. An entity's own rows never enter its estimates.

    Parameters
    ----------
    space : Space
    entity : str or array
        Id, code, title, alias, ``"text:…"`` or vector, (d,).
    relation : {"requires", "employs", "operates_in"}
        Asked of an occupation, an industry, a firm.
    vocabulary : str, optional
        Where the answers come from, such as ``"esco"`` or ``"onet"`` for the skills an
        occupation requires; by default all, the one with observed rows first.
    basis : {"observed", "estimated"}, optional
        Only such rows; by default both.
    top : int
        Number of answers of each vocabulary.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title``, what is expected, ``low, high, basis, why, origin``. Expected
        are, as the relation and the vocabularies have them: ``probability`` that a source would
        list the answer, as essential if it makes the difference, and ``optional``, that it
        would list it as optional; ``importance``, on the scale of the source (O*NET: 1 to 5);
        ``share`` of the jobs whose occupation the source names, in [0, 1], and ``jobs`` as
        observed. Empty (NaN) where it does not apply. `low` and `high` bound a 90% interval of
        the first of them, for estimates only. `why` is what the source says, or names the known
        entities that speak most for an estimate; `origin` is the source.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If the question cannot be understood, or the space holds nothing to learn from.
    """
    check_relation(relation)
    check_top(top)
    if basis is not None and basis not in BASES:
        msg = f"There is no basis {basis!r}; choose observed or estimated."
        raise InputError(msg)
    known = vocabularies(space, relation)
    asked = terms(space, entity)
    if len(asked) != 1:
        msg = f"Ask about one entity or text at a time, not {len(asked)}."
        raise InputError(msg)
    for part in asked[0].members or asked:
        _check_kind(space, part, relation)
    check_text(space, asked[0], ENDS[relation][0])
    prefixes = known if vocabulary is None else [vocabulary.rstrip(":") + ":"]
    answers = [_Answers(space, asked[0], relation, prefix) for prefix in prefixes]
    answers.sort(key=lambda each: not len(each.rows))  # what was observed first
    return _table(space, [each.best(top, basis) for each in answers])


def estimator(space: Space, relation: str, prefix: str) -> Estimator:
    """Return the estimator learned from all entities of a space, kept on it.

    If the space has a held-out twin, what a score means is learned there, on the entities held out.
    """
    chosen = prefix or vocabularies(space, relation)[0]

    def make() -> Estimator:
        own = Estimator.fit(space, relation, prefix=chosen)
        if space.twin is not None and own.scale == LISTED:
            own.borrow(_learned_on_unseen(space.twin, relation, chosen))
        return own

    return space.derived(("estimator", relation, chosen), make)


def _learned_on_unseen(twin: Space, relation: str, prefix: str) -> Estimator:
    """Return the estimator of a twin that learns what scores mean from the entities held out."""
    held_out = twin.held_out
    try:
        return Estimator.fit(twin, relation, prefix=prefix, leave_out=held_out, unseen=held_out)
    except InputError:  # all of them are held out, as all firms are
        return Estimator.fit(twin, relation, prefix=prefix, unseen=held_out)


def _check_kind(space: Space, term: Term, relation: str) -> None:
    source = ENDS[relation][0]
    if term.kind not in (None, source):
        title = space.column("title")[space.index_of(term.label)]
        msg = (
            f"{title} ({term.label}) is of the kind {term.kind}, but {relation!r} is asked of the"
            f' kind {source}; choose one, or describe it as "text:…".'
        )
        raise InputError(msg)


@dataclass
class _Block:
    """Answers of one vocabulary: rows of the space and columns of the table."""

    rows: list[int]
    columns: dict[str, list[Any]]


class _Answers:
    """What one vocabulary answers about one term."""

    def __init__(self, space: Space, term: Term, relation: str, prefix: str) -> None:
        self._space = space
        self._relation = relation
        self._estimator = estimator(space, relation, prefix)
        if term.kind is None:
            self._estimate: Estimate = self._estimator.estimate_of(term.vector)
        else:
            self._estimate = self._estimator.estimate([term.label])
        self._column = {space.index_of(id_): j for j, id_ in enumerate(self._estimator.targets)}
        places = self._observed(term, prefix)
        ends = links(space)
        self.rows: Rows = ends.target[places].astype(np.intp)
        self._facts = [space.relations.slice(int(place), 1).to_pylist()[0] for place in places]
        self._total = self._jobs_in_all(term)

    def best(self, top: int, basis: str | None) -> _Block:
        """Return the observed answers, then the estimated ones, `top` in all."""
        block = _Block([], {name: [] for name in self._names()})
        if basis != "estimated":
            for i in self._observed_order()[:top]:
                self._add_fact(block, i)
        if basis != "observed":
            for j in self._estimated_order(top - len(block.rows)):
                self._add_estimate(block, j)
        return block

    def _names(self) -> list[str]:
        scale = self._estimator.scale
        value = {LISTED: ["probability"], RATED: ["importance"]}.get(scale, ["share", "jobs"])
        if self._estimate.optional is not None:
            value = [*value, "optional"]
        return [*value, "low", "high", "basis", "why", "origin"]

    def _observed(self, term: Term, prefix: str) -> Rows:
        if term.kind is None:
            return np.empty(0, dtype=np.intp)
        ends = links(self._space)
        places = np.flatnonzero(
            (ends.source == self._space.index_of(term.label)) & (ends.target >= 0)
        )
        kept = [
            place
            for place in places.tolist()
            if self._space.relations["relation"][place].as_py() == self._relation
            and self._space.ids[ends.target[place]].startswith(prefix)
        ]
        return newest(self._space, np.array(kept, dtype=np.intp))

    def _jobs_in_all(self, term: Term) -> float:
        """Jobs of the industry: as a source gives them, at least those of its rows."""
        listed = sum(fact["weight"] for fact in self._facts)
        if self._relation != "employs" or term.kind is None:
            return float(listed)
        table = self._space.attributes
        given = [
            row["value"]
            for row in table.select(["id", "attribute", "value"]).to_pylist()
            if row["id"] == term.label and row["attribute"] == "employment"
        ]
        return float(max([listed, *given]))

    def _score(self, row: int) -> float:
        column = self._column.get(row)
        return -np.inf if column is None else float(self._estimate.scores[0, column])

    def _observed_order(self) -> list[int]:
        """Greatest weight first, of equal ones the greatest score."""
        return sorted(
            range(len(self._facts)),
            key=lambda i: (
                -self._facts[i]["weight"],
                -round(self._score(int(self.rows[i])), 6),
                self._space.ids[self.rows[i]],
            ),
        )

    def _estimated_order(self, top: int) -> list[int]:
        """Columns not observed, the greatest score first, ties by id."""
        if top < 1 or self._left() <= 0:
            return []
        scores = np.round(self._estimate.scores[0].astype(np.float64), 6)
        if len(self.rows):
            seen = set(self.rows.tolist())
            above = taxonomy(self._space).above
            taken = [j for row, j in self._column.items() if row in seen or seen & {*above(row)}]
            scores[taken] = -np.inf
        order = np.argsort(-scores, kind="stable")[:top]  # columns are in the order of ids
        return [int(j) for j in order if scores[j] > -np.inf]

    def _left(self) -> float:
        """Share of the jobs that no row accounts for; 1 where it is not about shares."""
        if self._relation != "employs" or not self._facts:
            return 1.0
        listed = sum(float(fact["weight"]) for fact in self._facts)
        return 1 - listed / max(self._total, 1e-12)

    def _add_fact(self, block: _Block, i: int) -> None:
        fact = self._facts[i]
        weight, detail = float(fact["weight"]), fact["detail"] or ""
        scale = self._estimator.scale
        words = f"{self._relation.replace('_', ' ')}"
        if scale == RATED:
            value = {"importance": weight}
            words += f": importance {weight:.3g}"
        elif scale == LISTED:
            optional = detail == "optional"
            certain = 1.0 if self._relation == "requires" else weight
            value = {"probability": 0.0 if optional else certain, "optional": float(optional)}
        else:
            value = {"share": weight / max(self._total, 1e-12), "jobs": weight}
            words += f": {weight:,.0f} jobs"
        if detail:
            words += f": {detail}" if ":" not in words else f", {detail}"
        self._add(block, int(self.rows[i]), value, "observed", words, fact["origin"] or "")

    def _add_estimate(self, block: _Block, j: int) -> None:
        estimate, scale = self._estimate, self._estimator.scale
        part = self._left()
        name = {LISTED: "probability", RATED: "importance"}.get(scale, "share")
        value = {name: float(estimate.values[0, j]) * part}
        value["low"], value["high"] = (float(e[0, j]) * part for e in (estimate.low, estimate.high))
        if estimate.optional is not None:
            value["optional"] = float(estimate.optional[0, j])
        titles = self._space.column("title")
        voices = self._estimator.voices(estimate.weights[0], j)
        named = [titles[self._space.index_of(id_)] for id_ in voices]
        words = f"like {', '.join(named)}" if named else SIMILAR
        row = self._space.index_of(self._estimator.targets[j])
        self._add(block, row, value, "estimated", words, "")

    def _add(
        self, block: _Block, row: int, value: dict[str, float], basis: str, why: str, origin: str
    ) -> None:
        block.rows.append(row)
        words = {"basis": basis, "why": why, "origin": origin}
        for name, column in block.columns.items():
            column.append(words[name] if name in words else round(value.get(name, _NAN), 6))


def _table(space: Space, blocks: list[_Block]) -> pa.Table:
    words = ("basis", "why", "origin")
    order = ("probability", "optional", "importance", "share", "jobs", "low", "high", *words)
    columns: dict[str, Any] = {}
    for name in order:
        if any(name in block.columns for block in blocks):
            filled = [
                value
                for block in blocks
                for value in block.columns.get(name, [_NAN] * len(block.rows))
            ]
            columns[name] = filled if name in words else np.array(filled, dtype=np.float64)
    rows = np.array([row for block in blocks for row in block.rows], dtype=np.intp)
    return result_table(space, rows, columns)
