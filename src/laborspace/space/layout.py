"""How a space and an encoder lie on disk: which files, and what their JSON says."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from laborspace.errors import FormatError
from laborspace.records import ATTRIBUTE_COLUMNS, ENTITY_COLUMNS, RELATION_COLUMNS, SourceNote

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
"""Format of the folders written by this version; a reader refuses any other."""

VECTOR_DTYPES = ("float16", "int8")
"""How vectors may be stored."""

SPACE_ENTITY_COLUMNS = tuple(c for c in ENTITY_COLUMNS if c not in ("description", "statements"))
"""Columns of ``entities.parquet``: the sentences belong to their owners and stay out."""

SPACE_RELATION_COLUMNS = RELATION_COLUMNS
SPACE_ATTRIBUTE_COLUMNS = ATTRIBUTE_COLUMNS
MAP_COLUMNS = ("id", "x", "y")


@dataclass(frozen=True)
class EncoderFiles:
    """The files of an encoder folder."""

    root: Path

    @property
    def model(self) -> Path:
        """ONNX graph: ``input_ids``, ``attention_mask`` (int64) → ``embedding`` (float32)."""
        return self.root / "model.onnx"

    @property
    def tokenizer(self) -> Path:
        """Tokenizer as the library ``tokenizers`` writes it."""
        return self.root / "tokenizer.json"

    @property
    def config(self) -> Path:
        """An :class:`EncoderConfig` as JSON."""
        return self.root / "encoder.json"

    @property
    def required(self) -> tuple[Path, ...]:
        """Files without which there is no encoder."""
        return (self.config, self.tokenizer, self.model)


@dataclass(frozen=True)
class StaticFiles:
    """The files of a static encoder; its tokenizer is that of the encoder."""

    root: Path

    @property
    def tokens(self) -> Path:
        """One row a token kept, (v, k) int8; the first row stands for all others."""
        return self.root / "tokens.npy"

    @property
    def scales(self) -> Path:
        """What each row is multiplied by, (v,) float16."""
        return self.root / "scales.npy"

    @property
    def vocabulary(self) -> Path:
        """The tokenizer's number of each row's token, (v,) int32."""
        return self.root / "vocabulary.npy"

    @property
    def projection(self) -> Path:
        """From a row to the space, (k, d) float16."""
        return self.root / "projection.npy"

    @property
    def config(self) -> Path:
        """An :class:`EncoderConfig` as JSON, of precision ``"static"``."""
        return self.root / "static.json"

    @property
    def required(self) -> tuple[Path, ...]:
        """Files without which there is no static encoder."""
        return (self.config, self.tokens, self.scales, self.vocabulary, self.projection)


@dataclass(frozen=True)
class SpaceFiles:
    """The files of a space folder."""

    root: Path

    @property
    def manifest(self) -> Path:
        """A :class:`Manifest` as JSON."""
        return self.root / "space.json"

    @property
    def entities(self) -> Path:
        """One row an entity, :data:`SPACE_ENTITY_COLUMNS`."""
        return self.root / "entities.parquet"

    @property
    def vectors(self) -> Path:
        """One row an entity, in the order of ``entities.parquet``; memory-mapped."""
        return self.root / "vectors.npy"

    @property
    def relations(self) -> Path:
        """One row a relation, :data:`SPACE_RELATION_COLUMNS`."""
        return self.root / "relations.parquet"

    @property
    def attributes(self) -> Path:
        """One row a number known of an entity, :data:`SPACE_ATTRIBUTE_COLUMNS`."""
        return self.root / "attributes.parquet"

    @property
    def map(self) -> Path:
        """Fixed 2-D coordinates, :data:`MAP_COLUMNS`; optional."""
        return self.root / "map.parquet"

    @property
    def coding(self) -> Path:
        """Weights of the signs by which texts are coded, as JSON; optional."""
        return self.root / "coding.json"

    @property
    def held_out(self) -> Path:
        """Ids of entities whose relations were not learned from, one a line; optional."""
        return self.root / "held_out.txt"

    @property
    def twin(self) -> Path:
        """The folder of the held-out twin, a space without encoder and map; optional."""
        return self.root / "twin"

    @property
    def encoder(self) -> EncoderFiles:
        """The text encoder; optional."""
        return EncoderFiles(self.root / "encoder")

    @property
    def static(self) -> StaticFiles:
        """The static encoder; optional."""
        return StaticFiles(self.root / "static")

    @property
    def required(self) -> tuple[Path, ...]:
        """Files without which there is no space."""
        return (self.manifest, self.entities, self.vectors, self.relations, self.attributes)


@dataclass(frozen=True)
class EncoderConfig:
    """What ``encoder.json`` says.

    Attributes
    ----------
    dimension : int
        Length of a vector.
    max_tokens : int
        Longest text read, in tokens, the special ones included.
    precision : str
        ``"float32"``, ``"int8-weights"``, …
    base_model : str
        The model training started from.
    agreement : dict
        How closely the graph follows the trained model, as measured at export.
    """

    dimension: int
    max_tokens: int
    precision: str
    base_model: str
    agreement: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> EncoderConfig:
        """Read ``encoder.json``."""
        return cls(**_known_fields(cls, read_json(path), path))

    def write(self, path: Path) -> None:
        """Write ``encoder.json``."""
        write_json(path, {"format": FORMAT, **asdict(self)})


@dataclass(frozen=True)
class VectorStorage:
    """How ``vectors.npy`` was compressed and what that cost, as measured when saving."""

    dtype: str
    cost: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Provenance:
    """What a space was made of, and how.

    Attributes
    ----------
    base_model : str
        The model training started from.
    recipe : dict
        The training recipe, as run.
    corpus_sha256 : str
        Hash of the corpus.
    created : str
        Date of making, ISO 8601.
    validation : dict
        Summary of how good it is.
    attributions : tuple of SourceNote
        The sources, their licenses and the sentences their owners ask for.
    package_version : str
        The version of this package that wrote it.
    """

    base_model: str = ""
    recipe: dict[str, Any] = field(default_factory=dict)
    corpus_sha256: str = ""
    created: str = ""
    validation: dict[str, Any] = field(default_factory=dict)
    attributions: tuple[SourceNote, ...] = ()
    package_version: str = ""


@dataclass(frozen=True)
class Manifest:
    """What ``space.json`` says."""

    provenance: Provenance
    vectors: VectorStorage

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read ``space.json``."""
        content = read_json(path)
        try:
            notes = tuple(SourceNote(**note) for note in content.get("attributions", ()))
            vectors = VectorStorage(**content["vectors"])
        except (KeyError, TypeError) as error:
            raise _damaged(path, error) from error
        if vectors.dtype not in VECTOR_DTYPES:
            raise _damaged(path, f"vectors of type {vectors.dtype!r}")
        known = _known_fields(Provenance, content, path)
        return cls(Provenance(**{**known, "attributions": notes}), vectors)

    def write(self, path: Path) -> None:
        """Write ``space.json``."""
        content = {"format": FORMAT, **asdict(self.provenance), "vectors": asdict(self.vectors)}
        write_json(path, content)


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object of a known format.

    Raises
    ------
    FormatError
        If the file is missing, is not a JSON object, or is of another format.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from error
    if not isinstance(content, dict):
        raise _damaged(path, "not a JSON object")
    found = content.get("format")
    if found != FORMAT:
        newer = isinstance(found, int) and found > FORMAT
        remedy = "upgrade laborspace" if newer else "make it again with this laborspace"
        msg = f"{path} is of format {found}, this laborspace reads format {FORMAT}: {remedy}."
        raise FormatError(msg)
    return content


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON object, readably."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _known_fields(cls: type, content: dict[str, Any], path: Path) -> dict[str, Any]:
    names = {f.name for f in fields(cls)}
    known = {key: value for key, value in content.items() if key in names}
    required = {"dimension", "max_tokens", "precision", "base_model"} & names
    if cls is EncoderConfig and required - set(known):
        raise _damaged(path, f"no {sorted(required - set(known))[0]!r}")
    return known


def _damaged(path: Path, why: object) -> FormatError:
    return FormatError(
        f"{path} is missing or damaged ({why}); make the space again or fetch a new copy."
    )
