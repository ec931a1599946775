"""A ripple as a figure."""

from __future__ import annotations

import pytest

from laborspace.analysis.shock import shock
from laborspace.errors import InputError
from laborspace.plotting import plot_shock
from planted_shock import AIR, HOTELS, economy

SPACE = economy()


def test_bars_of_both_parts_with_intervals(tmp_path, boxes, assert_apart):
    table = shock(SPACE, {AIR: -0.3}).ripple()
    figure = plot_shock(table, tmp_path / "s.svg", title="Fewer flights", top=4)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["Industries", "Occupations", "Skills", "Firms"]
    panel = figure.axes[1]
    own = table[(table["kind"] == "occupation") & (table["basis"] != "given")].head(4)
    assert [label.get_text() for label in panel.get_yticklabels()] == own["title"].tolist()
    widths = [bar.get_width() for bar in panel.patches]
    assert widths[0] == pytest.approx(100 * own["impact"].iloc[0])
    assert widths[1] == pytest.approx(100 * own["direct"].iloc[0])
    spans = [line.get_xdata() for line in panel.lines[: len(own)]]
    assert spans[0] == pytest.approx([100 * own["low"].iloc[0], 100 * own["high"].iloc[0]])
    assert_apart(boxes(figure, panel.texts))
    jobs = ["jobs" in text.get_text() for text in panel.texts]
    assert jobs == own["jobs"].notna().tolist()
    assert AIR not in [label.get_text() for label in figure.axes[0].get_yticklabels()]


def test_the_spread_has_one_part(tmp_path):
    table = shock(SPACE, {AIR: -0.3, HOTELS: 0.2}).spread()
    (panel,) = plot_shock(table, tmp_path / "s.png").axes
    assert len(panel.patches) == (table["basis"] == "estimated").sum()


def test_a_table_that_cannot_be_drawn(tmp_path):
    table = shock(SPACE, {AIR: -0.3}).ripple()
    with pytest.raises(InputError, match="no column 'impact'"):
        plot_shock(table.drop(columns="impact"), tmp_path / "s.svg")
    with pytest.raises(InputError, match="nothing to draw"):
        plot_shock(table.head(0), tmp_path / "s.svg")
    with pytest.raises(InputError, match="reaches no entity that it does not name"):
        plot_shock(table[table["id"] == AIR], tmp_path / "s.svg")
    with pytest.raises(InputError, match="top must be at least 1"):
        plot_shock(table, tmp_path / "s.svg", top=0)
