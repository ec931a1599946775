"""Published measures of occupations' exposure as tasks: with poles, and scores by occupation.

The wordings of the poles were written before anything was scored with them, and stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from laborspace.sources.exposure import (
    AIOE,
    AIOE_FILE,
    AIOE_HOME,
    BETA,
    FREY_OSBORNE,
    GPT4,
    GPT4_RATING,
    MICROSOFT,
    PUBLISHED,
    TELEWORK,
    PublishedMeasure,
    by_id,
    industry_exposure,
    soc_2018_codes,
)
from laborspace.validation.task import Skip

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence

__all__ = [
    "AIOE",
    "BETA",
    "GPT4",
    "GPT4_RATING",
    "MEASURES",
    "ExposureMeasure",
    "by_id",
    "industry_scores",
    "scores_of",
]


@dataclass(frozen=True)
class ExposureMeasure(PublishedMeasure):
    """A published measure, and how it is described to a space.

    Attributes
    ----------
    negative, positive : tuple of str
        Descriptions of work that has little and much of it.
    schooling : {1, -1}
        Whether occupations that need more preparation are expected to have more of it.
    """

    negative: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    schooling: int = 1


_POLES = {
    AIOE: (
        (
            "physical work with strength, stamina and quick movements of the body",
            "lifting, carrying, climbing and working with the hands",
        ),
        (
            "mental work with information, language and numbers",
            "reading, writing, reasoning and analyzing data at a desk",
        ),
    ),
    BETA: (
        (
            "manual work with tools, machines, materials, animals or plants",
            "work that is done by moving and touching things and people",
        ),
        (
            "writing, translating, summarizing and programming with a computer",
            "work with texts, documents, data and code",
        ),
    ),
    MICROSOFT: (
        (
            "operating, driving, repairing and cleaning machines and equipment",
            "caring for patients and building things on site",
        ),
        (
            "gathering information, writing, explaining and advising people",
            "answering questions and communicating with customers",
        ),
    ),
    FREY_OSBORNE: (
        (
            "original ideas, negotiation, persuasion and care for other people",
            "creative and social work, science and teaching",
        ),
        (
            "routine, repetitive tasks that follow fixed rules",
            "data entry, sorting, assembling and tending machines",
        ),
    ),
    TELEWORK: (
        (
            "work on site with equipment, vehicles, goods, patients or guests",
            "work outdoors, in a plant, a kitchen, a shop or a hospital",
        ),
        (
            "work from home with a computer, e-mail and telephone",
            "office work with documents and data",
        ),
    ),
}
_LESS_WITH_SCHOOLING = {FREY_OSBORNE}

MEASURES = tuple(
    ExposureMeasure(
        **vars(measure),
        negative=_POLES[measure.name][0],
        positive=_POLES[measure.name][1],
        schooling=-1 if measure.name in _LESS_WITH_SCHOOLING else 1,
    )
    for measure in PUBLISHED
)


def scores_of(evidence: Evidence, measure: PublishedMeasure) -> dict[str, float]:
    """Return the scores of O*NET occupations: from the facts that ship, else the user's folder.

    A score of a SOC code goes to the O*NET occupation that stands for it: the one whose number
    ends in ``.00``.

    Raises
    ------
    Skip
        If neither has them, or the space has no O*NET occupation with a score.
    """
    if measure.ships:
        facts = evidence.fact("exposure")
        facts = facts[facts["measure"] == measure.name]
        scores = dict(zip(facts["id"], facts["value"], strict=True))
    else:
        path = evidence.file(measure.file, home=measure.home)
        codes = soc_2018_codes(evidence.fact("soc_2010_2018"))
        scores = by_id(measure, path, codes).to_dict()
    occupations = set(evidence.ids(prefix="onet:", kind="occupation", level="occupation"))
    found = {}
    for id_, score in scores.items():
        occupation = id_ if id_.startswith("onet:") else f"onet:{id_.removeprefix('soc:')}.00"
        if occupation in occupations:
            found[occupation] = float(score)
    if not found:
        msg = f"The space has no O*NET occupation with a score of {measure.name}."
        raise Skip(msg)
    return found


def industry_scores(evidence: Evidence) -> dict[str, float]:
    """Return AIIE, the exposure of NAICS industry groups in the mean of their jobs.

    Raises
    ------
    Skip
        If the user's folder has it not, or the space none of the industries.
    """
    scores = industry_exposure(evidence.file(AIOE_FILE, home=AIOE_HOME))
    industries = set(evidence.ids(prefix="naics:", kind="industry", level="industry group"))
    found = {str(id_): float(score) for id_, score in scores.items() if id_ in industries}
    if not found:
        msg = "The space has no industry group with a score of AIIE."
        raise Skip(msg)
    return found
