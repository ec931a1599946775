"""What texts are about."""

from __future__ import annotations

from laborspace.server.asking import (
    ask_code,
    ask_encode,
    ask_mentions,
)
from laborspace.server.parameters import (
    MAX_TOP,
    Parameter,
    number,
    texts,
    whole,
    word,
)
from laborspace.server.verbs.verb import HEAD, Verb

TEXTS: tuple[Verb, ...] = (
    Verb(
        "code",
        "Code texts to a classification, each answer with a calibrated probability.",
        f"text {HEAD} probability level backed_off review basis why",
        {
            "text": texts("Titles of jobs, or what firms do.", example=["RN, night shift, ICU"]),
            "kind": word("Of the codes.", "occupation", "industry", "skill"),
            "vocabulary": word("Such as `onet`, `esco`, `soc`, `isco` or `naics`."),
            "level": word("The most detailed level to answer at."),
            "top": whole("Most answers to a text: 1, of skills 20.", 1, 100, default=None),
            "threshold": number(
                "Probability that is sure enough: 0.5, of skills 0.2.", default=None, high=1
            ),
            "backoff": Parameter(
                "Answer with a broader group where no code is sure enough.", bool, bool, True
            ),
        },
        ask_code,
        {"text": ["RN, night shift, ICU"], "kind": "occupation"},
    ),
    Verb(
        "mentions",
        "The skills that adverts, CVs and other texts name, each with its passage.",
        f"text {HEAD} probability start end excerpt basis why",
        {
            "text": texts("Texts.", example=["You repair wind turbines and read diagrams."]),
            "vocabulary": word("Of the skills; `esco` by default."),
            "top": whole("Most skills of a text.", 1, MAX_TOP, default=20),
            "threshold": number("Least probability.", default=0.2, high=1),
        },
        ask_mentions,
        {"text": ["You repair wind turbines and read diagrams."], "top": 3},
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
