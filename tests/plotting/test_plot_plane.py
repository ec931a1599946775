"""The plane of two axes, and strips of a few places with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from laborspace.errors import InputError
from laborspace.plotting import plot_plane, plot_strip


@pytest.fixture
def scattered():
    rng = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "kind": ["skill"] * 80 + ["firm"] * 5 + ["mix"],
            "title": [f"entity number {i}" for i in range(86)],
            "x": rng.normal(0, 0.2, 86),
            "y": rng.normal(0, 0.1, 86),
        }
    )


@pytest.fixture
def placed():
    return pd.DataFrame(
        {
            "kind": ["industry", "mix", "firm"],
            "title": ["Health care", "Boston", "Acme"],
            "bias": [0.3, 0.1, -0.2],
            "low": [0.2, np.nan, -0.25],
            "high": [0.4, np.nan, -0.1],
            "p_value": [0.01, 0.4, 0.05],
        }
    )


def test_every_entity_is_a_point_at_its_two_scores(scattered, tmp_path):
    figure = plot_plane(scattered, tmp_path / "p.svg", labels=0)
    axes = figure.axes[0]
    points = np.concatenate([np.asarray(c.get_offsets()) for c in axes.collections])
    expected = scattered[["x", "y"]].to_numpy()
    assert sorted(map(tuple, points.round(9))) == sorted(map(tuple, expected.round(9)))


def test_the_outermost_are_named_without_overlap(scattered, tmp_path, boxes, assert_apart):
    figure = plot_plane(
        scattered, tmp_path / "p.png", x=("Things", "People"), y=("Low", "High"), labels=12
    )
    texts = [text for text in figure.axes[0].texts if "entity" in text.get_text()]
    assert 8 <= len(texts) <= 12
    assert_apart(boxes(figure, texts))
    names = {text.get_text() for text in texts}
    assert "entity number 85" in names  # the mix, wherever it lies
    farthest = np.hypot(
        scattered["x"] / scattered["x"].std(), scattered["y"] / scattered["y"].std()
    )
    assert scattered["title"][int(farthest.argmax())] in names
    assert "People" in figure.axes[0].get_xlabel()
    assert "High" in figure.axes[0].get_ylabel()


def test_a_strip_has_a_line_a_row_the_least_at_the_bottom(placed, tmp_path):
    figure = plot_strip(placed, tmp_path / "s.svg", poles=("Routine", "Creative"))
    axes = figure.axes[0]
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels == ["Acme", "Boston", "Health care"]
    intervals = [
        line.get_xdata().tolist() for line in axes.lines if len(set(line.get_ydata())) == 1
    ]
    assert [-0.25, -0.1] in intervals
    assert len(intervals) == 2  # of one there is none
    faces = [tuple(c.get_facecolor()[0].round(2)) for c in axes.collections]
    assert faces[0] == faces[1] == (1, 1, 1, 1)  # hollow: not beyond chance
    assert faces[2] != (1, 1, 1, 1)
    assert {"← Routine", "Creative →"} <= {text.get_text() for text in axes.texts}


def test_a_strip_of_scores(placed, tmp_path):
    table = placed.rename(columns={"bias": "score"}).drop(columns=["low", "high", "p_value"])
    figure = plot_strip(table, tmp_path / "s.pdf")
    assert len(figure.axes[0].collections) == 3


@pytest.mark.parametrize("draw", [plot_plane, plot_strip])
def test_tables_that_cannot_be_drawn(placed, tmp_path, draw):
    with pytest.raises(InputError, match="no rows"):
        draw(placed.assign(x=0.0, y=0.0).head(0), tmp_path / "f.svg")
    with pytest.raises(InputError, match="no column"):
        draw(placed[["kind", "title"]], tmp_path / "f.svg")


def test_a_strip_that_is_too_long(placed, tmp_path):
    with pytest.raises(InputError, match="holds 60 rows, not 90"):
        plot_strip(pd.concat([placed] * 30), tmp_path / "s.svg")
