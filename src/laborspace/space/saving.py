"""Writing a space folder: compress, write beside, put in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from laborspace.space.layout import FORMAT, Manifest, SpaceFiles, VectorStorage, write_json
from laborspace.space.vectors import StoredVectors, compression_cost
from laborspace.storage import replace_directory

if TYPE_CHECKING:
    from pathlib import Path

    from laborspace.space.container import Space


def save_space(space: Space, path: Path, *, dtype: str) -> None:
    """Write a space to a folder; see :meth:`laborspace.space.container.Space.save`."""
    with replace_directory(path, marker=SpaceFiles(path).manifest.name) as folder:
        files = SpaceFiles(folder)
        _write(space, files, dtype)
        if space.twin is not None:
            files.twin.mkdir()
            _write(space.twin, SpaceFiles(files.twin), "int8", is_twin=True)


def _write(space: Space, files: SpaceFiles, dtype: str, *, is_twin: bool = False) -> None:
    """Write the files of a space; of a twin only what its parent cannot lend it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = StoredVectors.compress(space.vectors, dtype)
    provenance = replace(
        space.provenance,
        package_version=version("laborspace"),
        created=space.provenance.created or datetime.now(timezone.utc).date().isoformat(),
    )
    storage = VectorStorage(dtype, compression_cost(space.vectors, stored))
    Manifest(provenance, storage).write(files.manifest)
    np.save(files.vectors, stored.values, allow_pickle=False)
    if space.held_out:
        files.held_out.write_text("\n".join(sorted(space.held_out)) + "\n", "utf-8")
    if space.coding and not is_twin:
        write_json(files.coding, {"format": FORMAT, **space.coding})
    entities, relations, attributes = space.entities, space.relations, space.attributes
    if is_twin:
        place = entities.column_names.index("aliases")
        none = pa.array([[]] * len(entities), pa.list_(pa.string()))
        entities = entities.set_column(place, "aliases", none)
        relations, attributes = relations.slice(0, 0), attributes.slice(0, 0)
    tables = [
        (files.entities, entities),
        (files.relations, relations),
        (files.attributes, attributes),
    ]
    if space.has_map and not is_twin:
        tables.append((files.map, space.coordinates))
    for file, table in tables:
        pq.write_table(table, file, compression="zstd")
    if space.transformer is not None and not is_twin:
        space.transformer.save(files.encoder.root)
    if space.static is not None and not is_twin:
        space.static.save(files.static.root)
