"""``laborspace shock``: the numbers of the library, and its errors."""

from __future__ import annotations

import json

import pytest

import laborspace
from laborspace.cli import main
from planted_shock import AIR, CLERKS, HOTELS, MAIDS, TELLERS, economy


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("economy") / "space"
    economy(encoder=True).save(path)
    return path


@pytest.fixture
def run(folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(folder))

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, capsys.readouterr()

    return call


@pytest.fixture
def space(folder):
    return laborspace.load(folder)


def rows(frame):
    """A frame as the JSON of the command line has it."""
    return json.loads(frame.to_json(orient="records", double_precision=15))


def test_the_numbers_of_python(run, space):
    code, said = run("shock", f"{AIR}=-0.30", f"{HOTELS}=-40%", "--json")
    assert code == 0
    frame = space.shock({AIR: -0.3, HOTELS: "-40%"}).ripple()
    assert json.loads(said.out) == rows(frame)


def test_every_option_reaches_the_library(run, space):
    code, said = run(
        "shock", f"{TELLERS}=-25", "text:no more cash=-0.2", "--kind", "occupation", "--top", 4,
        "--absolute", "--json",
    )  # fmt: skip
    assert code == 2  # nobody counted the jobs of a text
    assert "give a relative change" in said.err
    code, said = run(
        "shock", f"{TELLERS}=-25jobs", "text:no more cash=-0.2", "--kind", "occupation", "--top", 4,
        "--sort", "jobs", "--rho", 0.7, "--temperature", 0.3, "--estimated", 0.5, "--draws", 5,
        "--seed", 3, "--vocabulary", "onet", "--json",
    )  # fmt: skip
    assert code == 0
    frame = space.shock({TELLERS: "-25jobs", "text:no more cash": -0.2}).ripple(
        "occupation", top=4, sort="jobs", rho=0.7, temperature=0.3, estimated=0.5, draws=5, rng=3,
        vocabulary="onet",
    )  # fmt: skip
    assert json.loads(said.out) == rows(frame)


def test_files_and_mixes(run, space, tmp_path):
    changes, mix = tmp_path / "shock.csv", tmp_path / "mix.csv"
    changes.write_text("naics,change\n7001,-0.3\n")
    mix.write_text("onet,employment\n10-1003.00,50\n10-1002.00,30\n")
    code, said = run("shock", f"@{changes}", f"@{mix}=-20%", "--json")
    assert code == 0
    expected = space.shock([(AIR, -0.3), ({CLERKS: 50, MAIDS: 30}, "-20%")]).ripple()
    assert json.loads(said.out) == rows(expected)


def test_the_balance(run, space):
    code, said = run("shock", f"{AIR}=-0.3", "--balance", "--json")
    assert code == 0
    assert json.loads(said.out) == space.shock({AIR: -0.3}).ripple().attrs["balance"]
    assert json.loads(said.out) == rows(space.shock({AIR: -0.3}).balance())


def test_the_spread(run, space):
    given = [f"{AIR}=-0.3", f"{HOTELS}=0.1"]
    code, said = run("shock", *given, "--spread", "--level", "all", "--top", 5, "--json")
    assert code == 0
    frame = space.shock({AIR: -0.3, HOTELS: 0.1}).spread(level="all", top=5)
    assert json.loads(said.out) == rows(frame)


def test_the_screen_shows_the_strongest_path(run):
    code, said = run("shock", f"{AIR}=-0.3", "--kind", "occupation", "--top", 3)
    assert code == 0
    assert "Ripple of Air Transportation −30%" in said.out
    assert "Air Transportation → Pilots" in said.out
    assert "; " not in said.out
    code, said = run("shock", f"{AIR}=-0.3", f"{HOTELS}=-0.2", "--spread")
    assert code == 0
    assert "Likely changes, given" in said.out


def test_a_file_gets_the_answer(run, tmp_path):
    code, said = run("shock", f"{AIR}=-0.3", "-o", tmp_path / "r.csv")
    assert code == 0
    assert (tmp_path / "r.csv").read_text("utf-8").startswith("id,kind,code,title,impact,low,high")
    assert said.out == ""


def test_a_figure(run, tmp_path):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    code, said = run("shock", f"{AIR}=-0.3", "--figure", tmp_path / "f.svg")
    assert code == 0
    assert (tmp_path / "f.svg").stat().st_size > 1000
    assert "Figure → " in said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([f"{AIR}=-1.5"], "A shock of -150%"),
        ([f"{AIR}=lots"], "'lots' is not a change"),
        ([AIR], "says no change; write NAME=CHANGE"),
        (["=-0.3"], "says no change; write NAME=CHANGE"),
        (["naics:9999=-0.3"], "No entity is called 'naics:9999'"),
        ([f"{AIR}=-0.3", "Air Transportation=-0.1"], "naics:7001 is there twice"),
        (["text:=-0.3"], "words"),
        (["@nowhere.csv"], "nowhere.csv"),
        (["@nowhere.csv=-0.1"], "nowhere.csv"),
        (["onet:2.A.1=-5jobs"], "How many jobs Flying"),
        ([f"{AIR}=-0.3", "--rho", "1"], "rho must lie between 0 and 1"),
        ([f"{AIR}=-0.3", "--kind", "planet"], "There is no kind 'planet'"),
        ([f"{AIR}=-0.3", "--kind", "skill", "--sort", "jobs"], "How many jobs a skill has"),
        ([f"{AIR}=-0.3", "--level", "sector"], "--level goes with --spread only"),
        ([f"{AIR}=-0.3", "--balance", "--figure", "f.svg"], "--balance has no figure"),
        ([f"{AIR}=-0.3", "--balance", "--spread"], "leave one of the two out"),
        (
            [f"{AIR}=-0.3", "--balance", "--kind", "skill"],
            "--kind makes no difference to --balance",
        ),
        ([f"{AIR}=-0.3", "--spread", "--vocabulary", "onet"], "--vocabulary makes no difference"),
        ([f"{AIR}=-0.3", "--spread"], "at least two observed"),
        ([f"{AIR}=-0.3", "-o", "x.docx"], "must end in one of"),
    ],
)
def test_bad_input_is_said_in_a_sentence(run, arguments, said):
    code, captured = run("shock", *arguments)
    assert code == 2
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_a_mix_may_leave_out_what_is_unknown(run, space, tmp_path):
    (tmp_path / "mix.csv").write_text(f"id,jobs\n{CLERKS},3\nonet:99-9999.99,1\n")
    code, said = run("shock", f"@?{tmp_path / 'mix.csv'}=-0.1", "--json")
    assert code == 0
    assert "1 name not in this space, with 25% of the weight, left out" in said.err
    mix = space.mix({CLERKS: 3.0})
    assert json.loads(said.out) == rows(space.shock([(mix, -0.1)]).ripple(top=10))


def test_a_bad_row_of_a_file(run, tmp_path):
    file = tmp_path / "shock.csv"
    file.write_text("naics,change\n7001,-0.3\n9999,-0.2\n")
    code, said = run("shock", f"@{file}")
    assert code == 2
    assert "row 3: No entity is called '9999'" in said.err
