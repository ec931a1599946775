"""The corpus on disk: three Parquet files and ``corpus.json``, in one folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from laborspace.errors import FormatError
from laborspace.records import (
    ATTRIBUTE_COLUMNS,
    ENTITY_COLUMNS,
    RELATION_COLUMNS,
    TEXT_LISTS,
    Dropped,
    SourceNote,
)
from laborspace.storage import replace_directory

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from laborspace.corpus.container import Corpus

FORMAT_VERSION = 1
"""Raised when an older ``laborspace`` could not read what this one writes."""


@dataclass(frozen=True)
class CorpusLayout:
    """Names of the files of a stored corpus."""

    manifest: str = "corpus.json"
    entities: str = "entities.parquet"
    relations: str = "relations.parquet"
    attributes: str = "attributes.parquet"

    def tables(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Table name → file name and columns."""
        return {
            "entities": (self.entities, ENTITY_COLUMNS),
            "relations": (self.relations, RELATION_COLUMNS),
            "attributes": (self.attributes, ATTRIBUTE_COLUMNS),
        }


LAYOUT = CorpusLayout()


def save_corpus(corpus: Corpus, path: Path) -> None:
    """Write a corpus into a folder, all of it or nothing."""
    from importlib.metadata import version

    manifest = {
        "format_version": FORMAT_VERSION,
        "package_version": version("laborspace"),
        "sha256": corpus.sha256,
        "rows": {name: len(getattr(corpus, name)) for name in LAYOUT.tables()},
        "counts": corpus.counts().to_dict("records"),
        "notes": [asdict(note) for note in corpus.notes],
        "dropped": [asdict(line) for line in corpus.dropped],
    }
    with replace_directory(path, marker=LAYOUT.manifest) as folder:
        for name, (file, _) in LAYOUT.tables().items():
            getattr(corpus, name).to_parquet(folder / file, index=False)
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        (folder / LAYOUT.manifest).write_text(text + "\n", encoding="utf-8")


def load_corpus(path: Path) -> Corpus:
    """Read a corpus from a folder, or say what is wrong with it."""
    from laborspace.corpus.container import Corpus

    manifest = read_manifest(path)
    try:
        rows = {str(name): int(n) for name, n in manifest["rows"].items()}
        notes = [SourceNote(**note) for note in manifest["notes"]]
        dropped = [Dropped(**line) for line in manifest["dropped"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FormatError(f"{path / LAYOUT.manifest} is damaged; {_REBUILD}") from error
    tables = {
        name: _read_table(path / file, columns, rows.get(name))
        for name, (file, columns) in LAYOUT.tables().items()
    }
    for name in TEXT_LISTS:
        tables["entities"][name] = [list(texts) for texts in tables["entities"][name]]
    return Corpus(**tables, notes=notes, dropped=dropped)


_REBUILD = "build the corpus anew with 'laborspace corpus build'."


def read_manifest(path: Path) -> dict[str, Any]:
    """Read ``corpus.json`` of a stored corpus, refusing formats this version cannot read."""
    if not path.is_dir():
        raise FormatError(f"There is no corpus at {path}: it is not a folder.")
    file = path / LAYOUT.manifest
    if not file.is_file():
        raise FormatError(
            f"{path} is not a corpus, or was not written to its end: {file.name} is missing."
        )
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        format_version = manifest["format_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"{file} is damaged; {_REBUILD}") from error
    if format_version != FORMAT_VERSION:
        raise FormatError(
            f"{path} has format {format_version}, this laborspace reads format {FORMAT_VERSION}: "
            f"install laborspace {manifest.get('package_version', 'of another version')} or "
            f"{_REBUILD}"
        )
    return dict(manifest)


def _read_table(file: Path, columns: tuple[str, ...], rows: int | None) -> pd.DataFrame:
    import pandas as pd

    if not file.is_file():
        raise FormatError(f"{file.parent} is incomplete: {file.name} is missing; {_REBUILD}")
    try:
        table = pd.read_parquet(file)
    except (OSError, ValueError) as error:
        raise FormatError(f"{file} is damaged and cannot be read; {_REBUILD}") from error
    if "aliases" in table and "statements" not in table:  # written by laborspace 0.1
        table["statements"] = [[] for _ in range(len(table))]
    missing = [column for column in columns if column not in table]
    if missing:
        raise FormatError(f"{file} lacks the column {missing[0]!r}; {_REBUILD}")
    if len(table) != rows:
        raise FormatError(
            f"{file} has {len(table)} rows but {LAYOUT.manifest} says {rows}; {_REBUILD}"
        )
    return table[list(columns)]
