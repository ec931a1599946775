"""Random axes, intervals from names, expanded poles, warnings."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.axis import axis
from laborspace.analysis.axis.null import p_values, q_values, random_axes
from laborspace.errors import AxisWarning, InputError
from planted_sectors import planted_space
from synthetic import ENTITIES, make_space

NURSE, MACHINIST = "onet:29-1141.00", "onet:51-4041.00"
IDS = [entity[0] for entity in ENTITIES]


@pytest.fixture(scope="module")
def planted():
    return planted_space()


@pytest.fixture(scope="module")
def rough():
    """A space in which entities of one group are near, but not in the same place."""
    return planted_space(noise=0.8)


def numbers(table, *names):
    rows = {row["id"]: row for row in table.to_pylist()}
    return {id_: [rows[id_][name] for name in names] for id_ in sorted(rows)}


ends = st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True)


@settings(max_examples=25, deadline=None)
@given(poles=st.tuples(ends, ends), correction=st.sampled_from(["center", "none"]))
def test_swapping_the_poles_turns_everything_around(poles, correction):
    space = make_space()
    options = {"correction": correction, "resamples": 20, "null": 50}
    try:
        there, back = axis(space, *poles, **options), axis(space, *poles[::-1], **options)
    except InputError:
        return
    one = numbers(there.to_arrow(), "score", "low", "high", "p_value")
    other = numbers(back.to_arrow(), "score", "high", "low", "p_value")
    for id_, (score, low, high, p) in one.items():
        mirrored = [-other[id_][0], -other[id_][1], -other[id_][2], other[id_][3]]
        assert [score, low, high] == pytest.approx(mirrored[:3], abs=2e-6, nan_ok=True)
        assert p == pytest.approx(mirrored[3], abs=2 / 51)  # ties may fall either way


@settings(max_examples=20, deadline=None)
@given(factor=st.floats(0.01, 100), parts=st.booleans())
def test_scaling_the_weights_changes_nothing(factor, parts):
    space = make_space()
    mix = {"naics:3361": 2.0, "naics:3363": 1.0, "firm:TSLA": 5.0}
    scaled = {id_: factor * weight for id_, weight in mix.items()}
    if parts:  # several members of a pole, not one that is a mix
        mix, scaled = list(mix.items()), list(scaled.items())
    one, other = (axis(space, each, "naics:62").to_arrow() for each in (mix, scaled))
    names = ("score", "low", "high")
    expected = numbers(other, *names)
    for id_, values in numbers(one, *names).items():
        assert values == pytest.approx(expected[id_], abs=3e-6)


def test_a_mix_is_a_pole_of_its_members(space):
    made = axis(space, {"naics:31-33": 3, NURSE: 1}, MACHINIST)
    assert made.negative.names == ("naics:3361", "naics:3363", NURSE)
    np.testing.assert_allclose(made.negative.weights, [0.375, 0.375, 0.25])


def test_the_same_seed_gives_the_same_p_values(planted):
    def values(rng):
        return axis(planted, "naics:62", "naics:72", rng=rng).to_arrow("skill")["p_value"]

    assert values(0) == values(0)
    assert values(0) != values(1)
    assert values(np.random.default_rng(4)) == values(np.random.default_rng(4))


def test_p_values_of_an_axis_that_means_nothing_are_uniform(rough):
    rng = np.random.default_rng(3)
    found = []
    items = [rough.ids[row] for row in rough.rows("occupation")]
    for _ in range(40):
        drawn = rng.permutation(items)
        made = axis(rough, drawn[:2].tolist(), drawn[2:4].tolist(), resamples=1, null=100)
        found += made.to_arrow("skill")["p_value"].to_pylist()
    assert np.mean(found) == pytest.approx(0.5, abs=0.08)
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.05)


def test_the_members_of_the_poles_lie_beyond_chance(planted):
    """A sector's industries lie farther out than on nearly all random axes."""
    made = axis(planted, "naics:31-33", "naics:62", null=400)
    table = made.to_arrow("industry").to_pylist()
    own = [row["p_value"] for row in table if row["id"].startswith("naics:62")]
    others = [row["p_value"] for row in table if row["id"].startswith("naics:92")]
    assert np.median(own) < 0.25 < np.median(others)


def test_random_axes_have_poles_of_the_same_make(planted):
    made = axis(planted, ["naics:31-33", "firm:F000"], "naics:62", null=10)
    drawn = random_axes(
        planted, made.negative, made.positive, 300, center=True, rng=np.random.default_rng(0)
    )
    assert drawn.shape == (300, planted.dimension)
    np.testing.assert_allclose(np.linalg.norm(drawn, axis=1), 1, atol=1e-5)
    # Firms only in the negative pole: their own direction shows there alone.
    single = axis(planted, "firm:F000", "naics:6200", null=10)
    lonely = random_axes(
        planted, single.negative, single.positive, 500, center=False, rng=np.random.default_rng(0)
    )
    firms = planted.vectors[planted.rows("firm")].mean(axis=0)
    assert (lonely @ firms).mean() < -0.1


def test_p_values_count_what_lies_as_far_out():
    null = np.array([[0.1], [-0.3], [0.2], [0.0]], dtype=np.float32)
    assert p_values(np.array([0.2]), null, symmetric=True) == pytest.approx(3 / 5)
    assert p_values(np.array([-0.9]), null, symmetric=True) == pytest.approx(1 / 5)
    shifted = null + np.float32(1)
    assert p_values(np.array([1.2]), shifted, symmetric=False) == pytest.approx(3 / 5)


def test_q_values_are_those_of_benjamini_and_hochberg():
    p = np.array([0.01, 0.04, 0.03, 0.005, 0.9])
    found = q_values(p)
    expected = [0.025, 0.05, 0.05, 0.025, 0.9]
    np.testing.assert_allclose(found, expected)


def test_q_is_of_all_entities_of_the_kind_though_few_are_kept(space):
    made = axis(space, "naics:31-33", "naics:62")
    every = numbers(made.to_arrow("skill", q=True), "p_value", "q_value")
    few = numbers(made.to_arrow("skill", q=True, top=1), "p_value", "q_value")
    assert few == {id_: every[id_] for id_ in few}
    assert len(few) == 2
    assert all(q >= p for p, q in every.values())
    chosen = made.to_arrow(entities=["rn"], q=True)
    assert np.isnan(chosen["q_value"].to_pylist()).all()


def test_without_random_axes_there_are_no_p_values(space):
    table = axis(space, NURSE, MACHINIST, null=0).to_arrow("skill")
    assert np.isnan(table["p_value"].to_pylist()).all()


def test_the_interval_of_a_single_pole_comes_from_its_names(space):
    made = axis(space, NURSE, MACHINIST, resamples=400)  # RN, Staff Nurse, Registered Nurses
    assert made.negative.views.shape == (3, 8)
    np.testing.assert_allclose(made.negative.views.mean(axis=0), 0, atol=1e-6)
    assert made.positive.views is None
    for row in made.to_arrow().to_pylist():
        assert row["low"] <= row["score"] + 0.05
        assert row["low"] < row["high"]
        assert row["score"] - 0.05 <= row["high"]


def test_the_interval_of_a_text_comes_from_its_wordings(space):
    made = axis(space, "text:metal machine", "text:patient care")
    assert len(made.negative.views) >= 5
    assert not np.isnan(made.to_arrow("firm")["low"].to_pylist()).any()


def test_few_and_many_members_are_resampled_alike(planted):
    """Scoring on sums of members and scoring on the axes themselves is the same."""
    from laborspace.analysis.axis.resampling import resample

    made = axis(planted, "naics:62", "naics:72")
    few = resample(made.negative, made.positive, 2000, np.random.default_rng(1))
    many = resample(made.negative, made.positive, 12, np.random.default_rng(1))
    assert few.coefficients is not None
    assert many.coefficients is None
    axes = few.vectors @ few.coefficients
    np.testing.assert_allclose(np.linalg.norm(axes, axis=0), 1, atol=1e-5)
    np.testing.assert_allclose(
        few.scores(planted.vectors @ few.vectors), planted.vectors @ axes, atol=1e-5
    )


def test_poles_are_widened_by_their_nearest(planted):
    industry, text = "naics:6200", "naics:7200"
    made = axis(planted, industry, [text, "naics:92"], expand=2)
    assert made.negative.labels == (industry,)
    assert made.negative.names[0] == industry
    near = planted.most_similar(industry, kind="industry", top=2)["id"].tolist()
    assert list(made.negative.names[1:]) == near
    np.testing.assert_allclose(made.negative.weights, 1 / 3)
    # A group is a set already: its six industries stay as they are.
    assert len(made.positive.names) == 3 + 6
    np.testing.assert_allclose(made.positive.weights.sum(), 1)
    np.testing.assert_allclose(made.positive.weights[:3], 1 / 6)


def test_the_other_pole_does_not_join(rough):
    near = rough.most_similar("naics:6200", kind="industry", top=1)["id"][0]
    made = axis(rough, "naics:6200", near, expand=3)
    assert near not in made.negative.names
    assert "naics:6200" not in made.positive.names


def test_a_text_is_widened_by_items_of_all_kinds(space):
    made = axis(space, "text:patient care", MACHINIST, expand=4)
    assert len(made.negative.names) == 5
    assert all(name in space for name in made.negative.names[1:])


def test_near_poles_and_single_members_are_warned_of(planted):
    near = planted_space(noise=0.4)
    with pytest.warns(AxisWarning) as caught:
        made = axis(near, "naics:6200", "naics:6201")
    said = [str(each.message) for each in caught]
    assert any("nearly coincide (cosine 0." in text for text in said)
    assert sum("single member" in text for text in said) == 2
    assert list(made.notes) == said
    assert made.project("skill").attrs["warnings"] == said
    with warnings.catch_warnings():
        warnings.simplefilter("error", AxisWarning)
        axis(planted, "naics:62", "naics:72")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"expand": -1}, "expand must be a whole number"),
        ({"expand": 1.5}, "expand must be a whole number"),
        ({"null": -1}, "null must be a whole number"),
        ({"null": True}, "null must be a whole number"),
    ],
)
def test_options_that_make_no_sense(space, options, message):
    with pytest.raises(InputError, match=message):
        axis(space, NURSE, MACHINIST, **options)


@pytest.mark.parametrize("weight", [0, float("nan"), -2])
def test_a_bad_weight_in_a_pole(space, weight):
    with pytest.raises(InputError, match="weight"):
        axis(space, {NURSE: weight}, MACHINIST)
    with pytest.raises(InputError, match="weight"):
        axis(space, (NURSE, weight), MACHINIST)
