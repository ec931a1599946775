"""The synthetic space, with a map."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest

from synthetic import ENTITIES, make_space, space_fixture

pytest.importorskip("matplotlib", reason="needs the extra plot")

__all__ = ["space_fixture"]


@pytest.fixture
def mapped():
    places = np.random.default_rng(5).uniform(-1, 1, (len(ENTITIES), 2)).astype(np.float32)
    ids = [row[0] for row in ENTITIES]
    return make_space(map=pa.table({"id": ids, "x": places[:, 0], "y": places[:, 1]}))


@pytest.fixture
def boxes():
    """Give the boxes of some texts as drawn, in pixels."""

    def measure(figure, texts):
        figure.draw_without_rendering()
        return [text.get_window_extent() for text in texts]

    return measure


@pytest.fixture
def assert_apart():
    def check(boxes):
        for one, other in itertools.combinations(boxes, 2):
            assert not one.overlaps(other), (one, other)

    return check
