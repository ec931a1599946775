"""Axes, sums and analogies."""

from __future__ import annotations

from laborspace.server.asking import (
    ask_aggregate,
    ask_analogy,
    ask_axis,
    ask_changes,
    ask_compose,
    ask_plane,
)
from laborspace.server.parameters import (
    CENTERED,
    CORRECTION,
    INCLUDE_INPUTS,
    KIND,
    LEVEL,
    SEED,
    TOP,
    flag,
    term,
    terms,
    whole,
    word,
)
from laborspace.server.verbs.verb import ALL_ANSWERS, ANSWERS, HEAD, HEALTH, NURSE, Verb

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
_TERMS = {
    "plus": terms("What to add.", example=["firm:TSLA"]),
    "minus": terms("What to take away.", default=[], example=["naics:3361"]),
    "start": term("What to compare the sum with; the first of `plus` by default.", default=None),
}

DIRECTIONS: tuple[Verb, ...] = (
    Verb(
        "axis",
        "Place entities on the axis from one pole to another (SemAxis).",
        f"{HEAD} score low high p_value q_value basis why",
        {
            **_POLES,
            **_PLACED,
            **ALL_ANSWERS,
            "q": flag("Add false discovery rates."),
            **_DRAWN,
        },
        ask_axis,
        {"negative": ["naics:31-33"], "positive": [HEALTH], "kind": "occupation", "top": 3},
    ),
    Verb(
        "plane",
        "Place entities along two axes at once.",
        f"{HEAD} x x_low x_high x_p_value y y_low y_high y_p_value basis why",
        {
            **{f"x_{key}": each for key, each in _POLES.items()},
            "y_negative": terms("Low pole of the second axis.", example=["text:manual work"]),
            "y_positive": terms("High pole of the second axis.", example=["text:office work"]),
            **_PLACED,
            **ALL_ANSWERS,
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
        f"{HEAD} bias low high p_value intensity",
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
        f"{HEAD} score rank_before percentile survives depends_on basis why",
        {
            **_TERMS,
            **ANSWERS,
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
        f"{HEAD} change score before rank rank_before percentile basis why",
        {
            **_TERMS,
            **ANSWERS,
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
        f"{HEAD} score rank_before percentile survives depends_on basis why",
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
)
