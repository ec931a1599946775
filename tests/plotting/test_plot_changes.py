"""What rose and what fell, drawn."""

from __future__ import annotations

import pytest

from laborspace.errors import InputError
from laborspace.plotting import plot_changes, plot_neighbors
from laborspace.plotting.style import COLORS, GRAY


@pytest.fixture
def answer(space):
    return space.changes(["firm:TSLA", "naics:6221"], ["naics:3361"], top=3)


def test_bars_are_the_changes(answer, tmp_path):
    figure = plot_changes(answer, tmp_path / "c.png", title="Tesla")
    drawn = [
        (label.get_text(), bar.get_width())
        for panel in figure.axes
        for label, bar in zip(panel.get_yticklabels(), panel.patches, strict=True)
    ]
    told = list(zip(answer["title"], answer["change"], strict=True))
    assert [width for _, width in drawn] == pytest.approx([change for _, change in told])
    assert all(t.startswith(d.rstrip("…")) for (d, _), (t, _) in zip(drawn, told, strict=True))


def test_color_and_shade_tell_side_and_chance(answer, tmp_path):
    from matplotlib.colors import to_hex

    figure = plot_changes(answer, tmp_path / "c.png")
    bars = [bar for panel in figure.axes for bar in panel.patches]
    for bar, (_, row) in zip(bars, answer.iterrows(), strict=True):
        rose = row["change"] > 0
        color = COLORS[row["kind"]] if rose else GRAY
        assert to_hex(bar.get_facecolor()).upper() == color.upper()
        beyond = row["percentile"] >= 97.5 if rose else row["percentile"] <= 2.5
        assert (bar.get_alpha() == 1) == beyond


def test_the_bars_of_compositions_know_observed_relations(space, tmp_path):
    found = space.compose(["onet:29-1141.00", "naics:62"], kind="skill")
    figure = plot_neighbors(found, tmp_path / "n.png")
    faint = [bar.get_alpha() is not None for bar in figure.axes[0].patches]
    assert faint == [why.startswith("similar text") for why in found["why"]]
    assert True in faint
    assert False in faint


def test_a_table_of_something_else_is_refused(space, tmp_path):
    with pytest.raises(InputError, match="no column 'change'"):
        plot_changes(space.most_similar("firm:TSLA"), tmp_path / "c.png")
