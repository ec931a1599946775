"""What there is, what is near, what two things share, what moved."""

from __future__ import annotations

from laborspace.server.asking import (
    ask_compare,
    ask_contrast,
    ask_find,
    ask_info,
    ask_map,
    ask_neighbors,
    ask_profile,
)
from laborspace.server.parameters import (
    CORRECTION,
    KIND,
    LEVEL,
    MAX_TOP,
    SEED,
    corners,
    flag,
    name,
    term,
    terms,
    whole,
    word,
)
from laborspace.server.verbs.verb import ANSWERS, HEAD, NURSE, Verb

ENTITIES: tuple[Verb, ...] = (
    Verb(
        "info",
        "What the space is made of, how, and under which licenses.",
        "",
        {},
        ask_info,
        {},
        table=False,
    ),
    Verb(
        "find",
        "Find entities by id, code, title or alias; typos are forgiven.",
        f"{HEAD} score match",
        {
            "q": name("Id, code, title or alias.", example="registered nurse"),
            "kind": KIND,
            "top": whole("Most rows.", 1, 1000, default=10),
        },
        ask_find,
        {"q": "registered nurse", "top": 3},
    ),
    Verb(
        "profile",
        "What sources say of one entity: codes, groups, jobs, pay, published measures.",
        "",
        {
            "entity": name("Id, code, title or alias.", example=NURSE),
            "top": whole("Most members and other names to list.", 1, MAX_TOP, default=24),
        },
        ask_profile,
        {"entity": NURSE, "top": 2},
        path="entities/{entity:path}",
        table=False,
    ),
    Verb(
        "neighbors",
        "The entities nearest to an entity, a text, or a sum of several.",
        f"{HEAD} score percentile rank_back basis why",
        {
            "q": terms("What to be near to.", example=[NURSE]),
            "minus": terms("What to be far from.", default=[]),
            **ANSWERS,
            "correction": CORRECTION,
        },
        ask_neighbors,
        {"q": [NURSE], "kind": "skill", "top": 3},
    ),
    Verb(
        "contrast",
        "Two things side by side: how near, what they share, what sets them apart.",
        f"{HEAD} aspect side a b difference low high usual p_value basis why",
        {
            "a": term("An entity, a text or, in a body, a mix.", example=NURSE),
            "b": term("What to set beside it.", example="onet:29-1171.00"),
            "top": whole("Rows of each aspect and side.", 1, MAX_TOP, default=5),
            "seed": SEED,
        },
        ask_contrast,
        {"a": NURSE, "b": "onet:29-1171.00", "top": 2},
    ),
    Verb(
        "map",
        "Where entities lie on the fixed map, and in which cluster.",
        f"{HEAD} x y cluster cluster_title",
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
        HEAD,
        {
            "other": word("The space after.", "twin", default="twin"),
            "kind": KIND,
            "top": whole("Most movers of each kind.", 1, 100, default=10),
            "changes": flag("Show what entered and left instead."),
        },
        ask_compare,
        {"kind": "industry", "top": 3},
    ),
)
