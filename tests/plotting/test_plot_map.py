"""The map of a space."""

from __future__ import annotations

import numpy as np
import pytest

from laborspace.analysis.clusters import clusters
from laborspace.analysis.landmarks import densest
from laborspace.errors import FormatError, InputError
from laborspace.plotting import plot_map
from laborspace.plotting.style import COLORS


def test_every_item_is_drawn_where_the_map_has_it(mapped, tmp_path):
    figure = plot_map(mapped, tmp_path / "m.png", title="A map", labels=0, clusters=0)
    drawn = np.concatenate([np.asarray(c.get_offsets()) for c in figure.axes[0].collections])
    x, y = (mapped.coordinates[name].to_numpy() for name in ("x", "y"))
    expected = np.stack([x, y], axis=1)[mapped.rows()]
    assert sorted(drawn.tolist()) == sorted(expected.tolist())
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["Industries (5)", "Occupations (5)", "Skills (5)", "Firms (3)"]


def test_names_do_not_overlap_and_wear_the_color_of_their_kind(
    mapped, tmp_path, boxes, assert_apart
):
    figure = plot_map(mapped, tmp_path / "m.png", labels=5, clusters=0)
    texts = figure.axes[0].texts
    titles = mapped.column("title")
    kind = dict(zip(titles, mapped.column("kind"), strict=True))
    assert len(texts) >= 5
    assert_apart(boxes(figure, texts))
    for text in texts:
        found = [title for title in titles if title.startswith(text.get_text().rstrip("…"))]
        assert text.get_color() == COLORS[kind[found[0]]]


def test_the_entities_with_most_relations_are_named_first(mapped, tmp_path):
    figure = plot_map(mapped, tmp_path / "m.png", labels=1, clusters=0)
    names = {text.get_text() for text in figure.axes[0].texts}
    assert "General Medical and Surgical…" in names  # three relations; no other has more
    assert len(names) <= 4


def test_a_space_without_a_map_says_so(space, tmp_path):
    with pytest.raises(FormatError, match="no map"):
        plot_map(space, tmp_path / "m.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("look", ["print", "screen"])
def test_clusters_are_named_by_their_words(mapped, tmp_path, boxes, assert_apart, look):
    figure = plot_map(mapped, tmp_path / "m.png", labels=2, clusters=4, look=look)
    texts = figure.axes[0].texts
    assert_apart(boxes(figure, texts))
    bold = {t.get_text().replace("\n", " ") for t in texts if t.get_fontweight() == "bold"}
    known = {", ".join(each.words) for each in clusters(mapped, 4)}
    assert bold
    assert bold <= known
    assert any(t.get_fontweight() == "normal" for t in texts)


def test_one_kind_alone(mapped, tmp_path):
    figure = plot_map(mapped, tmp_path / "m.png", kind="skill", labels=0, clusters=0)
    drawn = sum(len(c.get_offsets()) for c in figure.axes[0].collections)
    assert drawn == len(mapped.rows("skill"))
    assert [t.get_text() for t in figure.legends[0].get_texts()] == ["Skills (5)"]


def test_the_screen_is_dark(mapped, tmp_path):
    figure = plot_map(mapped, tmp_path / "m.png", look="screen")
    assert max(figure.get_facecolor()[:3]) < 0.2
    with pytest.raises(InputError, match="choose one of print, screen"):
        plot_map(mapped, tmp_path / "n.png", look="3d")
    assert not (tmp_path / "n.png").exists()


def test_a_name_goes_where_most_points_are():
    rng = np.random.default_rng(0)
    crowd, few = rng.normal(0, 0.1, (60, 2)), rng.normal(5, 0.1, (20, 2))
    assert np.hypot(*densest(np.concatenate([few, crowd]))) < 0.3
