"""Seeds, and what is none."""

from __future__ import annotations

import numpy as np
import pytest

from laborspace.analysis.draws import generator_of
from laborspace.errors import InputError


def test_a_seed_draws_the_same_each_time():
    assert generator_of(3).integers(1000) == generator_of(np.int64(3)).integers(1000)
    given = np.random.default_rng(1)
    assert generator_of(given) is given
    assert generator_of(None).integers(2**60) != generator_of(None).integers(2**60)


@pytest.mark.parametrize("seed", [-1, 1.5, "one", True, np.int64(-2)])
def test_what_is_no_seed(seed):
    with pytest.raises(InputError, match="whole number of at least 0"):
        generator_of(seed)
