"""What sources say of an entity: codes, groups, employment, pay, and published measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.links import links
from laborspace.analysis.neighbors import check_top
from laborspace.records import ITEM_LEVELS
from laborspace.space.arrow import codes
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.space.container import Space

TOP = 24
"""Other names and members that are listed, unless asked otherwise; how many there are is said."""


def profile(space: Space, name: str, *, top: int = TOP) -> dict[str, Any]:
    """Collect what sources say of an entity; nothing here is estimated.

    Parameters
    ----------
    space : Space
    name : str
        Id, code, title or alias.
    top : int
        Most other names, members and entities of other taxonomies to list.

    Returns
    -------
    dict
        ``id, kind, code, title, source, vintage, level, url``; ``aliases`` and how many there
        are; ``attributes`` (``attribute, value, unit, origin, of``), for an O*NET occupation with
        those of its SOC group; ``groups`` it is part of, the nearest first; ``members`` and how
        many there are; ``same_as`` in other taxonomies; ``measures`` of exposure (``measure,
        value, percentile, about``). Fit for JSON.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError
        If the name has no or several answers.
    InputError
        If `top` is no whole number of at least 1.
    """
    check_top(top)
    row = space.index_of(resolve(space, name))
    known = links(space)
    groups = _groups(space, row)
    names: list[str] = list(space.arrow_column("aliases")[row].as_py() or [])
    members = known.children(row)
    return {
        **head(space, row),
        **{each: space.column(each)[row] for each in ("vintage", "url")},
        "item": space.column("level")[row] in ITEM_LEVELS,
        "aliases": names[:top],
        "aliases_total": len(names),
        "attributes": _attributes(space, row, known.parents(row)),
        "groups": [head(space, group) for group in groups],
        "members": [head(space, member) for member in members[:top]],
        "members_total": len(members),
        "same_as": _same(space, row)[:top],
        "measures": _measures(space, row),
    }


def head(space: Space, row: int) -> dict[str, str]:
    """Return what an entity is called."""
    columns = ("kind", "code", "title", "source", "level")
    return {"id": space.ids[row], **{name: space.column(name)[row] for name in columns}}


def _groups(space: Space, row: int) -> list[int]:
    known = links(space)
    found: list[int] = []
    waiting = known.parents(row)
    while waiting:
        fresh = [group for group in waiting if group not in found and group != row]
        found += fresh
        waiting = sorted({parent for group in fresh for parent in known.parents(group)})
    return found


def _attributes(space: Space, row: int, groups: Iterable[int]) -> list[dict[str, Any]]:
    """Return its attributes, and those of the SOC group it stands for."""
    ids = [space.ids[row]]
    if ids[0].startswith("onet:") and ids[0].endswith(".00"):
        ids += [space.ids[group] for group in groups if space.ids[group].startswith("soc:")]
    table = space.attributes
    places = np.flatnonzero(np.isin(np.array(table["id"].to_pylist(), dtype=object), ids))
    rows = [table.slice(int(place), 1).to_pylist()[0] for place in places]
    found: dict[str, dict[str, Any]] = {}
    for each in sorted(rows, key=lambda own: ids.index(own["id"])):
        found.setdefault(each["attribute"], {**each, "of": each["id"]})
    return [{key: v for key, v in each.items() if key != "id"} for each in found.values()]


def _same(space: Space, row: int) -> list[dict[str, Any]]:
    """Return the entities of other taxonomies that a crosswalk sets beside it."""
    known = links(space)
    relation, names = codes(space.relations["relation"])
    if "same_as" not in names:
        return []
    here = (known.source == row) | (known.target == row)
    found: dict[int, dict[str, Any]] = {}
    for place in np.flatnonzero(here & (relation == names.index("same_as"))).tolist():
        other = int(known.target[place] if known.source[place] == row else known.source[place])
        if other >= 0:
            (own,) = space.relations.slice(place, 1).to_pylist()
            found.setdefault(
                other, {**head(space, other), "detail": own["detail"], "origin": own["origin"]}
            )
    return list(found.values())


def _measures(space: Space, row: int) -> list[dict[str, Any]]:
    from laborspace.analysis.exposure.measures import published
    from laborspace.errors import InputError
    from laborspace.sources.exposure import PUBLISHED

    if space.column("kind")[row] != "occupation":
        return []
    try:
        scores, _ = space.derived("published measures", lambda: published(space))
    except InputError:  # a space without the occupations they score
        return []
    about = {measure.name: measure.about for measure in PUBLISHED}
    found = []
    for name, values in scores.items():
        if row in values:
            below = np.mean([value <= values[row] for value in values.values()])
            found.append(
                {
                    "measure": name,
                    "value": float(values[row]),
                    "percentile": round(100 * float(below)),
                    "among": len(values),
                    "about": about[name],
                }
            )
    return found
