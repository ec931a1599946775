"""``laborspace transition``."""

from __future__ import annotations

import json

import pytest

from laborspace.analysis.transition import Thresholds, gap, paths, transitions
from laborspace.cli import main
from laborspace.labor_space import LaborSpace
from laborspace.output import records
from planted_careers import COUNT, onet, soc, world_folder_fixture

__all__ = ["world_folder_fixture"]

ORIGIN = onet(9)


@pytest.fixture
def run(world_folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(world_folder))

    def call(*arguments):
        code = main(["transition", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def saved(world_folder):
    return LaborSpace.load(world_folder)


def answered(run, *arguments):
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_destinations_as_in_python(run, saved):
    assert answered(run, ORIGIN) == records(transitions(saved, ORIGIN))
    limits = Thresholds(0.6, 2, 0.9, 0.5)
    options = ("--min-score", 0.6, "--max-zone-jump", 2, "--min-wage", 0.9, "--max-exposure", 0.5)
    given = answered(
        run, ORIGIN, "--top", 3, "--desirable", "--wage", 40_000, "--seed", 4, *options
    )
    assert given == records(
        transitions(saved, ORIGIN, top=3, only="desirable", wage=40_000, rng=4, thresholds=limits)
    )
    other = answered(run, "text:a job", "--vocabulary", "esco")
    assert other == records(transitions(saved, "text:a job", vocabulary="esco"))


def test_paths_and_gap_as_in_python(run, saved):
    limits = Thresholds(0.7, 4)
    options = ("--min-score", 0.7, "--max-zone-jump", 4)
    given = answered(run, ORIGIN, "--to", onet(16), "--max-steps", 5, *options)
    assert given == records(paths(saved, ORIGIN, onet(16), max_steps=5, thresholds=limits))
    skills = answered(run, ORIGIN, "--to", onet(16), "--gap")
    assert skills == records(gap(saved, ORIGIN, onet(16)).skills)


def test_a_measure_from_a_file(run, saved, tmp_path):
    file = tmp_path / "risk.csv"
    lines = [f"whatever,{n / COUNT},{soc(n)},1" for n in range(COUNT)]
    file.write_text("\n".join(["note,Score,SOC,n", *lines, ""]), encoding="utf-8")
    measure = {soc(n): n / COUNT for n in range(COUNT)}
    given = answered(run, ORIGIN, "--safe", "--exposure", file, "--min-score", 0.5)
    limits = Thresholds(0.5)
    python = transitions(saved, ORIGIN, only="safe", exposure=measure, thresholds=limits)
    assert given == records(python)
    assert given


def test_a_workforce_from_a_file(run, saved, tmp_path):
    file = tmp_path / "jobs.csv"
    file.write_text(f"soc,employment\n{soc(4)[4:]},30\n{soc(6)[4:]},10\n", encoding="utf-8")
    given = answered(run, f"@{file}", "--top", 4)
    assert given == records(transitions(saved, {soc(4): 30, soc(6): 10}, top=4))
    steps = answered(run, f"@{file}", "--to", onet(9), "--min-score", 0.3, "--max-zone-jump", 4)
    assert steps[-1]["id"] == onet(9)
    code, out, _ = run(f"@{file}", "--to", onet(9), "--gap")
    assert code == 0
    assert "From the mix in jobs.csv to" in " ".join(out.split())
    file.write_text("soc,employment\n98-9999,30\n", encoding="utf-8")
    code, _, err = run(f"@{file}")
    assert code == 2
    assert "row 2" in err


def test_the_screen_shows_what_matters(run):
    code, out, err = run(ORIGIN, "--viable", "--min-score", 0.5)
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    assert "Viable transitions from Onet 98-1009.00" in flat
    assert "wage_change" in flat
    assert "employment" not in flat
    code, out, _ = run(ORIGIN, "--to", onet(12), "--gap")
    assert "of the requirements to gain" in " ".join(out.split())
    code, out, _ = run(ORIGIN, "--to", onet(12), "--min-score", 0.3)
    assert "│ step │" in out.replace("┃", "│")


def test_no_destination_is_said_to_be_none(run):
    code, _, err = run(ORIGIN, "--desirable", "--min-wage", 9)
    assert (code, err) == (0, "No destination is desirable; change a threshold, or ask for all.\n")


@pytest.mark.filterwarnings("ignore::laborspace.TruncationWarning")
def test_a_long_text_is_called_by_its_beginning(run):
    code, out, _ = run("text:" + "I mend machines of all kinds.\n" * 9)
    assert code == 0
    title = " ".join(out.partition("┏")[0].split())
    assert title.startswith("Transitions from “I mend machines")
    assert title.endswith("…”")
    assert len(title) < 110


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".dta", ".xlsx", ".json"])
def test_answers_go_to_files(run, tmp_path, suffix):
    file = tmp_path / f"moves{suffix}"
    code, out, err = run(ORIGIN, "-o", file)
    assert (code, out) == (0, "")
    assert err == f"10 rows → {file}\n"
    assert file.stat().st_size > 0


def test_figures(run, tmp_path):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    for number, more in enumerate([(), ("--to", onet(12)), ("--to", onet(12), "--gap")]):
        file = tmp_path / f"{number}.svg"
        code, _, err = run(ORIGIN, *more, "--min-score", 0.5, "--figure", file)
        assert code == 0, err
        assert f"Figure → {file}" in err
        assert file.stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("onet:99-9999.00",), "No entity is called"),
        (("naics:6221",), "is of the kind industry; a transition leads from an occupation"),
        (("text:  ",), "words"),
        ((ORIGIN, "--gap"), "--gap needs to know where to; add --to"),
        ((ORIGIN, "--to", onet(3), "--vocabulary", "esco"), "does not go with --to"),
        ((ORIGIN, "--to", "naics:6221"), "the destination must be one occupation"),
        ((ORIGIN, "--to", onet(20), "--max-steps", "1"), "No path of at most 1 viable steps"),
        ((ORIGIN, "--vocabulary", "rome"), "choose onet or esco"),
        ((ORIGIN, "--safe"), "without a measure of exposure"),
        ((ORIGIN, "--min-score", "2"), "min_score must be a share"),
        ((ORIGIN, "--wage", "0"), "wage must be a number above 0"),
        ((ORIGIN, "--exposure", "nowhere.csv"), "nowhere.csv: cannot be read"),
        ((ORIGIN, "--figure", "x.bmp"), ".svg, .png, .pdf"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(run, arguments, message):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,risk\nsoc:98-1000,0.1\nonet:99-9999.00,0.2\n", "row 3: No entity is called"),
        ("id,risk\nsoc:98-1000,0.1\n\nsoc:98-1000,0.2\n", "row 4, id 'soc:98-1000': the occup"),
        ("id,risk\nsoc:98-1000,high\n", "row 2: the exposure 'high' is not a finite number"),
        ("id,risk\nsoc:98-1000\n", "row 2: the exposure '' is not a finite number"),
        ("id,risk\n", "holds no rows"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_file_of_exposures_that_cannot_be_used(run, tmp_path, content, message):
    file = tmp_path / "risk.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, _, err = run(ORIGIN, "--exposure", file)
    assert code == 2
    assert f"{file}: " in err
    assert message in err
