"""Writing so that a crash leaves the old one or the new one, never half of either.

What is written goes to a temporary sibling first, is flushed to disk, and then takes the
place of what was there. Used by :mod:`laborspace.corpus` and :mod:`laborspace.space`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_RENAME_EXCHANGE = 2  # <linux/fs.h>
_AT_FDCWD = -100  # <fcntl.h>: paths are relative to the working directory

_REASONS = {
    errno.ENOSPC: "the disk is full: free some space or choose another place",
    errno.EDQUOT: "the disk quota is used up: free some space or choose another place",
    errno.EACCES: "there is no permission to write there: choose another place",
    errno.EPERM: "there is no permission to write there: choose another place",
    errno.EROFS: "the file system is read-only: choose another place",
    errno.ENOENT: "the folder it should go into does not exist",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "it is a folder: choose the name of a file",
}


@contextmanager
def replace_directory(path: str | Path, *, marker: str | None = None) -> Iterator[Path]:
    """Write a folder anew, all of it or none.

    Parameters
    ----------
    path : str or Path
        The folder to make or to replace. Missing parents are made.
    marker : str, optional
        Name of a file every folder of this format holds, e.g. ``"corpus.json"``. A folder
        with other content but without it is not ours and is never replaced. Leave it out only
        where the user cannot choose the folder.

    Yields
    ------
    Path
        An empty folder beside `path` to write into. When the block ends it takes the
        place of `path`; when the block raises it is removed and `path` is untouched.

    Raises
    ------
    StorageError
        The folder is not one of ours, or writing failed (disk full, no permission, …).
    """
    target = Path(path).resolve()
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        check_replaceable(target, marker)
        fresh = _sibling(target)
        fresh.mkdir()
        try:
            yield fresh
            for file in sorted(fresh.rglob("*"), reverse=True):
                _flush(file)
            _flush(fresh)
            _put_in_place(fresh, target)
            _flush(target.parent)
        finally:
            # After an exchange `fresh` names the old folder; after a failure, the new one.
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def replace_file(path: str | Path) -> Iterator[Path]:
    """Write a file anew, all of it or none.

    Parameters
    ----------
    path : str or Path
        The file to make or to replace. Missing parents are made.

    Yields
    ------
    Path
        Where to write, beside `path` and with the same suffix. When the block ends the file
        takes the place of `path`; when the block raises it is removed and `path` is untouched.

    Raises
    ------
    StorageError
        Writing failed (disk full, no permission, …).
    """
    target = Path(path).resolve()
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = _sibling(target)
        try:
            yield fresh
            _flush(fresh)
            fresh.replace(target)
            _flush(target.parent)
        finally:
            fresh.unlink(missing_ok=True)


@contextmanager
def explained(target: Path) -> Iterator[None]:
    """Turn errors of the operating system into :class:`StorageError`, in words."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, str(error))
        raise StorageError(f"Could not write {target}: {reason}.") from error


def check_writable(path: str | Path) -> None:
    """Raise :class:`StorageError` if no file can be written at a path, before work is done for it.

    What only shows when writing, such as a full disk, does not show here.
    """
    target = Path(path).resolve()
    with explained(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        _check_parent(target)


def check_replaceable(target: Path, marker: str | None) -> None:
    """Raise :class:`StorageError` if :func:`replace_directory` would refuse a folder."""
    if not target.exists():
        with explained(target):
            _check_parent(target)
        return
    if not target.is_dir():
        raise StorageError(f"Could not write {target}: it is a file; choose the name of a folder.")
    if marker and any(target.iterdir()) and not (target / marker).is_file():
        raise StorageError(
            f"Could not write {target}: the folder holds other files (and no {marker}), which "
            "would be lost; choose a new or empty folder."
        )


def _check_parent(target: Path) -> None:
    """Raise :class:`OSError` unless something can be made in the folder of a path."""
    parent = next(each for each in target.parents if each.exists())
    if not parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "")


def _sibling(target: Path) -> Path:
    # Not `tempfile`: its folders are private to the user, ours follow the umask.
    return target.with_name(f".{target.stem}-{secrets.token_hex(4)}{target.suffix}")


def _flush(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows cannot flush a folder
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put_in_place(fresh: Path, target: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    if _exchange(fresh, target):
        return
    # Elsewhere than on Linux two renames must do; the old folder is kept until both are done.
    aside = _sibling(target)
    target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step of the kernel; False where it cannot."""
    if sys.platform != "linux":
        return False
    with suppress(AttributeError, OSError):  # a C library without renameat2
        swap = ctypes.CDLL(None, use_errno=True).renameat2
        names = os.fsencode(one), os.fsencode(other)
        return bool(swap(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
    return False
