"""Axes that stand ready, and the place of an entity on them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.axis.making import axis
from laborspace.errors import LaborSpaceError
from laborspace.records import KINDS

if TYPE_CHECKING:
    from laborspace.analysis.axis.line import Axis
    from laborspace.analysis.axis.poles import Floats
    from laborspace.space.container import Space


@dataclass(frozen=True)
class Standing:
    """An axis whose poles are agreed on.

    Attributes
    ----------
    name : str
    low_end, high_end : str
        What its ends mean, in a word or two.
    negative, positive : tuple of str
        Ids of the members of its poles.
    source : str
        Who measures this, and with what.
    """

    name: str
    low_end: str
    high_end: str
    negative: tuple[str, ...]
    positive: tuple[str, ...]
    source: str


STANDING_AXES: tuple[Standing, ...] = (
    Standing(
        "Manufacturing to health care",
        "Manufacturing",
        "Health care",
        ("naics:31-33",),
        ("naics:62",),
        "the axis of the Labor Space paper (Kim, Ahn & Park, WWW 2024): two sectors",
    ),
    Standing(
        "Mathematics to social skills",
        "Mathematics",
        "Social skills",
        ("onet:1.A.1.c.1", "onet:2.A.1.e", "onet:2.C.4.a"),
        ("onet:2.B.1.a", "onet:2.B.1.b", "onet:2.B.1.c", "onet:2.B.1.d"),
        "the O*NET elements with which Deming (QJE 2017) measures the two",
    ),
    Standing(
        "Things to people",
        "Things",
        "People",
        ("onet:2.B.3.h", "onet:2.B.3.j", "onet:2.B.3.l", "onet:2.C.3.e"),
        ("onet:2.B.1.a", "onet:2.B.1.f", "onet:2.C.4.e", "onet:2.C.5.b"),
        "the dimension of interests of Prediger (1982), in O*NET elements: running, keeping and"
        " mending machines; perceiving, serving, understanding and treating people",
    ),
)
"""What the page of an entity places it on; poles are ids, so that each can be looked up."""


def standing_axes(space: Space) -> list[Standing]:
    """Return the standing axes whose poles a space has."""
    return [each for each in STANDING_AXES if _line(space, each) is not None]


def standing_places(space: Space, name: str) -> list[dict[str, Any]]:
    """Place an entity or a text on the standing axes.

    Parameters
    ----------
    space : Space
    name : str
        Id, code, title, alias or ``"text:…"``.

    Returns
    -------
    list of dict
        What :class:`Standing` says, and ``score, low, high, p_value, basis, why`` as of
        :meth:`laborspace.analysis.axis.Axis.to_arrow`, ``percentile``: the share of items of its
        kind (for a text, of occupations) that lie nearer to the low end, in percent, ``of`` and
        ``among``: which kind that is, and how many. Axes with poles the space lacks are left out.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError
        If the name has no or several answers.
    """
    found = []
    for each in STANDING_AXES:
        made = _line(space, each)
        if made is None:
            continue
        (own,) = made.to_arrow(entities=[name], why=True).to_pylist()
        kind = own["kind"] if own["kind"] in KINDS else "occupation"
        others = space.derived(("standing scores", each.name, kind), partial(_scores, made, kind))
        below = np.searchsorted(others, own["score"]) / max(1, len(others))
        places = {key: own[key] for key in ("score", "low", "high", "p_value", "basis", "why")}
        rank = {"percentile": round(100 * float(below), 1), "of": kind, "among": len(others)}
        found.append(asdict(each) | places | rank)
    return found


def _line(space: Space, standing: Standing) -> Axis | None:
    """Return the axis, or None where the space lacks a pole."""
    made: Axis | None = space.derived(
        ("standing axis", standing.name), partial(_made, space, standing)
    )
    return made


def _made(space: Space, standing: Standing) -> Axis | None:
    try:
        return axis(space, list(standing.negative), list(standing.positive))
    except LaborSpaceError:
        return None


def _scores(line: Axis, kind: str) -> Floats:
    return np.sort(line.to_arrow(kind)["score"].to_numpy())
