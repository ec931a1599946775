from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from laborspace.analysis.coding import code, code_file
from laborspace.analysis.coding import files as files_module
from laborspace.cli.app import app
from laborspace.errors import InputError, SourceError, TruncationWarning
from laborspace.labor_space import LaborSpace

TITLES = ["Registered nurse", "Staff Nurse", "developer (m/f)", "machinist"]


@pytest.fixture(name="ask")
def ask_fixture(space_folder):
    def run(*arguments, exit_code=0):
        done = CliRunner().invoke(app, ["code", *arguments, "--space", str(space_folder)])
        assert done.exit_code == exit_code, done.output
        return done

    return run


@pytest.fixture(name="titles")
def titles_fixture(tmp_path):
    file = tmp_path / "titles.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "job, title"])
        writer.writerows([[n, title] for n, title in enumerate(TITLES)])
    return file


def same(answers, frame):
    """The same rows, but for NaN and the type of numbers."""
    assert [row["id"] for row in answers] == frame["id"].tolist()
    assert [row["probability"] for row in answers] == frame["probability"].tolist()
    assert [row["review"] for row in answers] == frame["review"].tolist()


def test_the_same_numbers_as_in_python(ask, space_folder):
    space = LaborSpace.load(space_folder)
    options = ("--vocabulary", "soc", "--top", "2", "--threshold", "0.3", "--json")
    answers = json.loads(ask(*TITLES, *options).stdout)
    same(answers, space.code(TITLES, vocabulary="soc", top=2, threshold=0.3))
    answers = json.loads(ask("debug software", "--kind", "skill", "--json").stdout)
    found = space.code("debug software", "skill")
    assert [row["start"] for row in answers] == found["start"].tolist()
    assert [row["probability"] for row in answers] == found["probability"].tolist()


def test_a_table_says_what_the_probabilities_rest_on(ask):
    done = ask("registered nurse", "--no-backoff")
    assert "“registered nurse”" in done.stdout
    assert "called “Registered Nurses”" in done.stdout
    assert "too few names to learn from" in done.stderr
    assert "2 texts" in ask("a", "b").stdout


@pytest.mark.parametrize("form", ["csv", "tsv", "txt", "parquet"])
@pytest.mark.parametrize("written", ["csv", "parquet"])
def test_a_file_is_coded_as_its_texts(ask, tmp_path, space_folder, form, written):
    source, output = tmp_path / f"in.{form}", tmp_path / f"out.{written}"
    if form == "parquet":
        pq.write_table(pa.table({"n": [1, 2, 3, 4], "title": TITLES}), source)
    elif form == "txt":
        source.write_text("\n".join(TITLES), "utf-8")
    else:
        tab = "\t" if form == "tsv" else ","
        source.write_text(
            "\ufeff" + "\n".join(f"{n}{tab}{t}" for n, t in [("n", "title"), *enumerate(TITLES)]),
            "utf-8",
        )
    done = ask(str(source), "-o", str(output), "--top", "2")
    assert "4 texts →" in done.stderr
    if written == "parquet":
        rows = pq.read_table(output).to_pylist()
    else:
        with output.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    table = code(LaborSpace.load(space_folder), TITLES, top=2)
    assert [row["id"] for row in rows] == table["id"].to_pylist()
    assert [float(row["probability"]) for row in rows] == table["probability"].to_pylist()
    assert [int(row["row"]) for row in rows] == [n + 1 for n in table["text"].to_pylist()]
    assert [row["input"] for row in rows] == [TITLES[n] for n in table["text"].to_pylist()]


def test_skills_of_a_file(ask, tmp_path):
    (tmp_path / "ads.csv").write_text('text\n"We debug software,\nand fix bugs"\n', "utf-8")
    ask(str(tmp_path / "ads.csv"), "--kind", "skill", "-o", str(tmp_path / "s.parquet"),
        "--threshold", "0")  # fmt: skip
    rows = pq.read_table(tmp_path / "s.parquet").to_pylist()
    assert "input" not in rows[0]
    text = "We debug software,\nand fix bugs"
    assert all(text[row["start"] : row["end"]] == row["excerpt"] for row in rows)


def test_batches_join(space_folder, tmp_path, monkeypatch):
    space = LaborSpace.load(space_folder)
    source = tmp_path / "in.txt"
    source.write_text("\n".join(TITLES * 5), "utf-8")
    code_file(space, source, tmp_path / "whole.csv")
    monkeypatch.setattr(files_module, "SLAB", 3)
    seen = []
    count = code_file(
        space, source, tmp_path / "parts.csv", advance=lambda read, whole: seen.append(read / whole)
    )
    assert count == 20
    assert len(seen) == 7
    assert seen[-1] == 1
    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_long_texts_are_warned_of_once(space_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(files_module, "SLAB", 1)
    (tmp_path / "in.txt").write_text("nurse " * 20 + "\n" + "cook " * 20, "utf-8")
    with pytest.warns(TruncationWarning, match="their ends were not read") as warned:
        code_file(LaborSpace.load(space_folder), tmp_path / "in.txt", tmp_path / "out.csv")
    assert len(warned) == 1


def test_a_column_by_name_and_empty_rows(ask, titles, tmp_path):
    with titles.open("a", encoding="utf-8") as file:
        file.write('9,"-"\n10,cook\n')
    output = tmp_path / "out.csv"
    done = ask(str(titles), "--column", "job, title", "-o", str(output), exit_code=1)
    assert str(done.exception).startswith(f"{titles}: row 6, column 'job, title': the text has no")
    assert not output.exists()
    done = ask(str(titles), "--column", "job, title", "-o", str(output), "--skip-empty")
    assert "5 texts" in done.stderr
    assert output.read_text("utf-8").splitlines()[-1].startswith('6,"cook"')


def test_an_empty_file_of_texts(ask, tmp_path):
    for name, content in (("a.csv", "text\n"), ("a.txt", "")):
        (tmp_path / name).write_text(content, "utf-8")
        ask(str(tmp_path / name), "-o", str(tmp_path / "out.parquet"))
        assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("t.csv", b"a,b\n1,2\n", (), "has the columns a, b; choose one with --column"),
        ("t.csv", b"a,b\n1,2\n", ("--column", "c"), "column 'c': there is no such column"),
        ("t.csv", b"", (), "is empty: there is no header"),
        ("t.csv", b"\x7fELF\0\0\0", (), "is not a text file"),
        ("t.csv", b"text\nnurse\ncaf\xe9\n", (), "is not UTF-8"),
        ("t.csv", b'text\nnurse\n"cook\n', (), "is a quote never closed"),
        ("t.csv", b"a,text\nx,nurse\ny\n", (), "row 3: has 1 fields where the header has 2"),
        ("t.parquet", b"no parquet", (), "cannot be read as Parquet"),
        ("gone.csv", None, (), "cannot be read (No such file"),
    ],
)
def test_a_bad_file(tmp_path, space_folder, name, content, options, message):
    source, output = tmp_path / name, tmp_path / "out.csv"
    output.write_text("before", "utf-8")
    if content is not None:
        source.write_bytes(content)
    done = run(space_folder, str(source), "-o", str(output), *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert output.read_text("utf-8") == "before"
    assert {file.name for file in tmp_path.iterdir()} <= {name, "out.csv"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nurse", "--vocabulary", "isic"), "There is no vocabulary 'isic'"),
        (("nurse", "--kind", "job"), "There is no kind 'job'"),
        (("",), "has no words"),
        (("nurse", "--threshold", "2"), "between 0 and 1"),
        (("nurse", "--column", "x"), "are for a file"),
        (("titles.csv",), "name one with -o"),
        (("titles.csv", "-o", "x.dta"), "one of .csv, .parquet"),
        (("nurse", "-o", "x.txt"), ".txt"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(space_folder, arguments, message):
    done = run(space_folder, *arguments)
    assert done.returncode == 2
    assert message in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_numbers_are_no_texts(space_folder, tmp_path):
    pq.write_table(pa.table({"text": [1, 2]}), tmp_path / "n.parquet")
    with pytest.raises(SourceError, match="holds int64, not texts"):
        code_file(LaborSpace.load(space_folder), tmp_path / "n.parquet", tmp_path / "out.csv")
    with pytest.raises(InputError, match="must end in one of"):
        code_file(LaborSpace.load(space_folder), tmp_path / "n.xml", tmp_path / "out.csv")


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="started where Ctrl-C is ignored"
)
def test_an_interruption_leaves_nothing(space_folder, tmp_path):
    source, output = tmp_path / "in.csv", tmp_path / "out.parquet"
    with source.open("w", encoding="utf-8") as file:
        file.write("text\n")
        file.writelines(f"nurse {n} of ward {n % 97}\n" for n in range(400_000))
    arguments = ["code", str(source), "-o", str(output), "--space", str(space_folder)]
    process = subprocess.Popen(
        [sys.executable, "-m", "laborspace", *arguments], stderr=subprocess.PIPE, text=True
    )
    limit = time.monotonic() + 60
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < limit:
        time.sleep(0.05)  # until it has begun to write
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert said.endswith(" was not written.\n")
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]


def test_the_word_before_texts_of_other_commands_is_dropped(ask):
    plain = ask("Staff Nurse", "--json").stdout
    assert ask("text:Staff Nurse", "--json").stdout == plain


def test_files_are_coded_one_at_a_time(ask, titles):
    done = ask("nurse", str(titles), exit_code=1)
    assert isinstance(done.exception, InputError)
    assert "titles.csv is a file; files are coded one at a time" in str(done.exception)


def test_a_text_that_names_no_skill_gets_a_sentence_and_no_empty_table(ask):
    done = ask("zzz", "--kind", "skill", "--threshold", "1")
    assert done.stdout == ""
    assert "No skill is named in “zzz”" in done.stderr


def run(space_folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "laborspace", "code", *arguments, "--space", str(space_folder)],
        capture_output=True,
        text=True,
        check=False,
    )
