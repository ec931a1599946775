from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from laborspace.records import attribute_table
from laborspace.validation.evidence import Evidence
from laborspace.validation.related import SUITE, employment, kinship
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted import (
    EACH,
    FIELDS,
    figures,
    floor,
    planted_space,
    planted_subject,
    rows_of_relations,
)


def related(order=lambda n: [m for m in range(EACH) if m != n]):
    """All others of the field, the first most related."""
    return [
        {
            "source": f"onet:{field}0-100{n}.00",
            "target": f"onet:{field}0-100{m}.00",
            "relation": "related",
            "weight": 1 / (1 + rank),
            "detail": "Primary-Short",
        }
        for field in range(FIELDS)
        for n in range(EACH)
        for rank, m in enumerate(order(n))
    ]


def task_of(space):
    (task,) = SUITE.tasks(Evidence(space=space))
    return task


def line_vectors(space):
    """Occupations of a field side by side, so that nearness is being next to each other."""
    rows = []
    for id_ in space.ids:
        if id_.startswith("onet:") and "1.A" not in id_:
            field, angle = int(id_[5]), 0.1 * int(id_[11])
            vector = np.zeros(2 * FIELDS + 1)
            vector[2 * field : 2 * field + 2] = np.cos(angle), np.sin(angle)
        else:
            vector = np.eye(2 * FIELDS + 1)[-1]
        rows.append(vector)
    return np.array(rows)


def test_a_space_in_the_right_order_scores_one():
    relations = rows_of_relations() + related(
        lambda n: sorted((m for m in range(EACH) if m != n), key=lambda m: (abs(m - n), m))
    )
    plain = planted_space(relations=relations)
    space = planted_space(relations=relations, vectors=line_vectors(plain))
    task = task_of(space)
    assert not task.twin
    found = figures(task, planted_subject(space))
    assert found["R@20"] == 1
    assert found["nDCG@10"] > 0.97  # neighbors to both sides are equally near
    assert task.measure(planted_subject(space))[0].unit == "SOC minor group"


def test_the_order_counts():
    # 2 of 3 right in the wrong order: gains 1, 1/log2(3), 1/2 against their reverse.
    relations = rows_of_relations() + related(lambda n: [3, 2, 1] if n == 0 else [])
    plain = planted_space(relations=relations)
    space = planted_space(relations=relations, vectors=line_vectors(plain))
    gains = 1 / np.log2(1 + np.arange(1, 4))
    discount = 1 / np.log2(np.arange(3) + 2)
    expected = (gains[::-1] @ discount) / (gains @ discount)
    assert figures(task_of(space), planted_subject(space))["nDCG@10"] == pytest.approx(expected)


def test_chance_is_far_below_and_the_soc_floor_above_it():
    space = planted_space(relations=rows_of_relations() + related())
    task = task_of(space)
    assert figures(task, random_subject(space))["nDCG@10"] < 0.7
    # Here what is related is exactly the minor group.
    assert floor(task, "same SOC group")["R@20"] == 1
    assert floor(task, "same SOC group")["nDCG@10"] > 0.8
    assert set(floor(task, "popularity")) == {"nDCG@10", "R@20"}


def test_kinship_counts_shared_levels():
    evidence = Evidence(space=planted_space())
    shared = kinship(
        evidence, ["onet:00-1000.00"], ["onet:00-1000.00", "onet:00-1001.00", "onet:10-1000.00"]
    )
    # The planted space has detailed codes and minor groups; other levels are the id itself.
    assert shared.tolist() == [[4, 1, 0]]


def test_jobs_break_ties_and_no_more():
    space = planted_space()
    jobs = [{"id": "soc:00-1001", "attribute": "employment", "value": 5e6, "unit": "jobs"}]
    space.attributes = pa.Table.from_pandas(attribute_table(jobs))
    scaled = employment(Evidence(space=space), ["onet:00-1000.00", "onet:00-1001.00"])
    assert scaled.tolist() == [0, 0.5]


def test_a_space_that_learned_it_is_not_scored():
    relations = rows_of_relations() + related()
    recipe = {"relation": [{"data": [{"pairs": "related", "source": "onet:"}]}]}
    space = planted_space(relations=relations, recipe=recipe)
    with pytest.raises(Skip, match="memory"):
        task_of(space).measure(planted_subject(space))
    esco = {"relation": [{"data": [{"pairs": "related", "source": "esco:skill"}]}]}
    other = planted_space(relations=relations, recipe=esco)
    assert task_of(other).measure(planted_subject(other))


def test_without_related_occupations_the_suite_is_skipped():
    with pytest.raises(Skip, match="related"):
        SUITE.tasks(Evidence(space=planted_space()))


def test_plain_vectors_without_onet_are_skipped():
    space = planted_space(relations=rows_of_relations() + related())
    subject = VectorSubject.from_mapping({"naics:00": np.ones(3)}, "one", like=space)
    with pytest.raises(Skip, match="no vector"):
        task_of(space).measure(subject)
