"""What moved, as a figure."""

from __future__ import annotations

import pytest

from laborspace.analysis.comparison import compare
from laborspace.errors import InputError
from laborspace.plotting import plot_movers
from two_spaces import entity, making

MOVER = entity("skill", 7)


@pytest.fixture(scope="module")
def made():
    other = making(noise=0.1, seed=4, turned=True, moved={MOVER: 31})
    return compare(making(), other, noise=making(noise=0.1, seed=5))


def test_movers_by_kind_with_interval(made, tmp_path, boxes, assert_apart):
    table = made.movers(top=4)
    figure = plot_movers(table, tmp_path / "m.svg", title="What moved")
    assert [axes.get_title() for axes in figure.axes] == ["", "", "", ""]
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["Industries", "Occupations", "Skills", "Firms"]
    skills = table[table["kind"] == "skill"]
    panel = figure.axes[2]
    assert [label.get_text() for label in panel.get_yticklabels()] == skills["title"].tolist()
    spans = [line.get_xdata().tolist() for line in panel.lines]
    assert spans == skills[["low", "high"]].to_numpy().tolist()
    assert_apart(boxes(figure, panel.texts))
    first = panel.texts[0].get_text()
    assert first.startswith(f"{skills['moved'].iloc[0]:.2f}")
    assert first.endswith(f"{skills['overlap'].iloc[0]:.0%} stay")


def test_without_noise_there_is_no_interval(tmp_path):
    table = compare(making(), making(noise=0.2)).movers("firm", top=2)
    (panel,) = plot_movers(table, tmp_path / "m.png").axes
    assert [line.get_xdata().tolist() for line in panel.lines] == [
        [moved, moved] for moved in table["moved"]
    ]


def test_a_table_that_cannot_be_drawn(made, tmp_path):
    with pytest.raises(InputError, match="no column 'moved'"):
        plot_movers(made.changes(), tmp_path / "m.svg")
    with pytest.raises(InputError, match="nothing to draw"):
        plot_movers(made.movers().head(0), tmp_path / "m.svg")
