"""Weighted sets on an axis (bias and intensity), two axes at once, and reasons."""

from __future__ import annotations

import numpy as np
import pytest

from laborspace.analysis.axis import aggregate, axis, plane
from laborspace.errors import AxisWarning, InputError, UnknownEntityError
from planted_sectors import SECTORS, planted_space
from synthetic import make_space

HEAD = ["id", "kind", "code", "title"]


@pytest.fixture(scope="module")
def planted():
    return planted_space()


@pytest.fixture(scope="module")
def line(planted):
    return axis(planted, "naics:31-33", "naics:62")


def scores(line, *ids):
    rows = {row["id"]: row["score"] for row in line.to_arrow(entities=list(ids)).to_pylist()}
    return np.array([rows[id_] for id_ in ids])


MIX = {"onet:11-1001.00": 3.0, "onet:11-1002.00": 1.0, "onet:01-1001.00": 4.0}


def test_bias_and_intensity_are_weighted_moments(planted, line):
    occupations = np.array([r["score"] for r in line.to_arrow("occupation").to_pylist()])
    (row,) = aggregate(line, {"mine": MIX}).to_pylist()
    own, weights = scores(line, *MIX), np.array(list(MIX.values()))
    assert row["bias"] == pytest.approx(weights @ own / weights.sum(), abs=1e-5)
    spread = weights @ (own - occupations.mean()) ** 2 / weights.sum()
    assert row["intensity"] == pytest.approx(spread, abs=1e-5)
    assert (row["id"], row["kind"], row["title"]) == ("mine", "mix", "mine")
    assert (row["members"], row["shares"], row["basis"]) == (3, "given", "estimated")
    assert row["low"] <= row["bias"] <= row["high"]
    assert row["intensity_low"] <= row["intensity"] <= row["intensity_high"]


def test_a_sector_sits_where_its_jobs_are(planted, line):
    table = aggregate(line, [f"naics:{sector}" for sector in SECTORS])
    assert table.column_names[:4] == HEAD
    rows = {row["id"]: row for row in table.to_pylist()}
    bias = {id_: row["bias"] for id_, row in rows.items()}
    assert min(bias, key=bias.get) == "naics:31-33"
    assert max(bias, key=bias.get) == "naics:62"
    assert rows["naics:62"]["p_value"] < 0.05
    assert rows["naics:62"]["shares"] == "observed"
    assert "Health Care" in rows["naics:62"]["why"]


def test_jobs_of_a_sector_weigh_its_occupations(planted, line):
    table = planted.relations.to_pylist()
    jobs = {
        row["target"].replace("soc:", "onet:") + ".00": row["weight"]
        for row in table
        if row["source"] == "naics:62" and row["relation"] == "employs"
    }
    (row,) = aggregate(line, "naics:62").to_pylist()
    (given,) = aggregate(line, {"jobs": jobs}).to_pylist()
    assert row["bias"] == pytest.approx(given["bias"], abs=1e-5)
    assert row["intensity"] == pytest.approx(given["intensity"], abs=1e-5)


def test_a_group_stands_for_its_items(planted, line):
    (row,) = aggregate(line, "esco:skill/S1").to_pylist()
    assert row["members"] == 6
    assert row["kind"] == "skill"


def test_scaling_and_swapping(planted, line):
    back = axis(planted, "naics:62", "naics:31-33")
    (one,) = aggregate(line, {"x": MIX}).to_pylist()
    (scaled,) = aggregate(line, {"x": {k: 7 * v for k, v in MIX.items()}}).to_pylist()
    (turned,) = aggregate(back, {"x": MIX}).to_pylist()
    for name in ("bias", "low", "high", "p_value", "intensity"):
        assert one[name] == pytest.approx(scaled[name], abs=1e-6)
    assert one["bias"] == pytest.approx(-turned["bias"], abs=2e-6)
    assert one["low"] == pytest.approx(-turned["high"], abs=2e-6)
    assert one["intensity"] == pytest.approx(turned["intensity"], abs=2e-6)
    assert one["p_value"] == turned["p_value"]


def test_random_sets_are_not_beyond_chance(planted, line):
    rng = np.random.default_rng(8)
    items = [planted.ids[row] for row in planted.rows("occupation")]
    sets = {f"set {i}": dict.fromkeys(rng.choice(items, 8).tolist(), 1) for i in range(60)}
    p = np.array(aggregate(line, sets).column("p_value").to_pylist())
    assert p.mean() == pytest.approx(0.5, abs=0.12)
    assert (p < 0.05).mean() < 0.15


def test_one_member_has_no_interval(line):
    (row,) = aggregate(line, {"one": {"onet:11-1001.00": 2}}).to_pylist()
    assert np.isnan(row["low"])
    assert np.isnan(row["intensity_high"])
    assert row["intensity"] >= 0


def test_a_set_without_a_name_and_several(line):
    assert aggregate(line, MIX).column("id").to_pylist() == ["mix of 3"]
    table = aggregate(line, [MIX, "naics:72", "text:hotels"] if line.space.encoder else [MIX])
    assert table.column("kind").to_pylist()[0] == "mix"


def test_sets_that_make_no_sense(line):
    with pytest.raises(InputError, match="No sets were given"):
        aggregate(line, [])
    with pytest.raises(InputError, match="has 2 parts"):
        aggregate(line, {"a": ["naics:62", "naics:72"]})
    with pytest.raises(InputError, match="no entity is called"):
        aggregate(line, {"a": {"naics:0000": 1}})
    with pytest.raises(UnknownEntityError):
        aggregate(line, ["naics:0000"])


def test_projecting_a_mix_gives_the_mean_of_its_members(line):
    (row,) = line.to_arrow(entities=[MIX], why=True).to_pylist()
    weights = np.array(list(MIX.values()))
    assert row["score"] == pytest.approx(weights @ scores(line, *MIX) / weights.sum(), abs=1e-5)
    assert row["kind"] == "mix"
    assert row["low"] <= row["score"] <= row["high"]
    assert row["why"].startswith("most from: Occupation")


def test_entities_texts_and_mixes_side_by_side():
    space = make_space()
    made = axis(space, "naics:31-33", "naics:62")
    frame = made.project(entities=["rn", {"rn": 1, "firm:HCA": 2}, "text:patient care"])
    assert frame["kind"].tolist() == ["occupation", "mix", "text"]
    assert frame["title"].tolist() == ["Registered Nurses", "mix of 2", "patient care"]
    alone = made.project(entities="text:patient care")
    assert alone["score"][0] == frame["score"][2]
    direction = space.encode(["patient care"])[0] - np.mean(
        [space.vectors[space.rows(k)].mean(axis=0) for k in ("industry", "occupation", "skill",
                                                           "firm")], axis=0
    )  # fmt: skip
    expected = direction @ made.vector / np.linalg.norm(direction)
    assert alone["score"][0] == pytest.approx(expected, abs=1e-5)


def test_reasons(space):
    made = axis(space, ["naics:31-33", "firm:TSLA"], ["naics:62", "firm:HCA"])
    why = {row["id"]: row["why"] for row in made.to_arrow(why=True).to_pylist()}
    assert "Motor Vehicle Manufacturing" in why["firm:TSLA"]
    assert why["esco:skill/03cc"] == "similar text"


def test_a_plane_has_the_scores_of_both_axes(planted, line):
    other = axis(planted, "naics:72", "naics:92")
    table = plane(line, other, kind="occupation").to_pylist()
    one, two = (
        {row["id"]: row for row in made.to_arrow("occupation").to_pylist()}
        for made in (line, other)
    )
    assert [row["id"] for row in table] == list(one)
    for row in table:
        assert (row["x"], row["x_low"]) == (one[row["id"]]["score"], one[row["id"]]["low"])
        assert (row["y"], row["y_p_value"]) == (two[row["id"]]["score"], two[row["id"]]["p_value"])


def test_top_of_a_plane_keeps_the_ends_of_both(planted, line):
    other = axis(planted, "naics:72", "naics:92")
    kept = set(plane(line, other, kind="firm", top=1)["id"].to_pylist())
    ends = set()
    for made in (line, other):
        ends |= set(made.to_arrow("firm", top=1)["id"].to_pylist())
    assert kept == ends


def test_a_plane_of_two_like_axes_is_warned_of(planted, line):
    same = axis(planted, "naics:310", "naics:62")
    with pytest.warns(AxisWarning, match="two axes nearly coincide"):
        plane(line, same, kind="firm")


def test_axes_that_do_not_belong_together(planted, line):
    with pytest.raises(InputError, match="same space"):
        plane(line, axis(planted_space(seed=1), "naics:72", "naics:92"))
    with pytest.raises(InputError, match="same correction"):
        plane(line, axis(planted, "naics:72", "naics:92", correction="none"))


def test_the_method_answers_in_pandas(planted, line):
    other = planted.axis("naics:72", "naics:92")
    frame = planted.plane(line, other, kind="industry", entities=None)
    assert frame.attrs["x"]["negative"] == ["naics:31-33"]
    assert {"x", "x_low", "y", "y_high", "basis", "why"} <= set(frame.columns)
    sets = line.aggregate(["naics:62"])
    assert sets.attrs["positive"] == ["naics:62"]
