"""Two things side by side, drawn."""

from __future__ import annotations

import numpy as np
import pytest

from laborspace.errors import InputError
from laborspace.plotting import plot_contrast
from planted_careers import careers, onet


@pytest.fixture(scope="module")
def answer():
    return careers().contrast(onet(3), onet(5), top=3)


def marks(panel, style):
    """Values by row of the marks of one color, full and hollow."""
    found = {}
    for line in panel.lines:
        if line.get_marker() == style and line.get_linestyle() == "None":
            found |= dict(zip(line.get_ydata(), line.get_xdata(), strict=True))
    return [found[place] for place in sorted(found)]


def test_marks_are_the_amounts_of_either(answer, tmp_path):
    figure = plot_contrast(answer, tmp_path / "c.png", names=("One", "Other"))
    drawn = answer[answer["aspect"] != "part of"]
    panels = figure.axes
    assert len(panels) == drawn["aspect"].nunique()
    for panel, (_, own) in zip(panels, drawn.groupby("aspect", sort=False), strict=True):
        assert marks(panel, "o") == pytest.approx(own["a"].tolist())
        assert marks(panel, "D") == pytest.approx(own["b"].tolist())
        assert np.array_equal(marks(panel, "|"), own["usual"].to_numpy(), equal_nan=True)
        told = [label.get_text() for label in panel.get_yticklabels()]
        assert told == own["title"].tolist()
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["One", "Other", "on average", "hollow: estimated"]


def test_estimated_marks_are_hollow(answer, tmp_path):
    figure = plot_contrast(answer, tmp_path / "c.svg")
    for panel, aspect in zip(figure.axes, ("requires", "near"), strict=True):
        full = [line for line in panel.lines if line.get_marker() in "oD" and len(line.get_xdata())]
        hollow = {line.get_markerfacecolor() == "white" for line in full}
        assert hollow == {aspect == "near"}
    assert (tmp_path / "c.svg").read_text("utf-8").startswith("<?xml")


def test_what_cannot_be_drawn_is_refused(answer, tmp_path):
    with pytest.raises(InputError, match="no column 'usual'"):
        plot_contrast(answer.drop(columns="usual"), tmp_path / "c.png")
    with pytest.raises(InputError, match="only groups"):
        plot_contrast(answer.assign(aspect="part of"), tmp_path / "c.png")
    with pytest.raises(InputError):
        plot_contrast(answer, tmp_path / "c.gif")
