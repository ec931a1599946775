"""Where weighted sets sit on an axis: the bias and intensity of FrameAxis.

Kwak, An, Jing & Ahn, "FrameAxis: characterizing microframe bias and intensity with word
embedding", PeerJ Computer Science 7:e644, 2021. The bias of a document is the mean of the cosines
of its words with the axis, weighted by how often they occur (equation 4); its intensity is the
weighted mean of their squared distances from a baseline (equation 5), the bias of the background.
Here a document is a set of entities with weights, such as the jobs of a sector, and the background
all items its members could have been.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from laborspace.analysis.axis.poles import Floats, items_of
from laborspace.analysis.blocks import block, kinds_of
from laborspace.analysis.draws import generator_of
from laborspace.analysis.mix import is_mix
from laborspace.analysis.query import Term, centered, listed, terms, title_of
from laborspace.analysis.tables import HEAD
from laborspace.errors import InputError
from laborspace.space.arrow import numbers, strings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.analysis.axis.line import Axis
    from laborspace.analysis.query import Weighted
    from laborspace.space.container import Rows, Space

NAMED = 2
"""Members named as reasons."""
_HAVE_JOBS = ("industry", "firm")
_TEXTS = "skill"  # a random text is a random skill


@dataclass(frozen=True)
class _Set:
    """A weighted set and its members' scores."""

    head: tuple[str, str, str, str]  # id, kind, code, title
    names: tuple[str, ...]
    kinds: tuple[str | None, ...]
    shares: Floats
    scores: Floats
    known: str  # where the shares come from


def aggregate(
    axis: Axis,
    sets: Mapping[str, Any] | Weighted | Iterable[Weighted],
    *,
    resamples: int = 200,
    null: int = 1000,
    rng: int | np.random.Generator | None = 0,
) -> pa.Table:
    """Say where weighted sets sit on an axis.

    Parameters
    ----------
    axis : Axis
    sets : mapping of str to set, or one or more sets
        A set is a weighted set or the name of an entity; a mapping of names to sets names them. An
        industry, a sector or a firm stands for its occupations, weighted by observed jobs, or by
        expected shares where none are observed; any other group for its items.
    resamples : int
        Draws of the bootstrap over the members of each set.
    null : int
        Random sets that p-values are counted among.
    rng : int or numpy.random.Generator, optional

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, bias, low, high, p_value, intensity, intensity_low,
        intensity_high, intensity_p_value, members, shares, basis, why``, in the order asked.
        `bias` is the weighted mean of the members' scores; `intensity` the weighted mean of their
        squared distances from the mean score of all items like them. The bounds hold the central
        95% when members are drawn anew, each with its weight (NaN for a single member). The
        p-values are the shares of random sets, of as many like items with the same weights, that
        are at least as far out in either direction. `shares` says whether the jobs of an industry
        are observed or estimated (a firm's are those of its industries, hence estimated), or the
        weights given. `why` names the members that move the bias most.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If a set cannot be understood, or nothing is known of its jobs.
    """
    generator = generator_of(rng)
    like = _Likes(axis)
    rows = [
        _measured(axis, each, like, resamples=resamples, null=null, rng=generator)
        for each in _read(axis, sets)
    ]
    if not rows:
        msg = "No sets were given to place on the axis; give at least one."
        raise InputError(msg)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    data = [strings(v) if isinstance(v[0], str) else numbers(np.array(v)) for v in columns.values()]
    return pa.table(data, names=list(columns))


def most_from(space: Space, names: list[str], contributions: Floats) -> str:
    """Name the members that contribute most to where a set sits."""
    side = np.sign(contributions.sum()) or 1.0
    order = np.argsort(-side * contributions, kind="stable")[:NAMED]
    said = [title_of(space, names[i]) for i in order.tolist() if side * contributions[i] > 0]
    return f"most from: {', '.join(said)}" if said else "its members cancel out"


def _read(axis: Axis, sets: Any) -> list[_Set]:
    named: list[tuple[str | None, Any]]
    one = isinstance(sets, Mapping) and all(np.isscalar(v) and not isinstance(v, str)
                                            for v in sets.values())  # fmt: skip
    if isinstance(sets, Mapping) and not one:
        named = list(sets.items())
    else:
        named = [(None, each) for each in listed(sets)]
    found = []
    for name, given in named:
        asked = terms(axis.space, given)
        if len(asked) != 1:
            msg = f"The set {name or given!r} has {len(asked)} parts; give weights, or one name."
            raise InputError(msg)
        found.append(_set(axis, asked[0], name, mixed=is_mix(given)))
    return found


def _set(axis: Axis, term: Term, name: str | None, *, mixed: bool) -> _Set:
    space = axis.space
    kind = "mix" if mixed else "text"
    code, title = "", name or term.label.removeprefix("text:")
    if term.kind is not None:
        row = space.index_of(term.label)
        code, title = space.column("code")[row], name or space.column("title")[row]
        kind = term.kind
        if kind in _HAVE_JOBS:
            return _by_jobs(axis, row, (term.label, kind, code, title))
    parts: dict[str, Term] = {}
    shares: dict[str, float] = {}
    for item in items_of(space, term):
        parts[item.label] = item
        shares[item.label] = shares.get(item.label, 0.0) + item.weight
    center = axis.correction == "center"
    vectors = [centered(space, part) if center else part.vector for part in parts.values()]
    weights = np.array(list(shares.values()))
    return _Set(
        (name or term.label, kind, code, title),
        tuple(parts),
        tuple(part.kind for part in parts.values()),
        weights / weights.sum(),
        (np.stack(vectors) @ axis.vector).astype(np.float64),
        "given",
    )


def _by_jobs(axis: Axis, row: int, head: tuple[str, str, str, str]) -> _Set:
    from laborspace.analysis.exposure.through import jobs_of

    space = axis.space
    jobs = jobs_of(space, head[1], np.array([row], dtype=np.intp))
    occupations = block(space, "occupation")
    place = np.flatnonzero(jobs.shares[0] > 0)
    if not len(place):
        msg = f"Nothing is known of the jobs of {head[3]} ({head[0]}); give a weighted set."
        raise InputError(msg)
    shares = jobs.shares[0][place].astype(np.float64)
    return _Set(
        head,
        tuple(space.ids[r] for r in occupations.rows[place]),
        ("occupation",) * len(place),
        shares / shares.sum(),
        axis.cosines(occupations)[place],
        jobs.basis[0],
    )


def _measured(
    axis: Axis,
    each: _Set,
    like: _Likes,
    *,
    resamples: int,
    null: int,
    rng: np.random.Generator,
) -> dict[str, Any]:
    pools = like.of(each)
    center = sum(
        float(each.shares[own].sum()) * float(scores.mean()) for own, scores in pools.values()
    )
    bias, intensity = _moments(each.shares, each.scores, center)
    size = len(each.shares)
    bounds = np.full((2, 2), np.nan)
    if size > 1:
        counts = rng.multinomial(size, np.full(size, 1 / size), size=resamples)
        drawn = counts * each.shares
        drawn /= drawn.sum(axis=1, keepdims=True)
        several = np.stack(_moments(drawn, each.scores, center), axis=-1)
        bounds = np.percentile(several, [2.5, 97.5], axis=0)
    p = np.full(2, np.nan)
    if null:
        random = np.empty((null, size))
        for own, scores in pools.values():
            random[:, own] = scores[rng.integers(len(scores), size=(null, len(own)))]
        several = np.stack([random @ each.shares, (random - center) ** 2 @ each.shares])
        mean = several.mean(axis=1, keepdims=True)
        far = np.abs(np.array([[bias], [intensity]]) - mean) - 1e-9
        p = (1 + (np.abs(several - mean) >= far).sum(axis=1)) / (1 + null)
    moved = each.shares * (each.scores - center)
    numbers_ = {
        "bias": bias, "low": bounds[0, 0], "high": bounds[1, 0], "p_value": p[0],
        "intensity": intensity, "intensity_low": bounds[0, 1], "intensity_high": bounds[1, 1],
        "intensity_p_value": p[1],
    }  # fmt: skip
    return {
        **dict(zip(HEAD, each.head, strict=True)),
        **{name: round(float(value), 6) for name, value in numbers_.items()},
        "members": size,
        "shares": each.known,
        "basis": "estimated",
        "why": most_from(axis.space, list(each.names), moved),
    }


def _moments(shares: Floats, scores: Floats, center: float) -> tuple[Any, Any]:
    return shares @ scores, shares @ (scores - center) ** 2


class _Likes:
    """The scores of all items like the members of a set: of their kind and vocabulary."""

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        self._known: dict[tuple[str, str], Floats] = {}

    def of(self, each: _Set) -> dict[tuple[str, str], tuple[Rows, Floats]]:
        """Return, by kind and vocabulary, places of members and the scores of items like them."""
        makes = [
            (kind or _TEXTS, name.partition(":")[0] if kind else "")
            for name, kind in zip(each.names, each.kinds, strict=True)
        ]
        for make in set(makes).difference(self._known):
            self._known[make] = self._scores(*make)
        return {
            make: (np.flatnonzero([other == make for other in makes]), self._known[make])
            for make in dict.fromkeys(makes)
        }

    def _scores(self, kind: str, scheme: str) -> Floats:
        space = self._axis.space
        pool = block(space, kind if kind in kinds_of(space) else kinds_of(space)[0])
        scores = self._axis.cosines(pool)
        ids = space.ids
        like = np.array([ids[row].startswith(f"{scheme}:") for row in pool.rows.tolist()])
        return scores[like] if scheme and like.any() else scores
