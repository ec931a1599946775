"""What is expected, shocks, exposure, and scores carried over."""

from __future__ import annotations

from laborspace.server.asking import (
    ask_expect,
    ask_exposure,
    ask_measures,
    ask_shock,
    ask_spread,
    ask_transfer,
)
from laborspace.server.parameters import (
    KIND,
    SEED,
    Parameter,
    flag,
    mix,
    name,
    number,
    terms,
    whole,
    word,
)
from laborspace.server.verbs.verb import ALL_ANSWERS, HEAD, NURSE, TRUCKS, Verb

_SCORED = (
    "11-1011 11-2021 11-3021 11-3031 13-1111 13-2011 15-1252 15-1211 17-2051 17-2141 19-1042"
    " 21-1021 23-1011 25-2021 29-1141 31-1131 35-2014 41-2031 43-4051 47-2031 49-3023 51-4041"
)
_CHANGES = Parameter(
    "What changes by how much: `NAME=CHANGE`, -0.3, -30% or -12000jobs; in a body, an object.",
    dict[str, float | str] | list[str],
    list[str],
    example=["naics:4811=-0.30"],
    limits={"min_length": 1, "max_length": 200},
)

ECONOMY: tuple[Verb, ...] = (
    Verb(
        "expect",
        "What an entity or a text requires, employs or operates in: observed, then estimated.",
        f"{HEAD} probability optional importance share jobs low high basis why origin",
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
        f"{HEAD} impact low high basis why",
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
        f"{HEAD} low high basis why",
        {"changes": _CHANGES, **ALL_ANSWERS},
        ask_spread,
        {"changes": {"onet:29-1141.00": 0.1, "onet:29-1171.00": 0.2}, "top": 3},
    ),
    Verb(
        "exposure",
        "Score how much a technology, or any described concept, bears on entities.",
        f"{HEAD} score low high percentile p_value basis why",
        {
            "concept": terms("A technology, a text.", example=["text:large language models"]),
            "against": terms("The opposite, for an axis.", default=[]),
            **ALL_ANSWERS,
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
        f"{HEAD} score low high percentile held_out basis why",
        {
            "scores": mix("Ids, codes or names, and their scores.", example={NURSE: 0.2}),
            **ALL_ANSWERS,
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
)
