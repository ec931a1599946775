"""Names that go on from what is typed, quick enough for every keystroke."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from laborspace.analysis.neighbors import check_top
from laborspace.analysis.tables import result_table
from laborspace.records import ITEM_LEVELS, KINDS, check_kind
from laborspace.space.names import aliases, fold, titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from laborspace.space.container import Space

_EACH = 2
"""So many of each kind are kept, however many better ones another kind has."""

_UNLIKE = 9


class _Names(NamedTuple):
    """Folded names of one kind in one string, so that a search is one pass in C."""

    text: str  # a line each, "\n" before every one; the shortest first
    starts: list[int]
    rows: list[int]

    def search(self, wanted: str, most: int) -> Iterator[int]:
        """Yield the rows of the names that hold this, in their order."""
        place, line, found = 0, 0, 0
        while found < most and (place := self.text.find(wanted, place)) >= 0:
            line = bisect_right(self.starts, place) - 1
            yield self.rows[line]
            found += 1
            place = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)


def suggest(space: Space, text: str, *, kind: str | None = None, top: int = 10) -> pa.Table:
    """Find entities whose code, title or alias begins with what was typed so far.

    Parameters
    ----------
    space : Space
    text : str
        The beginning of a name, or of a word in it.
    kind : str, optional
        Only entities of this kind.
    top : int
        Most rows to return.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, source, level, match``: exact names first, then those that begin
        with the text, then those with a word that does; `match` is ``"code"``, ``"title"``,
        ``"alias"``, or what :func:`laborspace.analysis.finding.find` says. No rows for no text.

    Raises
    ------
    UnknownKindError
        If there is no such kind.
    """
    check_top(top)
    if kind is not None:
        check_kind(kind)
    kinds = KINDS if kind is None else (kind,)
    best = _beginning(space, text, kinds, top)
    if not best and fold(text):
        from laborspace.space.resolve import matches

        for match in matches(space, text, kind=kind, limit=top):
            best.setdefault(match.row, (_UNLIKE, len(best), match.how))
    rows = _chosen(space, best, top)
    columns = {name: [space.column(name)[row] for row in rows] for name in ("source", "level")}
    columns["match"] = [best[row][2] for row in rows]
    return result_table(space, np.array(rows, dtype=np.intp), columns)


def _beginning(
    space: Space, text: str, kinds: tuple[str, ...], top: int
) -> dict[int, tuple[int, int, str]]:
    """Return rows, each with how good it is and what matched."""
    best: dict[int, tuple[int, int, str]] = {}
    key, code = fold(text), " ".join(text.lower().split())
    if not key:
        return best
    known = space.derived("suggesting", lambda: _index(space))
    for kind in kinds:
        searches = (
            ("code", f"\n{code}\n", 0),
            ("code", f"\n{code}", 2),
            ("title", f"\n{key}\n", 0),
            ("title", f"\n{key}", 2),
            ("alias", f"\n{key}\n", 1),
            ("title", f" {key}", 3),
            ("alias", f"\n{key}", 4),
        )
        for what, wanted, quality in searches:
            for place, row in enumerate(known[what, kind].search(wanted, 2 * top)):
                own = (quality, place, what)
                best[row] = min(best.get(row, own), own)
    return best


def _chosen(space: Space, best: dict[int, tuple[int, int, str]], top: int) -> list[int]:
    """Return the best rows, some of each kind among them."""
    kinds = space.column("kind")
    ranked = sorted(best, key=lambda row: (best[row], row))
    kept = dict.fromkeys(KINDS, 0)
    first: list[int] = []
    for row in ranked:
        if kept[kinds[row]] < _EACH and best[row][0] < _UNLIKE:
            kept[kinds[row]] += 1
            first.append(row)
    chosen = set([*first, *(row for row in ranked if row not in first)][:top])
    return [row for row in ranked if row in chosen]


def _index(space: Space) -> dict[tuple[str, str], _Names]:
    kinds, levels = space.column("kind"), space.column("level")
    sources = space.column("source")
    codes = [code.lower() for code in space.column("code")]
    given = {
        "title": list(zip(titles(space).key_list, titles(space).rows.tolist(), strict=True)),
        "alias": list(zip(aliases(space).key_list, aliases(space).rows.tolist(), strict=True)),
        "code": [(code, row) for row, code in enumerate(codes) if code],
    }
    found = {}
    for what, names in given.items():
        for kind in KINDS:
            own = sorted(
                (len(key) + 20 * (levels[row] not in ITEM_LEVELS), sources[row] == "ESCO", row, key)
                for key, row in names
                if kinds[row] == kind
            )
            lines = [f"\n{key}\n" for *_, key in own]
            starts = np.cumsum([0, *(len(line) for line in lines)])[:-1].tolist()
            found[what, kind] = _Names("".join(lines), starts, [row for *_, row, _ in own])
    return found
