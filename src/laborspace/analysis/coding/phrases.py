"""How adverts speak, in words of our own: around a skill, and where there is none.

From these and the names of skills, coding learns when a passage names a skill. They are ours, so
that nothing of anybody's advert is needed, and few, so real adverts will be stranger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

AROUND = (
    *("{}", "{}", "{}", "{}", "experience in {}", "ability to {}", "you will {}", "must {}"),
    *("strong skills in {}", "responsible for {}", "knowledge of {}", "proven ability to {}"),
    *("proficient in {}", "the candidate should {}", "2+ years of experience with {}", "help {}"),
    *("you {} every day", "{} in a fast-paced environment", "{} as required", "{} for clients"),
)
"""What may stand around the name of a skill."""

WITHOUT = (
    "we are an equal opportunity employer",
    "all qualified applicants receive consideration",
    "regardless of race, color, religion, sex or national origin",
    "we offer competitive pay and benefits",
    "medical, dental and vision insurance",
    "paid time off and holidays",
    "401(k) with company match",
    "the salary range for this position is",
    "apply now on our website",
    "send your resume and cover letter",
    "only shortlisted candidates will be contacted",
    "join our growing team",
    "about us",
    "who we are",
    "what we offer",
    "job description",
    "responsibilities",
    "qualifications",
    "benefits",
    "full time",
    "part time",
    "this is a remote position",
    "this role is based in our head office",
    "the office is close to public transport",
    "monday to friday",
    "8 am to 5 pm",
    "night shifts and weekends",
    "start date as soon as possible",
    "the contract is for twelve months",
    "founded more than fifty years ago",
    "a leading company in its field",
    "with offices in ten countries",
    "our mission is to make a difference",
    "our values are integrity and respect",
    "a family-owned business",
    "you will report to the head of department",
    "reporting to the regional director",
    "bachelor's degree required",
    "high school diploma or equivalent",
    "at least three years of experience",
    "five or more years in a similar role",
    "a master's degree is a plus",
    "must be at least 18 years old",
    "must be authorized to work in the country",
    "background check and drug test required",
    "valid driver's license",
    "hourly rate depending on experience",
    "sign-on bonus",
    "relocation assistance is available",
    "employee discount",
    "free parking",
    "a friendly place to work",
    "opportunity for growth",
    "we look forward to hearing from you",
    "no phone calls please",
    "for more information contact human resources",
    "other duties as assigned",
    "the ideal candidate",
    "is looking for",
    "to be considered for this role",
    "we celebrate diversity",
    "reasonable accommodation may be made",
    "this description is not exhaustive",
    "please note",
    "position summary",
    "pay is based on several factors",
    "life insurance and disability coverage",
    "parental leave",
    "tuition reimbursement",
    "no agencies",
)
"""What adverts say that names no skill."""

WORDS = (
    *(
        "team",
        "manager",
        "management",
        "supervisor",
        "engineer",
        "engineering",
        "business",
        "skills",
    ),
    *("experience", "needs", "benefits", "company", "clients", "customers", "industry", "staff"),
    *("regulations", "policies", "procedures", "standards", "requirements", "projects", "services"),
    *(
        "gender",
        "disability",
        "age",
        "health",
        "family",
        "community",
        "people",
        "leaders",
        "finance",
    ),
    *(
        "products",
        "production",
        "office",
        "site",
        "quality",
        "safety",
        "technology",
        "systems",
        "data",
    ),
    *(
        "analytical",
        "technical",
        "professional",
        "financial",
        "operational",
        "strategic",
        "personal",
    ),
    *("organized", "motivated", "detail-oriented", "flexible", "reliable", "key words", "updates"),
    *("support", "development", "performance", "opportunities", "challenges", "goals", "results"),
)
"""Words that stand alone in adverts and name no skill by themselves."""


NO_ANSWER = (
    *(
        "n/a",
        "none",
        "unknown",
        "not applicable",
        "not stated",
        "see above",
        "as before",
        "no answer",
    ),
    *("nil", "test", "other", "various", "misc", "confidential", "to be confirmed", "don't ask me"),
    *("same as last year", "left blank", "any", "yes", "no", "ok", "private", "please delete", "x"),
    *("sample text", "good morning", "my house", "the weather", "red", "apple", "last summer"),
)
"""What is written where a job or an industry is asked for, and is neither."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")


def around(name: str, rng: np.random.Generator) -> str:
    """Put the name of a skill into a passage."""
    return AROUND[rng.integers(len(AROUND))].format(name)


def without(count: int, titles: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Return passages that name no skill.

    A third are sentences, or two in a row; a third are a word or two of them, or a word of
    :data:`WORDS`, for lists leave such crumbs; a third are titles of jobs.
    """
    passages = []
    for turn in range(count):
        one, other = (WITHOUT[place] for place in rng.integers(len(WITHOUT), size=2))
        if turn % 3 == 0:
            passages.append(one if rng.random() < 0.6 else f"{one}, {other}")
        elif turn % 3 == 1:
            words = one.split() if rng.random() < 0.4 else [WORDS[rng.integers(len(WORDS))]]
            first = int(rng.integers(len(words)))
            passages.append(" ".join(words[first : first + int(rng.integers(1, 3))]))
        else:
            passages.append(titles[int(rng.integers(len(titles)))] if titles else one)
    return passages


def nothing(count: int, rng: np.random.Generator) -> list[str]:
    """Return texts that name no job, no industry and no skill.

    A half are letters or digits, drawn at random or along a row of the keyboard; a quarter each are
    of :data:`NO_ANSWER` and of :data:`WITHOUT`.
    """
    texts = []
    for turn in range(count):
        if turn % 4 == 0:
            texts.append(NO_ANSWER[rng.integers(len(NO_ANSWER))])
        elif turn % 4 == 1:
            texts.append(WITHOUT[rng.integers(len(WITHOUT))])
        else:
            keys = _LETTERS if turn % 4 == 2 else _ROWS[rng.integers(len(_ROWS))]
            words = rng.integers(2, 10, size=rng.integers(1, 4))
            letters = [rng.choice(list(keys), size=length) for length in words]
            texts.append(" ".join("".join(word) for word in letters))
    return texts
