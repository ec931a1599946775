"""Opening a space by path or Hub id, or the release that ships with the package."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.errors import FormatError
from laborspace.labor_space import LaborSpace

if TYPE_CHECKING:
    import os

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")


def load(
    path: str | os.PathLike[str] | None = None,
    *,
    revision: str = "main",
    threads: int | None = None,
    encoder: str = "onnx",
) -> LaborSpace:
    """Open a space.

    Parameters
    ----------
    path : str or Path, optional
        A space folder, or the id of one on the Hugging Face Hub, ``"owner/name"``, which is
        downloaded once and kept. By default the release that ships with the package.
    revision : str
        Branch, tag or commit of the Hub repository.
    threads : int, optional
        Threads of the encoder; every core by default.
    encoder : {"onnx", "static"}
        What encodes texts: the transformer; or the static encoder, a table of token vectors
        distilled from it, for millions of texts, less exact (see docs/use.md).

    Raises
    ------
    FormatError
        If there is no space, or it is incomplete, damaged, of another format, or has no static
        encoder where one is asked for.
    InputError
        If there is no such encoder.
    SourceError
        If it cannot be downloaded.
    """
    if path is None:
        return LaborSpace.load(_release(), threads=threads, encoder=encoder)
    folder = Path(path)
    if not folder.exists() and isinstance(path, str) and _HUB_ID.fullmatch(path):
        from laborspace.hub import download

        folder = download(path, revision=revision)
    return LaborSpace.load(folder, threads=threads, encoder=encoder)


def _release() -> Path:
    folder = Path(str(files("laborspace"))) / "release"
    if not (folder / "space.json").is_file():
        msg = (
            "This copy of laborspace comes without the released space; give the folder of one,"
            " or make one with laborspace build."
        )
        raise FormatError(msg)
    return folder
