from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from laborspace.analysis.statistics.alignment import rotation
from laborspace.validation import vintages
from laborspace.validation.evidence import Evidence
from laborspace.validation.lexical import Lexical
from laborspace.validation.running import Contender, run
from laborspace.validation.stability import SUITE
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted_sectors import planted_space


def turned(space, *, noise=0.0):
    """Return the vectors of a space, rotated and disturbed."""
    rng = np.random.default_rng(5)
    matrix, _ = np.linalg.qr(rng.normal(size=(space.dimension, space.dimension)))
    subject = VectorSubject.from_space(space, "turned")
    vectors = subject.vectors @ matrix + noise * rng.normal(size=subject.vectors.shape)
    subject.vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return subject


def outcome(seed, **kwargs):
    space = planted_space()
    evidence = Evidence(space, seeds={"seed 1": seed(space)})
    return run(
        [SUITE], evidence, [Contender(VectorSubject.from_space(space, "mine"), role="space")]
    )


def values(outcome, role="space"):
    table = outcome.frame()
    table = table[table["role"] == role]
    return dict(zip(table["task"] + " " + table["metric"], table["value"], strict=True))


def test_a_rotated_space_is_the_same():
    found = values(outcome(turned))
    assert found["neighbors of its kind, seed 1 overlap@10"] == pytest.approx(1)
    assert found["neighbors of another kind, seed 1 overlap@10"] == pytest.approx(1)
    assert found["neighbors of another kind, seed 1 occupation → skill"] == pytest.approx(1)
    assert found["axes, seed 1 Spearman"] == pytest.approx(1)
    assert found["vectors, seed 1 distance after rotation"] == pytest.approx(0, abs=1e-4)


def test_disturbance_costs_and_chance_is_the_floor():
    done = outcome(lambda space: turned(space, noise=0.1))
    found, floor, ceiling = values(done), values(done, "floor"), values(done, "ceiling")
    assert found.keys() == floor.keys() == ceiling.keys()
    for name, value in found.items():
        low, high = sorted([floor[name], ceiling[name]])
        assert low < value < high, name
    assert floor["vectors, seed 1 distance after rotation"] > 1


def test_a_seed_that_is_a_twin_is_compared_with_the_twin():
    space = planted_space()
    seed = turned(space)
    assert not any(t.twin for t in SUITE.tasks(Evidence(space, seeds={"a": seed})))
    other = planted_space()
    other.held_out = frozenset({"naics:3100"})
    twin = VectorSubject.from_space(other, "twin")
    tasks = SUITE.tasks(Evidence(space, seeds={"a": twin}))
    assert all(t.twin for t in tasks if t.name.endswith(", a"))


def test_without_another_making_the_report_says_what_is_needed():
    space = planted_space()
    done = run([SUITE], Evidence(space), [Contender(VectorSubject.from_space(space, "mine"))])
    assert not done.lines
    reasons = " ".join(line["why"] for line in done.skipped)
    assert "--seeds" in reasons
    assert "2017_NAICS_Descriptions.xlsx" in reasons


def test_spaces_of_other_length_cannot_be_aligned():
    space = planted_space()
    seed = random_subject(space, dimension=12)
    task = next(t for t in SUITE.tasks(Evidence(space, seeds={"a": seed})) if "vectors" in t.name)
    with pytest.raises(Skip, match="length 24, those of a 12"):
        task.measure(VectorSubject.from_space(space, "mine"))


def test_a_rotation_is_recovered():
    rng = np.random.default_rng(0)
    matrix, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    points = rng.normal(size=(50, 6))
    assert rotation(points, points @ matrix) == pytest.approx(matrix)


def test_overlap_by_hand():
    one, other = np.array([[1, 2], [3, 4]]), np.array([[2, 9], [4, 3]])
    assert vintages.overlap(one, other) == pytest.approx([0.5, 1])


def test_texts_of_two_vintages(monkeypatch):
    space = planted_space()
    codes = ["naics:3100", "naics:6200"]
    monkeypatch.setattr(vintages, "_texts", lambda _: (codes, ["old", "old"], ["new", "old"]))
    subject = VectorSubject.from_space(space, "mine")
    task = SUITE.tasks(Evidence(space))[-1]
    with pytest.raises(Skip, match="reads no text"):
        task.measure(subject)

    def similarity(texts, right):
        """A text's nearest are the first of the list, or the last."""
        places = np.arange(len(right))
        return np.stack([places if text == "new" else -places for text in texts])

    subject.text_similarity = similarity
    found = {measure.metric: measure for measure in task.measure(subject)}
    assert found["industry → occupation"].value == 0.5
    assert found["industry → industry"].n == 2
    chance = {m.metric: m.value for m in task.floors[0].measure()}
    assert chance["industry → occupation"] == pytest.approx(10 / 48)
    assert chance["industry → industry"] == pytest.approx(10 / 22)  # not those that changed


@pytest.mark.shared
def test_words_of_two_official_vintages(shared_data: Path):
    import laborspace

    evidence = Evidence(laborspace.load(), data=shared_data)
    task = SUITE.tasks(evidence)[-1]
    found = {m.metric: m for m in task.measure(Lexical(evidence, "tfidf"))}
    assert found["industry → occupation"].n == 63
    assert 0.3 < found["industry → occupation"].value < 1
