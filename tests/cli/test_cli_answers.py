"""Commands that ask a space, and what they print."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from laborspace.analysis.axis import axis
from laborspace.analysis.composition import compose
from laborspace.analysis.finding import find
from laborspace.analysis.neighbors import neighbors
from laborspace.analysis.query import weighted
from laborspace.cli import main
from laborspace.cli.answers import give
from laborspace.cli.app import COMMANDS
from laborspace.labor_space import LaborSpace
from laborspace.output import records

NURSE = "onet:29-1141.00"


@pytest.fixture
def saved(space_folder, monkeypatch) -> LaborSpace:
    """The space the commands open by themselves."""
    monkeypatch.setenv("LABORSPACE_SPACE", str(space_folder))
    return LaborSpace.load(space_folder)


@pytest.fixture
def run(saved, capsys):
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def answered(run, *arguments):
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_neighbors_as_in_python(run, saved):
    rows = answered(run, "neighbors", NURSE, "--kind", "skill", "--top", 3)
    assert rows == records(neighbors(saved, NURSE, kind="skill", top=3))
    rows = answered(run, "neighbors", "text:renewable energy", "--correction", "csls")
    assert rows == records(neighbors(saved, "text:renewable energy", correction="csls"))
    rows = answered(run, "neighbors", NURSE, "--level", "sector")
    assert rows == records(neighbors(saved, NURSE, level="sector"))


def test_find_as_in_python(run, saved):
    assert answered(run, "find", "software developer") == records(find(saved, "software developer"))
    assert answered(run, "find", "software", "--kind", "skill", "--top", 1)[0]["kind"] == "skill"


def test_axis_as_in_python(run, saved):
    rows = answered(run, "axis", "naics:31-33", "naics:62", "--kind", "occupation")
    made = axis(saved, "naics:31-33", "naics:62")
    assert rows == records(made.to_arrow("occupation", why=True))
    rows = answered(run, "axis", "naics:3361,naics:3363", "text:care, of patients", "--top", 1)
    made = axis(saved, ["naics:3361", "naics:3363"], "text:care, of patients")
    assert rows == records(made.to_arrow(top=1, why=True))


def test_compose_as_in_python(run, saved):
    rows = answered(
        run,
        "compose",
        "0.5*firm:TSLA",
        "--minus",
        "naics:3361",
        "--plus",
        "text:renewable energy",
        "--kind",
        "occupation",
    )
    plus = [("firm:TSLA", 0.5), "text:renewable energy"]
    assert rows == records(compose(saved, plus, ["naics:3361"], kind="occupation").neighbors)


def test_the_title_says_what_was_understood(run):
    _, out, _ = run("compose", "2*rn", "--minus", "machinits", "--plus", "text:care", "--top", 1)
    flat = " ".join(out.split())
    assert "2 × Registered Nurses (onet:29-1141.00) + “care” − Machinists" in flat
    _, out, _ = run("axis", "31", "text:care", "--top", 1)
    assert "From Manufacturing (naics:31-33) (−) to “care” (+)" in " ".join(out.split())


def test_a_long_text_is_named_by_its_beginning(run):
    _, out, _ = run("neighbors", "text:care of the sick\n" + "and the old " * 50, "--top", 1)
    title = out.splitlines()[0].strip()
    assert title.startswith("Nearest to “care of the sick and the old and")
    assert title.endswith("…”")
    assert len(title) < 80


@pytest.mark.parametrize(
    ("argument", "read"),
    [
        ("firm:TSLA", "firm:TSLA"),
        ("2*firm:TSLA", ("firm:TSLA", 2.0)),
        (".5*text:a*b", ("text:a*b", 0.5)),
        ("text:2*3", "text:2*3"),
        ("6221", "6221"),
    ],
)
def test_weights(argument, read):
    assert weighted(argument) == read


def test_a_table_is_printed(run):
    code, out, err = run("neighbors", NURSE)
    assert (code, err) == (0, "")
    assert "Nearest to Registered Nurses (onet:29-1141.00)" in out
    assert "requires: importance 4.12 (O*NET 30.2)" in out
    assert "HCA Healthcare, Inc." in out
    assert "estimated" in out


def test_titles_are_not_taken_for_markup(capsys):
    table = pa.table({"title": ["[red]weld[/red]"]})
    give(table, title="[bold]nurse[/bold]", output=None, as_json=False)
    out = capsys.readouterr().out
    assert "[bold]nurse[/bold]" in out
    assert "[red]weld[/red]" in out


def test_a_name_of_nothing_gets_a_sentence_and_no_empty_table(run):
    assert run("find", "zzzqqq") == (0, "", "Nothing is called 'zzzqqq', or anything like it.\n")
    assert run("find", "zzzqqq", "--json")[1] == "[]\n"


def test_an_axis_on_the_screen_shows_both_ends(run):
    _, out, _ = run("axis", "naics:31-33", "naics:62", "--kind", "skill", "--top", 1)
    assert out.count("esco:skill") + out.count("onet:2.A") == 2


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".dta", ".xlsx", ".json"])
def test_answers_go_to_files(run, saved, tmp_path, suffix):
    path = tmp_path / f"axis{suffix}"
    code, out, err = run("axis", "naics:31-33", "naics:62", "-o", path)
    assert (code, out) == (0, "")
    assert err == f"18 rows → {path}\n"
    assert path.stat().st_size > 0


def test_a_file_and_json_together(run, tmp_path):
    rows = answered(run, "neighbors", NURSE, "-o", tmp_path / "n.csv")
    assert len(pd.read_csv(tmp_path / "n.csv")) == len(rows)


def test_encode_to_the_screen(run):
    code, out, _ = run("encode", "nurse", "medical care")
    assert code == 0
    assert "2 vectors of length 8, their first 5 numbers" in out
    assert "v4" in out
    assert "v5" not in out


def test_encode_to_files(run, saved, tmp_path):
    texts = ["nurse", "medical care"]
    run("encode", *texts, "-o", tmp_path / "v.npy")
    np.testing.assert_array_equal(np.load(tmp_path / "v.npy"), saved.encode(texts))
    run("encode", *texts, "-o", tmp_path / "v.parquet")
    table = pd.read_parquet(tmp_path / "v.parquet")
    assert table["text"].tolist() == texts
    np.testing.assert_array_equal(table.drop(columns="text").to_numpy(), saved.encode(texts))


def test_encode_from_files(run, saved, tmp_path):
    (tmp_path / "a.txt").write_text("nurse\nmedical care\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text('n,ad\n1,nurse\n2,"medical\ncare"\n', encoding="utf-8")
    expected = saved.encode(["nurse", "medical care"])
    for options in (["a.txt"], ["a.csv", "--column", "ad"]):
        path, *rest = options
        code, _, err = run("encode", "--input", tmp_path / path, *rest, "-o", tmp_path / "v.npy")
        assert code == 0, err
        np.testing.assert_allclose(np.load(tmp_path / "v.npy"), expected, atol=1e-6)


def test_a_long_text_brings_one_line_of_warning(run, tmp_path):
    code, _, err = run("encode", "nurse " * 20, "-o", tmp_path / "v.csv")
    assert code == 0
    first, second = err.splitlines()
    assert first.startswith("Warning: 1 of 1 texts longer than 8 tokens: 14 tokens")
    assert second.endswith("v.csv")


def test_info(run):
    code, out, _ = run("info")
    assert code == 0
    assert "occupation" in out
    assert "tiny, float32, 8 tokens" in out
    assert "CC0. Thanks [to us]. https://t.test" in out
    assert "validation: mrr" in out
    summary = answered(run, "info")
    assert summary["kinds"]["skill"]["ranked"] == 5
    assert summary["vectors"]["dtype"] == "float16"


def test_export(run, tmp_path):
    code, _, err = run("export", tmp_path / "v.txt", "--format", "word2vec", "--kind", "firm")
    assert (code, err) == (0, f"Written: {tmp_path / 'v.txt'}\n")
    assert (tmp_path / "v.txt").read_text().startswith("3 8\n")
    run("export", tmp_path / "m.csv", "--format", "similarity", "--kinds", "firm,skill")
    assert pd.read_csv(tmp_path / "m.csv").shape == (3, 6)


def test_the_space_can_be_named(capsys, space_folder):
    assert main(["info", "--space", str(space_folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dimension"] == 8


def test_version_and_help(run):
    assert run("--version")[:2] == (0, "laborspace 0.1.0\n")
    _, out, _ = run("--help")
    for name in COMMANDS:
        assert name in out
    for name in COMMANDS:
        words = (name, "build") if name == "corpus" else (name,)  # a group of two commands
        code, out, _ = run(*words, "--help")
        assert code == 0
        assert f"Example: laborspace {' '.join(words)}" in out


def test_only_the_command_that_is_run_is_imported(space_folder):
    code = """
import sys
from laborspace.cli import main
main(["neighbors", "rn", "--space", sys.argv[1], "--json"])
names = {"pandas", "torch", "onnxruntime", "laborspace.cli.axis", "laborspace.cli.corpus"}
print(sorted(names & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(space_folder)], capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"


def test_a_reader_that_hangs_up(space_folder):
    command = f"{sys.executable} -m laborspace axis naics:31 naics:62 --json --space {space_folder}"
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -c 1"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "["
    assert done.stderr == ""


def test_a_table_reads_easily(capsys):
    table = pa.table({
        "kind": ["skill", "skill"],
        "title": ["a", "b"],
        "percentile": [100.0, 99.987],
        "score": [-0.0004, -2500.0],
        "anything": [1.5, float("nan")],
    })  # fmt: skip
    give(table, title="Asked", output=None, as_json=False)
    lines = [line for line in capsys.readouterr().out.splitlines() if "│ skill" in line]
    cells = [[cell.strip() for cell in line.split("│")[3:6]] for line in lines]
    assert cells == [["100", "0.000", "1.500"], ["99.99", "-2,500", ""]]


@pytest.mark.parametrize("top", [0, -1])
def test_no_fewer_rows_than_one(run, top):
    code, _, err = run("exposure", "text:care", "--top", top)
    assert (code, err) == (2, f"top must be a whole number of at least 1, not {top}.\n")


def test_a_file_needs_a_name(run):
    for typed in ("@", "@?"):
        code, _, err = run("neighbors", typed)
        assert code == 2
        assert err.startswith(f"{typed} names no file;")


def test_a_terminal_too_narrow_for_whole_words_gets_a_row_below_the_other(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    words = {f"word_{place}": ["w" * 20] for place in range(4)}
    table = pa.table(
        {"id": ["esco:skill/" + "a" * 90], "title": ["[weld]"], "score": [0.5], **words}
    )
    give(table, title="Asked", output=None, as_json=False)
    assert capsys.readouterr().out.split("\n") == [
        *("Asked", "", "[weld]", "  score: 0.500"),
        *(f"  word_{place}: {'w' * 20}" for place in range(4)),
        *(f"  id: esco:skill/{'a' * 90}", ""),
    ]
    give(table.drop_columns([*words]), title="Asked", output=None, as_json=False)
    assert "│" in capsys.readouterr().out


def test_what_is_the_same_in_every_row_is_said_once(capsys):
    table = pa.table({"title": ["a", "b"], "rank_back": [1.0, 1200.0], "basis": ["estimated"] * 2})
    give(table, title="Asked", output=None, as_json=False)
    out = capsys.readouterr().out
    assert out.count("estimated") == 1
    assert out.endswith("basis: estimated\n")
    assert "1,200" in out
    assert "1.0" not in out
    mixed = table.set_column(2, "basis", pa.array(["observed", "estimated"]))
    give(mixed, title="Asked", output=None, as_json=False)
    assert "observed" in capsys.readouterr().out.split("Asked")[1].split("b ")[0]


def test_only_a_screen_folds_headings(capsys, monkeypatch):
    table = pa.table({"title": ["a"], "rank_back": [1.0]})
    give(table, title="Asked", output=None, as_json=False)
    assert "rank_back" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    give(table, title="Asked", output=None, as_json=False)
    out = capsys.readouterr().out
    assert "rank_" in out
    assert "rank_back" not in out
