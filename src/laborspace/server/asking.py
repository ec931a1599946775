"""Each question as one call into the library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from laborspace.errors import InputError
from laborspace.server.parameters import alone, asked

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.analysis.axis import Axis
    from laborspace.space.container import Space


@dataclass(frozen=True)
class Answer:
    """What a verb answers.

    Attributes
    ----------
    table : pyarrow.Table or None
        None if all there is to say is in `about`.
    about : dict
        What the library says beside the table, fit for JSON.
    notes : tuple of str
        What to keep in mind.
    """

    table: pa.Table | None
    about: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def ask_info(space: Space) -> Answer:
    """Answer the verb ``info``."""
    from laborspace.analysis.summary import summarize

    return Answer(None, summarize(space))


def ask_find(space: Space, q: str, **options: Any) -> Answer:
    """Answer the verb ``find``."""
    from laborspace.analysis.finding import find

    return Answer(find(space, q, **options))


def ask_neighbors(space: Space, q: Any, minus: Any, **options: Any) -> Answer:
    """Answer the verb ``neighbors``."""
    from laborspace.analysis.neighbors import neighbors

    return Answer(neighbors(space, asked(q), asked(minus), **options))


def ask_profile(space: Space, entity: str, top: int) -> Answer:
    """Answer the verb ``profile``."""
    from laborspace.analysis.profile import profile

    return Answer(None, profile(space, entity, top=top))


def ask_contrast(space: Space, a: Any, b: Any, top: int, seed: int) -> Answer:
    """Answer the verb ``contrast``."""
    from laborspace.analysis.contrast import contrast

    found = contrast(space, alone(a), alone(b), top=top, rng=seed)
    return Answer(found.table, found.about, tuple(found.notes))


def _line(space: Space, negative: Any, positive: Any, *, seed: int, **options: Any) -> Axis:
    from laborspace.analysis.axis import axis

    return axis(space, asked(negative), asked(positive), rng=seed, **options)


def ask_axis(
    space: Space, entities: Any, kind: Any, top: Any, level: Any, q: bool, **options: Any
) -> Answer:
    """Answer the verb ``axis``."""
    line = _line(space, **options)
    few = asked(entities) or None
    table = line.to_arrow(kind, entities=few, top=top, level=level, q=q, why=True)
    return Answer(table, {"cosine_of_poles": line.cosine})


def ask_aggregate(space: Space, of: Any, seed: int, **options: Any) -> Answer:
    """Answer the verb ``aggregate``."""
    from laborspace.analysis.axis import aggregate

    line = _line(space, seed=seed, **options)
    return Answer(aggregate(line, asked(of), rng=seed))


def ask_plane(
    space: Space, x_negative: Any, x_positive: Any, y_negative: Any, y_positive: Any,
    entities: Any, **options: Any,
) -> Answer:  # fmt: skip
    """Answer the verb ``plane``."""
    from laborspace.analysis.axis import plane

    answers = {key: options.pop(key) for key in ("kind", "top", "level")}
    x = _line(space, x_negative, x_positive, **options)
    y = _line(space, y_negative, y_positive, **options)
    return Answer(plane(x, y, entities=asked(entities) or None, **answers))


def _sum(plus: Any, minus: Any, start: Any, seed: int) -> dict[str, Any]:
    return {"plus": asked(plus), "minus": asked(minus), "start": asked(start), "rng": seed}


def ask_compose(
    space: Space, plus: Any, minus: Any, start: Any, seed: int, **options: Any
) -> Answer:
    """Answer the verb ``compose``."""
    from laborspace.analysis.composition import compose

    found = compose(space, **_sum(plus, minus, start, seed), **options)
    return Answer(found.neighbors, {"start": found.start, "terms": found.terms})


def ask_changes(
    space: Space, plus: Any, minus: Any, start: Any, seed: int, **options: Any
) -> Answer:
    """Answer the verb ``changes``."""
    from laborspace.analysis.changes import changes

    return Answer(changes(space, **_sum(plus, minus, start, seed), **options))


def ask_analogy(space: Space, a: Any, b: Any, c: Any, seed: int, **options: Any) -> Answer:
    """Answer the verb ``analogy``."""
    from laborspace.analysis.analogy import analogy

    return Answer(analogy(space, alone(a), alone(b), alone(c), rng=seed, **options))


def ask_expect(space: Space, entity: str, **options: Any) -> Answer:
    """Answer the verb ``expect``."""
    from laborspace.analysis.expectation import expect

    return Answer(expect(space, entity, **options))


def _pairs(changes: Any) -> Any:
    """Return changes as the library takes them: ``NAME=CHANGE`` is taken apart."""
    if not isinstance(changes, list):
        return changes
    pairs = [each.rpartition("=")[::2] for each in changes]
    for each, (left, _) in zip(changes, pairs, strict=True):
        if not left.strip():
            msg = f"{each!r} says no change; write NAME=CHANGE, such as naics:4811=-0.3."
            raise InputError(msg)
    return pairs


def ask_shock(
    space: Space, changes: Any, kind: Any, vocabulary: Any, top: Any, sort: str, balance: bool,
    seed: int, **options: Any,
) -> Answer:  # fmt: skip
    """Answer the verb ``shock``."""
    from laborspace.analysis.shock import Parameters, shock

    made = shock(space, _pairs(changes))
    found = made.follow(
        kind, vocabulary=vocabulary, top=top, sort=sort, parameters=Parameters(**options), rng=seed
    )
    return Answer(found.balance if balance else found.table, {"shock": made.words})


def ask_spread(space: Space, changes: Any, **options: Any) -> Answer:
    """Answer the verb ``spread``."""
    from laborspace.analysis.shock import shock

    made = shock(space, _pairs(changes))
    return Answer(made.spread_arrow(options.pop("kind") or "occupation", **options))


def ask_exposure(
    space: Space, concept: Any, against: Any, workforce: Any, **options: Any
) -> Answer:
    """Answer the verb ``exposure``."""
    from laborspace.analysis.exposure import exposure, workforce_exposure

    ends = {"against": asked(against)} if against else {}
    if workforce is None:
        found = exposure(space, asked(concept), **ends, **options)
    else:
        alone_ = [options[each] for each in ("kind", "through", "top", "level")]
        alone_.append(options["measures"] or None)
        found = workforce_exposure(space, asked(concept), workforce, alone=alone_, **ends)
    return Answer(found.table, dict(found.facts), tuple(found.notes))


def ask_measures(space: Space, concept: Any, scores: bool) -> Answer:
    """Answer the verb ``measures``."""
    from laborspace.analysis.exposure.measures import exposure_measures

    found = exposure_measures(space, concept=asked(concept) or None)
    about = {"measures": found.about, "absent": found.absent}
    return Answer(found.table if scores else found.agreement, about)


def ask_transfer(
    space: Space, scores: dict[str, float], skip_unknown: bool, **options: Any
) -> Answer:
    """Answer the verb ``transfer``."""
    from laborspace.analysis.transfer import transfer

    found = transfer(space, scores, unknown="skip" if skip_unknown else "raise", **options)
    return Answer(found.table, dict(found.facts), tuple(found.notes))


def _limits(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a move as the library takes them."""
    from laborspace.analysis.transition import Thresholds

    names = ("min_score", "max_zone_jump", "min_wage", "max_exposure")
    exposure = None if options["exposure"] == "none" else options["exposure"]
    own = {"exposure": exposure, "thresholds": Thresholds(*(options[each] for each in names))}
    rest = {key: value for key, value in options.items() if key not in (*names, "seed")}
    return rest | own | {"rng": options["seed"]}


def ask_transitions(space: Space, origin: Any, **options: Any) -> Answer:
    """Answer the verb ``transitions``."""
    from laborspace.analysis.transition import transitions

    return Answer(transitions(space, asked(origin), **_limits(options)))


def ask_paths(space: Space, origin: Any, destination: str, **options: Any) -> Answer:
    """Answer the verb ``paths``."""
    from laborspace.analysis.transition import paths

    return Answer(paths(space, asked(origin), destination, **_limits(options)))


def ask_gap(space: Space, origin: Any, destination: str, seed: int) -> Answer:
    """Answer the verb ``gap``."""
    from laborspace.analysis.transition import gap

    found = gap(space, asked(origin), destination, rng=seed)
    return Answer(found.skills, {"gap": found.gap, "low": found.low, "high": found.high})


def ask_code(space: Space, text: list[str], **options: Any) -> Answer:
    """Answer the verb ``code``."""
    from laborspace.analysis.coding.coding import code

    return Answer(code(space, text, **options))


def ask_mentions(space: Space, text: list[str], **options: Any) -> Answer:
    """Answer the verb ``mentions``."""
    from laborspace.analysis.coding.mentions import mentions

    return Answer(mentions(space, text, **options))


def ask_map(
    space: Space, kind: Any, level: Any, clusters: int | None, cluster: int | None, area: Any
) -> Answer:
    """Answer the verb ``map``."""
    from laborspace.analysis.map import map_table, summary

    table = map_table(space, kind, level=level, count=clusters, cluster=cluster, area=area)
    return Answer(table, {"clusters": summary(space, clusters)})


def ask_compare(space: Space, other: str, kind: Any, top: int, changes: bool) -> Answer:
    """Answer the verb ``compare``."""
    from laborspace.analysis.comparison import compare

    if other != "twin":
        msg = f"{other!r} cannot be compared with here, only the held-out twin: other=twin."
        raise InputError(msg)
    if space.twin is None:
        msg = "This space has no held-out twin to compare with."
        raise InputError(msg)
    made = compare(space, space.twin)
    table = made.changes_to_arrow(kind) if changes else made.movers_to_arrow(kind, top=top)
    return Answer(table, {"summary": made.summary_to_arrow().to_pylist()})


def ask_encode(space: Space, text: list[str]) -> Answer:
    """Answer the verb ``encode``."""
    from laborspace.analysis.encoding import vector_table
    from laborspace.analysis.query import encoder_of

    return Answer(vector_table(text, encoder_of(space).encode(text)))
