from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.axis import axis
from laborspace.errors import AxisWarning, InputError, UnknownEntityError, UnknownKindError
from synthetic import ENTITIES, make_space

IDS = [entity[0] for entity in ENTITIES]
COLUMNS = ["score", "low", "high", "p_value", "basis"]
NURSE, MACHINIST = "onet:29-1141.00", "onet:51-4041.00"


def scores(table):
    return dict(zip(table["id"].to_pylist(), table["score"].to_pylist(), strict=True))


def unit(vector):
    return vector / np.linalg.norm(vector)


def test_scores_are_cosines_with_the_difference_of_the_poles(space):
    made = axis(space, [NURSE, "firm:HCA"], MACHINIST, correction="none")
    vector = {id_: space.vectors[space.index_of(id_)] for id_ in IDS}
    expected = unit(vector[MACHINIST] - (vector[NURSE] + vector["firm:HCA"]) / 2)
    np.testing.assert_allclose(made.vector, expected, atol=1e-6)
    found = scores(made.to_arrow("skill"))
    assert found == pytest.approx({id_: expected @ vector[id_] for id_ in found}, abs=2e-6)


def test_centered_scores(space):
    center = space.vectors[space.rows("occupation")].mean(axis=0)

    def offset(id_):
        return unit(space.vectors[space.index_of(id_)] - center)

    made = axis(space, NURSE, MACHINIST)
    expected = unit(offset(MACHINIST) - offset(NURSE))
    found = scores(made.to_arrow("occupation"))
    assert found == pytest.approx({id_: expected @ offset(id_) for id_ in found}, abs=2e-6)
    assert found[MACHINIST] > 0 > found[NURSE]


poles = st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True)


@settings(max_examples=40, deadline=None)
@given(ends=st.tuples(poles, poles), correction=st.sampled_from(["center", "none"]))
def test_swapping_the_poles_changes_the_sign_only(ends, correction):
    space = make_space()
    try:
        there = axis(space, *ends, correction=correction, resamples=5)
    except InputError:
        with pytest.raises(InputError, match="lie in the same place"):
            axis(space, *ends[::-1], correction=correction, resamples=5)
        return
    back = axis(space, *ends[::-1], correction=correction, resamples=5)
    np.testing.assert_array_equal(there.vector, -back.vector)
    turned = {id_: -score for id_, score in scores(back.to_arrow()).items()}
    assert scores(there.to_arrow()) == pytest.approx(turned, abs=1e-6)


def test_a_group_stands_for_what_it_contains(space):
    group = axis(space, "naics:31-33", "naics:62")
    items = axis(space, ["naics:3361", "naics:3363"], ["naics:6221", "naics:6222"])
    np.testing.assert_allclose(group.vector, items.vector, atol=1e-6)
    assert group.negative.labels == ("naics:31-33",)


def test_an_empty_group_stands_for_itself(space):
    made = axis(space, "naics:99", "naics:62", correction="none")
    np.testing.assert_array_equal(
        made.negative.vectors[0], space.vectors[space.index_of("naics:99")]
    )


def test_a_group_weighs_as_much_as_an_entity(space):
    made = axis(space, ["naics:62", NURSE], MACHINIST)
    np.testing.assert_allclose(made.negative.weights, [0.25, 0.25, 0.5])


def test_poles_of_one_member_without_names_have_no_interval():
    mute = make_space(encoder=None)
    with pytest.warns(AxisWarning, match="single member"):
        table = axis(mute, NURSE, MACHINIST).to_arrow("skill")
    assert np.isnan(table["low"].to_pylist()).all()
    assert np.isnan(table["high"].to_pylist()).all()


def test_the_interval_bounds_resampled_scores(space):
    negative, positive = ["naics:3361", "naics:3363", "naics:5132"], ["naics:6221", "naics:6222"]
    made = axis(space, negative, positive, resamples=500, correction="none", rng=1)
    table = made.to_arrow("skill").to_pylist()
    rng = np.random.default_rng(2)
    vector = {id_: space.vectors[space.index_of(id_)] for id_ in IDS}
    drawn = []
    for _ in range(500):
        ends = [
            np.mean([vector[id_] for id_ in rng.choice(pole, len(pole))], axis=0)
            for pole in (negative, positive)
        ]
        drawn.append(unit(ends[1] - ends[0]))
    for row in table:
        low, high = np.percentile(np.array(drawn) @ vector[row["id"]], [2.5, 97.5])
        assert row["low"] <= row["high"]
        assert row["low"] == pytest.approx(low, abs=0.1)
        assert row["high"] == pytest.approx(high, abs=0.1)


def test_the_same_seed_gives_the_same_interval(space):
    def interval(rng):
        poles = [e[0] for e in ENTITIES if e[1] == "skill"], [e[0] for e in ENTITIES[:5]]
        return axis(space, *poles, rng=rng).to_arrow("firm")["low"].to_pylist()

    assert interval(0) == interval(0)
    assert interval(0) == interval(np.random.default_rng(0))
    assert interval(0) != interval(1)


def test_columns_and_order(space):
    table = axis(space, "naics:31-33", "naics:62").to_arrow()
    assert table.column_names == ["id", "kind", "code", "title", *COLUMNS]
    assert table.num_rows == 18
    kinds = table["kind"].to_pylist()
    assert list(dict.fromkeys(kinds)) == ["industry", "occupation", "skill", "firm"]
    firms = table.slice(15)["score"].to_pylist()
    assert firms == sorted(firms, reverse=True)


def test_top_keeps_both_ends(space):
    made = axis(space, "naics:31-33", "naics:62")
    every = made.to_arrow("skill")["id"].to_pylist()
    assert made.to_arrow("skill", top=2)["id"].to_pylist() == [*every[:2], *every[-2:]]
    assert made.to_arrow("skill", top=3)["id"].to_pylist() == every


def test_chosen_entities(space):
    made = axis(space, "naics:31-33", "naics:62")
    every = {row["id"]: row for row in made.to_arrow(level="all").to_pylist()}
    chosen = made.to_arrow(entities=["rn", "firm:TSLA", "naics:99"]).to_pylist()
    assert {row["id"] for row in chosen} == {NURSE, "firm:TSLA", "naics:99"}
    for row in chosen:
        assert row["score"] == pytest.approx(every[row["id"]]["score"], abs=2e-6)
    assert made.to_arrow(entities="rn").num_rows == 1


def test_sectors_on_an_axis(space):
    table = axis(space, NURSE, MACHINIST).to_arrow("industry", level="sector")
    assert table.num_rows == 3


def test_text_poles(space):
    made = axis(space, "text:metal machine", "text:patient care")
    assert made.positive.labels == ("text:patient care",)
    assert repr(made) == "<Axis from text:metal machine to text:patient care>"


def test_project_gives_a_frame_that_knows_what_was_asked(space):
    frame = axis(space, "naics:31-33", "naics:62").project("occupation")
    assert frame.attrs["negative"] == ["naics:31-33"]
    assert frame.attrs["positive"] == ["naics:62"]
    assert frame.attrs["kind"] == "occupation"
    assert len(frame) == 5


@pytest.mark.parametrize("ends", [(NURSE, NURSE), ([NURSE, MACHINIST], [MACHINIST, NURSE])])
def test_poles_in_the_same_place(space, ends):
    with pytest.raises(InputError, match="lie in the same place"):
        axis(space, *ends)


def test_axes_that_make_no_sense(space):
    with pytest.raises(InputError, match="pole of an axis is empty"):
        axis(space, [], NURSE)
    with pytest.raises(InputError, match="must be positive"):
        axis(space, (NURSE, -1.0), MACHINIST)
    with pytest.raises(InputError, match="resamples"):
        axis(space, NURSE, MACHINIST, resamples=0)
    with pytest.raises(InputError, match="center or none"):
        axis(space, NURSE, MACHINIST, correction="csls")
    with pytest.raises(UnknownEntityError):
        axis(space, NURSE, "naics:0000")
    made = axis(space, NURSE, MACHINIST)
    with pytest.raises(UnknownKindError):
        made.to_arrow("job")
    with pytest.raises(InputError, match="No entities were given"):
        made.to_arrow(entities=[])
    with pytest.raises(InputError, match="top must be"):
        made.to_arrow(top=0)
