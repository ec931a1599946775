"""Every suite on a space of one's own corpus: scored, or skipped with a reason; never a crash."""

from __future__ import annotations

import numpy as np
import pytest

import laborspace
from laborspace.corpus import Corpus
from laborspace.labor_space import LaborSpace
from laborspace.sample import sample_records
from laborspace.space.layout import Provenance
from laborspace.validation.validating import SUITES

RAW = {"name": "raw", "relation": []}
TRAINED = {"name": "mine", "relation": [{"loss": "mnr", "data": [{"pairs": "requires"}]}]}


@pytest.fixture(scope="module")
def corpus():
    return Corpus.from_records([sample_records()])


def space_of(corpus, recipe, *, seed=0, **changes):
    """A space of the sample in which members of a group lie together."""
    rng = np.random.default_rng(seed)
    rows = corpus.relations[corpus.relations["relation"] == "broader"]
    above = dict(zip(rows["source"], rows["target"], strict=True))
    centers = {group: rng.normal(size=32) for group in sorted(set(above.values()))}
    vectors = np.stack(
        [centers.get(above.get(id_, id_), 0) + rng.normal(size=32) for id_ in corpus.entities["id"]]
    )
    return LaborSpace(
        corpus.entities,
        vectors,
        relations=corpus.relations,
        attributes=corpus.attributes,
        provenance=Provenance(recipe=recipe, attributions=tuple(corpus.notes)),
        **changes,
    )


def test_every_suite_answers_or_says_why_not(corpus, tmp_path):
    space = space_of(corpus, RAW)
    report = laborspace.validate(space, corpus=corpus, output=tmp_path / "report")
    assert [suite.name for suite in report.suites] == list(SUITES)
    scored = {line.suite for line in report.of("space")}
    assert {"skills", "employment", "firms", "hierarchy", "geometry"} <= scored
    reasons = {s["suite"]: s["why"] for s in report.skipped if not s["task"]}
    assert scored.isdisjoint(reasons)
    assert all(why.endswith(".") for why in reasons.values())
    assert any("drawn as laborspace build" in note for note in report.notes)
    for line in report.lines:
        assert line.n > 0, line
        assert np.isfinite(line.value), line
    groups = [x for x in report.lines if x.suite == "hierarchy" and x.metric == "triplet accuracy"]
    best = max(groups, key=lambda line: line.value)
    assert best.role == "space"
    assert (tmp_path / "report" / "report.html").stat().st_size > 20_000


def test_a_trained_one_is_scored_by_its_twin(corpus):
    held = corpus.entities["id"][corpus.entities["kind"] == "occupation"].tolist()[::4]
    twin = space_of(corpus, TRAINED, seed=1, held_out=held)
    report = laborspace.validate(space_of(corpus, TRAINED, twin=twin), suites="skills")
    own = [line for line in report.of("space") if line.task == "essential skills"]
    assert own
    assert {line.scored for line in own} == {"twin"}
    assert 0 < own[0].n <= len(held)


def test_a_trained_one_without_a_twin_is_told_how_to_get_one(corpus):
    report = laborspace.validate(space_of(corpus, TRAINED), suites=["skills", "employment"])
    assert not [line for line in report.of("space") if line.suite == "skills"]
    assert any("hold-out" in s["why"] or "--twin" in s["why"] for s in report.skipped)
