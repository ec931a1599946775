"""Suites on the synthetic space, small enough to know the answers by hand."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from laborspace.validation import validating
from laborspace.validation.measure import Measure
from laborspace.validation.task import Reference, Skip, Suite, Task

NURSES = ["onet:29-1141.00", "onet:29-1141.01"]
OTHERS = ["onet:15-1252.00", "onet:51-4041.00"]


def _near(subject):
    """Whether each nurse is nearer to the other nurse than to anyone else."""
    known = [id_ for id_ in NURSES if id_ in subject.ids]
    if len(known) < 2:
        msg = f"{subject.name} does not know both nurses."
        raise Skip(msg)
    scores = subject.similarity(NURSES, [*NURSES, *OTHERS])
    np.fill_diagonal(scores, -np.inf)
    right = scores.argmax(1) == [1, 0]
    return [Measure.mean("hit@1", right, NURSES, "occupation")]


def _learned(subject):
    scores = subject.similarity(NURSES, NURSES)
    return [
        Measure.mean("cosine", [scores[0, 1], scores[1, 0]], NURSES, "occupation"),
        Measure.mean("distance", 1 - scores[:, 0], NURSES, "occupation", higher_is_better=False),
    ]


def _text(subject):
    if subject.text_similarity(["nurse"], NURSES) is None:
        msg = "Reads no text."
        raise Skip(msg)
    return [Measure.mean("score", [0.25, 0.75], NURSES, "occupation")]


def _tasks(evidence):
    evidence.relations("requires")
    floor = Reference("half", lambda: [Measure.mean("hit@1", [0, 1], NURSES, "occupation")])
    top = Reference("all", lambda: [Measure.mean("hit@1", [1, 1], NURSES, "occupation")])
    return [
        Task("nurses", "Is a nurse next to a nurse?", _near, floors=[floor], ceilings=[top]),
        Task("learned", "Are nurses alike?", _learned, "some nurses", twin=True, lexical=False),
        Task("text <b>", "Does it read & write?", _text, lexical=False),
    ]


def _nothing(evidence):
    evidence.file("gone.csv", home="example.org")


SUITE = Suite("nurses", "Are nurses nurses?", "Made up for tests; 5 < 6.", _tasks)
EMPTY = Suite("empty", "Is there anything?", "Needs a file.", _nothing)


@pytest.fixture(name="suites")
def suites_fixture(monkeypatch) -> None:
    """The suites of the package are these two."""
    found = {"nurses": SUITE, "empty": EMPTY}
    for name, suite in found.items():
        monkeypatch.setitem(sys.modules, f"suite_{name}", SimpleNamespace(SUITE=suite))
    monkeypatch.setattr(validating, "SUITES", {name: f"suite_{name}" for name in found})
