"""Moves between occupations."""

from __future__ import annotations

from laborspace.server.asking import (
    ask_gap,
    ask_paths,
    ask_transitions,
)
from laborspace.server.parameters import (
    SEED,
    name,
    number,
    terms,
    whole,
    word,
)
from laborspace.server.verbs.verb import HEAD, TRUCKS, Verb

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
_ORIGIN = terms("Where one moves from; several are a mix.", example=[TRUCKS])
_DESTINATION = name("An occupation.", example="onet:53-3052.00")

MOVING: tuple[Verb, ...] = (
    Verb(
        "transitions",
        "Where one could move from an occupation, what it takes and what it brings.",
        f"{HEAD} score low high gap wage wage_change why",
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
        f"{HEAD} path step score low high gap wage wage_change why",
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
        HEAD,
        {"origin": _ORIGIN, "destination": _DESTINATION, "seed": SEED},
        ask_gap,
        {"origin": [TRUCKS], "destination": "onet:53-3052.00"},
    ),
)
