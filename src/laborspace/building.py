"""From a corpus to a space with one call: train, export, encode, lay out, save."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.blocks import center_of
from laborspace.errors import FormatError, InputError, MissingExtraError, TruncationWarning
from laborspace.labor_space import LaborSpace
from laborspace.space.encoder import Encoder
from laborspace.space.layout import Provenance, SpaceFiles, read_json
from laborspace.space.static import StaticEncoder
from laborspace.space.vectors import Vector, unit
from laborspace.storage import check_replaceable, replace_file

if TYPE_CHECKING:
    from laborspace.corpus import Corpus
    from laborspace.learning.export import Precision
    from laborspace.learning.model import TextEncoder
    from laborspace.learning.recipe import Recipe
    from laborspace.learning.static import Encode
    from laborspace.space.container import Space

AGREEMENT_TEXTS = 400
"""Texts on which the exported graph is compared with PyTorch."""


def build(
    corpus: Corpus,
    recipe: str | Path | Recipe = "release",
    *,
    output: str | Path | None = None,
    run: str | Path | None = None,
    held_out: Collection[str] = (),
    twin: bool = False,
    precision: Precision = "int8-weights",
    vectors: str = "float16",
    make_map: bool = True,
    static: bool = True,
    quiet: bool = True,
) -> LaborSpace:
    """Build a space from a corpus.

    Parameters
    ----------
    corpus : Corpus
    recipe : str, Path or Recipe
        Name of a built-in recipe, a TOML file, or a recipe.
    output : str or Path, optional
        Where to save the space.
    run : str or Path, optional
        The run folder: log, loss curves, checkpoints. A run that was interrupted goes on when
        the same call is made again. Default: beside `output`, or ``runs/<recipe>``.
    held_out : collection of str
        Ids of entities whose relations are not learned from; written into the space.
    twin : bool
        Whether to build the held-out twin as well: the same recipe without the relations of
        the entities that :func:`laborspace.learning.holdout.choose_hold_out` chooses, which
        takes as long again. The space is saved before its twin is begun, and carries the twin
        in its folder ``twin`` afterwards.
    precision : {"int8-weights", "float32", "int8"}
        How the encoder is stored.
    vectors : {"float16", "int8"}
        How the vectors are stored.
    make_map : bool
        Whether to compute the 2-D coordinates.
    static : bool
        Whether to distill a static encoder as well; see :func:`add_static`.
    quiet : bool
        No progress bars.

    Returns
    -------
    LaborSpace

    Raises
    ------
    MissingExtraError
        The extra ``train`` is not installed.
    InputError
        Both `held_out` and `twin` are given.
    RecipeError, TrainingError, StorageError, Interrupted
        See :func:`laborspace.learning.train.train`.
    """
    try:
        from laborspace.learning.export import export_encoder
        from laborspace.learning.holdout import choose_hold_out
        from laborspace.learning.layout import map_coordinates
        from laborspace.learning.recipe import Recipe, load_recipe
        from laborspace.learning.train import train
        from laborspace.learning.vectors import spread
    except ModuleNotFoundError as error:
        raise MissingExtraError("Building a space", "train") from error
    if twin and held_out:
        raise InputError(
            "A twin is for a space that holds nothing out: give held_out or twin, not both."
        )
    if not isinstance(recipe, Recipe):
        recipe = load_recipe(recipe)
    run_folder = _run_folder(run, output, recipe.name)
    if output is not None:  # hours of training are not to end in a folder that cannot be written
        check_replaceable(Path(output).resolve(), SpaceFiles(Path(output)).manifest.name)
    encoder = train(corpus, recipe, run_folder, held_out=held_out, quiet=quiet)
    space = _space(corpus, recipe, encoder, held_out, quiet=quiet)
    entities = corpus.entities
    sample = spread(sorted({t for t in entities["description"] if t}), AGREEMENT_TEXTS)
    description = export_encoder(
        encoder,
        run_folder / "encoder",
        sample or entities["title"].tolist(),
        precision=precision,
        max_tokens=recipe.space.max_tokens,
    )
    space.provenance.validation["encoder_agreement"] = description["agreement"][precision]
    space.transformer = Encoder.load(run_folder / "encoder")
    if static:

        def encode(texts: Sequence[str]) -> np.ndarray:
            return np.asarray(encoder.encode(texts, recipe.space.max_tokens, quiet=quiet))

        space.static = _distilled(corpus, encode, run_folder, recipe.base)
    if make_map:
        space.coordinates = map_coordinates(space.ids, centered_vectors(space))
    if output is not None:
        space.save(output, dtype=vectors)
    if twin:
        hidden = choose_hold_out(corpus)
        folder = run_folder.with_name(run_folder.name + ".twin")
        encoder = train(corpus, recipe, folder, held_out=hidden, quiet=quiet)
        space.twin = _space(corpus, recipe, encoder, hidden, quiet=quiet)
        if output is not None:
            space.save(output, dtype=vectors)
    return space


def add_map(space: str | Path) -> None:
    """Compute the 2-D coordinates of a space and put them into its folder.

    Parameters
    ----------
    space : str or Path
        A space folder; only its file ``map.parquet`` is written, over the old one if there is.

    Raises
    ------
    MissingExtraError
        The extra ``train`` is not installed.
    FormatError
        There is no space.
    StorageError
        Writing failed.
    """
    import pyarrow.parquet as pq

    opened = LaborSpace.load(space)
    try:
        from laborspace.learning.layout import map_coordinates

        table = map_coordinates(opened.ids, centered_vectors(opened))
    except ModuleNotFoundError as error:
        raise MissingExtraError("Making a map", "train") from error
    with replace_file(SpaceFiles(Path(space)).map) as file:
        pq.write_table(table, file, compression="zstd")


def centered_vectors(space: Space) -> Vector:
    """Return all vectors of a space from the center of their kind, (n, d) of length 1.

    What a map is made of: so it puts an occupation beside its skills and its industry, not beside
    whatever is written in the same style.
    """
    centers = {kind: center_of(space, kind) for kind in set(space.column("kind"))}
    return unit(space.vectors - np.stack([centers[kind] for kind in space.column("kind")]))


def add_static(space: str | Path, corpus: Corpus, *, threads: int | None = None) -> dict[str, Any]:
    """Distill the encoder of a space into a static one and put it into the folder of the space.

    Parameters
    ----------
    space : str or Path
        A space folder with an encoder; only its folder ``static`` is written.
    corpus : Corpus
        Its titles, aliases and descriptions are what the static encoder learns from.
    threads : int, optional
        Threads of the encoder; every core by default.

    Returns
    -------
    dict
        The content of ``static.json``, with its agreement with the encoder.

    Raises
    ------
    MissingExtraError
        The extra ``train`` is not installed.
    FormatError
        There is no space, or it has no encoder.
    StorageError
        Writing failed.
    """
    opened = LaborSpace.load(space, threads=threads)
    transformer = opened.transformer
    if transformer is None:
        msg = f"{space} has no encoder to distill; build it again with laborspace build."
        raise FormatError(msg)

    def encode(texts: Sequence[str]) -> np.ndarray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", TruncationWarning)  # long descriptions are expected
            return np.asarray(transformer.encode(texts))

    files = SpaceFiles(Path(space))
    _distilled(corpus, encode, files.root, transformer.config.base_model)
    return read_json(files.static.config)


def _distilled(corpus: Corpus, encode: Encode, folder: Path, base: str) -> StaticEncoder:
    try:
        from laborspace.learning.static import corpus_texts, distill
    except ModuleNotFoundError as error:
        raise MissingExtraError("Distilling a static encoder", "train") from error
    files = SpaceFiles(folder)
    tokenizer = files.encoder.tokenizer
    distill(encode, corpus_texts(corpus), tokenizer, files.static.root, base_model=base)
    return StaticEncoder.load(files.static.root, tokenizer=tokenizer)


def _space(
    corpus: Corpus,
    recipe: Recipe,
    encoder: TextEncoder,
    held_out: Collection[str],
    *,
    quiet: bool,
) -> LaborSpace:
    """Return a space without encoder and map."""
    from laborspace.learning.vectors import entity_vectors, group_vectors

    views = recipe.space
    entities = corpus.entities
    entities = entities[~entities["level"].isin(views.leave_out)].reset_index(drop=True)

    def encode(texts: Sequence[str]) -> np.ndarray:
        vectors: np.ndarray = encoder.encode(texts, views.max_tokens, quiet=quiet)
        return vectors

    kept = set(entities["id"])
    relations = corpus.relations
    relations = relations[relations["source"].isin(kept) & relations["target"].isin(kept)]
    matrix = entity_vectors(entities, views, encode)
    if views.groups == "items":
        matrix = group_vectors(entities, relations, matrix)
    return LaborSpace(
        entities,
        matrix,
        relations=relations,
        attributes=corpus.attributes[corpus.attributes["id"].isin(kept)],
        provenance=Provenance(
            base_model=recipe.base,
            recipe=_without_none(recipe.to_dict()),
            corpus_sha256=corpus.sha256,
            created=datetime.now(timezone.utc).date().isoformat(),
            attributions=tuple(corpus.notes),
        ),
        held_out=held_out,
    )


def _run_folder(run: str | Path | None, output: str | Path | None, name: str) -> Path:
    if run is not None:
        return Path(run)
    if output is not None:
        return Path(output).with_name(Path(output).name + ".run")
    return Path("runs") / name


def _without_none(value: Any) -> Any:
    """Drop absent parts: a recipe without context learning says nothing about it."""
    if isinstance(value, dict):
        return {k: _without_none(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_none(v) for v in value]
    return value
