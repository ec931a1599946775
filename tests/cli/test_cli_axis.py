"""``laborspace axis``: the numbers of Python, sets, two axes, figures, and what goes wrong."""

from __future__ import annotations

import json

import pytest

from laborspace.analysis.axis import aggregate, axis, plane
from laborspace.cli import main
from laborspace.labor_space import LaborSpace
from laborspace.output import records
from planted_sectors import planted_space


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("planted") / "space"
    planted_space().save(path)
    return path


@pytest.fixture
def planted(folder):
    return LaborSpace.load(folder)


@pytest.fixture
def run(folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(folder))

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, capsys.readouterr()

    return call


@pytest.fixture
def answered(run):
    def call(*arguments):
        code, said = run(*arguments, "--json")
        assert code == 0, said.err
        return json.loads(said.out)

    return call


@pytest.fixture
def jobs(tmp_path):
    file = tmp_path / "jobs.csv"
    file.write_text("soc,employment\n11-1001,30\n01-2001,10\n")
    return file


POLES = ("naics:31-33", "naics:62")
JOBS = {"soc:11-1001": 30, "soc:01-2001": 10}


def test_projection_as_in_python(answered, planted):
    rows = answered("axis", *POLES, "--kind", "skill", "--q", "--null", 50, "--seed", 3)
    made = axis(planted, *POLES, null=50, rng=3)
    assert rows == records(made.to_arrow("skill", q=True, why=True))


def test_sets_as_in_python(answered, planted, jobs):
    rows = answered("axis", *POLES, "--of", "naics:72", "--of", f"@{jobs}", "--of", "esco:skill/S1")
    made = axis(planted, *POLES)
    expected = records(aggregate(made, ["naics:72", JOBS, "esco:skill/S1"]))
    for row, other in zip(rows, expected, strict=True):
        numbers = [name for name in row if isinstance(row[name], float)]
        assert {n: row[n] for n in numbers} == {n: other[n] for n in numbers}
    assert [row["title"] for row in rows] == [
        "Accommodation",
        "jobs.csv",
        "skills of Health Care",
    ]
    assert [row["shares"] for row in rows] == ["observed", "given", "given"]


def test_two_axes_as_in_python(answered, planted):
    rows = answered("axis", *POLES, "--and", "naics:72", "naics:92", "--kind", "firm", "--top", 2)
    made = axis(planted, *POLES), axis(planted, "naics:72", "naics:92")
    assert rows == records(plane(*made, kind="firm", top=2))


def test_widened_poles_and_a_file_as_a_pole(answered, planted, jobs):
    rows = answered("axis", f"@{jobs}", "naics:6200|firm:F100", "--expand", 2, "--kind", "firm")
    made = axis(planted, JOBS, ["naics:6200", "firm:F100"], expand=2)
    assert rows == records(made.to_arrow("firm", why=True))


def test_the_warnings_go_to_stderr(run):
    code, said = run("axis", "firm:F000", "naics:62", "--kind", "firm")
    assert code == 0
    assert "Warning: The pole firm:F000 has a single member" in said.err
    assert "Warning" not in said.out


@pytest.mark.parametrize("form", ["axis", "plane", "sets"])
def test_figures(run, tmp_path, form):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    options = {
        "axis": ["--kind", "firm"],
        "plane": ["--and", "naics:72", "naics:92"],
        "sets": ["--of", "naics:72", "--of", "naics:62"],
    }[form]
    file = tmp_path / "f.svg"
    code, said = run("axis", *POLES, *options, "--figure", file)
    assert code == 0
    assert f"Figure → {file}" in said.err
    assert file.read_bytes()[:5] == b"<?xml"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["naics:62", "naics:62"], "lie in the same place"),
        (["naics:62", ","], "pole of an axis is empty"),
        ([*POLES, "--of", "naics:72", "--kind", "firm"], "leave --kind out"),
        ([*POLES, "--of", "naics:72", "--and", "naics:72", "naics:92"], "leave --and out"),
        ([*POLES, "--q", "--and", "naics:72", "naics:92"], "--q goes with one axis"),
        ([*POLES, "--expand", "-1"], "expand must be a whole number"),
        ([*POLES, "--null", "-1"], "null must be a whole number"),
        ([*POLES, "--of", "naics:0000"], "No entity is called 'naics:0000'"),
        ([*POLES, "--of", "@none.csv"], "none.csv: there is no such file"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(run, arguments, message):
    code, said = run("axis", *arguments)
    assert code == 2
    assert message in said.err
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("99-9999,1", "row 3, column 'soc': no entity is called '99-9999'"),
        ("01-2001,-4", "row 3, column 'employment': the weight '-4' is not a number of 0 or more"),
        (",4", "row 3, column 'soc': the code is empty"),
    ],
)
def test_what_is_wrong_in_a_file(run, tmp_path, row, message):
    file = tmp_path / "jobs.csv"
    file.write_text(f"soc,employment\n11-1001,30\n{row}\n")
    for arguments in (["naics:62", f"@{file}"], [*POLES, "--of", f"@{file}"]):
        code, said = run("axis", *arguments)
        assert code == 2
        assert f"{file}: {message}" in said.err
        assert len(said.err.splitlines()) == 1


def test_places_of_a_few_as_in_python(answered, planted):
    found = answered("axis", *POLES, "--place", "naics:72", "--place", "onet:11-1001.00")
    expected = axis(planted, POLES[0], POLES[1]).to_arrow(
        entities=["naics:72", "onet:11-1001.00"], why=True
    )
    assert found == records(expected)


def test_what_to_place_is_said_once(run):
    code, said = run("axis", *POLES, "--place", "naics:72", "--of", "naics:72")
    assert (code, "leave one of them out" in said.err) == (2, True)
    code, said = run("axis", *POLES, "--place", "naics:72", "--kind", "industry")
    assert (code, "leave --kind out" in said.err) == (2, True)
