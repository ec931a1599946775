"""What a space is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from laborspace.records import KINDS
from laborspace.space.arrow import codes

if TYPE_CHECKING:
    from laborspace.space.container import Space


def summarize(space: Space) -> dict[str, Any]:
    """Count what a space holds and say where it came from.

    Returns
    -------
    dict
        ``kinds`` (kind → ranked and groups), ``relations`` (relation → count), ``dimension``,
        ``vectors``, ``encoder``, ``map`` and the fields of
        :class:`laborspace.space.layout.Provenance`. Fit for JSON.
    """
    kinds = {}
    for kind in KINDS:
        ranked, every = len(space.rows(kind)), len(space.rows(kind, level="all"))
        kinds[kind] = {"ranked": ranked, "groups": every - ranked}
    places, names = codes(space.relations["relation"])
    counted = Counter(names[place] for place in places)
    return {
        "kinds": kinds,
        "relations": dict(sorted(counted.items())),
        "dimension": space.dimension,
        "vectors": None if space.storage is None else asdict(space.storage),
        "encoder": None if space.encoder is None else asdict(space.encoder.config),
        "map": space.has_map,
        **asdict(space.provenance),
    }
