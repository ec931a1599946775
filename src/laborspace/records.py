"""The vocabulary shared by every part: kinds, relations, levels, and what a reader returns.

A reader of an official source returns :class:`Records`; a :class:`laborspace.corpus.Corpus`
is several of them joined. Both hold the same three tables, whose columns are fixed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from laborspace.errors import UnknownKindError

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("industry", "occupation", "skill", "firm")
"""The four kinds of entity, in the order tables and figures show them."""

RELATIONS: dict[str, str] = {
    "employs": "industry → occupation; weight: jobs",
    "requires": "occupation → skill; weight: importance 1-5 (O*NET), 1 or .5 optional (ESCO)",
    "operates_in": "firm → industry; weight: 1 over the number of industries its code maps to",
    "broader": "entity → the group that contains it; weight: 1",
    "related": "entity → entity of the same kind; weight: relatedness in (0, 1]",
    "same_as": "entity → entity of another taxonomy; weight: closeness in (0, 1]",
}
"""Known relations and the unit of their weight. A user's table may bring others."""

ITEM_LEVELS = frozenset({"item", "occupation", "skill", "element", "industry group", "firm"})
"""Levels whose entities are ranked in answers. All others are groups: sectors, SOC and ISCO
groups, skill groups. Groups can be asked about but are not offered as neighbors."""

ENTITY_COLUMNS = (
    "id",  # CURIE, unique: naics:6221, onet:29-1141.00, esco:skill/<uuid>, firm:AAPL
    "kind",
    "code",  # the official code as printed, without prefix
    "title",
    "description",  # official text, "" where there is none
    "aliases",  # list of str, without the title, without duplicates
    "statements",  # list of str: sentences about the entity, e.g. O*NET task statements
    "level",  # see ITEM_LEVELS; e.g. "sector", "industry group", "occupation", "element"
    "source",  # name of the source, e.g. "O*NET"
    "vintage",  # e.g. "30.2", "2022", "1.2.0"
    "url",  # official page, "" where there is none
)
RELATION_COLUMNS = (
    "source",  # entity id
    "target",  # entity id
    "relation",
    "weight",  # float, finite, unit by relation (RELATIONS)
    "detail",  # "essential", "optional", "exactMatch", … or ""
    "level",  # float or NaN: O*NET level 0-7 beside the importance
    "origin",  # where it was observed, e.g. "ESCO 1.2.0", "BLS OEWS May 2024"
)
TEXT_LISTS = ("aliases", "statements")
"""Columns of entities that hold a list of texts."""
ATTRIBUTE_COLUMNS = (
    "id",  # entity id
    "attribute",  # "employment", "wage_median", "wage_mean", "job_zone", …
    "value",  # float, finite
    "unit",  # "jobs", "USD/year", "1-5", …
    "origin",
)

_CURIE = re.compile(r"^[a-z][a-z0-9_.-]*:\S+$")


def is_curie(text: str) -> bool:
    """Whether a text has the form of an entity id, ``prefix:code`` without blanks."""
    return bool(_CURIE.match(text))


def check_kind(kind: str) -> str:
    """Return the kind, or raise :class:`UnknownKindError` if there is none such."""
    if kind not in KINDS:
        raise UnknownKindError(kind, KINDS)
    return kind


@dataclass(frozen=True)
class SourceNote:
    """Where a set of records came from: what a user must cite.

    Attributes
    ----------
    name, vintage : str
        E.g. ``"O*NET"``, ``"30.2"``.
    license : str
        E.g. ``"CC BY 4.0"``.
    attribution : str
        The sentence the owner asks for.
    url : str
        Official home.
    files : dict of str to str
        File name → sha256 of the file as read.
    """

    name: str
    vintage: str
    license: str
    attribution: str
    url: str
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dropped:
    """Rows a reader left out, and why."""

    what: str  # e.g. "relations"
    count: int
    why: str


@dataclass(frozen=True)
class Records:
    """What one reader found in one source.

    Attributes
    ----------
    note : SourceNote
    entities, relations, attributes : pandas.DataFrame
        Columns exactly :data:`ENTITY_COLUMNS`, :data:`RELATION_COLUMNS`,
        :data:`ATTRIBUTE_COLUMNS`, in that order.
    dropped : list of Dropped
    strict : bool
        If True, a relation to an id no source defines is an error (the user's own tables);
        if False it is dropped and counted (official files cover more than was read).
    """

    note: SourceNote
    entities: pd.DataFrame
    relations: pd.DataFrame
    attributes: pd.DataFrame
    dropped: list[Dropped] = field(default_factory=list)
    strict: bool = False


def entity_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Make an entity table from dicts; missing keys become ``""``, missing lists ``[]``."""
    import pandas as pd

    filled = [
        {c: row.get(c, [] if c in TEXT_LISTS else "") for c in ENTITY_COLUMNS} for row in rows
    ]
    return pd.DataFrame(filled, columns=list(ENTITY_COLUMNS))


def relation_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Make a relation table from dicts; missing details become ``""``, missing levels NaN."""
    import pandas as pd

    default = {"weight": 1.0, "detail": "", "level": float("nan"), "origin": ""}
    filled = [{c: row.get(c, default.get(c)) for c in RELATION_COLUMNS} for row in rows]
    table = pd.DataFrame(filled, columns=list(RELATION_COLUMNS))
    return table.astype({"weight": "float64", "level": "float64"})


def attribute_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Make an attribute table from dicts."""
    import pandas as pd

    filled = [{c: row.get(c, "") for c in ATTRIBUTE_COLUMNS} for row in rows]
    table = pd.DataFrame(filled, columns=list(ATTRIBUTE_COLUMNS))
    return table.astype({"value": "float64"})
