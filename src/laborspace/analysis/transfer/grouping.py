"""The groups of a taxonomy that cross-validation keeps whole: narrow ones and wider ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.estimate.observed import taxonomy
from laborspace.analysis.links import links
from laborspace.analysis.transfer.model import Groups
from laborspace.space.arrow import codes, to_numpy

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space

LEVELS = {"minor group": "major group", "isco 3": "isco 2", "subsector": "sector"}
"""Level of the narrow groups → level of the wider ones, for occupations and industries."""


def groups_of(space: Space, kind: str, rows: Rows) -> Groups:
    """Return the groups of entities of a kind.

    Occupations: SOC minor and major groups, ISCO groups of three and two digits. Industries: NAICS
    subsectors and sectors; firms: those of the industry they operate in most. Skills: the
    narrowest and the widest group.
    """
    above, levels = taxonomy(space), space.column("level")
    industry = _main_industry(space, rows) if kind == "firm" else {}
    narrow, wide, names = [], [], []
    for row in rows.tolist():
        own = industry.get(row, row)
        line = above.above(own) if own >= 0 else []
        if kind == "skill":
            pair = (line[0], line[-1]) if line else None
            name = ("skill group", "wider skill group")
        else:
            at = {levels[group]: group for group in reversed(line)}
            level = next((each for each in LEVELS if each in at), "")
            name = (level, LEVELS.get(level, ""))
            pair = (at[level], at.get(name[1], at[level])) if level else None
        narrow.append(space.ids[pair[0]] if pair else "")
        wide.append(space.ids[pair[1]] if pair else "")
        if pair:
            names.append(name)
    common = Counter(names).most_common(1)
    return Groups(tuple(narrow), tuple(wide), common[0][0] if common else ("", ""))


def _main_industry(space: Space, rows: Rows) -> dict[int, int]:
    ends = links(space)
    relation, values = codes(space.relations["relation"])
    code = values.index("operates_in") if "operates_in" in values else -1
    places = np.flatnonzero((relation == code) & np.isin(ends.source, rows) & (ends.target >= 0))
    weight = to_numpy(space.relations["weight"])[places]
    found: dict[int, int] = {}
    for i in np.argsort(weight, kind="stable"):  # the greatest weight last, so it stays
        found[int(ends.source[places[i]])] = int(ends.target[places[i]])
    return found
