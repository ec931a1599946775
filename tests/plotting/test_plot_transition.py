"""Destinations, skill gaps and paths."""

from __future__ import annotations

import numpy as np
import pytest

from laborspace.errors import InputError
from laborspace.plotting import plot_gap, plot_paths, plot_transitions
from planted_careers import COUNT, UNPAID, esco, onet, title_of, world_fixture

__all__ = ["world_fixture"]


def texts(figure):
    found = [t.get_text() for t in figure.findobj(lambda a: hasattr(a, "get_text"))]
    return [text for text in found if text]


def test_destinations_are_marked_by_what_they_are(world, tmp_path):
    measure = {onet(n): n / COUNT for n in range(COUNT)}
    limits = {"min_score": 0.6, "min_wage": 0.9, "max_exposure": 0.55}
    table = world.transitions(onet(12), top=30, exposure=measure, **limits)
    figure = plot_transitions(table, tmp_path / "t.svg", title="From here")
    said = texts(figure)
    assert "From here" in said
    assert {"viable, desirable and safe", "viable and desirable", "not viable"} <= set(said)
    assert title_of(onet(13)) in said
    assert any(text.startswith("+4%") for text in said)
    assert "wage unknown" in said  # of the one nobody pays
    assert onet(UNPAID) in set(table["id"])
    points = figure.axes[0].collections
    rarity = [float(np.asarray(each.get_offsets())[0, 0]) for each in points]
    assert rarity == pytest.approx((1 / np.maximum(1 - table["score"], 1e-6)).tolist())


def test_labels_do_not_overlap(world, tmp_path, boxes, assert_apart):
    figure = plot_transitions(world.transitions(onet(12)), tmp_path / "t.png")
    for axes in figure.axes:
        assert_apart(boxes(figure, [t for t in axes.texts if t.get_text()]))


@pytest.mark.parametrize("ends", [(onet(3), onet(12)), (esco(2), esco(4))])
def test_a_gap_shows_what_is_required_and_what_one_has(world, tmp_path, ends):
    table = world.gap(*ends)
    figure = plot_gap(table, tmp_path / "g.svg", title="Gap", top=3)
    said = texts(figure)
    assert {"to gain", "kept", "required"} <= set(said)
    assert table.loc[0, "title"] in said
    rest = len(table) - 3
    assert (f"{rest} more not drawn" in said) == (rest > 0)
    wide = [bar.get_width() for bar in figure.axes[0].patches]
    assert len(wide) == 2 * min(3, len(table))
    assert all(have <= want + 1e-9 for want, have in zip(wide[::2], wide[1::2], strict=True))


def test_a_path_passes_its_stops_at_the_height_of_their_wages(world, tmp_path):
    table = world.paths(onet(5), onet(13), min_score=0.7, max_zone_jump=4, max_steps=4)
    figure = plot_paths(table, tmp_path / "p.svg", start="Here")
    assert len(figure.axes) == table["path"].nunique()
    first = table[table["path"] == 1]
    (line,) = figure.axes[0].lines
    assert line.get_ydata().tolist() == pytest.approx([42_500, *first["wage"]])
    said = texts(figure)
    assert "Here\n$42,500" in said
    assert any(text.startswith(title_of(onet(13))) for text in said)


def test_a_path_without_wages_is_drawn_all_the_same(world, tmp_path):
    table = world.paths("text:a job", onet(10), min_score=0.01, max_zone_jump=4, max_steps=6)
    assert "Here\nwage unknown" in texts(plot_paths(table, tmp_path / "p.png", start="Here"))


def test_a_table_that_cannot_be_drawn(world, tmp_path):
    table = world.transitions(onet(12), top=2)
    with pytest.raises(InputError, match="no column 'path'"):
        plot_paths(table, tmp_path / "p.svg")
    with pytest.raises(InputError, match="nothing to draw"):
        plot_transitions(table.head(0), tmp_path / "t.svg")
    with pytest.raises(InputError, match="no column"):
        plot_gap(table.drop(columns="gap"), tmp_path / "g.svg")
