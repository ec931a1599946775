"""The option ``--figure``."""

from __future__ import annotations

import re

import pytest

from laborspace.cli import main

pytest.importorskip("matplotlib", reason="needs the extra plot")


@pytest.fixture
def run(space_folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(space_folder))

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, capsys.readouterr()

    return call


@pytest.fixture
def drawn(monkeypatch):
    """Collect the texts of the figures instead of writing them."""
    texts = []

    def collect(figure, file, **_options):
        file.write_bytes(b"figure")
        texts.append([t.get_text() for t in figure.findobj(lambda a: hasattr(a, "get_text"))])

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", collect)
    return texts


def test_neighbors_draws_what_it_prints(run, drawn, tmp_path):
    file = tmp_path / "n.png"
    code, said = run("neighbors", "RN", "--kind", "skill", "--figure", file)
    assert code == 0
    assert file.read_bytes() == b"figure"
    assert f"Figure → {file}" in said.err
    assert {"Nearest to Registered Nurses", "nursing science"} <= set(drawn[0])
    assert "nursing science" in said.out


def test_axis_draws_all_entities_though_it_prints_the_ends(run, drawn, tmp_path):
    code, said = run(
        "axis", "naics:31-33", "text:care of patients", "--top", 1, "--figure", tmp_path / "a.svg"
    )
    assert code == 0
    assert "From Manufacturing to “care of patients”" in drawn[0]
    assert {"Industries (5)", "Skills (5)"} <= set(drawn[0])
    assert len(re.findall("industry", said.out)) == 2


def test_another_extension_is_refused_before_the_work(run, drawn, tmp_path):
    code, said = run("neighbors", "RN", "--figure", tmp_path / "n.bmp")
    assert code == 2
    assert said.out == ""
    assert "must end in one of .svg, .png, .pdf" in said.err
    assert drawn == []
