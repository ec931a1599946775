"""The container: entities, vectors, relations, encoder and provenance. It knows no verbs."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from laborspace.errors import FormatError, InputError, UnknownEntityError
from laborspace.records import ITEM_LEVELS, KINDS, check_kind
from laborspace.space.arrow import codes, read_parquet
from laborspace.space.checking import WORDS, checked_table, encoded, misfit
from laborspace.space.encoder import Encoder
from laborspace.space.keeping import Kept
from laborspace.space.layout import (
    MAP_COLUMNS,
    SPACE_ATTRIBUTE_COLUMNS,
    SPACE_ENTITY_COLUMNS,
    SPACE_RELATION_COLUMNS,
    Manifest,
    Provenance,
    SpaceFiles,
    VectorStorage,
    read_json,
)
from laborspace.space.vectors import StoredVectors, Vector, unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable

    import pandas as pd
    import pyarrow as pa
    from typing_extensions import Self

    from laborspace.space.static import StaticEncoder

T = TypeVar("T")
Rows = npt.NDArray[np.intp]

ENCODERS = ("onnx", "static")
"""What may encode the texts of a space."""

_HEAD = ("id", "kind", "code", "title", "level")


class Space:
    """Entities of four kinds with their vectors, relations, encoder and provenance.

    Parameters
    ----------
    entities : pyarrow.Table or pandas.DataFrame
        One row an entity, with the columns of :data:`laborspace.records.ENTITY_COLUMNS`;
        descriptions are left out.
    vectors : ndarray, (n, d)
        One vector an entity, in the same order; scaled to unit length.
    relations, attributes : pyarrow.Table or pandas.DataFrame
        Columns of :data:`laborspace.records.RELATION_COLUMNS` and ``ATTRIBUTE_COLUMNS``.
    provenance : Provenance
    encoder : Encoder, optional
        Without it free text cannot be asked about.
    static : StaticEncoder, optional
        Its quick stand-in, used where :meth:`load` is told so.
    map : pyarrow.Table or pandas.DataFrame, optional
        Fixed 2-D coordinates: ``id, x, y``.
    held_out : collection of str
        Ids of entities whose relations the encoder did not learn from.
    twin : Space, optional
        The held-out twin: a space of the same entities, made by the same recipe, with some
        entities held out. Figures of this space that would reward memory are taken from it.

    Raises
    ------
    InputError
        If a column is missing, an id is twice there, or the vectors do not fit the entities.
    """

    def __init__(
        self,
        entities: pa.Table | pd.DataFrame,
        vectors: npt.NDArray[np.floating],
        *,
        relations: pa.Table | pd.DataFrame,
        attributes: pa.Table | pd.DataFrame,
        provenance: Provenance,
        encoder: Encoder | None = None,
        static: StaticEncoder | None = None,
        map: pa.Table | pd.DataFrame | None = None,  # noqa: A002 - the file is called so
        held_out: Collection[str] = (),
        twin: Space | None = None,
    ) -> None:
        self._files: SpaceFiles | None = None
        self._threads: int | None = None
        self._derived = Kept()
        self._columns: dict[str, list[Any]] = {}
        self.provenance = provenance
        self.storage: VectorStorage | None = None
        self.entities = checked_table(entities, SPACE_ENTITY_COLUMNS, "entities")
        self.relations = encoded(checked_table(relations, SPACE_RELATION_COLUMNS, "relations"))
        self.attributes = checked_table(attributes, SPACE_ATTRIBUTE_COLUMNS, "attributes")
        self._static_chosen = False
        self.transformer = encoder
        self.static = static
        if map is not None:
            self.coordinates = checked_table(map, MAP_COLUMNS, "map")
        self.held_out = frozenset(held_out)
        self.twin = twin
        problem = misfit(self, vectors, encoder) or misfit(self, vectors, static)
        if problem:
            raise InputError(problem)
        self._stored = StoredVectors(unit(vectors))

    @classmethod
    def load(cls, path: str | Path, *, threads: int | None = None, encoder: str = "onnx") -> Self:
        """Open a space folder. Only what is asked for is read.

        Parameters
        ----------
        path : str or Path
        threads : int, optional
            Threads of the encoder; every core by default.
        encoder : {"onnx", "static"}
            What encodes texts: the transformer, or the static encoder distilled from it, which
            is much quicker and less exact.

        Raises
        ------
        FormatError
            If it is not a space, incomplete, damaged, of another format, or without the static
            encoder asked for.
        InputError
            If there is no such encoder.
        """
        if encoder not in ENCODERS:
            msg = f"There is no encoder {encoder!r}; choose one of {', '.join(ENCODERS)}."
            raise InputError(msg)
        space = cls.__new__(cls)
        space._static_chosen = encoder == "static"  # noqa: SLF001 - the other constructor
        space._open(SpaceFiles(Path(path)), threads)  # noqa: SLF001 - the other constructor
        if space._static_chosen and space.static is None:  # noqa: SLF001
            msg = (
                f"{path} has no static encoder; add one with laborspace.building.add_static, or"
                " build the space again."
            )
            raise FormatError(msg)
        return space

    def _open(self, files: SpaceFiles, threads: int | None) -> None:
        missing = [file.name for file in files.required if not file.is_file()]
        if missing:
            msg = f"{files.root} is not a space, or half of one: {missing[0]} is missing."
            raise FormatError(msg)
        manifest = Manifest.read(files.manifest)
        self._files = files
        self._threads = threads
        self._derived = Kept()
        self._columns = {}
        self.provenance = manifest.provenance
        self.storage = manifest.vectors
        self._stored = StoredVectors.read(files.vectors, manifest.vectors.dtype)
        if len(self.ids) != len(self._stored.values):
            msg = (
                f"{files.root}: {len(self._stored.values)} vectors for {len(self.ids)} entities;"
                " make the space again or fetch a new copy."
            )
            raise FormatError(msg)

    def save(self, path: str | Path, *, dtype: str = "float16") -> None:
        """Write the space to a folder, all of it or nothing.

        Parameters
        ----------
        path : str or Path
            Replaced if it is a space already.
        dtype : {"float16", "int8"}
            How to store the vectors; what it costs is measured and written to ``space.json``.

        Raises
        ------
        StorageError
            If writing fails; what was there before is intact.
        """
        from laborspace.space.saving import save_space

        save_space(self, Path(path), dtype=dtype)

    # Entities

    @cached_property
    def entities(self) -> pa.Table:
        """One row an entity: id, kind, code, title, aliases, level, source, vintage, url."""
        return read_parquet(self._opened.entities, SPACE_ENTITY_COLUMNS)

    def column(self, name: str) -> list[Any]:
        """Return one column of the entities as a list; reads no more than is needed."""
        if name not in self._columns:
            self._columns[name] = self.arrow_column(name).to_pylist()
        return self._columns[name]

    def arrow_column(self, name: str) -> pa.ChunkedArray:
        """Return one column of the entities as Arrow; reads no more than is needed."""
        if "entities" in self.__dict__:
            return self.entities[name]
        if name in _HEAD:
            return self._head[name]
        return read_parquet(self._opened.entities, [name])[name]

    @cached_property
    def _head(self) -> pa.Table:
        # Every answer needs these columns; one reading is quicker than five.
        return read_parquet(self._opened.entities, _HEAD, dictionary=("kind", "level"))

    @property
    def ids(self) -> list[str]:
        """Entity ids, in the order of the vectors."""
        return self.column("id")

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id: object) -> bool:  # noqa: A002 - the word used everywhere
        return id in self._index

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self.rows(kind)):,} {kind}" for kind in KINDS)
        return f"<{type(self).__name__} of {len(self):,} entities (ranked: {counts})>"

    def index_of(self, id: str) -> int:  # noqa: A002 - the word used everywhere
        """Return the row of an entity.

        Raises
        ------
        UnknownEntityError
            If no entity has this id.
        """
        try:
            return self._index[id]
        except KeyError:
            raise UnknownEntityError(id) from None

    def rows_of(self, ids: Iterable[str]) -> Rows:
        """Return the rows of entities, -1 for an id that is not there."""
        return np.array([self._index.get(id_, -1) for id_ in ids], dtype=np.intp)

    def rows(self, kind: str | None = None, *, level: str | None = None) -> Rows:
        """Return the rows of the entities of a kind, in order.

        Parameters
        ----------
        kind : str, optional
            One of :data:`laborspace.records.KINDS`; any by default.
        level : str, optional
            By default the items (:data:`laborspace.records.ITEM_LEVELS`), without groups; a
            level such as ``"sector"``; or ``"all"``.

        Raises
        ------
        UnknownKindError
            If there is no such kind.
        InputError
            If no entity of the kind has this level.
        """
        if kind is not None:
            check_kind(kind)
        key = ("rows", kind, level)
        return self.derived(key, lambda: self._rows(kind, level))

    def _rows(self, kind: str | None, level: str | None) -> Rows:
        levels, level_names = codes(self.arrow_column("level"))
        of_kind = np.ones(len(levels), dtype=bool)
        if kind is not None:
            kinds, kind_names = codes(self.arrow_column("kind"))
            of_kind = kinds == (kind_names.index(kind) if kind in kind_names else -1)
        if level == "all":
            return np.flatnonzero(of_kind)
        known = sorted(level_names[code] for code in np.unique(levels[of_kind]))
        if level is not None and level not in known:
            choices = ", ".join([*known, "all"])
            msg = f"No {kind or 'entity'} has the level {level!r}; choose one of {choices}."
            raise InputError(msg)
        wanted = ITEM_LEVELS if level is None else {level}
        places = [place for place, name in enumerate(level_names) if name in wanted]
        return np.flatnonzero(of_kind & np.isin(levels, places))

    def to_pandas(self) -> pd.DataFrame:
        """Return the entities as a DataFrame."""
        frame: pd.DataFrame = self.entities.to_pandas()
        return frame

    # Vectors

    @cached_property
    def vectors(self) -> Vector:
        """Unit vectors of all entities, (n, d) float32, read-only."""
        vectors = self._stored.decode()
        vectors.flags.writeable = False
        return vectors

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._stored.values.shape[1])

    def vectors_of(self, rows: Rows) -> Vector:
        """Return the unit vectors of some rows, (len(rows), d), decoding only those."""
        if "vectors" in self.__dict__:
            return self.vectors[rows]
        return self._stored.decode(rows)

    # Tables and encoder

    @cached_property
    def relations(self) -> pa.Table:
        """Observed relations: source, target, relation, weight, detail, level, origin.

        Texts are dictionary-encoded, categories in pandas.
        """
        return read_parquet(self._opened.relations, SPACE_RELATION_COLUMNS, dictionary=WORDS)

    @cached_property
    def attributes(self) -> pa.Table:
        """Observed numbers: id, attribute, value, unit, origin."""
        return read_parquet(self._opened.attributes, SPACE_ATTRIBUTE_COLUMNS)

    @cached_property
    def coordinates(self) -> pa.Table:
        """Fixed 2-D coordinates, the map: id, x, y.

        Raises
        ------
        FormatError
            If the space has none.
        """
        if not self.has_map:
            msg = (
                "This space has no map; one is made when a space is built with laborspace build, or"
                " later by laborspace.building.add_map(folder)."
            )
            raise FormatError(msg)
        return read_parquet(self._opened.map, MAP_COLUMNS)

    @property
    def has_map(self) -> bool:
        """Whether the space has 2-D coordinates."""
        return "coordinates" in self.__dict__ or (
            self._files is not None and self._files.map.is_file()
        )

    @property
    def encoder(self) -> Encoder | StaticEncoder | None:
        """The text encoder chosen on loading, or None if the space has none."""
        return self.static if self._static_chosen else self.transformer

    @cached_property
    def static(self) -> StaticEncoder | None:
        """The static encoder, or None if the space has none."""
        folder = self._opened.static.root
        if not folder.is_dir():
            return None
        from laborspace.space.static import StaticEncoder

        static = StaticEncoder.load(folder, tokenizer=self._opened.encoder.tokenizer)
        self._check_length(folder, static.dimension)
        return static

    @cached_property
    def transformer(self) -> Encoder | None:
        """The encoder that runs on ONNX Runtime, or None if the space has none."""
        folder = self._opened.encoder
        if not folder.root.is_dir():
            return None
        encoder = Encoder.load(folder.root, threads=self._threads)
        self._check_length(folder.root, encoder.dimension)
        return encoder

    def _check_length(self, folder: Path, made: int) -> None:
        if made != self.dimension:
            msg = (
                f"{folder} makes vectors of length {made}, the space has"
                f" {self.dimension}; make the space again or fetch a new copy."
            )
            raise FormatError(msg)

    @cached_property
    def held_out(self) -> frozenset[str]:
        """Ids of entities whose relations the encoder did not learn from; empty if of none."""
        file = self._opened.held_out
        return frozenset(file.read_text("utf-8").split()) if file.is_file() else frozenset()

    @cached_property
    def coding(self) -> dict[str, Any]:
        """Weights of the signs by which texts are coded; empty if they were never calibrated."""
        file = self._files.coding if self._files is not None else None
        return read_json(file) if file is not None and file.is_file() else {}

    @cached_property
    def twin(self) -> Space | None:
        """The held-out twin, or None if there is none.

        A twin lies in the folder ``twin`` of its space without relations, attributes and
        aliases; it borrows the relations and attributes from here.
        """
        folder = self._opened.twin
        if not folder.is_dir():
            return None
        twin = Space.load(folder)
        twin.relations, twin.attributes = self.relations, self.attributes
        return twin

    def derived(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return a value computed from this space, computing it the first time only.

        Only so many are kept, for some keys name texts of users; those not asked for the longest
        leave first.
        """
        return self._derived.get(key, make)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {id_: row for row, id_ in enumerate(self.ids)}

    @property
    def _opened(self) -> SpaceFiles:
        if self._files is None:
            msg = "a space made in memory holds all its parts"
            raise AssertionError(msg)
        return self._files
