"""exposure, measures and transfer on the command line: the numbers of Python, and clear errors."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from laborspace.analysis.exposure import exposure, workforce_exposure
from laborspace.analysis.exposure.measures import exposure_measures
from laborspace.analysis.transfer import transfer
from laborspace.cli import main
from laborspace.labor_space import LaborSpace
from laborspace.output import records
from planted import planted_space

NURSE, MACHINIST = "onet:29-1141.00", "onet:51-4041.00"


@pytest.fixture
def run(capsys):
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def saved(space_folder, monkeypatch) -> LaborSpace:
    """The space the commands open by themselves."""
    monkeypatch.setenv("LABORSPACE_SPACE", str(space_folder))
    return LaborSpace.load(space_folder)


@pytest.fixture
def planted(tmp_path, monkeypatch) -> LaborSpace:
    """A space with jobs, and enough occupations to score; its twin in memory is the same."""
    planted_space().save(tmp_path / "planted")
    monkeypatch.setenv("LABORSPACE_SPACE", str(tmp_path / "planted"))
    return LaborSpace.load(tmp_path / "planted")


def answered(run, *arguments):
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def scores_of(space, path, *, unknown=False):
    ids = [
        i for i in space.ids if i.startswith(("onet:0", "onet:1", "onet:2", "onet:3")) and "-" in i
    ]
    ids += [i for i in space.ids if i.startswith("esco:occupation")]
    values = np.random.default_rng(0).standard_normal(len(ids)) + [i.count("1") for i in ids]
    table = pd.DataFrame({"id": ids, "score": values.round(4)})
    if unknown:
        table.loc[len(table)] = ["onet:99-9999.00", 1.0]
    table.to_csv(path, index=False)
    return path


def test_exposure_as_in_python(run, saved):
    rows = answered(run, "exposure", "text:night care", "--kind", "occupation")
    assert rows == records(exposure(saved, "text:night care", kind="occupation").table)
    rows = answered(run, "exposure", "3*firm:HCA", MACHINIST, "--against", NURSE, "--seed", 4)
    asked = [("firm:HCA", 3.0), MACHINIST]
    assert rows == records(exposure(saved, asked, against=[NURSE], rng=4).table)
    rows = answered(run, "exposure", NURSE, "--level", "sector", "--top", 2)
    assert rows == records(exposure(saved, NURSE, level="sector", top=2).table)


def test_a_weighted_set_from_a_file(run, saved, tmp_path):
    (tmp_path / "jobs.csv").write_text(f"id,jobs\n{NURSE},30\n{MACHINIST},10\n")
    rows = answered(run, "exposure", f"@{tmp_path}/jobs.csv", "--kind", "firm")
    mix = {NURSE: 30, MACHINIST: 10}
    assert rows == records(exposure(saved, mix, kind="firm").table)
    rows = answered(run, "exposure", "firm:HCA", "--workforce", tmp_path / "jobs.csv")
    read = saved.mix(tmp_path / "jobs.csv")
    assert rows == records(workforce_exposure(saved, "firm:HCA", read).table)
    assert rows[0]["title"] == "jobs.csv"  # as a mix is called elsewhere
    assert workforce_exposure(saved, "firm:HCA", mix).table["title"][0].as_py() == "mix of 2"


def test_exposure_through_jobs_as_in_python(run, planted):
    rows = answered(run, "exposure", "esco:skill/10", "--through", "employs")
    assert rows == records(exposure(planted, "esco:skill/10", through="employs").table)


def test_the_screen_shows_ten_and_says_what_was_understood(run, saved):
    code, out, err = run("exposure", "renewable energy for all")
    assert code == 0
    assert "Exposure to “renewable energy for all”" in out
    assert "taken for text" in err


def test_measures_as_in_python(run, saved):
    rows = answered(run, "measures")
    assert rows == records(exposure_measures(saved).agreement)
    rows = answered(run, "measures", "--scores", "--concept", "text:night care")
    found = exposure_measures(saved, concept=["text:night care"])
    assert rows == records(found.table)
    _, _, err = run("measures")
    assert "Not found: AIOE, AIOE_DataAppendix.xlsx (github.com/AIOE-Data/AIOE)" in err


def test_measures_beside_the_exposure(run, saved):
    rows = answered(run, "exposure", "text:care", "--kind", "occupation", "--measures", "shipped")
    assert rows == records(exposure(saved, "text:care", kind="occupation", measures=True).table)
    assert "GPTs are GPTs β" in rows[0]


def test_transfer_as_in_python(run, planted, tmp_path):
    path = scores_of(planted, tmp_path / "s.csv")
    rows = answered(run, "transfer", path)
    assert rows == records(transfer(planted, path).table)
    rows = answered(run, "transfer", path, "--through", "employs", "--kind", "industry")
    assert rows == records(transfer(planted, path, through="employs", kind="industry").table)
    bad = scores_of(planted, tmp_path / "u.csv", unknown=True)
    rows = answered(run, "transfer", bad, "--skip-unknown", "--top", 3)
    assert rows == records(transfer(planted, bad, unknown="skip", top=3).table)


def test_transfer_says_what_it_is_worth(run, planted, tmp_path):
    path = scores_of(planted, tmp_path / "s.csv")
    code, _, err = run("transfer", path, "-o", tmp_path / "out.csv")
    assert code == 0
    assert "than its group's mean" in err
    assert "extrapolations" in err
    table = pd.read_csv(tmp_path / "out.csv")
    assert set(table["basis"]) == {"observed", "estimated"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("exposure", "text:  "), "no words"),
        (("exposure", "onet:99-9999.00"), "No entity is called 'onet:99-9999.00'"),
        (("exposure", NURSE, "--kind", "skill", "--through", "employs"), "no employment"),
        (("exposure", NURSE, "--measures", "nowhere"), "no such folder"),
        (("exposure", NURSE, "-o", "x.txt"), "must end in one of"),
        (("measures", "nowhere"), "no such folder"),
        (("transfer", "nowhere.csv"), "no such file"),
    ],
)
def test_a_bad_question_gets_a_sentence_and_code_2(run, saved, arguments, message):
    code, out, err = run(*arguments)
    assert code == 2
    assert message in err
    assert "Traceback" not in err
    assert not out


def test_a_bad_row_of_a_file_is_named(run, planted, tmp_path):
    path = scores_of(planted, tmp_path / "u.csv", unknown=True)
    code, _, err = run("transfer", path)
    assert code == 2
    last = len(pd.read_csv(path)) + 1
    assert f"row {last}, column 'id', id 'onet:99-9999.00'" in err
    assert "--skip-unknown" in err


def test_figures(run, saved, planted, tmp_path):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    path = scores_of(planted, tmp_path / "s.csv")
    for arguments in (("exposure", "esco:skill/10"), ("transfer", path)):
        code, _, err = run(*arguments, "--figure", tmp_path / "f.svg")
        assert code == 0, err
        assert (tmp_path / "f.svg").stat().st_size > 1000
        (tmp_path / "f.svg").unlink()
