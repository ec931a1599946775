"""Published measures of occupations' exposure: where they come from, and what they measure.

The wordings of the poles were written before anything was scored with them, and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.sources.files import SourceFiles
from laborspace.validation.task import Skip

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.validation.evidence import Evidence


@dataclass(frozen=True)
class ExposureMeasure:
    """One measure.

    Attributes
    ----------
    name : str
    about : str
        What it measures, in a few words, with its source.
    file, home : str
        File that has it (a glob pattern), and where that can be had.
    coding : {"soc2010", "soc2018", "onet"}
        The codes of the file.
    read : callable
        Path → scores by code.
    negative, positive : tuple of str
        Descriptions of work that has little and much of it.
    schooling : {1, -1}
        Whether occupations that need more preparation are expected to have more of it.
    ships : bool
        Whether its license lets the scores come with the package; else they are read from the
        user's folder.
    """

    name: str
    about: str
    file: str
    home: str
    coding: str
    read: Callable[[Path], pd.Series]
    negative: tuple[str, ...]
    positive: tuple[str, ...]
    schooling: int = 1
    ships: bool = False


def _column(code: str, value: str, *, sheet: str = "") -> Callable[[Path], pd.Series]:
    """Return a reader of one column of a table, by code."""

    def read(path: Path) -> pd.Series:
        import pandas as pd

        files = SourceFiles(path)
        name = files.names()[0]
        if sheet:
            table = files.sheet(name, required=[code, value], sheet=sheet)
        else:
            table = files.table(name, required=[code, value])
        scores = pd.to_numeric(table[value], errors="coerce")
        scores.index = pd.Index(table[code].astype(str).str.strip().str.removesuffix(".0"))
        return scores.dropna().groupby(level=0).mean()

    return read


_AIOE_FILE = "AIOE_DataAppendix.xlsx"
_AIOE_HOME = "github.com/AIOE-Data/AIOE"
_GPTS_FILE = "gpts_are_gpts_occ_level.csv"
_GPTS_HOME = "github.com/openai/GPTs-are-GPTs, data/occ_level.csv"

GPT4_RATING = "GPTs are GPTs β, rated by GPT-4"
"""The same rubric, applied by GPT-4; beside the human rating it shows how far raters agree."""

AIOE = "AIOE"
BETA = "GPTs are GPTs β"

MEASURES = (
    ExposureMeasure(
        name=AIOE,
        about="how far applications of AI bear on the abilities used (Felten, Raj & Seamans 2021)",
        file=_AIOE_FILE,
        home=_AIOE_HOME,
        coding="soc2010",
        read=_column("SOC Code", "AIOE", sheet="Appendix A"),
        negative=(
            "physical work with strength, stamina and quick movements of the body",
            "lifting, carrying, climbing and working with the hands",
        ),
        positive=(
            "mental work with information, language and numbers",
            "reading, writing, reasoning and analyzing data at a desk",
        ),
    ),
    ExposureMeasure(
        name=BETA,
        about="share of tasks that a language model, half counted if it needs further software, "
        "makes twice as fast; rated by people (Eloundou et al. 2024)",
        file=_GPTS_FILE,
        home=_GPTS_HOME,
        coding="onet",
        read=_column("O*NET-SOC Code", "human_rating_beta"),
        negative=(
            "manual work with tools, machines, materials, animals or plants",
            "work that is done by moving and touching things and people",
        ),
        positive=(
            "writing, translating, summarizing and programming with a computer",
            "work with texts, documents, data and code",
        ),
        ships=True,
    ),
    ExposureMeasure(
        name="Microsoft applicability",
        about="how often and how well conversations with an AI assistant do the occupation's "
        "activities (Tomlinson et al. 2025)",
        file="*soc_ai_applicability_score*.csv",
        home="github.com/microsoft/working-with-ai",
        coding="soc2018",
        read=_column("SOC Code", "ai_applicability_score"),
        negative=(
            "operating, driving, repairing and cleaning machines and equipment",
            "caring for patients and building things on site",
        ),
        positive=(
            "gathering information, writing, explaining and advising people",
            "answering questions and communicating with customers",
        ),
        ships=True,
    ),
    ExposureMeasure(
        name="Frey–Osborne",
        about="probability of computerization (Frey & Osborne 2017)",
        file="frey_osborne*.csv",
        home="Frey & Osborne (2017), as in github.com/plotly/datasets",
        coding="soc2010",
        read=_column("_ - code", "prob"),
        negative=(
            "original ideas, negotiation, persuasion and care for other people",
            "creative and social work, science and teaching",
        ),
        positive=(
            "routine, repetitive tasks that follow fixed rules",
            "data entry, sorting, assembling and tending machines",
        ),
        schooling=-1,
    ),
    ExposureMeasure(
        name="telework",
        about="whether the work can be done at home (Dingel & Neiman 2020)",
        file="onet_teleworkable_blscodes.csv",
        home="github.com/jdingel/DingelNeiman-workathome",
        coding="soc2010",
        read=_column("OCC_CODE", "teleworkable"),
        negative=(
            "work on site with equipment, vehicles, goods, patients or guests",
            "work outdoors, in a plant, a kitchen, a shop or a hospital",
        ),
        positive=(
            "work from home with a computer, e-mail and telephone",
            "office work with documents and data",
        ),
    ),
)

GPT4 = ExposureMeasure(
    name=GPT4_RATING,
    about="the same shares of tasks, rated by GPT-4",
    file=_GPTS_FILE,
    home=_GPTS_HOME,
    coding="onet",
    read=_column("O*NET-SOC Code", "dv_rating_beta"),
    negative=(),
    positive=(),
    ships=True,
)


def by_id(measure: ExposureMeasure, path: Path, soc_2018: Mapping[str, list[str]]) -> pd.Series:
    """Read a measure from its file, by ids of the current taxonomies.

    Parameters
    ----------
    measure : ExposureMeasure
    path : Path
    soc_2018 : mapping of str to list of str
        SOC 2010 code → its SOC 2018 codes. Where several codes became one, their mean is taken;
        where one became several, each has its score.

    Returns
    -------
    Series
        Scores by id, such as ``soc:29-1141`` or ``onet:29-1141.00``.
    """
    import pandas as pd

    scores = measure.read(path)
    if measure.coding == "soc2010":
        pairs = [
            (new, value) for old, value in scores.items() for new in soc_2018.get(str(old), [])
        ]
        scores = pd.Series([v for _, v in pairs], index=[new for new, _ in pairs], dtype=float)
        scores = scores.groupby(level=0).mean()
    prefix = "onet:" if measure.coding == "onet" else "soc:"
    scores.index = prefix + scores.index.astype(str)
    return scores


def scores_of(evidence: Evidence, measure: ExposureMeasure) -> dict[str, float]:
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
        scores = by_id(measure, path, soc_2018_codes(evidence)).to_dict()
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


def soc_2018_codes(evidence: Evidence) -> dict[str, list[str]]:
    """Return the SOC 2018 codes that each SOC 2010 code became."""
    codes: dict[str, list[str]] = {}
    table = evidence.fact("soc_2010_2018")
    for old, new in zip(table["soc_2010"], table["soc_2018"], strict=True):
        codes.setdefault(old, []).append(new)
    return codes


def industry_scores(evidence: Evidence) -> dict[str, float]:
    """Return AIIE, the exposure of NAICS industry groups in the mean of their jobs.

    Raises
    ------
    Skip
        If the user's folder has it not, or the space none of the industries.
    """
    path = evidence.file(_AIOE_FILE, home=_AIOE_HOME)
    scores = _column("NAICS", "AIIE", sheet="Appendix B")(path)
    industries = set(evidence.ids(prefix="naics:", kind="industry", level="industry group"))
    found = {f"naics:{code}": float(score) for code, score in scores.items()}
    found = {id_: score for id_, score in found.items() if id_ in industries}
    if not found:
        msg = "The space has no industry group with a score of AIIE."
        raise Skip(msg)
    return found
