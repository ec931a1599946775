"""The map as a table, how well it keeps neighborhoods, and clusters."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.clusters import characteristic_words, clusters, spherical_kmeans
from laborspace.analysis.map import corners_of, map_table, summary, within
from laborspace.analysis.preservation import neighborhoods, positions, preservation
from laborspace.errors import FormatError, InputError, UnknownKindError
from laborspace.space.vectors import unit
from synthetic import ENTITIES, make_space


def mapped(order=None, **changes):
    places = np.random.default_rng(5).uniform(-1, 1, (len(ENTITIES), 2)).astype(np.float32)
    ids = [row[0] for row in ENTITIES]
    table = pa.table({"id": ids, "x": places[:, 0], "y": places[:, 1]})
    return make_space(order, map=table, **changes)


def circle(count):
    """Points around the origin: as unit vectors, and on a map the same."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False) ** 1.01  # no two gaps alike
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    return points, points.astype(np.float64)


# Preservation


def test_a_faithful_map_keeps_everything():
    vectors, plane = circle(80)
    found = neighborhoods(vectors, plane)
    for measured in (found.kept, found.trustworthiness, found.continuity):
        assert list(measured) == [10, 30]
        assert all((values == 1).all() for values in measured.values())


def test_the_measures_are_those_of_venna_and_kaski():
    rng = np.random.default_rng(2)
    vectors = unit(rng.normal(size=(40, 5)))
    plane = rng.normal(size=(40, 2))
    found = neighborhoods(vectors, plane, sizes=(6,))
    high = -(vectors @ vectors.T).astype(float)
    low = ((plane[:, np.newaxis] - plane) ** 2).sum(-1)
    for distances in (high, low):
        np.fill_diagonal(distances, -np.inf)
    ranks = [distances.argsort(1).argsort(1) for distances in (high, low)]
    n, k = 40, 6
    for ours, (one, other) in (
        (found.trustworthiness[6], ranks),
        (found.continuity[6], ranks[::-1]),
    ):
        near = (other >= 1) & (other <= k)
        penalty = np.where(near, np.maximum(one - k, 0), 0).sum()
        paper = 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * penalty
        assert ours.mean() == pytest.approx(paper, abs=1e-12)
    both = [(rank >= 1) & (rank <= k) for rank in ranks]
    assert found.kept[6].mean() == pytest.approx((both[0] & both[1]).sum() / (n * k))


def test_the_three_measures_agree_with_scikit_learn():
    manifold = pytest.importorskip("sklearn.manifold", reason="needs the extra validate")
    rng = np.random.default_rng(3)
    vectors = unit(rng.normal(size=(60, 6)))
    plane = rng.normal(size=(60, 2))
    found = neighborhoods(vectors, plane)
    theirs = manifold.trustworthiness(vectors, plane, n_neighbors=10)  # Euclidean: same order
    assert found.trustworthiness[10].mean() == pytest.approx(theirs, abs=1e-9)


def test_a_map_at_random_keeps_what_chance_keeps():
    rng = np.random.default_rng(1)
    vectors = unit(rng.normal(size=(400, 8)))
    found = neighborhoods(vectors, rng.random((400, 2)))
    assert found.kept[30].mean() == pytest.approx(30 / 399, abs=0.02)
    assert found.trustworthiness[10].mean() == pytest.approx(0.5, abs=0.03)


def test_too_few_entities_have_no_neighborhood():
    vectors, plane = circle(15)
    assert neighborhoods(vectors, plane).kept == {}


def test_preservation_is_told_for_each_kind_where_it_means_something():
    rows = preservation(mapped())
    assert rows == []  # five of a kind have no ten neighbors
    kinds = ["skill"] * 70 + ["occupation"] * 65
    rng = np.random.default_rng(0)
    names = [(f"x:{i}", kind, f"Title {i}", "item", []) for i, kind in enumerate(kinds)]
    space = _space_of(names, rng.normal(size=(135, 6)), rng.random((135, 2)))
    told = [(row["kind"], row["k"], row["entities"]) for row in preservation(space)]
    assert told == [
        ("all", 10, 135), ("all", 30, 135), ("occupation", 10, 65), ("occupation", 30, 65),
        ("skill", 10, 70), ("skill", 30, 70),
    ]  # fmt: skip
    assert all(0 <= row["kept"] <= 1 for row in preservation(space))


def _space_of(rows, vectors, plane):
    import pandas as pd

    from laborspace.labor_space import LaborSpace
    from laborspace.records import attribute_table, entity_table, relation_table

    names = ("id", "kind", "title", "level", "aliases")
    entities = entity_table([dict(zip(names, row, strict=True)) for row in rows])
    places = pd.DataFrame({"id": entities["id"], "x": plane[:, 0], "y": plane[:, 1]})
    return LaborSpace(
        entities, vectors, relations=relation_table([]), attributes=attribute_table([]),
        provenance=make_space().provenance, map=places,
    )  # fmt: skip


# Clusters


def test_planted_clusters_are_found_and_named_by_what_sets_them_apart():
    fields = {
        "nursing": ("hospital nurse {}", np.eye(12)[0]),
        "welding": ("ship welder {}", np.eye(12)[1]),
        "law": ("court clerk {}", np.eye(12)[2]),
    }
    rng = np.random.default_rng(0)
    rows, vectors = [], []
    for name, (title, direction) in fields.items():
        for i in range(30):
            rows.append((f"x:{name}{i}", "skill", title.format("abcdefgh"[i % 8]), "skill", []))
            vectors.append(direction + 0.1 * rng.normal(size=12))
    space = _space_of(rows, np.array(vectors), rng.random((90, 2)))
    found = clusters(space, 3)
    assert sorted(len(each.rows) for each in found) == [30, 30, 30]
    assert {each.words[:2] for each in found} == {
        ("hospital", "nurse"), ("ship", "welder"), ("clerk", "court"),
    }  # fmt: skip
    for each in found:
        assert len({space.ids[row].rstrip("0123456789") for row in each.rows}) == 1


def test_words_are_told_in_the_spelling_most_have():
    words = characteristic_words([["nurses", "night nurses", "nurse"], ["the welders of ships"]])
    assert words[0][0] == "nurses"
    assert words[1] == ("ships", "welders")


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 999))
def test_clusters_do_not_depend_on_the_order_of_rows(seed):
    order = np.random.default_rng(seed).permutation(len(ENTITIES)).tolist()
    one, other = make_space(), make_space(order)
    told = [
        [(each.title, [space.ids[row] for row in each.rows]) for each in clusters(space, 4)]
        for space in (one, other)
    ]
    assert told[0] == told[1]


def test_as_many_clusters_as_distinct_vectors():
    vectors = np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)
    labels, centers = spherical_kmeans(vectors, 8)
    assert len(centers) == 3
    assert len(set(labels.tolist())) == 3


@pytest.mark.parametrize("count", [0, -1, 19, 2.5, True, "4"])
def test_numbers_of_clusters_that_cannot_be(count):
    with pytest.raises(InputError, match="clusters"):
        clusters(make_space(), count)


# The table


def test_entities_lie_where_the_map_has_them():
    space = mapped()
    table = map_table(space, count=4)
    assert table.column_names == [
        "id",
        "kind",
        "code",
        "title",
        "x",
        "y",
        "cluster",
        "cluster_title",
    ]
    assert table.num_rows == len(space.rows())
    fixed = {row["id"]: (row["x"], row["y"]) for row in space.coordinates.to_pylist()}
    rows = table.to_pylist()
    assert all((row["x"], row["y"]) == fixed[row["id"]] for row in rows)
    members = {space.ids[r]: n for n, c in enumerate(clusters(space, 4), 1) for r in c.rows}
    assert all(row["cluster"] == members[row["id"]] for row in rows)
    assert all(row["cluster_title"] for row in rows)


def test_a_kind_keeps_the_clusters_of_all():
    space = mapped()
    every = {row["id"]: row["cluster"] for row in map_table(space, count=4).to_pylist()}
    skills = map_table(space, "skill", count=4).to_pylist()
    assert {row["kind"] for row in skills} == {"skill"}
    assert all(row["cluster"] == every[row["id"]] for row in skills)


def test_groups_join_the_nearest_cluster():
    rows = map_table(mapped(), "industry", level="all", count=3).to_pylist()
    assert len(rows) == 9 + 1
    assert all(1 <= row["cluster"] <= 3 for row in rows)


def test_the_summary_counts_every_item():
    space = mapped()
    rows = summary(space, 4)
    assert sum(row["entities"] for row in rows) == len(space.rows())
    assert sum(row["skill"] for row in rows) == len(space.rows("skill"))
    assert [row["entities"] for row in rows] == sorted((r["entities"] for r in rows), reverse=True)


def test_an_entity_the_map_lacks_is_nowhere():
    space = mapped()
    space.coordinates = space.coordinates.slice(1)
    assert np.isnan(positions(space)[0]).all()
    assert np.isfinite(positions(space)[1:]).all()


def test_bad_questions_of_a_map(space):
    for ask in (map_table, preservation):
        with pytest.raises(FormatError, match=r"laborspace\.building\.add_map"):
            ask(space)
    with pytest.raises(UnknownKindError):
        map_table(mapped(), "planet")


def test_the_method_knows_what_was_asked(tmp_path):
    frame = mapped().map("skill", clusters=2, measure=True)
    assert list(frame.columns[4:]) == ["x", "y", "cluster", "cluster_title"]
    assert (frame.attrs["kind"], len(frame.attrs["clusters"])) == ("skill", 2)
    assert frame.attrs["preservation"] == []
    frame.to_parquet(tmp_path / "m.parquet")


# A cluster, and a part of the map


def test_one_cluster_is_that_part_of_the_whole_table():
    space = mapped()
    whole = space.map(level="all", clusters=3)
    part = space.map(level="all", clusters=3, cluster=2)
    assert part["id"].tolist() == whole[whole["cluster"] == 2]["id"].tolist()
    assert 0 < len(part) < len(whole)
    with pytest.raises(InputError, match="from 1 to 3"):
        space.map(clusters=3, cluster=4)


def test_an_area_is_a_box_or_a_polygon_in_pairs_or_as_text():
    space = mapped()
    whole = space.map()
    box = whole[whole["x"].between(-0.5, 0.5) & whole["y"].between(-1, 0.5)]
    for area in ("-0.5,-1 0.5,0.5", [(0.5, 0.5), (-0.5, -1)], iter([(-0.5, 0.5), (0.5, -1)])):
        assert space.map(area=area)["id"].tolist() == box["id"].tolist()
    assert 0 < len(box) < len(whole)
    assert len(space.map(area="5,5 6,6")) == 0


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=8),
    st.integers(0, 2**16),
)
def test_what_lies_within_is_what_matplotlib_says(corners, seed):
    path = pytest.importorskip("matplotlib.path", reason="needs the extra plot")
    points = np.random.default_rng(seed).uniform(-1.1, 1.1, (50, 2))
    found = within(points, np.array(corners))
    turned = within(points, np.array([*corners[2:], *corners[:2]]))
    np.testing.assert_array_equal(found, turned)
    box = corners_of(corners[:2])
    inside = path.Path(box).contains_points(points)
    np.testing.assert_array_equal(within(points, box), inside)
    triangle = np.array(corners[:3])
    expected = path.Path(triangle).contains_points(points)
    np.testing.assert_array_equal(within(points, triangle), expected)


@pytest.mark.parametrize(
    "area", ["", "1,2", "1,2 3", "a,b c,d", "nan,0 1,1", [1, 2], [(1, 2, 3), (4, 5, 6)], 7]
)
def test_what_is_no_area_is_refused(area):
    with pytest.raises(InputError, match="no list of 2 to"):
        corners_of(area)
