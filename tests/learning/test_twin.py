"""A space and its held-out twin from one call."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import laborspace
from laborspace.corpus import Corpus
from laborspace.errors import InputError
from laborspace.learning.holdout import choose_hold_out
from laborspace.learning.recipe import PairData, Recipe, RelationStage

pytestmark = pytest.mark.train


@pytest.fixture
def recipe(tiny_base: Path) -> Recipe:
    stage = RelationStage(
        "mnr", [PairData("requires")], steps=20, batch_size=8, learning_rate=1e-2, keep_base=0.1
    )
    return Recipe(name="tiny", base=str(tiny_base), precision="float32", relation=[stage])


def test_a_space_carries_its_twin(corpus: Corpus, recipe: Recipe, tmp_path: Path) -> None:
    made = laborspace.build(corpus, recipe, output=tmp_path / "space", twin=True, make_map=False)
    opened = laborspace.load(tmp_path / "space")
    twin = opened.twin
    assert made.held_out == opened.held_out == frozenset()
    assert twin is not None
    assert twin.held_out == frozenset(choose_hold_out(corpus))
    assert len(twin.held_out) > 0
    assert twin.ids == opened.ids
    assert opened.encoder is not None
    # It is what the same recipe makes of the rest, not a copy.
    alone = laborspace.build(
        corpus, recipe, run=tmp_path / "alone", held_out=twin.held_out, make_map=False
    )
    assert alone.held_out == twin.held_out
    np.testing.assert_allclose((alone.vectors * twin.vectors).sum(1), 1, atol=0.01)
    assert (opened.vectors * twin.vectors).sum(1).min() < 0.99


def test_a_twin_of_a_twin_is_refused(corpus: Corpus, recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not both"):
        laborspace.build(corpus, recipe, run=tmp_path, held_out=["x:job-steel"], twin=True)
