"""From what a user types to an entity: by id, code, title or alias, forgiving typos."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from laborspace.errors import AmbiguousEntityError, EmptyTextError, UnknownEntityError
from laborspace.records import ITEM_LEVELS, check_kind, is_curie
from laborspace.space.names import Names, aliases, fold, titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from laborspace.space.container import Rows, Space

_EXACT = ("id", "code", "title", "alias")  # best first
_SURE = 0.9  # a spelling this close, with no rival, is taken for the name meant
_RIVAL = 0.05
_LEAST_RATIO = 60
_ALIAS = 0.08  # a title counts this much more than an alias as like as it
_COMPARED = 100
_LISTED = 8
_SUGGESTED = 5


@dataclass(frozen=True)
class Match:
    """An entity that answers to a name.

    Attributes
    ----------
    row : int
        Row of the entity in the space.
    score : float
        1 for an exact match, else the likeness of the names, in [0, 1).
    how : str
        ``"id"``, ``"code"``, ``"title"``, ``"alias"``; ``"part"`` where the name holds all
        words asked for; ``"spelling"`` where it is written alike.
    """

    row: int
    score: float
    how: str


def matches(space: Space, name: str, *, kind: str | None = None, limit: int = 10) -> list[Match]:
    """Return the entities that answer to a name, best first, items before groups.

    Case, punctuation and plurals make no difference; partial and misspelled names come last.
    """
    if kind is not None:
        check_kind(kind)
    key = fold(name)
    if not key:
        msg = "An entity is asked for by a name, not by an empty one."
        raise EmptyTextError(msg)
    found = _exact(space, name, key)
    if not any(match.how in ("id", "code") for match in found):
        spelling = not found
        found += _alike(titles(space), key, spelling=spelling)
        found += _alike(aliases(space), key, spelling=spelling, penalty=_ALIAS)
    best: dict[int, Match] = {}
    for match in found:
        if kind is None or space.column("kind")[match.row] == kind:
            best[match.row] = min(best.get(match.row, match), match, key=_quality)
    ranked = sorted(best.values(), key=lambda m: (*_quality(m), *_place(space, m.row)))
    return ranked[:limit]


def resolve(space: Space, name: str) -> str:
    """Return the id of the one entity that is meant.

    An id, a code, a title and an alias are looked up in this order, and the first that is
    found decides; where items and groups share a name, as O*NET occupations and their SOC
    groups do, the item is meant. A misspelled name is understood if only one comes close.

    Raises
    ------
    UnknownEntityError
        If there is none; the message suggests the nearest.
    AmbiguousEntityError
        If several share the name; the message lists them with kind and code.
    """
    if name in space:
        return name
    if not fold(name):
        msg = 'An entity is asked for by an id or a name, not by an empty text; see "text:…".'
        raise EmptyTextError(msg)
    found = _exact(space, name, fold(name))
    if found:
        rows = _meant(space, [m.row for m in found if m.how == found[0].how])
        if len(rows) == 1:
            return space.ids[rows[0]]
        raise AmbiguousEntityError(name, _listed(space, rows))
    if is_curie(name):
        raise UnknownEntityError(name, _listed(space, _near_ids(space, name)))
    alike = matches(space, name)
    close = [match for match in alike if match.score >= alike[0].score - _RIVAL]
    if close and close[0].how == "spelling" and close[0].score >= _SURE:
        rows = _meant(space, [match.row for match in close])
        if len(rows) == 1:
            return space.ids[rows[0]]
    raise UnknownEntityError(name, _listed(space, [match.row for match in alike[:_SUGGESTED]]))


def describe(space: Space, row: int) -> str:
    """Return an entity in a few words: ``Registered Nurses (occupation 29-1141.00, onet:…)``."""
    title, kind, code = (space.column(name)[row] for name in ("title", "kind", "code"))
    id_ = space.ids[row]
    known = not code or id_.endswith(f":{code}")
    return f"{title} ({kind}, {id_})" if known else f"{title} ({kind} {code}, {id_})"


def _exact(space: Space, name: str, key: str) -> list[Match]:
    if name in space:
        return [Match(space.index_of(name), 1.0, "id")]
    by_code = [Match(row, 1.0, "code") for row in _with_code(space, name)]
    if by_code or is_curie(name):
        return by_code
    found = [Match(row, 1.0, "title") for row in _called(titles(space), key)]
    return found or [Match(row, 1.0, "alias") for row in _called(aliases(space), key)]


def _called(known: Names, key: str) -> list[int]:
    return [int(known.rows[place]) for place in known.equal(key)]


def _with_code(space: Space, name: str) -> list[int]:
    """Return the rows with a code such as ``6221``, ``naics 6221`` or ``naics:31``."""
    by_code = space.derived("codes", lambda: _codes(space))
    text = name.strip().lower()
    rows = by_code.get(text, [])
    prefixed = re.fullmatch(r"([a-z][a-z0-9_.-]*)[:\s]\s*(\S+)", text)
    if not rows and prefixed:
        scheme, code = prefixed.groups()
        rows = [r for r in by_code.get(code, []) if space.ids[r].startswith(f"{scheme}:")]
    return rows


def _codes(space: Space) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, (code, id_) in enumerate(zip(space.column("code"), space.ids, strict=True)):
        spelled = {code.lower(), id_.partition(":")[2].lower()}
        ends = re.fullmatch(r"(\d\d)-(\d\d)", code)
        if ends:  # the sectors 31-33, 44-45, 48-49 answer to each of their numbers
            spelled |= {str(n) for n in range(int(ends[1]), int(ends[2]) + 1)}
        for each in spelled - {""}:
            rows.setdefault(each, []).append(row)
    return rows


def _near_ids(space: Space, id_: str) -> list[int]:
    from rapidfuzz import fuzz, process

    scheme = id_.partition(":")[0] + ":"
    rows = [row for row, known in enumerate(space.ids) if known.startswith(scheme)]
    ids = [space.ids[row] for row in rows]
    found = process.extract(id_, ids, scorer=fuzz.ratio, limit=_SUGGESTED)
    return [rows[place] for _, _, place in found]


def _alike(known: Names, key: str, *, spelling: bool, penalty: float = 0) -> Iterator[Match]:
    from rapidfuzz import fuzz, process

    def match(place: int, score: float, how: str) -> Match:
        return Match(int(known.rows[place]), round(min(score, 0.99) - penalty, 4), how)

    places = known.containing(sorted(key.split(), key=len, reverse=True))
    keys = [known.key_list[place] for place in places]
    for _, ratio, i in process.extract(key, keys, scorer=fuzz.ratio, limit=_COMPARED):
        yield match(places[i], 0.65 + 0.3 * ratio / 100, "part")
    if spelling:
        close = process.extract(
            key, known.key_list, scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO, limit=_COMPARED
        )
        for _, ratio, place in close:
            yield match(place, ratio / 100, "spelling")


def _quality(match: Match) -> tuple[int, float, str]:
    tier = _EXACT.index(match.how) if match.how in _EXACT else len(_EXACT)
    return (tier, -match.score, match.how)


def _place(space: Space, row: int) -> tuple[bool, str]:
    return (space.column("level")[row] not in ITEM_LEVELS, space.ids[row])


def _meant(space: Space, rows: list[int]) -> list[int]:
    distinct = sorted(set(rows), key=lambda row: space.ids[row])
    items = [row for row in distinct if space.column("level")[row] in ITEM_LEVELS]
    return items or distinct


def _listed(space: Space, rows: list[int] | Rows) -> list[str]:
    shown = [describe(space, int(row)) for row in np.asarray(rows, dtype=np.intp)[:_LISTED]]
    return [*shown, f"{len(rows) - _LISTED} more"] if len(rows) > _LISTED else shown
