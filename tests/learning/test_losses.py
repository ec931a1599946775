"""The losses are small when related entities are near, and masks do what they promise."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from laborspace.learning.context import mask_tokens  # noqa: E402
from laborspace.learning.losses import cosine_loss, ranking_loss, triplet_loss  # noqa: E402

pytestmark = pytest.mark.train


def unit(rows: list[list[float]]) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.tensor(rows), dim=-1)


A = unit([[1.0, 0.0], [0.0, 1.0]])
SWAPPED = A.flip(0)
ONE = torch.ones(2)


def test_ranking_prefers_the_own_pair() -> None:
    known = torch.eye(2, dtype=torch.bool)
    right = ranking_loss(A, A, None, known, ONE, temperature=0.05)
    wrong = ranking_loss(A, SWAPPED, None, known, ONE, temperature=0.05)
    assert right < 1e-6 < 10 < wrong


def test_known_relatives_are_not_pushed_apart() -> None:
    everything = torch.ones((2, 2), dtype=torch.bool)
    assert ranking_loss(A, SWAPPED, None, everything, ONE, temperature=0.05) == pytest.approx(
        0.0, abs=1e-6
    )


def test_relatives_share_in_what_is_found() -> None:
    known = torch.ones((2, 2), dtype=torch.bool)
    middle = unit([[1.0, 1.0], [1.0, 1.0]])
    apart = ranking_loss(A, A, None, known, ONE, temperature=0.5, relatives=1.0)
    together = ranking_loss(middle, middle, None, known, ONE, temperature=0.5, relatives=1.0)
    assert together == pytest.approx(np.log(2))
    assert apart > together + 0.4
    own_only = ranking_loss(A, A, None, known, ONE, temperature=0.5, relatives=1e-9)
    assert own_only == pytest.approx(np.log(1 + np.exp(-2)))


def test_hard_negatives_count() -> None:
    known = torch.tensor([[True, False, False, False], [False, True, False, False]])
    without = ranking_loss(A, A, None, known[:, :2], ONE, temperature=0.05)
    with_twins = ranking_loss(A, A, A, known, ONE, temperature=0.05)
    assert with_twins > without + 0.3


def test_triplet_is_zero_beyond_the_margin() -> None:
    assert triplet_loss(A, A, SWAPPED, ONE, margin=0.3) == 0
    assert triplet_loss(A, SWAPPED, A, ONE, margin=0.3) == pytest.approx(1.3)


def test_cosine_loss_is_the_squared_error() -> None:
    assert cosine_loss(A, A, torch.tensor([1.0, 0.5])) == pytest.approx(0.125)


def test_masking_hides_chosen_tokens_and_spares_special_ones() -> None:
    ids = np.tile(np.arange(5, 105), (20, 1))
    ids[:, 0] = 2
    shown, chosen = mask_tokens(ids, [0, 2, 3, 4], 4, 200, 0.15, np.random.default_rng(0))
    assert not chosen[:, 0].any()
    assert 0.12 < chosen.mean() < 0.18
    assert (shown[~chosen] == ids[~chosen]).all()
    assert 0.7 < (shown[chosen] == 4).mean() < 0.9


def test_something_is_always_masked() -> None:
    _, chosen = mask_tokens(np.array([[2, 9, 3]]), [2, 3], 4, 20, 0.0, np.random.default_rng(0))
    assert chosen.tolist() == [[False, True, False]]
