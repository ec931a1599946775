from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from laborspace.analysis.expectation import expect
from laborspace.cli.app import app
from laborspace.labor_space import LaborSpace


@pytest.fixture(name="ask")
def ask_fixture(space_folder):
    def run(*arguments, code=0):
        done = CliRunner().invoke(app, ["expect", *arguments, "--space", str(space_folder)])
        assert done.exit_code == code, done.output
        return done

    return run


def test_the_same_numbers_as_in_python(ask, space_folder):
    done = ask("onet:29-1141.00", "--relation", "requires", "--json")
    table = expect(LaborSpace.load(space_folder), "onet:29-1141.00", "requires")
    answer = json.loads(done.stdout)
    assert [row["id"] for row in answer] == table["id"].to_pylist()
    assert answer[0]["importance"] == 4.12
    assert answer[0]["probability"] is None
    assert answer[1]["probability"] == table["probability"][1].as_py()


def test_a_table_shows_what_there_is(ask):
    out = ask("naics:6221", "--relation", "employs").stdout
    assert "Whom General Medical and Surgical Hospitals (naics:6221) employs" in out
    assert "1,612,340" in out
    assert "observed" in out
    assert "│ low" not in out  # nothing was estimated


def test_a_text(ask):
    out = ask("text:night nurse", "--relation", "requires", "--vocabulary", "esco").stdout
    assert "What “night nurse” requires" in out
    assert "estimated" in out


def test_what_no_source_says_gets_a_sentence_and_no_empty_table(ask):
    done = ask("text:night nurse", "--relation", "requires", "--basis", "observed")
    assert done.stdout == ""
    assert "What “night nurse” requires, no source says" in done.stderr


def test_a_file(ask, tmp_path):
    for name in ("a.csv", "a.parquet", "a.json", "a.dta"):
        file = tmp_path / name
        options = ("--basis", "estimated", "--top", "3", "-o", str(file))
        ask("firm:TSLA", "--relation", "operates_in", *options)
        assert file.stat().st_size > 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("naics:6221", "--relation", "hires"), "choose one of requires, employs, operates_in"),
        (("esco:skill/02bb", "--relation", "employs"), "is asked of the kind industry"),
        (("nobody knows", "--relation", "requires"), "No entity is called"),
        (("firm:TSLA", "--relation", "operates_in", "--basis", "x"), "choose observed or"),
        (("firm:TSLA", "--relation", "operates_in", "-o", "x.txt"), ".txt"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(space_folder, arguments, message):
    done = subprocess.run(
        [sys.executable, "-m", "laborspace", "expect", *arguments, "--space", str(space_folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert message in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
