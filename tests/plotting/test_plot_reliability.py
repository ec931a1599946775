from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="needs the extra plot")

from laborspace.errors import InputError
from laborspace.plotting import plot_reliability


def drawn(n=2000, seed=0):
    rng = np.random.default_rng(seed)
    claimed = rng.random(n)
    return claimed, rng.random(n) < claimed


def test_what_holds_lies_on_the_diagonal(tmp_path):
    claimed, right = drawn()
    figure = plot_reliability({"as shipped": (claimed, right)}, tmp_path / "r.svg", title="Coding")
    above, below = figure.axes
    line = above.lines[1]
    assert len(line.get_xdata()) == 10
    assert np.abs(line.get_ydata() - line.get_xdata()).max() < 0.12
    assert below.lines[0].get_ydata().sum() == 2000
    assert "as shipped" in (tmp_path / "r.svg").read_text()


def test_intervals_hold_the_share_and_are_wider_where_there_is_less(tmp_path):
    figure = plot_reliability(
        {"a": ([0.05] * 400 + [0.95] * 4, [False] * 380 + [True] * 24)}, tmp_path / "r.png"
    )
    many, few = (path.vertices[:, 1] for path in figure.axes[0].collections[0].get_paths())
    assert many[0] < 0.05 < many[1]
    assert few[1] - few[0] > 5 * (many[1] - many[0])


def test_three_series_at_most(tmp_path):
    one = ([0.5], [True])
    plot_reliability({"a": one, "b": one, "c": one}, tmp_path / "r.pdf")
    for claims in ({}, dict.fromkeys("abcd", one)):
        with pytest.raises(InputError, match="one to three"):
            plot_reliability(claims, tmp_path / "no.png")


@pytest.mark.parametrize(
    "given", [([], []), ([0.5], [True, False]), ([1.5], [True]), ([float("nan")], [True])]
)
def test_what_is_no_probability_cannot_be_drawn(tmp_path, given):
    with pytest.raises(InputError, match="'mine' is not a probability"):
        plot_reliability({"mine": given}, tmp_path / "r.png")
    assert not list(tmp_path.iterdir())
