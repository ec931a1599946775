"""What a run found, as a table, a JSON file and a page."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from laborspace.errors import FormatError
from laborspace.output import write_table
from laborspace.storage import replace_directory
from laborspace.validation.running import Line

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
"""Format of ``validation.json``."""

_LIBRARIES = ("laborspace", "numpy", "scipy", "scikit-learn", "onnxruntime", "tokenizers")


@dataclass(frozen=True)
class SuiteNote:
    """What the report says about a suite: its name, question, method and seconds taken."""

    name: str
    title: str
    about: str
    seconds: float


@dataclass(frozen=True)
class Report:
    """How good a space is.

    Attributes
    ----------
    lines : tuple of Line
        Every figure of every method.
    skipped : tuple of dict
        ``suite, task, method, why``; `task` and `method` are empty where all were skipped.
    suites : tuple of SuiteNote
    subjects : tuple of dict
        Who was scored: name, role, recipe, what was held out; the main one first.
    notes : tuple of str
        What a reader of the figures should know.
    held_out : int
        Entities whose relations the scored twins did not learn from.
    sources : tuple of dict
        Where the truth comes from: name, vintage, license, attribution, url.
    versions : dict
        Of the libraries.
    created : str
        Date, ISO 8601.
    """

    MARKER: ClassVar[str] = "validation.json"

    lines: tuple[Line, ...]
    skipped: tuple[Mapping[str, str], ...]
    suites: tuple[SuiteNote, ...]
    subjects: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]
    held_out: int
    sources: tuple[Mapping[str, str], ...]
    versions: Mapping[str, str]
    created: str

    @property
    def name(self) -> str:
        """Name of the space that was scored."""
        return str(self.subjects[0]["name"])

    @property
    def seconds(self) -> float:
        """Wall time of all suites."""
        return sum(suite.seconds for suite in self.suites)

    def __repr__(self) -> str:
        return (
            f"<Report on {self.name}: {len(self.lines)} figures of {len(self.suites)} suites, "
            f"{len(self.skipped)} skipped>"
        )

    def to_pandas(self) -> pd.DataFrame:
        """Return the figures as a table, one row a metric and method."""
        import pandas as pd

        names = [column.name for column in fields(Line)]
        return pd.DataFrame([asdict(line) for line in self.lines], columns=names)

    def tasks(self, suite: str) -> Iterator[tuple[str, list[Line]]]:
        """Yield each task of a suite with its lines, in the order they were scored."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.suite == suite:
                found.setdefault(line.task, []).append(line)
        yield from found.items()

    def of(self, role: str) -> list[Line]:
        """Return the lines of a role, such as ``"space"``."""
        return [line for line in self.lines if line.role == role]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, fit for JSON: NaN becomes None."""
        content = {"format": FORMAT, **asdict(self), "seconds": round(self.seconds, 2)}
        plain: dict[str, Any] = _plain(content)
        return plain

    def save(self, folder: str | os.PathLike[str]) -> None:
        """Write ``validation.csv``, ``validation.json`` and ``report.html`` into a folder.

        Raises
        ------
        MissingExtraError
            Without the extra ``validate``.
        StorageError
            If writing fails, or the folder holds something else; what was there is intact.
        """
        from laborspace.validation.page import page

        html = page(self)
        with replace_directory(Path(folder), marker=self.MARKER) as fresh:
            write_table(self.to_pandas(), fresh / "validation.csv")
            (fresh / "report.html").write_text(html, encoding="utf-8")
            text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
            (fresh / self.MARKER).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Report:
        """Read a report back from its folder, or from its ``validation.json``.

        Raises
        ------
        FormatError
            If it is missing, damaged or of another format.
        """
        file = Path(path)
        file = file / cls.MARKER if file.is_dir() else file
        try:
            content = json.loads(file.read_text("utf-8"))
            if content["format"] != FORMAT:
                msg = f"{file} is of format {content['format']}, not {FORMAT}: validate again."
                raise FormatError(msg)
            lines = tuple(Line(**_numbers(line)) for line in content["lines"])
            suites = tuple(SuiteNote(**suite) for suite in content["suites"])
            rest = {f.name: content[f.name] for f in fields(cls)}
        except (OSError, ValueError, KeyError, TypeError) as error:
            msg = f"{file} is missing or damaged ({error}); validate again."
            raise FormatError(msg) from error
        lists = {name: tuple(rest[name]) for name in ("skipped", "subjects", "notes", "sources")}
        return cls(**{**rest, **lists, "lines": lines, "suites": suites})


def verdict(line: Line) -> str:
    """Say how the space fares against the method of a line, by the paired interval.

    Returns
    -------
    str
        ``"better"``, ``"worse"``, ``"unclear"``, or ``""`` if they were not compared.
    """
    if not math.isfinite(line.gain_low) or not math.isfinite(line.gain_high):
        return ""
    if line.gain_low > 0:
        return "better" if line.better == "higher" else "worse"
    if line.gain_high < 0:
        return "worse" if line.better == "higher" else "better"
    return "unclear"


def against_floor(own: Line, lines: list[Line]) -> str:
    """Say how the space fares against its floor: paired where it can be, else by its interval.

    Parameters
    ----------
    own : Line
        Of the space.
    lines : list of Line
        Of the same task.

    Returns
    -------
    str
        As for :func:`verdict`.
    """
    if not math.isfinite(own.floor):
        return ""
    for line in lines:
        if line.role == "floor" and line.metric == own.metric and line.method == own.floor_name:
            paired = verdict(line)
            if paired:
                return paired
    if own.low > own.floor:
        return "better" if own.better == "higher" else "worse"
    if own.high < own.floor:
        return "worse" if own.better == "higher" else "better"
    return "unclear" if math.isfinite(own.low) else ""


def versions() -> dict[str, str]:
    """Return the versions of Python and the libraries whose numbers these are."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _numbers(line: dict[str, Any]) -> dict[str, Any]:
    return {key: math.nan if value is None else value for key, value in line.items()}
