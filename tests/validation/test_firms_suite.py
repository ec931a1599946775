from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from laborspace.validation.evidence import Evidence
from laborspace.validation.firms import SUITE
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

FIRMS = [f"firm:{field}{n}" for field in "ABCD" for n in range(4)]


def gics_table(answers=None, owners=None):
    return pd.DataFrame(
        {
            "id": FIRMS,
            "gics": answers or [firm[5] for firm in FIRMS],
            "cik": owners or [str(n) for n in range(len(FIRMS))],
        }
    )


def tasks_of(space, *, held=None, table=None):
    evidence = Evidence(space=space, held_out=held_out() if held is None else held)
    evidence._tables["gics"] = gics_table() if table is None else table
    return {task.name: task for task in SUITE.tasks(evidence)}


def exact_vectors(space):
    """Each firm lies on the one industry it operates in."""
    rng = np.random.default_rng(5)
    vectors = {id_: rng.standard_normal(64) for id_ in space.ids if id_.startswith("naics:")}
    for field, letter in enumerate("ABCD"):
        for n in range(4):
            vectors[f"firm:{letter}{n}"] = vectors[f"naics:{field}00{n}"]
    return VectorSubject.from_mapping(vectors, "exact", like=space)


def test_a_firm_on_its_industry_is_right_at_every_level():
    space = planted_space()
    task = tasks_of(space)["industry"]
    assert task.twin
    found = figures(task, exact_vectors(space))
    assert found == pytest.approx(
        {"accuracy, 4 digits": 1, "accuracy, 3 digits": 1, "accuracy, sector": 1, "MRR": 1}
    )


def test_the_right_field_is_right_at_the_coarse_levels():
    space = planted_space()
    found = figures(tasks_of(space)["industry"], planted_subject(space))
    assert found["accuracy, 3 digits"] == found["accuracy, sector"] == 1
    assert found["accuracy, 4 digits"] < 1
    assert found["MRR"] > 1 / 4
    assert figures(tasks_of(space)["industry"], random_subject(space))["accuracy, sector"] < 0.7


def test_one_of_several_industries_is_enough():
    rows = rows_of_relations()
    rows += [
        {"source": f"firm:{'ABCD'[field]}{n}", "target": f"naics:{field}00{m}",
         "relation": "operates_in"}
        for field in range(4) for n in range(4) for m in range(4) if m != n
    ]  # fmt: skip
    space = planted_space(relations=rows)
    assert figures(tasks_of(space)["industry"], planted_subject(space))["accuracy, 4 digits"] == 1


@pytest.mark.parametrize("held", [None, frozenset({"firm:A0", "firm:B1", "firm:C2", "firm:D3"})])
def test_firms_are_estimated_from_others(held):
    rows = rows_of_relations()
    rows += [
        {"source": f"firm:{'ABCD'[field]}{n}", "target": f"naics:{field}00{m}",
         "relation": "operates_in"}
        for field in range(4) for n in range(4) for m in range(4) if m != n
    ]  # fmt: skip
    space = planted_space(relations=rows)
    task = tasks_of(space, held=held)["industry, estimated"]
    measures = task.measure(planted_subject(space))
    found = {measure.metric: measure.value for measure in measures}
    assert measures[0].n == (16 if held is None else 4)
    assert ("folds" in task.held_out) is (held is None)
    assert found["accuracy, 4 digits"] == 1
    assert found["Brier"] < floor(task, "commonest industry")["Brier"]
    assert floor(task, "estimate from random vectors")["accuracy, sector"] < 0.8


def test_the_commonest_industry_is_right_for_its_own():
    task = tasks_of(planted_space())["industry"]
    assert floor(task, "commonest industry") == pytest.approx(
        {
            "accuracy, 4 digits": 1 / 16,
            "accuracy, 3 digits": 1 / 4,
            "accuracy, sector": 1 / 4,
            "MRR": 1 / 8.5,  # all tied
        }
    )


def test_gics_is_that_of_the_nearest_other_firm():
    space = planted_space()
    task = tasks_of(space)["GICS sub-industry"]
    assert figures(task, planted_subject(space)) == {"1-NN accuracy": 1}
    assert floor(task, "commonest sub-industry") == {"1-NN accuracy": 1 / 4}
    assert floor(task, "right wherever another firm is of it") == {"1-NN accuracy": 1}


def test_a_firm_alone_in_its_sub_industry_cannot_be_right():
    space = planted_space()
    answers = [firm[5] if firm != "firm:A0" else "alone" for firm in FIRMS]
    task = tasks_of(space, table=gics_table(answers))["GICS sub-industry"]
    assert floor(task, "right wherever another firm is of it") == {"1-NN accuracy": 15 / 16}
    assert figures(task, planted_subject(space))["1-NN accuracy"] <= 15 / 16


def test_share_classes_do_not_answer_for_each_other():
    space = planted_space()
    # Only the twin share class of A0 is of its sub-industry: nobody else may say so.
    answers = ["x" if firm in {"firm:A0", "firm:A1"} else firm[5] for firm in FIRMS]
    owners = ["7" if firm in {"firm:A0", "firm:A1"} else firm for firm in FIRMS]
    vectors = dict(zip(space.ids, space.vectors, strict=True))
    vectors["firm:A0"] = vectors["firm:A1"] = np.eye(space.dimension)[-1]
    subject = VectorSubject.from_mapping(vectors, "twins", like=space)
    apart = tasks_of(space, table=gics_table(answers))["GICS sub-industry"]
    merged = tasks_of(space, table=gics_table(answers, owners))["GICS sub-industry"]
    assert figures(apart, subject)["1-NN accuracy"] == 1
    assert figures(merged, subject)["1-NN accuracy"] == 14 / 16
    assert floor(merged, "right wherever another firm is of it")["1-NN accuracy"] == 14 / 16


def test_only_held_out_firms_are_scored():
    space = planted_space()
    tasks = tasks_of(space, held=frozenset({"firm:A0", "firm:B1"}))
    for name in ("industry", "GICS sub-industry"):
        assert tasks[name].measure(planted_subject(space))[0].groups == ("firm:A0", "firm:B1")


def test_reasons():
    space = planted_space()
    subject = planted_subject(space)
    tasks = tasks_of(space, held=frozenset())
    assert len(tasks) == 2
    for task in tasks.values():
        with pytest.raises(Skip, match="--hold-out"):
            task.measure(subject)
    nothing = planted_space(relations=[])
    with pytest.raises(Skip, match="no relation 'operates_in'"):
        tasks_of(nothing)["industry"].measure(subject)
    elsewhere = gics_table().assign(id="firm:ELSE")
    with pytest.raises(Skip, match="S&P 500"):
        tasks_of(space, table=elsewhere)["GICS sub-industry"].measure(subject)


def test_the_shipped_table_has_every_constituent_once():
    table = Evidence(space=planted_space()).fact("gics")
    assert len(table) == 503
    assert table["id"].is_unique
    assert table["gics"].str.len().min() > 3
    owner = dict(zip(table["id"], table["cik"], strict=True))
    assert owner["firm:GOOG"] == owner["firm:GOOGL"]
    assert "firm:BRK-B" in owner
