"""``laborspace compare``."""

from __future__ import annotations

import json

import pytest

from laborspace.analysis.comparison import compare
from laborspace.cli import main
from laborspace.labor_space import LaborSpace
from laborspace.output import records
from two_spaces import entity, making


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("spaces")
    making().save(root / "before")
    gone = frozenset({entity("firm", 3)})
    making(noise=0.3, seed=2, turned=True, without=gone).save(root / "after")
    making(noise=0.1, seed=3, turned=True).save(root / "seed")
    return root


@pytest.fixture
def run(folders, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(folders / "before"))

    def call(*arguments):
        code = main(["compare", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def made(folders):
    spaces = [LaborSpace.load(folders / name) for name in ("before", "after", "seed")]
    return compare(spaces[0], spaces[1]), compare(spaces[0], spaces[1], noise=spaces[2])


def answered(run, *arguments):
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_the_same_numbers_as_in_python(run, folders, made):
    plain, noisy = made
    after, seed = folders / "after", folders / "seed"
    assert answered(run, after) == records(plain.movers_to_arrow(top=None))
    given = answered(run, after, "--noise", seed, "--kind", "skill", "--top", 4)
    assert given == records(noisy.movers_to_arrow("skill", top=4))
    changes = answered(run, after, "--changes")
    assert changes == records(plain.changes_to_arrow())
    assert [row["status"] for row in changes] == ["left"]


def test_the_screen_shows_movers_and_says_what_stayed(run, folders):
    code, out, err = run(folders / "after", "--noise", folders / "seed", "--kind", "firm")
    assert code == 0
    assert out.count("│ firm ") == 10
    (line,) = err.splitlines()
    assert line.startswith("firm: 59 in both, 1 left, 0 entered; median moved 0.")
    assert "(by chance 0." in line
    assert "of the ten nearest stay (17.2% at random)" in line


def test_files_and_figures(run, folders, tmp_path):
    code, out, err = run(folders / "after", "-o", tmp_path / "m.csv")
    assert (code, out) == (0, "")
    assert err == f"239 rows → {tmp_path / 'm.csv'}\n"
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    code, _, err = run(folders / "after", "--figure", tmp_path / "m.svg")
    assert code == 0
    assert f"Figure → {tmp_path / 'm.svg'}" in err


def test_nothing_changed(run, folders):
    code, out, err = run(folders / "seed", "--changes")
    assert (code, out, err) == (0, "", "Nothing entered and nothing left.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "nowhere is not a space"),
        (("twin",), "no held-out twin; name the folder"),
        (("{after}", "--kind", "person"), "There is no kind 'person'"),
        (("{after}", "--noise", "nowhere"), "is not a space"),
        (("{after}", "--top", "0"), "at least 1"),
        (("{after}", "--changes", "--figure", "x.svg"), "is not drawn"),
        (("{after}", "-o", "x.txt"), ".csv"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(run, folders, arguments, message):
    code, _, err = run(*(a.format(after=folders / "after") for a in arguments))
    assert code == 2
    assert message in err
    assert "Traceback" not in err
