"""Delimited text with a header, read strictly: a damaged file is an error, not a shorter table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from laborspace.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

_DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "vertical bar"}
_BOM = b"\xef\xbb\xbf"


def parse_table(
    content: bytes,
    file: Path,
    *,
    required: Sequence[str],
    sep: str = ",",
    encoding: str = "utf-8",
    skip_rows: int = 0,
) -> pd.DataFrame:
    """Make a table of the bytes of a delimited file; see :meth:`SourceFiles.table`.

    Parameters
    ----------
    content : bytes
    file : Path
        The file's name in messages.
    required, sep, encoding, skip_rows
        As for :meth:`SourceFiles.table`.
    """
    import pandas as pd

    text = _decode(content, encoding, file)
    _check_delimiter(text.split("\n", skip_rows + 1)[skip_rows:][:1], required, sep, file)
    rows = _split(text, sep, skip_rows, file)
    line, header = next(rows, (0, []))
    if not header:
        raise SourceError("is empty: there is no header.", file=file)
    header = [" ".join(column.split()) for column in header]
    _check_header(header, required, file)
    lines, records = [], []
    for line, row in rows:
        lines.append(line)
        records.append(_fit(row, len(header), file, line))
    # By column: faster than handing pandas a list of rows.
    columns = list(zip(*records, strict=True)) or [()] * len(header)
    series = {position: pd.Series(c, dtype=str) for position, c in enumerate(columns)}
    index = pd.Index(lines, dtype="int64", name="row")
    return pd.DataFrame(series).set_axis(header, axis=1).set_axis(index, axis=0)


def _decode(content: bytes, encoding: str, file: Path) -> str:
    utf8 = encoding.lower() in {"utf-8", "utf8"}
    body = content.removeprefix(_BOM) if utf8 else content
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        start = error.start + len(content) - len(body)
        raise SourceError(
            f"is not {encoding.upper()} at byte {start} (0x{content[start]:02x}); "
            f"save the file as {encoding.upper()}.",
            file=file,
            row=content.count(b"\n", 0, start) + 1,
        ) from error


def _split(text: str, sep: str, skip_rows: int, file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the fields of each row that is not blank."""
    stream = io.StringIO(text, newline="")
    for _ in range(skip_rows):
        stream.readline()
    reader = csv.reader(stream, delimiter=sep, strict=True)
    start = skip_rows + 1
    try:
        for row in reader:
            if row:
                yield start, row
            start = skip_rows + reader.line_num + 1
    except csv.Error as error:
        unclosed = "unexpected end" in str(error) or "field limit" in str(error)
        problem = (
            "a quoted field is never closed: the file is cut off; download it again."
            if unclosed
            else f"cannot be split into fields ({error}); download the file again."
        )
        raise SourceError(problem, file=file, row=start) from error


def _fit(row: list[str], width: int, file: Path, line: int) -> list[str]:
    """Return a row of the header's width; blank fields beyond it are let go."""
    if len(row) == width:
        return row
    if len(row) > width and not any(field.strip() for field in row[width:]):
        return row[:width]
    raise SourceError(
        f"has {len(row)} fields where the header has {width}; the file is cut off here, "
        "or a field holds the delimiter without being quoted.",
        file=file,
        row=line,
    )


def _check_delimiter(top: list[str], required: Sequence[str], sep: str, file: Path) -> None:
    """Raise if the header's line makes sense only with another delimiter."""
    for line in top:
        for other, word in _DELIMITERS.items():
            parts = [part.strip('" \r') for part in line.split(other)]
            told = not set(parts).isdisjoint(required) if required else all(parts)
            if sep not in line and len(parts) > 1 and told:
                raise SourceError(
                    f"seems to be {word}-separated where "
                    f"{_DELIMITERS.get(sep, repr(sep))}-separated was expected; save it that way.",
                    file=file,
                )


def _check_header(header: list[str], required: Sequence[str], file: Path) -> None:
    for column in required:
        if column not in header:
            raise SourceError(
                f"there is no such column; the columns are {', '.join(map(repr, header))}.",
                file=file,
                column=column,
            )
        if header.count(column) > 1:
            raise SourceError("appears more than once in the header.", file=file, column=column)
