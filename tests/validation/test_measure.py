from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laborspace.validation.measure import Measure, gain
from laborspace.validation.ranking import (
    average_precision,
    hit_at,
    ndcg_at,
    recall_at,
    reciprocal_rank,
)


def grouped(values, groups):
    return Measure.mean("m", values, groups, "group")


def test_the_value_is_the_mean_of_the_items():
    measure = grouped([1.0, 0.0, 0.5], ["a", "a", "b"])
    assert measure.value == pytest.approx(0.5)
    assert measure.n == 3


def test_whole_units_are_drawn():
    few = grouped([0, 0, 0, 0, 1, 1, 1, 1], list("aaaabbbb"))
    many = grouped([0, 0, 0, 0, 1, 1, 1, 1], list("abcdefgh"))
    assert few.interval() == (0.0, 1.0)  # one unit or the other, or both
    low, high = many.interval()
    assert low > 0
    assert high < 1


def test_a_mean_and_the_same_statistic_agree():
    values = np.random.default_rng(1).random(200)
    groups = [str(i % 40) for i in range(200)]
    mean = grouped(values, groups)
    statistic = Measure.of("m", lambda rows: float(values[rows].mean()), groups, "group")
    assert statistic.value == pytest.approx(mean.value)
    assert statistic.interval() == pytest.approx(mean.interval(), abs=0.02)


def test_a_gain_is_paired():
    base = np.random.default_rng(1).random(300)
    groups = [str(i) for i in range(300)]
    value, low, high = gain(grouped(base + 0.01, groups), grouped(base, groups))
    assert value == pytest.approx(0.01)
    assert (low, high) == pytest.approx((0.01, 0.01))  # although each alone is uncertain


def test_a_gain_needs_the_same_items():
    with pytest.raises(ValueError, match="different items"):
        gain(grouped([1.0], ["a"]), grouped([1.0], ["b"]))


def test_nothing_scored_is_nan():
    measure = grouped([], [])
    assert np.isnan(measure.value)
    assert np.isnan(measure.interval()).all()


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_an_interval_repeats_and_holds_the_extremes(values):
    groups = [str(i) for i in range(len(values))]
    low, high = grouped(values, groups).interval()
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert grouped(values, groups).interval() == (low, high)


SCORES = np.array([[0.9, 0.8, 0.7, 0.1], [0.1, 0.2, 0.3, 0.4]])
RIGHT = np.array([[True, False, True, False], [True, False, False, False]])


def test_rankings_by_hand():
    assert average_precision(SCORES, RIGHT) == pytest.approx([(1 + 2 / 3) / 2, 1 / 4])
    assert recall_at(SCORES, RIGHT, 2) == pytest.approx([0.5, 0])
    assert reciprocal_rank(SCORES, RIGHT) == pytest.approx([1, 1 / 4])
    assert hit_at(SCORES, RIGHT, 1) == pytest.approx([1, 0])


def test_ndcg_by_hand():
    gains = np.array([[0.0, 2.0, 1.0, 0.0]])
    dcg = 2 / np.log2(3) + 1 / np.log2(4)
    assert ndcg_at(SCORES[:1], gains, 3) == pytest.approx([dcg / (2 + 1 / np.log2(3))])


def test_a_tie_is_no_win():
    flat = np.zeros((1, 5))
    right = np.array([[False, False, True, False, False]])
    assert reciprocal_rank(flat, right) == pytest.approx([1 / 3])


def test_a_single_unit_has_no_interval():
    one = grouped([0.2, 0.4], ["a", "a"])
    assert one.value == pytest.approx(0.3)
    assert np.isnan(one.interval()).all()
    assert np.isnan(gain(one, grouped([0.1, 0.1], ["a", "a"]))[1:]).all()
