"""Loss curves of a run."""

from __future__ import annotations

import pytest

from laborspace.errors import InputError
from laborspace.plotting import plot_curves
from laborspace.plotting.curves import running_mean

HEADER = "stage,name,step,loss,learning_rate\n"


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    rows = ["0,context,0,5.0,1e-4", "0,context,10,4.0,1e-4", "1,mnr,0,2.5,1e-4", "1,mnr,10,2,1e-4"]
    (folder / "curves.csv").write_text(HEADER + "\n".join(rows) + "\n")
    return folder


def test_one_panel_a_stage_with_the_losses_as_logged(run, tmp_path):
    figure = plot_curves(run, tmp_path / "c.svg", title="Run")
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["Context learning (masked words)", "Multiple-negatives ranking"]
    assert figure.axes[0].lines[0].get_xydata().tolist() == [[0, 5], [10, 4]]
    assert figure.axes[1].lines[1].get_ydata().tolist() == [2.25, 2.25]


def test_the_file_can_be_given_too(run, tmp_path):
    assert len(plot_curves(run / "curves.csv", tmp_path / "c.pdf").axes) == 2


def test_the_running_mean_is_centered():
    assert running_mean([1.0, 4.0, 1.0, 4.0]) == pytest.approx([2.5, 2.0, 3.0, 2.5])
    assert running_mean([3.0]) == [3.0]


def test_bad_curves_are_named(run, tmp_path):
    with pytest.raises(InputError, match=r"nowhere cannot be read"):
        plot_curves(tmp_path / "nowhere", tmp_path / "c.svg")
    (run / "curves.csv").write_text(HEADER)
    with pytest.raises(InputError, match="holds no curves"):
        plot_curves(run, tmp_path / "c.svg")
    (run / "curves.csv").write_text(HEADER + "0,context,0,much,1\n")
    with pytest.raises(InputError, match=r"curves\.csv has a row .*'much'"):
        plot_curves(run, tmp_path / "c.svg")
    (run / "curves.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="not stage, name, step, loss"):
        plot_curves(run, tmp_path / "c.svg")
