from __future__ import annotations

import numpy as np
import pytest

from laborspace.analysis.statistics.ridge import (
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
