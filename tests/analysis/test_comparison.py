"""Two spaces: rotations that are nothing, movers that are planted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import laborspace
from laborspace.analysis.comparison import compare
from laborspace.analysis.comparison.comparing import _rates
from laborspace.errors import InputError, UnknownKindError
from laborspace.records import KINDS
from synthetic import make_space
from two_spaces import DIMENSION, EACH, entity, making

MOVER, TARGET = entity("skill", 7), 44


def rows(table):
    return {row["id"]: row for row in table.to_pylist()}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([DIMENSION, DIMENSION + 5]))
def test_a_rotation_moves_nothing(seed, dimension):
    made = compare(making(), making(turned=True, seed=seed, dimension=dimension))
    table = made.movers_to_arrow(top=None)
    assert table.num_rows == len(KINDS) * EACH
    assert np.abs(table["moved"].to_pylist()).max() < 1e-5
    assert set(table["overlap"].to_pylist()) == {1.0}
    assert all("its nearest are the same" in why for why in table["why"].to_pylist())


def test_a_space_has_not_moved_from_itself():
    table = making().compare(making()).movers(top=None)
    assert table["moved"].max() < 1e-6
    assert (table["percentile"].max(), table["percentile"].min()) == (50, 50)  # all alike


def test_a_planted_mover_is_found_and_explained():
    other = making(turned=True, noise=0.1, seed=4, moved={MOVER: TARGET})
    table = compare(making(), other, noise=making(turned=True, noise=0.1, seed=5))
    first = table.movers_to_arrow("skill", top=3).to_pylist()
    assert first[0]["id"] == MOVER
    assert first[0]["moved"] > 0.3
    assert first[0]["low"] <= first[0]["moved"] <= first[0]["high"]
    assert first[0]["percentile"] == 100
    assert first[0]["p_value"] == pytest.approx(1 / (EACH + 1), abs=1e-6)
    assert first[0]["overlap"] < 0.5
    assert f"nearer now: Title {entity('skill', TARGET)}" in first[0]["why"]
    assert "farther than 99.9% of its kind moves between two makings" in first[0]["why"]
    assert first[1]["moved"] < first[0]["moved"] / 3


def test_what_is_only_noise_is_not_beyond_it():
    made = compare(
        making(), making(noise=0.2, seed=2, turned=True), noise=making(noise=0.2, seed=3)
    )
    table = made.movers_to_arrow(top=None).to_pandas()
    assert table["percentile"].mean() == pytest.approx(50, abs=5)
    assert (table["q_value"] > 0.05).all()
    assert (made.summary()["beyond"] == 0).all()
    quiet = compare(making(), making(noise=0.4, seed=2), noise=making(noise=0.01, seed=3))
    # One in 61 is the least p that 60 entities can give.
    assert quiet.movers_to_arrow(top=None).to_pandas()["p_value"].max() == pytest.approx(
        1 / 61, abs=1e-6
    )
    assert (quiet.summary()["beyond"] == 1).all()


def test_more_noise_moves_more():
    moved = [
        compare(making(), making(noise=noise, turned=True)).summary()["moved"].mean()
        for noise in (0.0, 0.1, 0.3, 1.0)
    ]
    assert moved == sorted(moved)
    assert moved[-1] > 0.2


def test_swapping_the_two_moves_the_same():
    one, two = making(), making(noise=0.3, turned=True)
    there, back = (
        rows(compare(*pair).movers_to_arrow(top=None)) for pair in ((one, two), (two, one))
    )
    for id_, row in there.items():
        assert back[id_]["moved"] == pytest.approx(row["moved"], abs=1e-4)
        assert back[id_]["overlap"] == row["overlap"]


def test_the_order_of_entities_makes_no_difference():
    other = making(noise=0.2, moved={MOVER: TARGET})
    turned = making(noise=0.2, moved={MOVER: TARGET}, order=list(range(len(KINDS) * EACH))[::-1])
    one = compare(making(), other).movers_to_arrow(top=5)
    two = compare(making(), turned).movers_to_arrow(top=5)
    assert one["id"].equals(two["id"])
    assert np.allclose(one["moved"].to_pylist(), two["moved"].to_pylist(), atol=1e-5)
    assert one.to_pandas().equals(compare(making(), other).movers_to_arrow(top=5).to_pandas())


def test_what_entered_left_and_was_renamed():
    gone = frozenset({entity("firm", 3)})
    names = {entity("skill", 5): "made:s905"}
    after = making(turned=True, without=gone, renamed=names, extra=("made:s990",))
    made = compare(making(), after)
    changes = rows(made.changes_to_arrow())
    assert {id_: row["status"] for id_, row in changes.items()} == {
        entity("firm", 3): "left",
        entity("skill", 5): "renamed",
        "made:s905": "entered",
        "made:s990": "entered",
    }
    assert changes[entity("skill", 5)]["counterpart"] == "made:s905"
    assert changes["made:s905"]["counterpart"] == entity("skill", 5)
    every = rows(made.movers_to_arrow(top=None))
    assert every[entity("skill", 5)]["moved"] < 1e-5  # the same, by another name
    assert every[entity("skill", 5)]["counterpart"] == "made:s905"
    assert entity("firm", 3) not in every
    assert len(made.changes("firm")) == 1
    summary = made.summary().set_index("kind")
    assert summary.loc["skill", ["shared", "renamed", "left", "entered"]].tolist() == [60, 1, 1, 2]
    without = compare(making(), making(renamed=names, crosswalk=False))
    assert entity("skill", 5) not in rows(without.movers_to_arrow(top=None))


def test_two_that_became_one_are_not_renamed():
    names = {entity("skill", 5): "made:s905"}
    after = making(renamed=names, without=frozenset({entity("skill", 6)}))
    same = after.relations.to_pandas().astype(object)
    same.loc[len(same)] = {**same.iloc[0], "source": entity("skill", 6)}
    after.relations = type(after.relations).from_pandas(
        same.astype({"weight": float, "level": float}), preserve_index=False
    )
    status = rows(compare(making(), after).changes_to_arrow("skill"))
    assert status[entity("skill", 5)]["status"] == "left"
    assert status[entity("skill", 6)]["counterpart"] == "made:s905"


def test_the_summary_stands_beside_chance():
    made = compare(making(), making(noise=3.0, seed=8), noise=making(noise=0.05, seed=9))
    summary = made.summary()
    assert list(summary.columns) == [
        "kind", "shared", "renamed", "left", "entered", "moved", "noise", "beyond", "overlap",
        "overlap_noise", "chance",
    ]  # fmt: skip
    assert (summary["chance"] == 10 / 59).all()
    assert (summary["overlap_noise"] > 0.8).all()
    assert (summary["overlap"] < 0.6).all()


def test_false_discovery_rates():
    chances = np.array([0.01, 0.04, 0.03, 0.5])
    assert _rates(chances) == pytest.approx([0.04, 4 * 0.04 / 3, 4 * 0.04 / 3, 0.5])


def test_in_python_in_three_ways(tmp_path):
    one, two = making(), making(noise=0.2, turned=True)
    two.save(tmp_path / "two")
    function = laborspace.compare(one, two).movers(top=3)
    assert function.attrs == {"verb": "movers", "kind": None, "top": 3}
    stored = one.compare(tmp_path / "two").movers(top=3)
    assert stored["id"].tolist() == one.compare(two).movers(top=3)["id"].tolist()
    assert list(function.columns) == [
        "id", "kind", "code", "title", "moved", "percentile", "overlap", "counterpart", "basis",
        "why",
    ]  # fmt: skip
    assert "share 60 industry, 60 occupation" in repr(laborspace.compare(one, two))


def test_questions_that_cannot_be_answered():
    with pytest.raises(InputError, match="share 3 entities by id"):
        compare(making(), make_space())
    with pytest.raises(InputError, match="is the noise space of the same sources"):
        compare(making(), making(), noise=make_space())
    with pytest.raises(InputError, match="no other space to compare with"):
        making().compare(making().twin)
    made = compare(making(), making(without=frozenset(entity("firm", n) for n in range(EACH))))
    with pytest.raises(InputError, match="share no firm to compare; choose industry, occupation"):
        made.movers("firm")
    with pytest.raises(UnknownKindError):
        made.movers("person")
    with pytest.raises(InputError, match="at least 1"):
        made.movers(top=0)
    with pytest.raises(laborspace.FormatError, match="is not a space"):
        making().compare("nowhere")
