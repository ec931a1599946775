from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from laborspace.analysis.composition import compose
from laborspace.analysis.neighbors import neighbors
from laborspace.errors import InputError
from synthetic import ENTITIES, make_space

IDS = [entity[0] for entity in ENTITIES]
weights = st.floats(0.1, 10)


@settings(max_examples=40, deadline=None)
@given(
    plus=st.lists(st.tuples(st.sampled_from(IDS), weights), min_size=1, max_size=4),
    minus=st.lists(st.tuples(st.sampled_from(IDS), weights), max_size=3),
)
def test_the_sum_is_linear(plus, minus):
    space = make_space()
    vector = {id_: space.vectors[space.index_of(id_)].astype(float) for id_ in IDS}
    total = sum(w * vector[id_] for id_, w in plus) - sum(w * vector[id_] for id_, w in minus)
    assume(np.linalg.norm(total) > 0.01)
    found = compose(space, plus, minus, correction="none")
    np.testing.assert_allclose(found.vector, total / np.linalg.norm(total), atol=1e-4)


@settings(max_examples=20, deadline=None)
@given(scale=weights, correction=st.sampled_from(["center", "none"]))
def test_a_common_factor_changes_nothing(scale, correction):
    space = make_space()
    once = compose(space, ["firm:TSLA", ("naics:62", 0.5)], ["naics:3361"], correction=correction)
    scaled = compose(
        space,
        [("firm:TSLA", scale), ("naics:62", 0.5 * scale)],
        [("naics:3361", scale)],
        correction=correction,
    )
    np.testing.assert_allclose(scaled.vector, once.vector, atol=1e-5)


def test_neighbors_are_those_of_the_same_question(space):
    found = compose(space, ["firm:TSLA", "text:renewable energy"], ["naics:3361"], top=3)
    asked = neighbors(space, ["firm:TSLA", "text:renewable energy"], ["naics:3361"], top=3)
    assert found.neighbors == asked
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-6)


def test_a_sum_of_nothing(space):
    with pytest.raises(InputError, match="cancel out"):
        compose(space, ["firm:TSLA", "firm:HCA"], ["firm:HCA", "firm:TSLA"])
    with pytest.raises(InputError, match="Nothing was asked"):
        compose(space, [])
