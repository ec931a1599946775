from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from laborspace.analysis.preservation import centered_items
from laborspace.validation.evidence import Evidence
from laborspace.validation.geometry import SUITE, PairMean, _hub_measures, occurrences
from laborspace.validation.lexical import Lexical
from laborspace.validation.nuisance import PartialR2, length_task, register_task
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted_sectors import planted_space


@pytest.fixture(scope="module", name="evidence")
def evidence_fixture() -> Evidence:
    return Evidence(planted_space())


def named(evidence):
    return {task.name: task for task in SUITE.tasks(evidence)}


def figures(task, subject):
    return {measure.metric: measure.value for measure in task.measure(subject)}


def with_vectors(evidence, change):
    """Return the planted space with each id's vector changed."""
    subject = VectorSubject.from_space(evidence.space, "changed")
    vectors = np.stack(
        [change(i, v) for i, v in zip(evidence.space.ids, subject.vectors, strict=True)]
    )
    subject.vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return subject


def test_every_ordered_pair_of_kinds_is_asked(evidence):
    hubs = [name for name in named(evidence) if name.startswith("hubs")]
    assert len(hubs) == 16
    assert "hubs, occupation → skill" in hubs


def test_a_hub_is_seen(evidence):
    skills = evidence.ids(kind="skill", level="skill")
    mean = evidence.space.vectors.mean(0)
    planted = with_vectors(evidence, lambda i, v: mean if i == skills[0] else v)
    task = named(evidence)["hubs, occupation → skill"]
    occupations = evidence.ids(kind="occupation", level="occupation")
    times = occurrences(planted, occupations, skills, centered=False)
    assert times.sum() == 10 * len(occupations)
    assert times[0] == times.max() == len(occupations)
    plain = VectorSubject.from_space(evidence.space, "planted")
    assert figures(task, planted)["skewness"] > figures(task, plain)["skewness"]


def test_an_entity_is_not_its_own_neighbor(evidence):
    subject = VectorSubject.from_space(evidence.space, "planted")
    firms = evidence.ids(kind="firm")[:11]
    times = occurrences(subject, firms, firms, centered=False)
    assert times.tolist() == [10.0] * 11


def test_skewness_and_never_by_hand():
    skewness, never = _hub_measures(np.array([0, 0, 0, 4.0]), list("abcd"), "")
    assert skewness.value == pytest.approx(2 / np.sqrt(3))
    assert never.value == 0.75
    assert not skewness.higher_is_better
    flat = _hub_measures(np.ones(4), list("abcd"), "")
    assert [m.value for m in flat] == [0, 0]


@pytest.mark.parametrize("n", [100, 400])
def test_the_effective_dimension_does_not_depend_on_how_many_are_drawn(n):
    vectors = np.random.default_rng(0).normal(size=(n, 20)) * np.repeat([1, 0.001], [12, 8])
    products = PairMean((vectors @ vectors.T) ** 2)
    found = (vectors**2).sum(1).mean() ** 2 / products(np.arange(n))
    assert found == pytest.approx(12, rel=0.1)


def test_the_mean_of_pairs_leaves_out_an_entity_with_itself():
    table = np.array([[9, 1, 2], [1, 9, 3], [2, 3, 9.0]])
    assert PairMean(table)(np.arange(3)) == pytest.approx(2)
    assert PairMean(table)(np.array([0, 0, 1])) == pytest.approx(1)


def test_random_directions_are_isotropic(evidence):
    found = figures(named(evidence)["spread, occupation"], random_subject(evidence.space))
    planted = VectorSubject.from_space(evidence.space, "planted")
    narrow = figures(named(evidence)["spread, occupation"], planted)
    assert abs(found["mean cosine"]) < 0.02
    assert found["effective dimension"] > 200
    assert narrow["mean cosine"] > 0.2
    assert narrow["effective dimension"] < 8
    with pytest.raises(Skip, match="no vectors"):
        named(evidence)["spread, occupation"].measure(Lexical(evidence, "bm25"))


def test_partial_r2_is_that_of_a_regression():
    rng = np.random.default_rng(3)
    gap, noise, same = (rng.random((30, 30)) for _ in range(3))
    gap, noise, same = gap + gap.T, noise + noise.T, (same + same.T) > 1.2
    scores = 2.0 * same - 0.5 * gap + noise
    pairs = np.triu_indices(30, 1)
    y, x, g = scores[pairs], gap[pairs], same[pairs].astype(float)

    def unexplained(*columns):
        design = np.column_stack([np.ones(len(y)), *columns])
        return ((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2).sum()

    expected = 1 - unexplained(g, x) / unexplained(g)
    assert PartialR2(scores, gap, same)(np.arange(30)) == pytest.approx(expected)


def test_length_in_the_vectors_is_seen(evidence):
    ids = evidence.ids(kind="occupation", level="occupation")
    rng = np.random.default_rng(0)
    evidence.__dict__["_names"] = evidence._names | {i: "x" * int(rng.integers(9, 99)) for i in ids}
    lengths = {i: np.log(len(t)) for i, t in zip(ids, evidence.texts(ids), strict=True)}
    axis = np.eye(evidence.space.dimension)[15]
    long = with_vectors(evidence, lambda i, v: v + 1.0 * (lengths.get(i, 3.8) - 3.8) * axis)
    task = length_task(evidence, "occupation", "O*NET", ids)
    seen, clean = (figures(task, s) for s in (long, VectorSubject.from_space(evidence.space, "p")))
    assert seen["partial R²"] > 0.15 > clean["partial R²"]
    assert seen["R² of length from the vector"] > 0.7 > 0.2 > clean["R² of length from the vector"]
    del evidence.__dict__["_names"]


def test_a_register_is_seen(evidence):
    ids = evidence.ids(kind="occupation", level="occupation")
    one, two = ids[::2], ids[1::2]
    axis = np.eye(evidence.space.dimension)[15]
    task = register_task(evidence, "occupation", {"this": one, "that": two})
    marked = with_vectors(evidence, lambda i, v: v + 3 * axis * (i in one))
    seen, clean = (
        figures(task, s) for s in (marked, VectorSubject.from_space(evidence.space, "p"))
    )
    assert seen == {"same source among 10 nearest": 1, "source told from the vector": 1}
    assert clean["same source among 10 nearest"] == pytest.approx(0.5, abs=0.15)
    assert clean["source told from the vector"] == pytest.approx(0.5, abs=0.25)
    base = task.ceilings[0].measure()[0].value
    assert base == pytest.approx((len(one) - 1) / (len(ids) - 1))


def test_words_can_be_asked(evidence):
    found = figures(named(evidence)["hubs, occupation → industry"], Lexical(evidence, "tfidf"))
    assert set(found) == {"skewness", "never listed"}


@pytest.fixture(scope="module", name="mapped")
def mapped_fixture() -> Evidence:
    """The planted space, laid out by the coordinates that tell its groups apart."""
    space = planted_space()
    rows, vectors = centered_items(space)
    offsets = vectors - vectors.mean(0)
    flat = (offsets @ np.linalg.svd(offsets, full_matrices=False)[2][:2].T).astype(np.float32)
    plane = np.zeros((len(space), 2), dtype=np.float32)
    plane[rows] = flat
    space.coordinates = pa.table({"id": space.ids, "x": plane[:, 0], "y": plane[:, 1]})
    return Evidence(space)


def test_a_space_without_a_map_is_not_asked_about_it(evidence):
    assert not [name for name in named(evidence) if name.startswith("map")]


def test_a_map_of_two_components_is_the_floor_of_two_components(mapped):
    tasks = named(mapped)
    kinds = ["all kinds", "industry", "occupation", "skill", "firm"]
    assert [name for name in tasks if name.startswith("map")] == [f"map, {k}" for k in kinds]
    task = tasks["map, all kinds"]
    ours = figures(task, VectorSubject.from_space(mapped.space, "planted"))
    floors = {floor.name: {m.metric: m.value for m in floor.measure()} for floor in task.floors}
    assert ours == pytest.approx(floors["two principal components"], abs=1e-6)
    assert set(ours) == {
        f"{name}@{k}" for name in ("kept", "trustworthiness", "continuity") for k in (10, 30)
    }
    for metric, value in floors["random positions"].items():
        assert ours[metric] > value


def test_a_map_is_that_of_its_space(mapped):
    task = named(mapped)["map, all kinds"]
    with pytest.raises(Skip, match="that of the space"):
        task.measure(random_subject(mapped.space))
