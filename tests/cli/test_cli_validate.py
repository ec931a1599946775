"""``laborspace validate``, on the command line as in Python."""

from __future__ import annotations

import json

import pytest

import laborspace
from laborspace.cli import main
from synthetic import make_space, make_vectors


@pytest.fixture
def run(suites, space_folder, monkeypatch, capsys):
    monkeypatch.delenv("LABORSPACE_SPACE", raising=False)

    def call(*arguments):
        code = main(["validate", *map(str, arguments), "--quiet"])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def other(tmp_path):
    make_space(vectors=make_vectors(seed=5)).save(tmp_path / "other")
    return tmp_path / "other"


def test_the_same_figures_as_in_python(run, space_folder, other, suites):
    code, out, err = run(space_folder, "--suite", "nurses", "--beside", f"b={other}", "--json")
    assert code == 0, err
    shown = json.loads(out)
    beside = {"b": other}
    report = laborspace.validate(space_folder, suites=["nurses"], beside=beside)
    assert shown["lines"] == report.to_dict()["lines"]
    assert shown["skipped"] == report.to_dict()["skipped"]


def test_the_table_has_a_line_a_metric_and_the_reasons(run, space_folder):
    code, out, _ = run(space_folder, "--no-baselines")
    assert code == 0
    row = next(row for row in out.splitlines() if "hit@1" in row)
    assert "0.500 (half)" in row
    assert "1.000 (all)" in row
    assert "itself" in row
    assert "Skipped nurses: learned by test: It learned this relation itself" in out
    assert "Skipped empty: Needs gone.csv" in out


def test_files_are_written(run, space_folder, tmp_path):
    code, _, err = run(space_folder, "--suite", "nurses", "-o", tmp_path / "report")
    assert code == 0
    assert str(tmp_path / "report" / "report.html") in err
    assert len(list((tmp_path / "report").iterdir())) == 3


def test_vectors_in_a_file(run, space_folder, tmp_path, monkeypatch):
    space = make_space()
    space.export(tmp_path / "v.txt", "word2vec", kind="occupation")
    monkeypatch.setattr("laborspace.validation.contending._released", lambda: space)
    code, out, err = run(tmp_path / "v.txt", "--suite", "nurses", "--no-baselines")
    assert code == 0, err
    assert "How good is v?" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--suite", "nurse"], "There is no suite 'nurse'; the suites are nurses, empty."),
        (["--beside", "raw"], "--beside takes NAME=FOLDER"),
        (["--beside", "a=x", "--beside", "a=y"], "--beside names 'a' twice"),
        (["--seeds", "=x"], "--seeds takes NAME=FOLDER"),
        (["--beside", "a=nowhere"], "nowhere is not a space"),
        (["--twin", "nowhere"], "nowhere is not a space"),
        (["--corpus", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_is_one_line_and_code_2(run, space_folder, arguments, message):
    code, out, err = run(space_folder, *arguments)
    assert code == 2
    assert message in err
    assert len(err.splitlines()) == 1
    assert not out


def test_another_folder_is_not_overwritten(run, space_folder, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    code, _, err = run(space_folder, "--suite", "nurses", "-o", tmp_path)
    assert code == 2
    assert "holds other files" in err
    assert (tmp_path / "mine.txt").read_text() == "mine"
