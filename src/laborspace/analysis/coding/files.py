"""Coding a file of any size: read in batches, coded, and written as it goes, all or nothing."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from laborspace.analysis.coding.coding import SLAB, question
from laborspace.errors import EmptyTextError, InputError, SourceError, TruncationWarning
from laborspace.output import check_extension
from laborspace.space.arrow import numbers, strings
from laborspace.space.encoder import has_words
from laborspace.storage import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow.parquet as pq

    from laborspace.space.container import Space

READ = (".csv", ".tsv", ".txt", ".parquet")
WRITTEN = (".csv", ".parquet")
_LONGEST = 1 << 24  # characters of a field; adverts exceed the default of 128 kB


@dataclass
class Batch:
    """Some texts of a file.

    Attributes
    ----------
    rows : list of int
        Number of each among the data rows, from 1.
    lines : list of int
        Where each stands, for messages: the line of a text file, the row of a Parquet file.
    texts : list of str
    read : int
        How much of the file has been read, in the unit of :func:`size`.
    """

    rows: list[int]
    lines: list[int]
    texts: list[str]
    read: int = 0


def code_file(
    space: Space,
    source: str | Path,
    output: str | Path,
    *,
    column: str | None = None,
    skip_empty: bool = False,
    advance: Callable[[int, int], None] | None = None,
    **asked: Any,
) -> int:
    """Code the texts of a file and write the answers.

    At no time are more than some thousand texts in memory. The output is put in place when it is
    complete; whatever interrupts leaves what was there before.

    Parameters
    ----------
    space : Space
    source : str or Path
        ``.csv``, ``.tsv`` or ``.parquet`` with a column of texts, or ``.txt`` with one a line.
    output : str or Path
        ``.csv`` or ``.parquet``.
    column : str, optional
        Column of the texts; by default ``text`` or ``title``, or the only one.
    skip_empty : bool
        Whether to leave texts without words out of the answers; otherwise they are an error.
    advance : callable, optional
        Called with how much of the file has been read, and the whole, after each batch.
    **asked
        As for :func:`laborspace.analysis.coding.coding.code`.

    Returns
    -------
    int
        Number of texts coded. Columns of the output are ``row``, counted from 1, ``input``, the
        text (not of skills, which have their ``excerpt``), and those of
        :func:`laborspace.analysis.coding.coding.code`.

    Raises
    ------
    SourceError
        If the file cannot be read, is not UTF-8 or no text, or lacks the column.
    EmptyTextError
        If a text has no words; the message says where.
    StorageError
        If writing fails.
    """
    source, output = Path(source), Path(output)
    check_extension(output, *WRITTEN)
    if source.suffix.lower() not in READ:
        msg = f"{source} cannot be read: its name must end in one of {', '.join(READ)}."
        raise InputError(msg)
    asking = question(space, **asked)
    count, whole = 0, size(source)
    with replace_file(output) as fresh, _writer(fresh) as writer, _warned_once(source):
        wrote = False
        for batch in batches(source, column):
            kept = _with_words(batch, source, column, skip_empty=skip_empty)
            if kept.texts or not wrote:
                writer(_located(asking.ask(kept.texts), kept))
                wrote = True
            count += len(kept.texts)
            if advance is not None:
                advance(batch.read, whole)
        if not wrote:
            writer(_located(asking.ask([]), Batch([], [], [])))
    return count


def size(path: Path) -> int:
    """Return the size of a file: rows of a Parquet file, else bytes."""
    if path.suffix.lower() == ".parquet":
        return int(_parquet(path).metadata.num_rows)
    try:
        return path.stat().st_size
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror}).", file=path) from error


def batches(path: Path, column: str | None) -> Iterator[Batch]:
    """Yield the texts of a file, some thousand at a time."""
    parquet = path.suffix.lower() == ".parquet"
    yield from _parquet_batches(path, column) if parquet else _text_batches(path, column)


def _parquet_batches(path: Path, column: str | None) -> Iterator[Batch]:
    file = _parquet(path)
    name = _column(list(file.schema_arrow.names), column, path)
    if not _is_text(file.schema_arrow.field(name).type):
        kind = file.schema_arrow.field(name).type
        raise SourceError(f"holds {kind}, not texts; choose another with --column.", file=path,
                          column=name)  # fmt: skip
    start = 1
    for part in file.iter_batches(SLAB, columns=[name]):
        rows = list(range(start, start + part.num_rows))
        start += part.num_rows
        yield Batch(rows, rows, [text or "" for text in part.column(0).to_pylist()], start - 1)


def _parquet(path: Path) -> pq.ParquetFile:
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise SourceError(f"cannot be read as Parquet ({reason}).", file=path) from error


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _text_batches(path: Path, column: str | None) -> Iterator[Batch]:
    csv.field_size_limit(_LONGEST)
    reached = 1
    try:
        with path.open("rb") as raw:
            if b"\0" in raw.peek(4096)[:4096]:
                raise SourceError("is not a text file; give a table of texts.", file=path)
            file = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
            batch = Batch([], [], [])
            for row, (reached, text) in enumerate(_texts(file, path, column), start=1):
                batch.rows.append(row)
                batch.lines.append(reached)
                batch.texts.append(text)
                if len(batch.texts) == SLAB:
                    batch.read = raw.tell()
                    yield batch
                    batch = Batch([], [], [])
            batch.read = raw.tell()
            yield batch
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror}).", file=path) from error
    except UnicodeDecodeError as error:
        byte = f"byte 0x{error.object[error.start]:02x}"
        problem = f"is not UTF-8 in or after this row ({byte}); save it as UTF-8."
        raise SourceError(problem, file=path, row=reached) from error
    except csv.Error as error:
        problem = f"cannot be split into fields after this row ({error}); is a quote never closed?"
        raise SourceError(problem, file=path, row=reached) from error


def _texts(file: Any, path: Path, column: str | None) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each row."""
    form = path.suffix.lower()
    if form == ".txt":
        yield from ((line, text.rstrip("\r\n")) for line, text in enumerate(file, start=1))
        return
    reader = csv.reader(file, delimiter="\t" if form == ".tsv" else ",", strict=True)
    header = next(reader, None)
    if header is None:
        raise SourceError("is empty: there is no header.", file=path)
    place = header.index(_column(header, column, path))
    for fields in reader:
        if not fields:
            continue
        if len(fields) <= place:
            problem = f"has {len(fields)} fields where the header has {len(header)}."
            raise SourceError(problem, file=path, row=reader.line_num)
        yield reader.line_num, fields[place]


def _column(names: list[str], column: str | None, path: Path) -> str:
    """Return the column of the texts."""
    known = ", ".join(names)
    if column is not None:
        if column in names:
            return column
        problem = f"there is no such column; there are {known}. Choose one with --column."
        raise SourceError(problem, file=path, column=column)
    usual = [name for name in ("text", "title") if name in names] or names
    if len(usual) > 1 and usual is names:
        raise SourceError(f"has the columns {known}; choose one with --column.", file=path)
    return usual[0]


def _with_words(batch: Batch, path: Path, column: str | None, *, skip_empty: bool) -> Batch:
    """Return the texts that have words, or say where one has none."""
    good = [place for place, text in enumerate(batch.texts) if has_words(text)]
    if len(good) == len(batch.texts):
        return batch
    if not skip_empty:
        bad = next(place for place in range(len(batch.texts)) if place not in set(good))
        where = f"{path}: row {batch.lines[bad]}" + (f", column {column!r}" if column else "")
        msg = f"{where}: the text has no words; leave such rows out with --skip-empty."
        raise EmptyTextError(msg)
    return Batch(
        [batch.rows[place] for place in good],
        [batch.lines[place] for place in good],
        [batch.texts[place] for place in good],
        batch.read,
    )


def _located(table: pa.Table, batch: Batch) -> pa.Table:
    """Put the row and the text of the file in place of the number of the text."""
    import numpy as np

    from laborspace.space.arrow import to_numpy

    text = to_numpy(table["text"]).astype(np.int64)
    rows = numbers(np.array(batch.rows, dtype=np.int64)[text])
    inputs = strings([batch.texts[place] for place in text.tolist()])
    table = table.drop_columns(["text"])
    if "excerpt" in table.column_names:  # the whole adverts again and again would fill disks
        return table.add_column(0, "row", rows)
    return table.add_column(0, "input", inputs).add_column(0, "row", rows)


@contextmanager
def _warned_once(source: Path) -> Iterator[None]:
    """Say once, at the end, that texts were too long, not for every batch."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", TruncationWarning)
        yield
    if caught:
        msg = f"{source}: some texts are longer than the encoder reads; their ends were not read."
        warnings.warn(msg, TruncationWarning, stacklevel=3)


@contextmanager
def _writer(path: Path) -> Iterator[Callable[[pa.Table], None]]:
    """Yield a function that appends tables to a file."""
    opened: list[Any] = []

    def write(table: pa.Table) -> None:
        if not opened:
            opened.append(_open(path, table.schema))
        opened[0].write_table(table)

    try:
        yield write
    finally:
        if opened:
            opened[0].close()


def _open(path: Path, schema: pa.Schema) -> Any:
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        return pq.ParquetWriter(path, schema, compression="zstd")
    from pyarrow import csv as arrow_csv

    return arrow_csv.CSVWriter(
        path, schema, write_options=arrow_csv.WriteOptions(quoting_style="needed")
    )
