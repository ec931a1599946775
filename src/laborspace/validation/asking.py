"""How suites ask a subject that may not know every entity, and what a recipe has taught."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation.evidence import lessons
from laborspace.validation.task import Skip, Task

if TYPE_CHECKING:
    from laborspace.space.container import Space
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.measure import Measure
    from laborspace.validation.subject import Subject


def known(subject: Subject, ids: Sequence[str], what: str) -> list[str]:
    """Return the entities that the subject knows, in order.

    Raises
    ------
    Skip
        If it knows none of them.
    """
    found = [id_ for id_ in ids if id_ in subject.ids]
    if not found:
        msg = f"It has no vector of any of the {what}."
        raise Skip(msg)
    return found


def scores(
    subject: Subject, left: Sequence[str], right: Sequence[str], *, centered: bool
) -> npt.NDArray[np.float64]:
    """Return the similarity of each left with each right entity, (left, right).

    A right entity that the subject does not know comes last (-inf): what cannot be named cannot
    be right.
    """
    found = [column for column, id_ in enumerate(right) if id_ in subject.ids]
    table = np.full((len(left), len(right)), -np.inf)
    names = [right[column] for column in found]
    table[:, found] = subject.similarity(left, names, centered=centered)
    return table


def held_out(evidence: Evidence, ids: Iterable[str], what: str) -> list[str]:
    """Return the entities that were held out, in order.

    Raises
    ------
    Skip
        If none was.
    """
    found = [id_ for id_ in ids if id_ in evidence.held_out]
    if not found:
        msg = f"None of the {what} was held out: build with --hold-out a list that names some."
        raise Skip(msg)
    return found


def groups_above(evidence: Evidence, id_: str) -> list[str]:
    """Return the groups an entity lies in, the nearest first."""
    found = [id_]
    while (parent := evidence.parents.get(found[-1])) is not None and parent not in found:
        found.append(parent)
    return found[1:]


def has_learned(
    space: Space | None, relation: str, source: str, target: str, *, detail: str = ""
) -> bool:
    """Say whether a space was trained on the rows of a relation between ids that begin so.

    Read from the recipe in its provenance; without one it is taken not to have been trained.

    Parameters
    ----------
    space : Space or None
    relation : str
    source, target : str
        Prefixes of the ids.
    detail : str
        Of the rows in question.
    """
    return any(
        _overlap(data.get("source", ""), source)
        and _overlap(data.get("target", ""), target)
        and data.get("detail", "") in {"", detail}
        for data in lessons(space, relation)
    )


def absent(name: str, question: str, reason: Skip) -> Task:
    """Return the task that cannot be put to anyone, for the reason given."""

    def measure(_subject: Subject) -> list[Measure]:
        raise reason

    return Task(name, question, measure, lexical=False)


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
