"""``laborspace contrast`` and ``laborspace profile``."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from laborspace.cli import main
from laborspace.labor_space import LaborSpace
from laborspace.output import records
from planted_careers import onet, world_folder_fixture

__all__ = ["world_folder_fixture"]


@pytest.fixture
def run(world_folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(world_folder))

    def call(*arguments):
        code = main([*map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def saved(world_folder):
    return LaborSpace.load(world_folder)


@pytest.mark.parametrize("b", [onet(5), "text:a job", "esco:occupation/03"])
def test_the_numbers_are_those_of_python(run, saved, b):
    code, out, err = run("contrast", onet(3), b, "--top", 2, "--seed", 4, "--json")
    frame = saved.contrast(onet(3), b, top=2, rng=4)
    assert code == 0
    assert json.loads(out) == json.loads(json.dumps(records(_arrow(frame))))
    for sentence in (*frame.attrs["summary"], *frame.attrs["notes"]):
        assert sentence in err


def _arrow(frame):
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)


def test_the_screen_shows_words_and_the_file_everything(run, saved, tmp_path):
    code, out, err = run("contrast", onet(3), onet(5))
    assert code == 0
    assert "requires" in out
    assert "importance" in out
    assert "wage_median" in err
    file = tmp_path / "two.csv"
    assert run("contrast", onet(3), onet(5), "-o", file)[0] == 0
    assert list(pd.read_csv(file).columns) == list(saved.contrast(onet(3), onet(5)).columns)


def test_a_mix_from_a_file(run, saved, tmp_path):
    jobs = tmp_path / "jobs.csv"
    jobs.write_text(f"onet,jobs\n{onet(3)},3\n{onet(4)},1\n")
    code, out, err = run("contrast", f"@{jobs}", onet(9), "--json")
    assert code == 0, err
    expected = saved.contrast({onet(3): 3, onet(4): 1}, onet(9))
    assert [row["id"] for row in json.loads(out)] == expected["id"].tolist()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["contrast", onet(3), "no such thing"], "No entity is called"),
        (["contrast", onet(3), "text:  "], "no words"),
        (["contrast", onet(3), onet(4), "--top", "0"], "top must be"),
        (["contrast", onet(3), onet(4), "--seed", "-1"], "seed"),
        (["contrast", onet(3), onet(4), "-o", "two.txt"], "two.txt"),
        (["profile", "no such thing"], "No entity is called"),
    ],
)
def test_what_cannot_be_understood_is_a_sentence(run, arguments, said):
    code, _, err = run(*arguments)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_a_profile_is_that_of_python(run, saved):
    code, out, _ = run("profile", onet(3), "--json")
    assert code == 0
    assert json.loads(out) == json.loads(json.dumps(saved.profile(onet(3))))
    code, out, _ = run("profile", onet(3))
    assert code == 0
    assert onet(3) in out
    assert "wage_median" in out
