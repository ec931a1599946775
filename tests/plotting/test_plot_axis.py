"""Entities along an axis."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from laborspace.plotting import plot_axis
from laborspace.plotting.axis import swarm


@pytest.fixture
def many():
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "kind": ["skill"] * 40 + ["firm"] * 3,
            "title": [f"an entity with a long name, number {i}" for i in range(43)],
            "score": rng.normal(0, 0.2, 43),
        }
    )


def test_the_extremes_are_named_in_order_without_overlap(many, tmp_path, boxes, assert_apart):
    figure = plot_axis(many, tmp_path / "a.svg", labels=4, poles=("Low", "High"))
    skills = figure.axes[0]
    texts = [text for text in skills.texts if "entity" in text.get_text()]
    ranked = many[many["kind"] == "skill"].sort_values("score")
    left = [t.get_text() for t in texts if t.get_ha() == "right"]
    right = [t.get_text() for t in texts if t.get_ha() == "left"]
    assert [text.split("  ")[0] for text in left] == ranked["title"].head(4).tolist()
    assert [text.split("  ")[1] for text in right] == ranked["title"].tail(4)[::-1].tolist()
    assert left[0].endswith(f"{ranked['score'].iloc[0]:.2f}".replace("-", "−"))
    every = [text for axes in figure.axes for text in axes.texts]
    assert_apart(boxes(figure, every))
    assert {"← Low", "High →"} <= {text.get_text() for text in every}


def test_every_entity_is_a_point_at_its_score(many, tmp_path):
    figure = plot_axis(many, tmp_path / "a.png")
    for axes, kind in zip(figure.axes, ["skill", "firm"], strict=True):
        points = np.concatenate([np.asarray(c.get_offsets()) for c in axes.collections])
        expected = many.loc[many["kind"] == kind, "score"]
        assert sorted(points[:, 0]) == pytest.approx(sorted(expected))
        assert np.abs(points[:, 1]).max() <= 0.5


def test_few_entities_are_named_once(many, tmp_path):
    figure = plot_axis(many[many["kind"] == "firm"], tmp_path / "a.svg", labels=6)
    assert len(figure.axes[0].texts) == 2  # the middle one of three has no end


def test_one_entity_and_equal_scores_can_be_drawn(tmp_path):
    one = pd.DataFrame({"kind": ["firm"], "title": ["Acme"], "score": [0.25]})
    same = pd.concat([one, one.assign(title="Apex")])
    for table in (one, same):
        figure = plot_axis(table, tmp_path / "a.svg")
        low, high = figure.axes[0].get_xlim()
        assert low < 0.25 < high


def test_swarm_spreads_points_of_like_score():
    heights = swarm([0.0, 0.0, 0.0, 1.0], (-0.1, 1.1))
    assert sorted(heights[:3]) == pytest.approx([-0.12, 0, 0.12])
    assert heights[3] == 0
    crowd = swarm([0.5] * 1000, (0, 1))
    assert len(set(crowd)) == 1000
    assert max(map(abs, crowd)) <= 0.5
