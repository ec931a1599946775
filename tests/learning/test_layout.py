"""The layout of the map, and a map made after the space was built."""

from __future__ import annotations

import numpy as np
import pytest

import laborspace
from laborspace.building import add_map, centered_vectors
from synthetic import ENTITIES, make_space

pytest.importorskip("sklearn")

pytestmark = pytest.mark.train


def test_a_map_can_be_added_to_a_space(tmp_path):
    folder = tmp_path / "space"
    make_space().save(folder)
    assert not laborspace.load(folder).has_map
    add_map(folder)
    first = laborspace.load(folder).coordinates
    assert first["id"].to_pylist() == [row[0] for row in ENTITIES]
    places = np.stack([first["x"].to_numpy(), first["y"].to_numpy()])
    assert np.isfinite(places).all()
    assert np.abs(places).max() == pytest.approx(1)
    add_map(folder)
    assert laborspace.load(folder).coordinates == first
    assert laborspace.load(folder).map().shape[0] == len(laborspace.load(folder).rows())


def test_the_map_is_laid_out_from_the_center_of_each_kind():
    space = make_space()
    vectors = centered_vectors(space)
    for kind in ("industry", "occupation", "skill", "firm"):
        rows, every = space.rows(kind), space.rows(kind, level="all")
        offsets = space.vectors[every] - space.vectors[rows].mean(0)
        expected = offsets / np.linalg.norm(offsets, axis=1, keepdims=True)
        np.testing.assert_allclose(vectors[every], expected, atol=1e-5)


def test_there_must_be_a_space(tmp_path):
    with pytest.raises(laborspace.FormatError, match="is not a space"):
        add_map(tmp_path)
