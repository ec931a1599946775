"""What a suite is made of: tasks, each with what it measures and the floors it must beat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from laborspace.errors import LaborSpaceError

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.measure import Measure
    from laborspace.validation.subject import Subject


class Skip(LaborSpaceError):  # noqa: N818 - not an error: the report lists the reason
    """A suite or task cannot be run here; the message says why and what would let it."""


@dataclass(frozen=True)
class Reference:
    """A floor that must be beaten, or a ceiling that cannot be.

    Attributes
    ----------
    name : str
        E.g. ``"20 nearest neighbors vote"``.
    measure : callable
        Returns measures with the metrics (and, for paired gains, the groups) of the task's own.
    """

    name: str
    measure: Callable[[], Sequence[Measure]]


@dataclass(frozen=True)
class Task:
    """One question put to every subject.

    Attributes
    ----------
    name : str
        Short and stable, e.g. ``"essential skills"``; unique within the suite.
    question : str
        What is asked, in one line of plain words.
    measure : callable
        Subject → its measures. Raises :class:`Skip` if the subject cannot answer (reads no
        text, lacks entities).
    held_out : str
        What was kept from training, in words; ``""`` if the relation is never trained on.
    twin : bool
        Whether a trained space must be scored by its held-out twin, because it learned the
        relation itself.
    floors, ceilings : sequence of Reference
    lexical : bool
        Whether TF-IDF, BM25 and random are asked as well.
    """

    name: str
    question: str
    measure: Callable[[Subject], Sequence[Measure]]
    held_out: str = ""
    twin: bool = False
    floors: Sequence[Reference] = ()
    ceilings: Sequence[Reference] = ()
    lexical: bool = True


@dataclass(frozen=True)
class Suite:
    """Tasks of one theme; one file a suite.

    Attributes
    ----------
    name : str
        As on the command line, e.g. ``"skills"``.
    title : str
        The question it answers, for the report.
    about : str
        How it is scored, from what data, split how, with the source of the method; a paragraph.
    tasks : callable
        Evidence → tasks. Raises :class:`Skip` if the data is absent.
    """

    name: str
    title: str
    about: str
    tasks: Callable[[Evidence], Sequence[Task]]
