from __future__ import annotations

import numpy as np
import pytest

from laborspace.validation.employment import SUITE
from laborspace.validation.evidence import Evidence
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted import (
    figures,
    floor,
    held_out,
    planted_space,
    planted_subject,
    rows_of_relations,
)


def task_of(space, held=None, name="occupations by jobs"):
    evidence = Evidence(space=space, held_out=held_out() if held is None else held)
    return {task.name: task for task in SUITE.tasks(evidence)}[name]


def ndcg(order: list[float]) -> float:
    """nDCG of the jobs 10 to 40 in this order, by hand."""
    discount = 1 / np.log2(np.arange(len(order)) + 2)
    ideal = sorted(order, reverse=True)
    return float((discount * order).sum() / (discount * ideal).sum())


def test_a_planted_space_finds_the_occupations_of_the_field():
    space = planted_space()
    task = task_of(space)
    measure = task.measure(planted_subject(space))[0]
    assert task.twin
    assert measure.n == 4
    assert set(measure.groups) == {f"naics:{field}003" for field in range(4)}
    # Which of the field's four comes first is chance; that they come first is not.
    assert ndcg([10, 20, 30, 40]) - 1e-9 <= measure.value <= 1
    assert figures(task, random_subject(space))["nDCG@10"] < ndcg([10, 20, 30, 40])


def test_floors_by_hand():
    task = task_of(planted_space())
    # Siblings have the very mix; the sector lists its four with equal jobs, in their order.
    assert floor(task, "mean mix of sibling industries")["nDCG@10"] == pytest.approx(1)
    assert floor(task, "mix of the sector")["nDCG@10"] == pytest.approx(ndcg([10, 20, 30, 40]))
    assert floor(task, "overall employment")["nDCG@10"] < 0.7


def test_estimates_know_the_mix_of_siblings():
    space = planted_space()
    task = task_of(space, name="occupations by jobs, estimated")
    assert task.twin
    assert figures(task, planted_subject(space))["nDCG@10"] == pytest.approx(1, abs=0.03)
    assert floor(task, "estimate from random vectors")["nDCG@10"] > 0.9  # the taxonomy tells it
    every = frozenset(id_ for id_ in space.ids if id_.startswith("naics:"))
    task = task_of(space, every, "occupations by jobs, estimated")
    with pytest.raises(Skip, match="leave out fewer"):
        task.measure(planted_subject(space))


def test_siblings_back_off_to_the_sector():
    rows = [
        r for r in rows_of_relations() if (r["source"], r["relation"]) != ("naics:0003", "broader")
    ]
    rows.append({"source": "naics:0003", "target": "naics:00", "relation": "broader"})
    task = task_of(planted_space(relations=rows))
    assert floor(task, "mean mix of sibling industries")["nDCG@10"] == pytest.approx(1)
    # Without a group it is left with the mean of all, in which its own four are a quarter.
    rows.pop()
    task = task_of(planted_space(relations=rows))
    assert floor(task, "mean mix of sibling industries")["nDCG@10"] < 1


def test_without_jobs_of_sectors_that_floor_is_skipped():
    rows = [
        r
        for r in rows_of_relations()
        if len(r["source"]) > len("naics:00") or r["relation"] != "employs"
    ]
    task = task_of(planted_space(relations=rows))
    with pytest.raises(Skip, match="jobs of sectors"):
        floor(task, "mix of the sector")


def test_occupations_of_another_taxonomy_stand_for_themselves():
    rows = [r for r in rows_of_relations() if r["relation"] == "broader" and "naics" in r["source"]]
    for field in range(4):
        rows += [
            {
                "source": f"naics:{field}00{n}", "target": f"esco:occupation/{field}{m}",
                "relation": "employs", "weight": 10.0 * (m + 1),
            }
            for n in range(4) for m in range(4)
        ]  # fmt: skip
    space = planted_space(relations=rows)
    found = figures(task_of(space), planted_subject(space))
    assert found["nDCG@10"] >= ndcg([0, 0, 10, 20, 30, 40]) - 1e-9


def test_reasons():
    space = planted_space()
    with pytest.raises(Skip, match="--hold-out"):
        task_of(space, frozenset())
    nothing = [row for row in rows_of_relations() if row["relation"] != "employs"]
    with pytest.raises(Skip, match="no relation 'employs'"):
        task_of(planted_space(relations=nothing))
    every = frozenset(id_ for id_ in space.ids if id_.startswith("naics:"))
    with pytest.raises(Skip, match="nothing to guess from"):
        floor(task_of(space, every), "overall employment")
    one = VectorSubject.from_mapping({"firm:A0": np.ones(3)}, "one", like=space)
    with pytest.raises(Skip, match="no vector of any of the industries"):
        task_of(space).measure(one)


@pytest.mark.shared
def test_siblings_of_the_release(shared_data):
    import laborspace

    space = laborspace.load()
    industries = sorted({r for r in space.ids if r.startswith("naics:") and len(r) == 10})
    task = task_of(space, frozenset(industries[::5]))
    siblings = floor(task, "mean mix of sibling industries")["nDCG@10"]
    assert siblings > floor(task, "overall employment")["nDCG@10"] + 0.2
