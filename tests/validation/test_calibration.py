from __future__ import annotations

import numpy as np
import pytest

from laborspace.validation.calibration import calibration


def measured(probabilities, right):
    groups = [str(row) for row in range(len(right))]
    found = calibration(np.asarray(probabilities), np.asarray(right), groups, "row", shown=50)
    assert not any(measure.higher_is_better for measure in found)
    return {measure.metric: measure.value for measure in found}


def test_by_hand():
    found = measured([[0.8, 0.3], [0.85, 0.0]], [[True, False], [False, True]])
    # Bins .8: promised 1.65, kept 1; .3: promised .3, kept 0; 0: promised 0, kept 1.
    assert found["ECE"] == pytest.approx((0.65 + 0.3 + 1) / 4)
    assert found["Brier"] == pytest.approx(((0.04 + 0.09) + (0.85**2 + 1)) / 2)


def test_probabilities_that_keep_their_word():
    rng = np.random.default_rng(0)
    chance = rng.random((400, 60))
    right = rng.random(chance.shape) < chance
    found = measured(chance, right)
    assert found["ECE"] < 0.02
    assert measured(chance**3, right)["ECE"] > 0.1
    assert measured(chance**3, right)["Brier"] > found["Brier"]


def test_saying_none_is_one():
    right = np.zeros((3, 200), dtype=bool)
    right[:, ::7] = True
    assert measured(np.zeros(right.shape), right)["Brier"] == pytest.approx(1)
    assert measured(right.astype(float), right) == {"ECE": 0, "Brier": 0}


def test_impossible_probabilities_are_taken_as_the_nearest():
    assert measured([[1.5, -0.5]], [[True, False]]) == {"ECE": 0, "Brier": 0}
