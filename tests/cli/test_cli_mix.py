"""Weighted sets on the command line: ``@jobs.csv``."""

from __future__ import annotations

import json

import pytest

from laborspace.analysis.neighbors import neighbors
from laborspace.cli import main
from laborspace.labor_space import LaborSpace

JOBS = {"onet:29-1141.00": 30.0, "firm:HCA": 10.0}


@pytest.fixture
def jobs(tmp_path):
    file = tmp_path / "jobs.csv"
    file.write_text("code,employment\n29-1141.00,30\nfirm:HCA,10\n")
    return file


@pytest.fixture
def run(space_folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(space_folder))

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, capsys.readouterr()

    return call


def test_the_numbers_are_those_of_python(run, jobs, space_folder):
    code, said = run("neighbors", f"@{jobs}", "--kind", "skill", "--json")
    assert code == 0
    space = LaborSpace.load(space_folder)
    assert json.loads(said.out) == neighbors(space, JOBS, kind="skill").to_pylist()


def test_the_title_names_the_file(run, jobs):
    code, said = run("neighbors", f"@{jobs}", "--kind", "skill")
    assert code == 0
    assert "Nearest to the mix in jobs.csv" in said.out


def test_an_unknown_code_is_named_with_its_place(run, jobs):
    jobs.write_text("code,employment\n29-1141.00,30\nnaics:6229,10\n")
    code, said = run("neighbors", f"@{jobs}")
    assert code == 2
    assert f"{jobs}: row 3, column 'code': no entity is called 'naics:6229'" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_file_that_is_not_there(run, tmp_path):
    code, said = run("neighbors", f"@{tmp_path / 'none.csv'}")
    assert code == 2
    assert "there is no such file" in said.err


def test_unknown_codes_can_be_left_out(run, jobs, space_folder):
    jobs.write_text("code,employment\n29-1141.00,30\n00-0000,100\nfirm:HCA,10\n")
    code, said = run("neighbors", f"@?{jobs}", "--kind", "skill", "--json")
    assert code == 0
    space = LaborSpace.load(space_folder)
    assert json.loads(said.out) == neighbors(space, JOBS, kind="skill").to_pylist()
    assert (
        "Warning: jobs.csv: 1 name not in this space, with 71% of the weight, left out" in said.err
    )
