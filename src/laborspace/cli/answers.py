"""Answers as the user wants them: a table on the screen, JSON, or a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from laborspace.output import EXTENSIONS, check_extension, records, write_table
from laborspace.space.resolve import resolve
from laborspace.storage import check_writable

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console

    from laborspace.labor_space import LaborSpace
    from laborspace.space.container import Space

_LAST = ("code", "id")  # ids are long: the words come first
_ALWAYS = ("kind", "title", "score", "why", *_LAST)  # shown even if empty
_ONCE = ("basis",)  # shown below the table if the same in every row
_HEAD = 8  # characters of a column's name that fit above numbers
_FIGURES = (".svg", ".png", ".pdf")
_LETTERS = 60  # of a text in a title
_SHOWN = 10
_SHORT = 12  # characters of a column that is shown at its full width
_ROOM = 16  # characters that each longer column needs


def open_space(path: str | None, *, encoder: str = "onnx") -> LaborSpace:
    """Open the space a command is about."""
    from laborspace.loading import load

    return load(path, encoder=encoder)


def named(space: Space, argument: str) -> str:
    """Return what a user typed with the entity it was taken for."""
    if argument.startswith("@"):
        file = Path(argument.lstrip("@?"))
        return f"the mix in {file.name}"
    if argument.startswith("text:"):
        return quoted(argument.removeprefix("text:"))
    id_ = resolve(space, argument)
    return f"{space.column('title')[space.index_of(id_)]} ({id_})"


def quoted(text: str) -> str:
    """Return a text as a title names it: an advert or a CV by its beginning."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= _LETTERS else line[: _LETTERS - 1].rstrip() + '…'}”"


def give(table: pa.Table, *, title: str, output: Path | None, as_json: bool) -> None:
    """Print a result table, or write it to a file.

    Parameters
    ----------
    table : pyarrow.Table
        Begins with ``id, kind, code, title``.
    title : str
        What was asked.
    output : Path, optional
        File to write, the format chosen by its extension.
    as_json : bool
        Print JSON instead of a table.
    """
    if output is not None:
        write_table(table, output)
        note(f"{table.num_rows:,} rows → {output}")
    if as_json:
        print_json(records(table))
    elif output is None:
        _print_table(table, title)


def print_json(content: Any) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def note(text: str) -> None:
    """Tell the user something beside the answer, on stderr."""
    sys.stderr.write(f"{text}\n")


def check_output(output: Path | None, *known: str) -> None:
    """Refuse a file that cannot be written before the work is done, not after."""
    if output is not None:
        check_extension(output, *(known or EXTENSIONS))
        check_writable(output)


def check_figure(figure: Path | None) -> None:
    """Refuse a figure that cannot be written before the work is done."""
    check_output(figure, *_FIGURES)


def shown(top: int | None, output: Path | None, *, as_json: bool) -> int | None:
    """Return how many rows to ask for: all in a file or JSON, ten on the screen, unless told."""
    return _SHOWN if top is None and output is None and not as_json else top


def heading(space: LaborSpace, argument: str) -> str:
    """Return what a figure calls an argument: the title of its entity, or the text itself."""
    from laborspace.analysis.query import TEXT_PREFIX

    if argument.startswith("@"):
        return Path(argument.lstrip("@?")).stem
    if argument.startswith(TEXT_PREFIX):
        return quoted(argument.removeprefix(TEXT_PREFIX))
    return str(space.column("title")[space.index_of(resolve(space, argument))])


def _print_table(table: pa.Table, title: str) -> None:
    from rich.console import Console
    from rich.markup import escape

    names = [n for n in table.column_names if n not in _LAST]
    names += [n for n in _LAST if n in table.column_names]
    names = [n for n in names if n in _ALWAYS or not _is_empty(table[n].to_pylist())]
    same = _same(table)
    names = [n for n in names if n not in same]
    # Lines of a pipe are not folded: whoever reads them wants them whole.
    screen = sys.stdout.isatty()
    console = Console(width=None if screen else 200)
    if screen and not _fits(table, names, console.width):
        _print_rows(console, table, names, title)
    else:
        _print_grid(console, table, names, title, fold=screen)
    for name, value in same.items():
        console.print(f"{name}: {escape(value)}", highlight=False)


def _fits(table: pa.Table, names: list[str], width: int) -> bool:
    """Whether the columns of words have room beside the others, so that words stay whole."""
    longer = 0
    width -= 1
    for name in names:
        cells = [len(_cell(value, name)) for value in table[name].to_pylist()]
        number = _is_number(table.schema.field(name).type)
        own = max([*cells, len(_head(name, number=number).split("\n")[-1])])
        longer += own > _SHORT
        width -= 3 + (own if own <= _SHORT else 0)
    return width >= longer * _ROOM


def _head(name: str, *, number: bool) -> str:
    """Return a heading; a long one of numbers is folded, so that the words have room."""
    return name.replace("_", "_\n", 1) if number and len(name) > _HEAD else name


def _print_grid(
    console: Console, table: pa.Table, names: list[str], title: str, *, fold: bool
) -> None:
    from rich.markup import escape
    from rich.table import Table

    grid = Table(title=escape(title), title_justify="left", header_style="bold")
    for name in names:
        number = _is_number(table.schema.field(name).type)
        justify: Literal["right", "left"] = "right" if number else "left"
        head = _head(name, number=number) if fold else name
        grid.add_column(head, justify=justify, overflow="fold")
    previous = None
    for row in table.to_pylist():
        if previous not in (None, row.get("kind")):
            grid.add_section()
        previous = row.get("kind")
        grid.add_row(*(_cell(row[name], name) for name in names))
    console.print(grid)


def _print_rows(console: Console, table: pa.Table, names: list[str], title: str) -> None:
    """Print a row below the other, where columns would be too narrow to read."""
    from rich.markup import escape

    console.print(f"[bold]{escape(title)}[/bold]", highlight=False)
    for row in table.to_pylist():
        console.print(f"\n[bold]{escape(str(row.get('title', '')))}[/bold]", highlight=False)
        cells = [(name, _cell(row[name], name)) for name in names if name != "title"]
        for name, cell in cells:
            if cell:
                console.print(f"  {name}: {cell}", highlight=False, soft_wrap=name == "id")


def _is_number(type_: pa.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_integer(type_) or types.is_floating(type_))


def _same(table: pa.Table) -> dict[str, str]:
    """Return the columns that are said once, below the table, being the same in every row."""
    found = {}
    for name in _ONCE:
        values = set(table[name].to_pylist()) if name in table.column_names else set()
        if len(values) == 1:
            found[name] = str(values.pop())
    return found


def _is_empty(values: list[Any]) -> bool:
    return all(value == "" or value != value for value in values)  # noqa: PLR0124 - NaN


def _cell(value: Any, name: str) -> str:
    from rich.markup import escape

    if not isinstance(value, float):
        return escape(str(value))
    if value != value:  # noqa: PLR0124 - NaN
        return ""
    if name == "percentile":
        return f"{value:.4g}"
    if name.startswith("rank"):
        return f"{value:,.0f}"
    return f"{round(value, 3) + 0.0:.3f}" if abs(value) < 1000 else f"{value:,.0f}"  # no -0.000
