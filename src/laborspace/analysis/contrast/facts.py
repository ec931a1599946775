"""Published numbers of two entities side by side, and the answer in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from laborspace.analysis.profile import profile
from laborspace.analysis.why import SIMILAR
from laborspace.records import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.analysis.contrast.sides import Side
    from laborspace.space.container import Space

_PLURALS = {"industry": "industries"}
_WHAT = {
    "requires": "of what either requires, weighted by importance, both do",
    "employs": "of the jobs are in the same occupations",
    "employed by": "of the jobs are in the same sectors",
    "operates in": "of the industries of either are shared",
    "required by": "of the occupations that require either, weighted, require both",
}


def facts(space: Space, sides: tuple[Side, Side]) -> list[dict[str, Any]]:
    """Return what sources say of either, nothing estimated.

    Returns
    -------
    list of dict
        ``fact, unit, a, b, a_origin, b_origin, a_percentile, b_percentile``; a value is None
        where no source has one, a percentile, among all occupations scored, is that of published
        measures of exposure.
    """
    known = [_known(space, each) for each in sides]
    found = []
    for name in dict.fromkeys([*known[0], *known[1]]):
        row: dict[str, Any] = {"fact": name, "unit": ""}
        for side, own in zip("ab", known, strict=True):
            given = own.get(name, {})
            row["unit"] = row["unit"] or given.get("unit", "")
            for column in ("value", "origin", "percentile"):
                key = side if column == "value" else f"{side}_{column}"
                row[key] = given.get(column)
        found.append(row)
    return found


def _known(space: Space, one: Side) -> dict[str, dict[str, Any]]:
    if not one.one:
        return {}
    own = profile(space, one.term.label)
    found = {
        each["attribute"]: {
            "value": each["value"],
            "unit": each["unit"],
            "origin": each["origin"]
            + ("" if each["of"] == one.term.label else f", of {each['of']}"),
        }
        for each in own["attributes"]
    }
    for each in own["measures"]:
        found[each["measure"]] = {
            "value": each["value"],
            "unit": "exposure",
            "origin": each["about"],
            "percentile": each["percentile"],
        }
    return found


def summary(
    names: Sequence[str],
    sides: tuple[Side, Side],
    near: dict[str, Any],
    overlaps: Sequence[dict[str, Any]],
    *,
    same: bool,
) -> list[str]:
    """Say the answer in sentences."""
    if same:
        return [f"{names[0]} is compared with itself."]
    share = near["percentile"]
    part = f"{share:.4g}% of" if share < 100 else f"all of {near['draws']:,}"
    words = f"{names[0]} and {names[1]} are nearer to each other than {part} random pairs"
    found = [f"{words} {_pair(sides)}."]
    for mine, other, rank, among, sort in (
        (names[0], names[1], near["rank_of_b"], near["among_b"], sides[1].sort),
        (names[1], names[0], near["rank_of_a"], near["among_a"], sides[0].sort),
    ):
        if rank is not None:
            kind = _PLURALS.get(sort, f"{sort}s")
            found.append(
                f"{other} ranks {rank:,} of {among:,} {kind} by nearness to {mine.rstrip('.')}."
            )
    if near["why"] != SIMILAR:
        found.append(f"A source links them: {near['why']}.")
    for each in overlaps:
        if each["overlap"] is not None and each["aspect"] in _WHAT:
            words = f"{each['overlap']:.0%}" + f" {_WHAT[each['aspect']]}"
            if each["percentile"] is not None:
                words += f": more than for {each['percentile']:.4g}% of random pairs"
            found.append(f"{words} ({each['basis']}).")
    return found


def _pair(sides: tuple[Side, Side]) -> str:
    one, other = (
        "entity of any kind" if each.sort in ("text", "mix") else each.sort for each in sides
    )
    if one == other:
        return "of any kinds" if one not in KINDS else f"of {_PLURALS.get(one, f'{one}s')}"
    return f"of {_article(one)} {one} and {_article(other)} {other}"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
