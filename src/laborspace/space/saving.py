"""Writing a space folder: compress, write beside, put in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from laborspace.space.layout import Manifest, SpaceFiles, VectorStorage
from laborspace.space.vectors import StoredVectors, compression_cost
from laborspace.storage import replace_directory

if TYPE_CHECKING:
    from pathlib import Path

    from laborspace.space.container import Space


def save_space(space: Space, path: Path, *, dtype: str) -> None:
    """Write a space to a folder; see :meth:`laborspace.space.container.Space.save`."""
    import pyarrow.parquet as pq

    stored = StoredVectors.compress(space.vectors, dtype)
    provenance = replace(
        space.provenance,
        package_version=version("laborspace"),
        created=space.provenance.created or datetime.now(timezone.utc).date().isoformat(),
    )
    storage = VectorStorage(dtype, compression_cost(space.vectors, stored))
    marker = SpaceFiles(path).manifest.name
    with replace_directory(path, marker=marker) as folder:
        files = SpaceFiles(folder)
        Manifest(provenance, storage).write(files.manifest)
        np.save(files.vectors, stored.values, allow_pickle=False)
        tables = [
            (files.entities, space.entities),
            (files.relations, space.relations),
            (files.attributes, space.attributes),
        ]
        if space.has_map:
            tables.append((files.map, space.map))
        for file, table in tables:
            pq.write_table(table, file, compression="zstd")
        if space.encoder is not None:
            space.encoder.save(files.encoder.root)
