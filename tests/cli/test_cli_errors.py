"""Bad input: one sentence on stderr, nothing on stdout, exit code 2."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from laborspace.cli import main


@pytest.fixture
def fails(space_folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(space_folder))

    def call(*arguments: object) -> str:
        assert main([str(argument) for argument in arguments]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "Traceback" not in captured.err
        return captured.err

    return call


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["neighbors", "onet:29-1141.09"], "Did you mean Registered Nurses"),
        (["neighbors", "software developer"], "Use the id of the one you mean"),
        (["neighbors", "rn", "--kind", "skills"], "the kinds are industry, occupation"),
        (["neighbors", "rn", "--correction", "x"], "center, csls, sinkhorn, none"),
        (["neighbors", "rn", "--level", "sektor"], "'sektor'"),
        (["neighbors", "rn", "--top", "0"], "top must be"),
        (["neighbors", "text: "], "no words"),
        (["neighbors", ""], "empty"),
        (["find", "  "], "empty"),
        (["find", "rn", "--kind", "job"], "no kind 'job'"),
        (["axis", "rn", "rn"], "lie in the same place"),
        (["axis", "rn", ","], "pole of an axis is empty"),
        (["compose", "firm:TSLA", "--minus", "firm:TSLA"], "cancel out"),
        (["encode", "nurse", " "], "Text 1 has no words"),
        (["encode"], "Give texts or --input"),
        (["encode", "nurse", "-o", "v.xlsx"], "must end in one of .npy, .csv, .parquet"),
        (["encode", "--input", "/nowhere.txt"], "/nowhere.txt: cannot be read"),
        (["neighbors", "rn", "-o", "x.doc"], "must end in one of .csv"),
        (["export", "x", "--format", "glove"], "no export format 'glove'"),
        (["export", "x.csv", "--format", "similarity"], "between two kinds"),
        (["info", "--space", "/nowhere"], "/nowhere is not a space"),
    ],
)
def test_one_sentence_says_what_is_wrong(fails, arguments, message):
    err = fails(*arguments)
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("option", ["-o", "--figure"])
def test_what_cannot_be_written_is_said_before_the_work(fails, tmp_path, monkeypatch, option):
    def work(*_args, **_kwargs):
        raise AssertionError("the question was answered first")

    monkeypatch.setattr("laborspace.analysis.neighbors.neighbors", work)
    suffix = ".csv" if option == "-o" else ".svg"
    (tmp_path / f"folder{suffix}").mkdir()
    err = fails("neighbors", "rn", option, tmp_path / f"folder{suffix}")
    assert err.endswith("it is a folder: choose the name of a file.\n")
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere
    assert "no permission" in fails("neighbors", "rn", option, tmp_path / f"x{suffix}")


def test_a_concept_in_place_of_a_folder(fails):
    assert '--concept "text:robots"' in fails("measures", "text:robots")


@pytest.mark.parametrize("arguments", [["neighbours", "rn"], ["neighbors"], ["find", "x", "--tpo"]])
def test_wrong_usage(fails, arguments):
    assert "Error" in fails(*arguments)


def test_a_file_that_is_not_utf8(fails, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"nurse\xff\xfe")
    assert "is not UTF-8 (byte 5)" in fails("encode", "--input", tmp_path / "a.txt")


def test_a_column_that_is_not_there(fails, tmp_path):
    (tmp_path / "a.csv").write_text("n,ad\n1,nurse\n")
    err = fails("encode", "--input", tmp_path / "a.csv")
    assert "column 'text': there is no such column; there are n, ad" in err


def test_a_damaged_space(fails, space_folder, tmp_path):
    copy = Path(shutil.copytree(space_folder, tmp_path / "s"))
    (copy / "encoder" / "model.onnx").write_bytes(b"no graph")
    err = fails("neighbors", "text:nurse", "--space", copy)
    assert "model.onnx cannot be used" in err
    assert len(err.splitlines()) == 1
    (copy / "vectors.npy").unlink()
    assert "vectors.npy is missing" in fails("neighbors", "rn", "--space", copy)


def test_a_disk_that_is_full(fails, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    err = fails("neighbors", "rn", "-o", tmp_path / "x.parquet")
    assert "the disk is full" in err
    assert list(tmp_path.iterdir()) == []


def test_no_permission_to_write(fails, tmp_path, monkeypatch):
    def refused(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pyarrow.parquet.write_table", refused)
    assert "no permission" in fails("neighbors", "rn", "-o", tmp_path / "x.parquet")


def test_ctrl_c(space_folder, monkeypatch, capsys):
    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("laborspace.analysis.neighbors.neighbors", interrupted)
    assert main(["neighbors", "rn", "--space", str(space_folder)]) == 130
    assert "Traceback" not in capsys.readouterr().err
