from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from laborspace.analysis.statistics.association import demeaned, leave_one_out, r_squared, spearman

columns = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans()), min_size=5, max_size=40
)


@given(columns, st.integers(0, 1000))
def test_rank_correlation_of_any_draw_is_that_of_scipy(rows, seed):
    one, other = (np.array([row[k] for row in rows], dtype=float) for k in (0, 1))
    drawn = np.random.default_rng(seed).integers(len(rows), size=len(rows))
    found = spearman(one, other)(drawn)
    if len(set(one[drawn])) == 1 or len(set(other[drawn])) == 1:
        assert found == 0
    else:
        expected = stats.spearmanr(one[drawn], other[drawn])[0]
        assert found == pytest.approx(expected, abs=1e-9)


def test_r_squared_of_perfect_of_the_mean_and_of_worse():
    truth = np.array([1.0, 2, 3, 4])
    rows = np.arange(4)
    assert r_squared(truth, truth)(rows) == 1
    assert r_squared(truth, np.full(4, 2.5))(rows) == 0
    assert r_squared(truth, truth[::-1])(rows) < 0
    assert np.isnan(r_squared([1.0, 1], [1.0, 1])(np.arange(2)))


def test_demeaned_takes_out_the_mean_of_each_group():
    found = demeaned([1.0, 3, 10, 20, 5], ["a", "a", "b", "b", "c"])
    assert found.tolist() == [-1, 1, -5, 5, 0]


def test_leave_one_out_by_hand():
    values = [1.0, 3, 5, 10, 40]
    fine = ["a", "a", "b", "c", "d"]
    coarse = ["x", "x", "x", "y", "z"]
    # Alone in b: the others of x. Alone in c, y and d, z: the mean of all.
    assert leave_one_out(values, fine, coarse) == pytest.approx([3, 1, 2, 11.8, 11.8])


def test_leave_one_out_may_leave_out_the_whole_group():
    values = [1.0, 3, 5, 7]
    fine, coarse = ["a", "a", "b", "c"], ["x", "x", "x", "y"]
    found = leave_one_out(values, fine, coarse, whole_group=True)
    assert found == pytest.approx([5, 5, 2, 4])
