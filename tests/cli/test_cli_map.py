"""``laborspace map``: the numbers of the library, the clusters on the screen, and its errors."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest

import laborspace
from laborspace.cli import main
from synthetic import ENTITIES, make_space


@pytest.fixture
def folder(tmp_path):
    places = np.random.default_rng(5).uniform(-1, 1, (len(ENTITIES), 2)).astype(np.float32)
    ids = [row[0] for row in ENTITIES]
    table = pa.table({"id": ids, "x": places[:, 0], "y": places[:, 1]})
    make_space(map=table).save(tmp_path / "space")
    return tmp_path / "space"


@pytest.fixture
def run(folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(folder))

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, capsys.readouterr()

    return call


def test_it_gives_the_numbers_of_python(run, folder):
    code, said = run("map", "--kind", "skill", "--clusters", 3, "--json")
    assert code == 0
    told = json.loads(said.out)
    frame = laborspace.load(folder).map("skill", clusters=3)
    assert [row["id"] for row in told] == frame["id"].tolist()
    for name in ("x", "y", "cluster", "cluster_title"):
        assert [row[name] for row in told] == frame[name].tolist()


def test_the_screen_shows_the_clusters(run):
    code, said = run("map", "--clusters", 3)
    assert code == 0
    assert "Clusters of all kinds" in said.out
    assert "nearest" in said.out


def test_a_cluster_and_an_area_are_those_of_python(run, folder):
    space = laborspace.load(folder)
    for option, value, asked in (
        ("--cluster", 2, {"cluster": 2}),
        ("--area", "-0.5,-0.5 0.5,0.5", {"area": [(-0.5, -0.5), (0.5, 0.5)]}),
    ):
        code, said = run("map", "--clusters", 3, option, value, "--json")
        assert code == 0
        expected = space.map(clusters=3, **asked)["id"].tolist()
        assert [row["id"] for row in json.loads(said.out)] == expected
        code, said = run("map", "--clusters", 3, option, value)
        assert "Clusters of all kinds" not in said.out
        assert expected[0] in said.out


def test_a_file_and_a_figure(run, tmp_path):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    code, said = run(
        "map", "--level", "all", "-o", tmp_path / "m.csv", "--figure", tmp_path / "m.pdf",
        "--look", "screen",
    )  # fmt: skip
    assert code == 0
    lines = (tmp_path / "m.csv").read_text("utf-8").splitlines()
    assert lines[0] == "id,kind,code,title,x,y,cluster,cluster_title"
    assert len(lines) == len(ENTITIES) + 1
    assert (tmp_path / "m.pdf").read_bytes().startswith(b"%PDF")
    assert said.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--kind", "planet"], "There is no kind 'planet'"),
        (["--clusters", "0"], "from 1 to 18 clusters"),
        (["--cluster", "99"], "no cluster 99"),
        (["--area", "0.1"], "no list of 2 to"),
        (["--level", "moon"], "choose one of"),
        (["-o", "m.docx"], "must end in one of"),
    ],
)
def test_bad_input_is_said_in_a_sentence(run, arguments, said):
    code, captured = run("map", *arguments)
    assert (code, captured.out) == (2, "")
    assert said in captured.err


def test_an_unknown_look(run, tmp_path):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    code, said = run(
        "map", "-o", tmp_path / "m.csv", "--figure", tmp_path / "m.png", "--look", "3d"
    )
    assert code == 2
    assert "choose one of print, screen" in said.err


def test_a_space_without_a_map(space_folder, run):
    code, said = run("map", "--space", space_folder)
    assert code == 2
    assert "laborspace.building.add_map" in said.err
