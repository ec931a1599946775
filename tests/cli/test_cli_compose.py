"""``laborspace compose`` and ``analogy``: the numbers of the library, and their errors."""

from __future__ import annotations

import json

import pytest

import laborspace
from laborspace.cli import main

TESLA = ["firm:TSLA", "--minus", "naics:3361", "--plus", "text:renewable energy"]


@pytest.fixture
def run(space_folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(space_folder))

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, capsys.readouterr()

    return call


def rows(frame):
    """A frame as the JSON of the command line has it."""
    return json.loads(frame.to_json(orient="records", double_precision=15))


@pytest.fixture
def space(space_folder):
    return laborspace.load(space_folder)


def test_compose_gives_the_numbers_of_python(run, space):
    code, said = run("compose", *TESLA, "--top", 3, "--seed", 4, "--json")
    assert code == 0
    frame = space.compose(["firm:TSLA", "text:renewable energy"], ["naics:3361"], top=3, rng=4)
    assert json.loads(said.out) == rows(frame)


def test_changes_give_the_numbers_of_python(run, space):
    code, said = run(
        "compose", "2*firm:TSLA", "naics:6221", "--changes", "--start", "firm:HCA",
        "--include-inputs", "--correction", "none", "--kind", "firm", "--json",
    )  # fmt: skip
    assert code == 0
    frame = space.changes(
        [("firm:TSLA", 2.0), "naics:6221"], start="firm:HCA", include_inputs=True,
        correction="none", kind="firm",
    )  # fmt: skip
    assert json.loads(said.out) == rows(frame)
    assert {"firm:TSLA", "firm:HCA"} <= set(frame["id"])


@pytest.mark.parametrize("method", ["add", "mul"])
def test_analogy_gives_the_numbers_of_python(run, space, method):
    code, said = run("analogy", "naics:6221", "RN", "naics:5132", "--method", method, "--json")
    assert code == 0
    frame = space.analogy("naics:6221", "RN", "naics:5132", method=method)
    assert json.loads(said.out) == rows(frame)


def test_the_screen_says_what_is_left_without_a_term(run):
    code, said = run("compose", *TESLA, "--kind", "skill", "--top", 2)
    assert code == 0
    assert "Tesla, Inc. (firm:TSLA) + “renewable energy” − Motor Vehicle" in said.out
    assert said.err.count("of the answers stay.") == 3
    assert "Without − Motor Vehicle Manufacturing: " in said.err
    assert run("compose", "firm:TSLA")[1].err == ""


def test_a_file_gets_only_the_answer(run, tmp_path):
    code, said = run("compose", *TESLA, "--changes", "--top", 1, "-o", tmp_path / "c.csv")
    assert code == 0
    assert (tmp_path / "c.csv").read_text("utf-8").startswith("id,kind,code,title,change,score,")
    assert said.out == ""


def test_figures(run, tmp_path):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    for name, arguments in {
        "n.svg": ["compose", *TESLA],
        "c.png": ["compose", *TESLA, "--changes"],
        "a.pdf": ["analogy", "naics:6221", "RN", "naics:5132"],
    }.items():
        code, said = run(*arguments, "--figure", tmp_path / name)
        assert code == 0
        assert (tmp_path / name).stat().st_size > 1000
        assert f"Figure → {tmp_path / name}" in said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compose", "firm:NOPE"], "No entity is called 'firm:NOPE'"),
        (["compose", "text:"], "no words"),
        (["compose", "firm:TSLA", "--minus", "firm:TSLA"], "cancel out"),
        (["compose", "firm:TSLA", "--changes"], "nothing rose or fell"),
        (["compose", "firm:TSLA", "--start", "firm:NOPE"], "No entity is called 'firm:NOPE'"),
        (["compose", "firm:TSLA", "--kind", "planet"], "There is no kind 'planet'"),
        (["compose", "firm:TSLA", "--top", "0"], "top must be"),
        (["compose", "@nowhere.csv"], "nowhere.csv"),
        (["compose", "firm:TSLA", "-o", "x.docx"], "must end in one of"),
        (["analogy", "RN", "RN", "naics:62"], "are the same"),
        (["analogy", "RN", "naics:62", "naics:336", "--method", "sub"], "choose add or mul"),
    ],
)
def test_bad_input_is_said_in_a_sentence(run, arguments, said):
    code, captured = run(*arguments)
    assert code == 2
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""
