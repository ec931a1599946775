"""Replacing files and folders in one step."""

from __future__ import annotations

import os

import pytest

from laborspace import storage
from laborspace.errors import StorageError
from laborspace.storage import check_replaceable, check_writable, replace_directory, replace_file


def write(path, text):
    with replace_directory(path, marker="mark") as folder:
        (folder / "mark").write_text(text)
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text(text)


@pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "two renames"])
def test_folder_is_made_then_replaced(tmp_path, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(storage, "_exchange", lambda one, other: False)
    path = tmp_path / "a" / "b"
    write(path, "old")
    (path / "left over").write_text("from an older version")
    write(path, "new")
    assert (path / "deep" / "file").read_text() == "new"
    assert not (path / "left over").exists()
    assert os.listdir(path.parent) == ["b"]  # noqa: PTH208 - hidden siblings too


def test_second_rename_failing_brings_the_old_folder_back(tmp_path, monkeypatch):
    path = tmp_path / "b"
    write(path, "old")
    monkeypatch.setattr(storage, "_exchange", lambda one, other: False)
    rename = type(path).rename

    def fail(self, target):
        if target == path and (self / "mark").read_text() == "new":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(type(path), "rename", fail)
    with pytest.raises(StorageError, match="Input/output error"):
        write(path, "new")
    assert (path / "mark").read_text() == "old"
    assert os.listdir(tmp_path) == ["b"]  # noqa: PTH208


def test_error_of_the_block_is_passed_on_and_nothing_changes(tmp_path):
    path = tmp_path / "b"
    write(path, "old")
    with pytest.raises(ZeroDivisionError), replace_directory(path, marker="mark") as folder:
        (folder / "mark").write_text(str(1 / 0))
    assert (path / "mark").read_text() == "old"
    assert os.listdir(tmp_path) == ["b"]  # noqa: PTH208


def test_empty_folder_may_be_filled(tmp_path):
    write(tmp_path, "new")
    assert (tmp_path / "mark").read_text() == "new"


def test_foreign_folder_and_file_are_kept(tmp_path):
    (tmp_path / "precious").write_text("x")
    with pytest.raises(StorageError, match="no mark"):
        write(tmp_path, "new")
    with pytest.raises(StorageError, match="it is a file"):
        write(tmp_path / "precious", "new")
    assert (tmp_path / "precious").read_text() == "x"


def test_folder_below_a_file(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="Could not write"):
        write(tmp_path / "file" / "below", "new")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="permission"):
            write(tmp_path / "b", "new")
    finally:
        tmp_path.chmod(0o700)


def test_file_is_replaced_whole(tmp_path):
    path = tmp_path / "a" / "out.csv"
    with replace_file(path) as file:
        assert file.suffix == ".csv"
        file.write_text("old")
    with pytest.raises(StorageError, match="disk is full"), replace_file(path) as file:
        _write_half(file)
    assert path.read_text() == "old"
    assert os.listdir(path.parent) == ["out.csv"]  # noqa: PTH208


def _write_half(file):
    file.write_text("half")
    raise OSError(28, "No space left on device")


def test_file_in_place_of_a_folder(tmp_path):
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(StorageError, match="it is a folder: choose the name of a file"),
        replace_file(tmp_path / "folder") as f,
    ):
        f.write_text("x")
    assert (tmp_path / "folder").is_dir()


def test_what_cannot_be_written_is_known_before(tmp_path, monkeypatch):
    check_writable(tmp_path / "new" / "folder" / "x.csv")
    (tmp_path / "file").write_text("x")
    check_writable(tmp_path / "file")
    with pytest.raises(StorageError, match="it is a folder"):
        check_writable(tmp_path)
    with pytest.raises(StorageError, match="a part of the path is a file"):
        check_writable(tmp_path / "file" / "x.csv")
    with pytest.raises(StorageError, match="a part of the path is a file"):
        check_replaceable(tmp_path / "file" / "space", "mark")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    for check in (check_writable, lambda path: check_replaceable(path, "mark")):
        with pytest.raises(StorageError, match="no permission to write there"):
            check(tmp_path / "new" / "x")
    assert os.listdir(tmp_path) == ["file"]  # noqa: PTH208


def test_file_has_usual_permissions(tmp_path):
    with replace_file(tmp_path / "x") as file:
        file.write_text("x")
    (tmp_path / "y").write_text("y")
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "y").stat().st_mode
