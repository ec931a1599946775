"""The verbs as the server and an assistant offer them: each one call into the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from laborspace.errors import InputError
from laborspace.server.parameters import (
    CENTERED,
    CORRECTION,
    INCLUDE_INPUTS,
    KIND,
    LEVEL,
    SEED,
    TOP,
    TOP_OR_ALL,
    Parameter,
    alone,
    asked,
    flag,
    mix,
    name,
    number,
    term,
    terms,
    texts,
    whole,
    word,
)  # fmt: skip

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


@dataclass(frozen=True)
class Verb:
    """One thing that can be asked.

    Attributes
    ----------
    name : str
        Of the route and of the tool.
    summary : str
        One sentence.
    columns : str
        Of the answer, separated by blanks; those in brackets are not always there.
    parameters : dict of str to Parameter
    ask : callable
        From a space and the parameters to an answer.
    example : dict
        A question in the form of a JSON body.
    """

    name: str
    summary: str
    columns: str
    parameters: dict[str, Parameter]
    ask: Callable[..., Answer]
    example: dict[str, Any]

    @property
    def in_query(self) -> bool:
        """Whether a query string can ask it."""
        return all(each.query or each.default is not ... for each in self.parameters.values())


def _info(space: Space) -> Answer:
    from laborspace.analysis.summary import summarize

    return Answer(None, summarize(space))


def _find(space: Space, q: str, **options: Any) -> Answer:
    from laborspace.analysis.finding import find

    return Answer(find(space, q, **options))


def _neighbors(space: Space, q: Any, minus: Any, **options: Any) -> Answer:
    from laborspace.analysis.neighbors import neighbors

    return Answer(neighbors(space, asked(q), asked(minus), **options))


def _line(space: Space, negative: Any, positive: Any, *, seed: int, **options: Any) -> Axis:
    from laborspace.analysis.axis import axis

    return axis(space, asked(negative), asked(positive), rng=seed, **options)


def _axis(space: Space, kind: Any, top: Any, level: Any, q: bool, **options: Any) -> Answer:
    line = _line(space, **options)
    table = line.to_arrow(kind, top=top, level=level, q=q, why=True)
    return Answer(table, {"cosine_of_poles": line.cosine})


def _aggregate(space: Space, of: Any, seed: int, **options: Any) -> Answer:
    from laborspace.analysis.axis import aggregate

    line = _line(space, seed=seed, **options)
    return Answer(aggregate(line, asked(of), rng=seed))


def _plane(
    space: Space, x_negative: Any, x_positive: Any, y_negative: Any, y_positive: Any, kind: Any,
    top: Any, level: Any, **options: Any,
) -> Answer:  # fmt: skip
    from laborspace.analysis.axis import plane

    x = _line(space, x_negative, x_positive, **options)
    y = _line(space, y_negative, y_positive, **options)
    return Answer(plane(x, y, kind=kind, top=top, level=level))


def _sum(plus: Any, minus: Any, start: Any, seed: int) -> dict[str, Any]:
    return {"plus": asked(plus), "minus": asked(minus), "start": asked(start), "rng": seed}


def _compose(space: Space, plus: Any, minus: Any, start: Any, seed: int, **options: Any) -> Answer:
    from laborspace.analysis.composition import compose

    found = compose(space, **_sum(plus, minus, start, seed), **options)
    return Answer(found.neighbors, {"start": found.start, "terms": found.terms})


def _changes(space: Space, plus: Any, minus: Any, start: Any, seed: int, **options: Any) -> Answer:
    from laborspace.analysis.changes import changes

    return Answer(changes(space, **_sum(plus, minus, start, seed), **options))


def _analogy(space: Space, a: Any, b: Any, c: Any, seed: int, **options: Any) -> Answer:
    from laborspace.analysis.analogy import analogy

    return Answer(analogy(space, alone(a), alone(b), alone(c), rng=seed, **options))


def _expect(space: Space, entity: str, **options: Any) -> Answer:
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


def _shock(
    space: Space, changes: Any, kind: Any, vocabulary: Any, top: Any, sort: str, balance: bool,
    seed: int, **options: Any,
) -> Answer:  # fmt: skip
    from laborspace.analysis.shock import Parameters, shock

    made = shock(space, _pairs(changes))
    found = made.follow(
        kind, vocabulary=vocabulary, top=top, sort=sort, parameters=Parameters(**options), rng=seed
    )
    return Answer(found.balance if balance else found.table, {"shock": made.words})


def _spread(space: Space, changes: Any, **options: Any) -> Answer:
    from laborspace.analysis.shock import shock

    made = shock(space, _pairs(changes))
    return Answer(made.spread_arrow(options.pop("kind") or "occupation", **options))


def _exposure(space: Space, concept: Any, against: Any, workforce: Any, **options: Any) -> Answer:
    from laborspace.analysis.exposure import exposure, workforce_exposure

    ends = {"against": asked(against)} if against else {}
    if workforce is None:
        found = exposure(space, asked(concept), **ends, **options)
    else:
        alone_ = [options[each] for each in ("kind", "through", "top", "level")]
        alone_.append(options["measures"] or None)
        found = workforce_exposure(space, asked(concept), workforce, alone=alone_, **ends)
    return Answer(found.table, dict(found.facts), tuple(found.notes))


def _measures(space: Space, concept: Any, scores: bool) -> Answer:
    from laborspace.analysis.exposure.measures import exposure_measures

    found = exposure_measures(space, concept=asked(concept) or None)
    about = {"measures": found.about, "absent": found.absent}
    return Answer(found.table if scores else found.agreement, about)


def _transfer(space: Space, scores: dict[str, float], skip_unknown: bool, **options: Any) -> Answer:
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


def _transitions(space: Space, origin: Any, **options: Any) -> Answer:
    from laborspace.analysis.transition import transitions

    return Answer(transitions(space, asked(origin), **_limits(options)))


def _paths(space: Space, origin: Any, destination: str, **options: Any) -> Answer:
    from laborspace.analysis.transition import paths

    return Answer(paths(space, asked(origin), destination, **_limits(options)))


def _gap(space: Space, origin: Any, destination: str, seed: int) -> Answer:
    from laborspace.analysis.transition import gap

    found = gap(space, asked(origin), destination, rng=seed)
    return Answer(found.skills, {"gap": found.gap, "low": found.low, "high": found.high})


def _code(space: Space, text: list[str], **options: Any) -> Answer:
    from laborspace.analysis.coding.coding import code

    return Answer(code(space, text, **options))


def _map(space: Space, kind: Any, level: Any, clusters: int | None) -> Answer:
    from laborspace.analysis.map import map_table, summary

    table = map_table(space, kind, level=level, count=clusters)
    return Answer(table, {"clusters": summary(space, clusters)})


def _compare(space: Space, other: str, kind: Any, top: int, changes: bool) -> Answer:
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


def _encode(space: Space, text: list[str]) -> Answer:
    from laborspace.analysis.encoding import vector_table
    from laborspace.analysis.query import encoder_of

    return Answer(vector_table(text, encoder_of(space).encode(text)))


NURSE, TRUCKS, HEALTH = "onet:29-1141.00", "onet:53-3032.00", "naics:62"
_SCORED = (
    "11-1011 11-2021 11-3021 11-3031 13-1111 13-2011 15-1252 15-1211 17-2051 17-2141 19-1042"
    " 21-1021 23-1011 25-2021 29-1141 31-1131 35-2014 41-2031 43-4051 47-2031 49-3023 51-4041"
)
_GRADES = ("viable", "desirable", "safe")
_LEAST = {  # of a move
    "only": word("Only destinations that are.", *_GRADES),
    "wage": number("What the origin earns a year, if not what the source says.", default=None),
    "exposure": word("Measure of exposure to AI.", "gpts", "microsoft", "none", default="gpts"),
    "min_score": number("Viable: nearer than this share of moves.", default=0.95, high=1),
    "max_zone_jump": number("Viable: most job zones up or down.", default=1, high=5),
    "min_wage": number("Desirable: least share of the wage.", default=0.75, high=100),
    "max_exposure": number(
        "Safe: exposed no more than this share of occupations.", default=0.75, high=1
    ),
    "seed": SEED,
}
_POLES = {
    "negative": terms("Pole of the low scores.", example=["naics:31-33"]),
    "positive": terms("Pole of the high scores.", example=[HEALTH]),
}
_DRAWN = {
    "expand": whole("Widen poles by so many of their nearest.", 0, 100, default=0),
    "null": whole("Random axes behind the p-values.", 0, 1000, default=200),
    "correction": CENTERED,
    "seed": SEED,
}
_ANSWERS = {"kind": KIND, "top": TOP, "level": LEVEL}
_ALL_ANSWERS = {"kind": KIND, "top": TOP_OR_ALL, "level": LEVEL}
_TERMS = {
    "plus": terms("What to add.", example=["firm:TSLA"]),
    "minus": terms("What to take away.", default=[], example=["naics:3361"]),
    "start": term("What to compare the sum with; the first of `plus` by default.", default=None),
}
_ORIGIN = terms("Where one moves from; several are a mix.", example=[TRUCKS])
_DESTINATION = name("An occupation.", example="onet:53-3052.00")
_HEAD = "id kind code title"
_CHANGES = Parameter(
    "What changes by how much: `NAME=CHANGE`, -0.3, -30% or -12000jobs; in a body, an object.",
    dict[str, float | str] | list[str],
    list[str],
    example=["naics:4811=-0.30"],
    limits={"min_length": 1, "max_length": 200},
)

VERBS: tuple[Verb, ...] = (
    Verb("info", "What the space is made of, how, and under which licenses.", "", {}, _info, {}),
    Verb(
        "find",
        "Find entities by id, code, title or alias; typos are forgiven.",
        f"{_HEAD} score match",
        {
            "q": name("Id, code, title or alias.", example="registered nurse"),
            "kind": KIND,
            "top": whole("Most rows.", 1, 1000, default=10),
        },
        _find,
        {"q": "registered nurse", "top": 3},
    ),
    Verb(
        "neighbors",
        "The entities nearest to an entity, a text, or a sum of several.",
        f"{_HEAD} score basis why",
        {
            "q": terms("What to be near to.", example=[NURSE]),
            "minus": terms("What to be far from.", default=[]),
            **_ANSWERS,
            "correction": CORRECTION,
        },
        _neighbors,
        {"q": [NURSE], "kind": "skill", "top": 3},
    ),
    Verb(
        "axis",
        "Place entities on the axis from one pole to another (SemAxis).",
        f"{_HEAD} score low high p_value q_value basis why",
        {**_POLES, **_ALL_ANSWERS, "q": flag("Add false discovery rates."), **_DRAWN},
        _axis,
        {"negative": ["naics:31-33"], "positive": [HEALTH], "kind": "occupation", "top": 3},
    ),
    Verb(
        "plane",
        "Place entities along two axes at once.",
        f"{_HEAD} x x_low x_high x_p_value y y_low y_high y_p_value basis why",
        {
            **{f"x_{key}": each for key, each in _POLES.items()},
            "y_negative": terms("Low pole of the second axis.", example=["text:manual work"]),
            "y_positive": terms("High pole of the second axis.", example=["text:office work"]),
            **_ALL_ANSWERS,
            **_DRAWN,
        },
        _plane,
        {
            "x_negative": ["naics:31-33"],
            "x_positive": [HEALTH],
            "y_negative": ["text:manual work"],
            "y_positive": ["text:office work"],
            "kind": "occupation",
            "top": 2,
        },
    ),
    Verb(
        "aggregate",
        "Place sectors, firms and job mixes on an axis by their jobs or members.",
        f"{_HEAD} bias low high p_value intensity",
        {
            **_POLES,
            "of": terms("What to place.", example=["naics:51"]),
            **{key: each for key, each in _DRAWN.items() if key != "null"},
        },
        _aggregate,
        {"negative": ["naics:31-33"], "positive": [HEALTH], "of": ["naics:51"]},
    ),
    Verb(
        "compose",
        "Add and subtract entities and texts, and show what the sum is nearest to.",
        f"{_HEAD} score rank_before percentile survives depends_on basis why",
        {
            **_TERMS,
            **_ANSWERS,
            "correction": CORRECTION,
            "include_inputs": INCLUDE_INPUTS,
            "seed": SEED,
        },
        _compose,
        {
            "plus": ["firm:TSLA", "text:renewable energy"],
            "minus": ["naics:3361"],
            "kind": "occupation",
            "top": 3,
        },
    ),
    Verb(
        "changes",
        "What a composition brings nearer and what it takes away.",
        f"{_HEAD} change score before rank rank_before percentile basis why",
        {
            **_TERMS,
            **_ANSWERS,
            "correction": CENTERED,
            "include_inputs": INCLUDE_INPUTS,
            "seed": SEED,
        },
        _changes,
        {"plus": ["firm:TSLA"], "minus": ["naics:3361"], "kind": "occupation", "top": 3},
    ),
    Verb(
        "analogy",
        "Find what is to C as B is to A.",
        f"{_HEAD} score rank_before percentile survives depends_on basis why",
        {
            "a": term("An entity or a text.", example="naics:6221"),
            "b": term("What belongs to A.", example=NURSE),
            "c": term("What the same is looked for.", example="naics:6111"),
            "method": word("3CosAdd or 3CosMul.", "add", "mul", default="add"),
            "kind": word(
                "Kind of the answers; that of B by default.",
                *KIND.limits["json_schema_extra"]["enum"][:-1],
            ),
            "top": TOP,
            "level": LEVEL,
            "correction": CENTERED,
            "include_inputs": INCLUDE_INPUTS,
            "seed": SEED,
        },
        _analogy,
        {"a": "naics:6221", "b": NURSE, "c": "naics:6111", "top": 3},
    ),
    Verb(
        "expect",
        "What an entity or a text requires, employs or operates in: observed, then estimated.",
        f"{_HEAD} probability optional importance share jobs low high basis why origin",
        {
            "entity": name("Id, code, title, alias or `text:…`.", example=NURSE),
            "relation": word(
                "Asked of an occupation, an industry, a firm.",
                *("requires", "employs", "operates_in"),
                default=...,
                example="requires",
            ),
            "vocabulary": word("Of the answers, such as `esco` or `onet`; all by default."),
            "basis": word("Only such rows.", "observed", "estimated"),
            "top": whole("Number of answers of each vocabulary.", 1, 1000, default=10),
        },
        _expect,
        {"entity": NURSE, "relation": "requires", "top": 3},
    ),
    Verb(
        "shock",
        "Follow a shock to industries, occupations, skills or firms to all others.",
        f"{_HEAD} impact low high basis why",
        {
            "changes": _CHANGES,
            "kind": KIND,
            "vocabulary": word("Of the occupations and skills among the answers."),
            "top": whole("Number of answers of each kind.", 1, 1000, default=10),
            "sort": word("What comes first.", "impact", "jobs", "wage_bill", default="impact"),
            "balance": flag("Show how the jobs of each industry add up instead."),
            "rho": number("Share that is passed on.", default=0.5, high=1),
            "temperature": number("How widely neighbors are looked for.", default=0.1, high=100),
            "estimated": number("Weight of estimated relations.", default=1.0, high=1),
            "draws": whole("Draws for the intervals.", 0, 100, default=12),
            "seed": SEED,
        },
        _shock,
        {"changes": {"naics:4811": -0.3}, "kind": "occupation", "top": 3},
    ),
    Verb(
        "spread",
        "Estimate what others did, some changes being observed.",
        f"{_HEAD} low high basis why",
        {"changes": _CHANGES, **_ALL_ANSWERS},
        _spread,
        {"changes": {"onet:29-1141.00": 0.1, "onet:29-1171.00": 0.2}, "top": 3},
    ),
    Verb(
        "exposure",
        "Score how much a technology, or any described concept, bears on entities.",
        f"{_HEAD} score low high percentile p_value basis why",
        {
            "concept": terms("A technology, a text.", example=["text:large language models"]),
            "against": terms("The opposite, for an axis.", default=[]),
            **_ALL_ANSWERS,
            "through": word("`employs`: industries and firms by their occupations.", "employs"),
            "measures": flag("Put published measures beside the scores."),
            "workforce": mix(
                "Occupations and their jobs, to be scored as one.",
                example={NURSE: 120, TRUCKS: 40},
                default=None,
            ),
        },
        _exposure,
        {"concept": ["text:large language models"], "kind": "occupation", "top": 3},
    ),
    Verb(
        "measures",
        "How far published measures of exposure to AI and automation agree.",
        "",
        {
            "concept": terms("Compare the exposure to this too.", default=[]),
            "scores": flag("Give the scores of occupations, not their agreement."),
        },
        _measures,
        {"concept": ["text:large language models"]},
    ),
    Verb(
        "transfer",
        "Estimate a score of all entities from scores of some, at least 20.",
        f"{_HEAD} score low high percentile held_out basis why",
        {
            "scores": mix("Ids, codes or names, and their scores.", example={NURSE: 0.2}),
            **_ALL_ANSWERS,
            "of": word("Kind of the scored entities, where codes could be of several."),
            "skip_unknown": flag("Leave out names the space does not know."),
            "through": word("`employs`: industries and firms by their occupations.", "employs"),
        },
        _transfer,
        {
            "scores": {
                f"onet:{code}.00": place / 20
                for place, code in enumerate(_SCORED.split())  # any numbers will do
            },
            "kind": "occupation",
            "top": 3,
        },
    ),
    Verb(
        "transitions",
        "Where one could move from an occupation, what it takes and what it brings.",
        f"{_HEAD} score low high gap wage wage_change why",
        {
            "origin": _ORIGIN,
            "top": whole("Number of destinations.", 1, 1000, default=10),
            "vocabulary": word("Of the destinations; the origin's by default.", "onet", "esco"),
            **_LEAST,
        },
        _transitions,
        {"origin": [TRUCKS], "only": "viable", "top": 3},
    ),
    Verb(
        "paths",
        "The paths to an occupation whose weakest step is the strongest.",
        f"{_HEAD} path step score low high gap wage wage_change why",
        {
            "origin": _ORIGIN,
            "destination": _DESTINATION,
            "max_steps": whole("Most moves.", 1, 6, default=3),
            **_LEAST,
            "only": word(
                "What each step must be.",
                *_LEAST["only"].limits["json_schema_extra"]["enum"][:-1],
                default="viable",
            ),
        },
        _paths,
        {"origin": ["onet:43-3071.00"], "destination": "onet:43-3031.00"},
    ),
    Verb(
        "gap",
        "What an occupation requires, and what of it one keeps or has to gain.",
        _HEAD,
        {"origin": _ORIGIN, "destination": _DESTINATION, "seed": SEED},
        _gap,
        {"origin": [TRUCKS], "destination": "onet:53-3052.00"},
    ),
    Verb(
        "code",
        "Code texts to a classification, each answer with a calibrated probability.",
        f"text {_HEAD} probability level backed_off review basis why",
        {
            "text": texts("Titles of jobs, or what firms do.", example=["RN, night shift, ICU"]),
            "kind": word("Of the codes.", "occupation", "industry", "skill"),
            "vocabulary": word("Such as `onet`, `esco`, `soc`, `isco` or `naics`."),
            "level": word("The most detailed level to answer at."),
            "top": whole("Most answers to a text.", 1, 100, default=1),
            "threshold": number("Probability that is sure enough.", default=0.5, high=1),
            "backoff": Parameter(
                "Answer with a broader group where no code is sure enough.", bool, bool, True
            ),
        },
        _code,
        {"text": ["RN, night shift, ICU"], "kind": "occupation"},
    ),
    Verb(
        "map",
        "Where entities lie on the fixed map, and in which cluster.",
        f"{_HEAD} x y cluster cluster_title",
        {
            "kind": KIND,
            "level": LEVEL,
            "clusters": whole("Number of clusters; at most 40 by default.", 2, 60, default=None),
        },
        _map,
        {"kind": "industry"},
    ),
    Verb(
        "compare",
        "What moved farther than by chance between this space and its held-out twin.",
        _HEAD,
        {
            "other": word("The space after.", "twin", default="twin"),
            "kind": KIND,
            "top": whole("Most movers of each kind.", 1, 100, default=10),
            "changes": flag("Show what entered and left instead."),
        },
        _compare,
        {"kind": "industry", "top": 3},
    ),
    Verb(
        "encode",
        "Encode texts as unit vectors of the space.",
        "text",
        {"text": texts("Texts.", example=["intensive care"])},
        _encode,
        {"text": ["intensive care"]},
    ),
)
