"""The verbs as the server and an assistant offer them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from laborspace.server.asking import (
    Answer,
    ask_aggregate,
    ask_analogy,
    ask_axis,
    ask_changes,
    ask_code,
    ask_compare,
    ask_compose,
    ask_encode,
    ask_expect,
    ask_exposure,
    ask_find,
    ask_gap,
    ask_info,
    ask_map,
    ask_measures,
    ask_neighbors,
    ask_paths,
    ask_plane,
    ask_shock,
    ask_spread,
    ask_transfer,
    ask_transitions,
)
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
    corners,
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
_PLACED = {"entities": terms("Place just these; all by default.", default=[])}
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
    Verb("info", "What the space is made of, how, and under which licenses.", "", {}, ask_info, {}),
    Verb(
        "find",
        "Find entities by id, code, title or alias; typos are forgiven.",
        f"{_HEAD} score match",
        {
            "q": name("Id, code, title or alias.", example="registered nurse"),
            "kind": KIND,
            "top": whole("Most rows.", 1, 1000, default=10),
        },
        ask_find,
        {"q": "registered nurse", "top": 3},
    ),
    Verb(
        "neighbors",
        "The entities nearest to an entity, a text, or a sum of several.",
        f"{_HEAD} score percentile rank_back basis why",
        {
            "q": terms("What to be near to.", example=[NURSE]),
            "minus": terms("What to be far from.", default=[]),
            **_ANSWERS,
            "correction": CORRECTION,
        },
        ask_neighbors,
        {"q": [NURSE], "kind": "skill", "top": 3},
    ),
    Verb(
        "axis",
        "Place entities on the axis from one pole to another (SemAxis).",
        f"{_HEAD} score low high p_value q_value basis why",
        {
            **_POLES,
            **_PLACED,
            **_ALL_ANSWERS,
            "q": flag("Add false discovery rates."),
            **_DRAWN,
        },
        ask_axis,
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
            **_PLACED,
            **_ALL_ANSWERS,
            **_DRAWN,
        },
        ask_plane,
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
        ask_aggregate,
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
        ask_compose,
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
        ask_changes,
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
        ask_analogy,
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
        ask_expect,
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
        ask_shock,
        {"changes": {"naics:4811": -0.3}, "kind": "occupation", "top": 3},
    ),
    Verb(
        "spread",
        "Estimate what others did, some changes being observed.",
        f"{_HEAD} low high basis why",
        {"changes": _CHANGES, **_ALL_ANSWERS},
        ask_spread,
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
        ask_exposure,
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
        ask_measures,
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
        ask_transfer,
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
        ask_transitions,
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
        ask_paths,
        {"origin": ["onet:43-3071.00"], "destination": "onet:43-3031.00"},
    ),
    Verb(
        "gap",
        "What an occupation requires, and what of it one keeps or has to gain.",
        _HEAD,
        {"origin": _ORIGIN, "destination": _DESTINATION, "seed": SEED},
        ask_gap,
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
        ask_code,
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
            "cluster": whole("Only the cluster of this number.", 1, 60, default=None),
            "area": corners(
                "Only a part of the map: the corners of a box or a polygon, `x,y x,y`."
            ),
        },
        ask_map,
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
        ask_compare,
        {"kind": "industry", "top": 3},
    ),
    Verb(
        "encode",
        "Encode texts as unit vectors of the space.",
        "text",
        {"text": texts("Texts.", example=["intensive care"])},
        ask_encode,
        {"text": ["intensive care"]},
    ),
)
