"""Published measures of exposure: what each measures, and how its file is read.

Felten, Raj & Seamans (2021), "Occupational, industry, and geographic exposure to artificial
intelligence", Strategic Management Journal 42; Eloundou, Manning, Mishkin & Rock (2024), "GPTs are
GPTs", Science 384; Tomlinson et al. (2025), "Working with AI", Microsoft; Frey & Osborne (2017),
"The future of employment", Technological Forecasting & Social Change 114; Dingel & Neiman (2020),
"How many jobs can be done at home?", Journal of Public Economics 189.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.facts import fact
from laborspace.sources.files import SourceFiles

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PublishedMeasure:
    """One measure of occupations.

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


AIOE_FILE = "AIOE_DataAppendix.xlsx"
AIOE_HOME = "github.com/AIOE-Data/AIOE"
_GPTS_FILE = "gpts_are_gpts_occ_level.csv"
_GPTS_HOME = "github.com/openai/GPTs-are-GPTs, data/occ_level.csv"

AIOE = "AIOE"
BETA = "GPTs are GPTs β"
MICROSOFT = "Microsoft applicability"
FREY_OSBORNE = "Frey–Osborne"
TELEWORK = "telework"
GPT4_RATING = "GPTs are GPTs β, rated by GPT-4"
"""The same rubric, applied by GPT-4; beside the human rating it shows how far raters agree."""

PUBLISHED = (
    PublishedMeasure(
        name=AIOE,
        about="how far applications of AI bear on the abilities used (Felten, Raj & Seamans 2021)",
        file=AIOE_FILE,
        home=AIOE_HOME,
        coding="soc2010",
        read=_column("SOC Code", "AIOE", sheet="Appendix A"),
    ),
    PublishedMeasure(
        name=BETA,
        about="share of tasks that a language model, half counted if it needs further software, "
        "makes twice as fast; rated by people (Eloundou et al. 2024)",
        file=_GPTS_FILE,
        home=_GPTS_HOME,
        coding="onet",
        read=_column("O*NET-SOC Code", "human_rating_beta"),
        ships=True,
    ),
    PublishedMeasure(
        name=MICROSOFT,
        about="how often and how well conversations with an AI assistant do the occupation's "
        "activities (Tomlinson et al. 2025)",
        file="*soc_ai_applicability_score*.csv",
        home="github.com/microsoft/working-with-ai",
        coding="soc2018",
        read=_column("SOC Code", "ai_applicability_score"),
        ships=True,
    ),
    PublishedMeasure(
        name=FREY_OSBORNE,
        about="probability of computerization (Frey & Osborne 2017)",
        file="frey_osborne*.csv",
        home="Frey & Osborne (2017), as in github.com/plotly/datasets",
        coding="soc2010",
        read=_column("_ - code", "prob"),
    ),
    PublishedMeasure(
        name=TELEWORK,
        about="whether the work can be done at home (Dingel & Neiman 2020)",
        file="onet_teleworkable_blscodes.csv",
        home="github.com/jdingel/DingelNeiman-workathome",
        coding="soc2010",
        read=_column("OCC_CODE", "teleworkable"),
    ),
)

GPT4 = PublishedMeasure(
    name=GPT4_RATING,
    about="the same shares of tasks, rated by GPT-4",
    file=_GPTS_FILE,
    home=_GPTS_HOME,
    coding="onet",
    read=_column("O*NET-SOC Code", "dv_rating_beta"),
    ships=True,
)


def by_id(
    measure: PublishedMeasure, path: Path, soc_2018: Mapping[str, list[str]] | None = None
) -> pd.Series:
    """Read a measure from its file, by ids of the current taxonomies.

    Parameters
    ----------
    measure : PublishedMeasure
    path : Path
    soc_2018 : mapping of str to list of str, optional
        SOC 2010 code → its SOC 2018 codes; by default the official crosswalk. Where several codes
        became one, their mean is taken; where one became several, each has its score.

    Returns
    -------
    Series
        Scores by id, such as ``soc:29-1141`` or ``onet:29-1141.00``.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    import pandas as pd

    scores = measure.read(path)
    if measure.coding == "soc2010":
        codes = soc_2018_codes() if soc_2018 is None else soc_2018
        pairs = [(new, value) for old, value in scores.items() for new in codes.get(str(old), [])]
        scores = pd.Series([v for _, v in pairs], index=[new for new, _ in pairs], dtype=float)
        scores = scores.groupby(level=0).mean()
    prefix = "onet:" if measure.coding == "onet" else "soc:"
    scores.index = prefix + scores.index.astype(str)
    return scores


def shipped(measure: PublishedMeasure) -> pd.Series:
    """Return the scores of a measure that ships, by id.

    Raises
    ------
    FormatError
        If this copy of the package comes without them.
    """
    table = fact("exposure")
    table = table[table["measure"] == measure.name]
    return table.set_index("id")["value"]


def industry_exposure(path: Path) -> pd.Series:
    """Read AIIE, the mean AIOE of the jobs of NAICS industry groups, from AIOE's file, by id."""
    scores = _column("NAICS", "AIIE", sheet="Appendix B")(path)
    scores.index = "naics:" + scores.index.astype(str)
    return scores


def soc_2018_codes(table: pd.DataFrame | None = None) -> dict[str, list[str]]:
    """Return the SOC 2018 codes that each SOC 2010 code became, by the official crosswalk."""
    if table is None:
        table = fact("soc_2010_2018")
    codes: dict[str, list[str]] = {}
    for old, new in zip(table["soc_2010"], table["soc_2018"], strict=True):
        codes.setdefault(old, []).append(new)
    return codes
