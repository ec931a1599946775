"""Official downloads as they lie on disk: a folder, the official zip, or one file.

Readers ask for a file by name and get a table; every way such a file can be broken is an error
that says which file, row and column.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.sources.archive import open_zip
from laborspace.sources.delimited import parse_table
from laborspace.sources.workbook import parse_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd


class SourceFiles:
    """A folder, a zip or a single file of official downloads, read-only.

    Parameters
    ----------
    path : str or Path
        A folder (searched to any depth), a ``.zip``, or one file. Hidden files are ignored.

    Attributes
    ----------
    path : Path
    hashes : dict of str to str
        File name → sha256 in hexadecimal, filled as files are read.

    Raises
    ------
    SourceError
        If there is nothing at ``path``, or the zip is corrupt, encrypted, reaches outside its
        folder or unpacks to an unreasonable size.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).expanduser()
        self.hashes: dict[str, str] = {}
        self._zipped = self.path.is_file() and self.path.suffix.lower() == ".zip"
        if self._zipped:
            with open_zip(self.path, self.path) as archive:
                names = [m.filename for m in archive.infolist() if not m.is_dir()]
        elif self.path.is_dir():
            names = list(_walk(self.path))
        elif self.path.is_file():
            names = [self.path.name]
        else:
            raise SourceError("there is no such file or folder.", file=self.path)
        visible = [name for name in names if not _is_hidden(name)]
        self._names = sorted(visible, key=lambda name: (name.count("/"), name))

    def names(self) -> list[str]:
        """Names of all files, relative to the folder or zip, the shallowest first."""
        return list(self._names)

    def has(self, *candidates: str) -> bool:
        """Whether :meth:`find` would find one of the candidates."""
        return self._match(candidates) is not None

    def find(self, *candidates: str) -> str:
        """Name of the first file whose base name is one of the candidates.

        Parameters
        ----------
        *candidates : str
            Base names or glob patterns, in order of preference; case does not matter.

        Raises
        ------
        SourceError
            If there is none; the message lists the candidates.
        """
        name = self._match(candidates)
        if name is None:
            raise SourceError(
                f"there is no file named {' or '.join(map(repr, candidates))} here; "
                "give the folder or the zip of the official download.",
                file=self.path,
            )
        return name

    def locate(self, name: str) -> Path:
        """Path of a file as messages show it; inside a zip, the zip's path and the name."""
        return self.path / name if self._zipped or self.path.is_dir() else self.path

    def read(self, name: str) -> bytes:
        """Read a whole file, noting its sha256.

        Parameters
        ----------
        name : str
            As returned by :meth:`find` or :meth:`names`.

        Raises
        ------
        SourceError
            If the file cannot be read, or its zip is truncated or corrupt.
        """
        where = self.locate(name)
        try:
            if self._zipped:
                with open_zip(self.path, self.path) as archive:
                    content = archive.read(name)
            else:
                content = where.read_bytes()
        except (OSError, KeyError) as error:
            why = getattr(error, "strerror", None) or error
            raise SourceError(f"cannot be read ({why}).", file=where) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise SourceError(
                f"is damaged inside the zip ({error}); download the zip again.", file=where
            ) from error
        self.hashes[name] = hashlib.sha256(content).hexdigest()
        return content

    def table(
        self,
        name: str,
        *,
        required: Sequence[str],
        sep: str = ",",
        encoding: str = "utf-8",
        skip_rows: int = 0,
    ) -> pd.DataFrame:
        """Read a delimited text file with a header.

        Parameters
        ----------
        name : str
            As returned by :meth:`find`.
        required : sequence of str
            Columns that must be there; others are kept too.
        sep : str
            Delimiter. Fields may be quoted and quoted fields may span lines.
        encoding : str
            A byte-order mark is accepted with UTF-8.
        skip_rows : int
            Lines of preamble before the header.

        Returns
        -------
        pandas.DataFrame
            All columns str, ``""`` where empty; the index, ``row``, is the line on which each
            row starts, the file's first line being 1.

        Raises
        ------
        SourceError
            For an empty or truncated file, wrong delimiter, missing column, wrong encoding, or a
            row with more or fewer fields than the header.
        """
        return parse_table(
            self.read(name),
            self.locate(name),
            required=required,
            sep=sep,
            encoding=encoding,
            skip_rows=skip_rows,
        )

    def sheet(
        self, name: str, *, required: Sequence[str], sheet: str | int | None = 0
    ) -> pd.DataFrame:
        """Read one sheet of an Excel workbook, finding its header below any preamble.

        Parameters
        ----------
        name : str
            As returned by :meth:`find`.
        required : sequence of str
            Columns that must be there, whatever their case and blanks; they come back spelled
            as here. The header is the first of the top 20 rows that has them all.
        sheet : str, int or None
            Title or position; None takes the first sheet with such a header.

        Returns
        -------
        pandas.DataFrame
            Values as stored (str, int, float, …), ``""`` where empty; the index, ``row``, is
            the row in the sheet, the top row being 1. Columns without a header are left out.

        Raises
        ------
        SourceError
            If the workbook is corrupt, or has no such sheet or column.
        """
        return parse_sheet(self.read(name), self.locate(name), required=required, sheet=sheet)

    def _match(self, candidates: Iterable[str]) -> str | None:
        for candidate in candidates:
            for name in self._names:
                if fnmatch(PurePosixPath(name).name.lower(), candidate.lower()):
                    return name
        return None


def _walk(folder: Path) -> Iterator[str]:
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in files:
            yield (Path(base) / file).relative_to(folder).as_posix()


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
