"""Neighbors as bars, and what every figure has in common."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from laborspace.analysis.neighbors import neighbors
from laborspace.errors import InputError, MissingExtraError, StorageError
from laborspace.plotting import plot_neighbors
from laborspace.plotting.style import COLORS, shorten


def test_one_panel_a_kind_in_order_with_every_answer(space, tmp_path):
    answer = space.most_similar("onet:29-1141.00", top=2)
    figure = plot_neighbors(answer, tmp_path / "n.svg", title="Nearest")
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "Industries", "Occupations", "Skills", "Firms",
    ]  # fmt: skip
    drawn = [label.get_text() for axes in figure.axes for label in axes.get_yticklabels()]
    assert drawn == [shorten(title, 44) for title in answer["title"]]
    lengths = [bar.get_width() for axes in figure.axes for bar in axes.patches]
    assert lengths == pytest.approx(answer["score"].tolist())
    assert figure.get_suptitle() == "Nearest"


def test_the_whole_title_is_there_and_takes_no_room_from_the_bars(space, tmp_path):
    answer = space.most_similar("onet:29-1141.00", kind="skill", top=3)
    long = "To Traveler Accommodation as Flight Attendants is to Scheduled Air Transportation"
    figure = plot_neighbors(answer, tmp_path / "long.svg", title=long)
    lines = figure.get_suptitle().split("\n")
    assert " ".join(lines) == long
    assert len(lines) > 1
    assert figure.get_figheight() > plot_neighbors(answer, tmp_path / "short.svg").get_figheight()


def test_bars_are_faint_where_nothing_was_observed(space, tmp_path):
    answer = space.most_similar("onet:29-1141.00", kind="skill", top=5)
    figure = plot_neighbors(answer, tmp_path / "n.svg")
    faint = [bar.get_alpha() is not None for bar in figure.axes[0].patches]
    assert faint == (answer["why"] == "similar text").tolist()
    assert set(faint) == {True, False}
    assert to_hex(figure.axes[0].patches[0].get_facecolor()) == COLORS["skill"].lower()


def test_the_score_stands_at_the_end_of_its_bar_with_the_percentile(space, tmp_path):
    answer = space.most_similar("RN", kind="skill", top=3)
    figure = plot_neighbors(answer, tmp_path / "n.svg")
    told = [f"{row.score:.2f} · {row.percentile:.0f}" for row in answer.itertuples()]
    assert [text.get_text() for text in figure.axes[0].texts] == told
    assert "score · percentile" in [text.get_text() for text in figure.legends[0].get_texts()]
    bare = plot_neighbors(answer.drop(columns="percentile"), tmp_path / "n.svg")
    assert [text.get_text() for text in bare.axes[0].texts] == [f"{s:.2f}" for s in answer["score"]]
    assert len(bare.legends[0].get_texts()) == 2


def test_arrow_and_pandas_give_the_same_file(space, tmp_path):
    plot_neighbors(neighbors(space, "RN"), tmp_path / "a.svg")
    plot_neighbors(space.most_similar("RN"), tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize(
    ("name", "start"), [("f.svg", b"<?xml"), ("f.png", b"\x89PNG"), ("f.PDF", b"%PDF")]
)
def test_the_extension_is_the_format(space, tmp_path, name, start):
    plot_neighbors(space.most_similar("RN"), tmp_path / "new" / name)
    assert (tmp_path / "new" / name).read_bytes().startswith(start)


def test_another_extension_is_refused_and_nothing_written(space, tmp_path):
    with pytest.raises(InputError, match=r"f\.gif .*must end in one of \.svg, \.png, \.pdf"):
        plot_neighbors(space.most_similar("RN"), tmp_path / "f.gif")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_answer_and_a_table_of_something_else_are_refused(space, tmp_path):
    answer = space.most_similar("RN")
    with pytest.raises(InputError, match="nothing to draw"):
        plot_neighbors(answer.iloc[:0], tmp_path / "f.svg")
    with pytest.raises(InputError, match="no column 'score'"):
        plot_neighbors(pd.DataFrame({"kind": ["skill"], "title": ["x"]}), tmp_path / "f.svg")


def test_the_old_figure_survives_a_failed_one(space, tmp_path, monkeypatch):
    file = tmp_path / "f.png"
    file.write_bytes(b"old")

    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", full)
    with pytest.raises(StorageError, match="disk is full"):
        plot_neighbors(space.most_similar("RN"), file)
    assert [path.name for path in tmp_path.iterdir()] == ["f.png"]
    assert file.read_bytes() == b"old"


def test_without_matplotlib_the_extra_is_named(space, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"laborspace\[plot\]"):
        plot_neighbors(space.most_similar("RN"), tmp_path / "f.svg")


def test_importing_the_functions_does_not_import_matplotlib():
    import subprocess

    code = "import laborspace.plotting, sys; print('matplotlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("Welders", 10, "Welders"),
        ("Clothing and Clothing Accessories", 20, "Clothing and…"),
        ("Electromechanotherapeutics", 12, "Electromech…"),
        ("a, b", 3, "a…"),
    ],
)
def test_shorten(text, length, short):
    assert shorten(text, length) == short
    assert len(short) <= length
