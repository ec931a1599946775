from __future__ import annotations

import numpy as np
import pytest

from laborspace.analysis.statistics.ridge import (
    PENALTIES,
    Ridge,
    cross_validated,
    fold_of,
    kernel_features,
    left_out,
)

RNG = np.random.default_rng(5)
FEATURES = RNG.standard_normal((60, 12))
TARGET = FEATURES @ RNG.standard_normal(12) + 0.3 * RNG.standard_normal(60) + 7
GROUPS = [str(n // 5) for n in range(60)]


def refitted(features, target, new, penalty):
    """Ridge with an intercept by the normal equations, for what is new."""
    mean = features.mean(0)
    centered = features - mean
    gram = centered.T @ centered + penalty * np.eye(features.shape[1])
    weights = np.linalg.solve(gram, centered.T @ (target - target.mean()))
    return (new - mean) @ weights + target.mean()


@pytest.mark.parametrize("groups", [GROUPS, [str(n) for n in range(60)]])
def test_left_out_is_refitting_without_the_group(groups):
    found = left_out(FEATURES, TARGET, groups, 2.0)
    names = np.array(groups)
    for name in sorted(set(groups))[:5]:
        rest = names != name
        expected = refitted(FEATURES[rest], TARGET[rest], FEATURES[~rest], 2.0)
        assert found[~rest] == pytest.approx(expected)


def test_more_features_than_items():
    wide = RNG.standard_normal((20, 50))
    target = RNG.standard_normal(20)
    found = left_out(wide, target, [str(n) for n in range(20)], 1.0)
    assert found[:1] == pytest.approx(refitted(wide[1:], target[1:], wide[:1], 1.0))


def test_folds_keep_groups_whole_and_are_of_like_size():
    sizes = {"a": 7, "b": 5, "c": 5, "d": 3, "e": 2, "f": 2}
    groups = [name for name, size in sizes.items() for _ in range(size)]
    fold = fold_of(groups, 3)
    for name in sizes:
        assert len({int(f) for f, g in zip(fold, groups, strict=True) if g == name}) == 1
    assert np.ptp(np.bincount(fold)) <= 2
    assert (fold == fold_of(groups, 3)).all()


def test_a_linear_truth_is_foretold_and_noise_is_not():
    found = cross_validated(FEATURES, TARGET, GROUPS)
    assert np.corrcoef(found, TARGET)[0, 1] > 0.95
    noise = cross_validated(FEATURES, RNG.standard_normal(60), GROUPS)
    assert noise.std() < 0.8  # the penalty shrinks it


def test_predictions_do_not_see_their_own_fold():
    fold = fold_of(GROUPS, 5)
    changed = TARGET.copy()
    changed[fold == 2] += 100 * RNG.standard_normal((fold == 2).sum())
    one, other = (cross_validated(FEATURES, t, GROUPS) for t in (TARGET, changed))
    assert one[fold == 2] == pytest.approx(other[fold == 2])
    assert not np.allclose(one[fold != 2], other[fold != 2])


def test_kernel_features_give_the_kernel_back():
    kernel = FEATURES @ FEATURES.T
    found = kernel_features(kernel)
    assert found.shape == (60, 12)
    assert found @ found.T == pytest.approx(kernel)
    assert cross_validated(found, TARGET, GROUPS) == pytest.approx(
        cross_validated(FEATURES, TARGET, GROUPS)
    )


@pytest.mark.parametrize("groups", [GROUPS, [str(n) for n in range(60)]])
def test_a_fitted_ridge_predicts_and_leaves_out_as_refitting_does(groups):
    fitted = Ridge.fit(FEATURES, TARGET, groups)
    assert fitted.penalty in PENALTIES
    new = RNG.standard_normal((4, 12))
    expected = refitted(FEATURES, TARGET, new, fitted.penalty)
    assert fitted.predict(new) == pytest.approx(expected)
    np.testing.assert_allclose(fitted.left_out, left_out(FEATURES, TARGET, groups, fitted.penalty))
    errors = [((TARGET - left_out(FEATURES, TARGET, groups, p)) ** 2).sum() for p in PENALTIES]
    assert fitted.penalty == PENALTIES[int(np.argmin(errors))]


@pytest.mark.parametrize("groups", [GROUPS, [str(n) for n in range(60)]])
def test_the_spread_of_an_item_is_that_of_the_ridge_that_did_not_see_its_group(groups):
    fitted = Ridge.fit(FEATURES, TARGET, groups, [2.0])
    names = np.array(groups)
    for row in (0, 7, 33):
        rest = FEATURES[names != names[row]]
        # The mean moves a little when a group is left out, which the closed form neglects.
        offset, centered = FEATURES[row] - rest.mean(0), rest - rest.mean(0)
        gram = centered.T @ centered + 2.0 * np.eye(12)
        expected = np.sqrt(1 + offset @ np.linalg.solve(gram, offset) + 1 / len(rest))
        assert fitted.spread[row] == pytest.approx(expected, rel=0.03)


def test_the_spread_of_new_items_grows_with_their_distance_also_where_nothing_was_seen():
    fitted = Ridge.fit(np.hstack([FEATURES, np.zeros((60, 1))]), TARGET, GROUPS, [1.0])
    inside, outside = np.zeros((2, 13)), np.zeros((2, 13))
    inside[:, 0] = outside[:, 12] = [1, 5]
    assert (np.diff(fitted.spread_of(inside)) > 0).all()
    assert (fitted.spread_of(outside) > fitted.spread_of(inside)).all()
