from __future__ import annotations

import numpy as np
import pytest

from laborspace.validation.evidence import Evidence
from laborspace.validation.wording import (
    best_per_owner,
    equal_scores,
    evenly,
    fuzzy_scores,
    names_of,
    plain,
    sorted_words,
)


def test_words_in_another_order_are_the_same_name():
    assert sorted_words("Manager, Sales (Retail)") == sorted_words("retail SALES manager")
    scores = fuzzy_scores([["Manager, Sales"]], [["sales manager"], ["sale managers"], ["nurse"]])
    assert scores[0, 0] == 100
    assert 100 > scores[0, 1] > scores[0, 2]


def test_the_best_of_all_names_counts():
    left = [["nothing like it", "staff nurse"], ["welder"]]
    right = [["zzz"], ["registered nurse", "staff nurse"], ["welder"]]
    scores = fuzzy_scores(left, right)
    assert scores.shape == (2, 3)
    assert scores[0].argmax() == 1
    assert scores[0, 1] == scores[1, 2] == 100


def test_many_names_in_blocks_are_those_of_one():
    left = [[f"name {n}"] for n in range(600)]
    right = [["name 0"], ["name 599", "other"]]
    scores = fuzzy_scores(left, right)
    assert scores[0, 0] == scores[599, 1] == 100
    assert scores[513, 0] == fuzzy_scores(left[513:514], right)[0, 0]


def test_equal_names_ignore_case_and_spaces():
    scores = equal_scores([["Staff  Nurse"], ["welder"]], [["welder", "STAFF nurse"], ["nurse"]])
    assert scores.tolist() == [[1, 0], [1, 0]]
    assert plain(" Staff\u00a0 Nurse ") == "staff nurse"


def test_the_best_of_each_owner():
    scores = np.array([[1.0, 5, 2, 3, 4]])
    assert best_per_owner(scores, [2, 1, 2]).tolist() == [[5, 2, 4]]


@pytest.mark.parametrize(("most", "expected"), [(9, list("abcde")), (3, ["a", "c", "e"])])
def test_evenly(most, expected):
    assert evenly(list("abcde"), most) == expected


def test_names_of_entities(space):
    names = names_of(Evidence(space=space), ["onet:29-1141.00", "onet:51-4041.00"], most=1)
    assert names == [["Registered Nurses", "RN"], ["Machinists"]]
