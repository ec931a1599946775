"""A training recipe: every choice that makes an encoder, read from one TOML file.

::

    name = "release"
    base = "sentence-transformers/all-MiniLM-L6-v2"

    [context]                  # optional: masked language modeling on descriptions
    epochs = 3

    [[relation]]               # one or more stages of relation learning, in order
    loss = "mnr"
    steps = 1000
    [[relation.data]]          # the data sets a stage interleaves
    pairs = "requires"
    source = "esco:"

    [space]                    # how texts become entity vectors
    occupation = ["title", "description", "aliases"]

An unknown key or a value of the wrong type raises :class:`RecipeError` naming it.
"""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from laborspace.errors import RecipeError

if sys.version_info >= (3, 11):
    import tomllib
else:  # the same parser under its old name
    import tomli as tomllib

BUILTIN = ("release", "paper", "quick", "raw", "sample")
VIEWS = ("title", "description", "anonymous", "aliases", "statements")
"""Texts an entity may show; `anonymous` is the description of a firm without its names."""
OWN_TEXTS = ("alias", "definition", "statement")
"""Pairs of two texts of one entity, rather than of two related entities."""
TITLE_AND_DESCRIPTION = {"title": 1.0, "description": 1.0}


@dataclass(frozen=True)
class ContextStage:
    """Context learning: masked language modeling on descriptions, labels left out.

    Kim, Ahn & Park (2024), section 3.2; Devlin et al. (2019).
    """

    epochs: float = 3.0
    batch_size: int = 32  # texts
    max_tokens: int = 128
    mask_share: float = 0.15
    learning_rate: float = 5e-5
    weight_decay: float = 0.01
    warmup_share: float = 0.06


@dataclass(frozen=True)
class PairData:
    """One data set of a relation stage: which pairs, drawn how often, shown as which text."""

    pairs: str  # a relation; "alias", "definition" or "statement": title and another own text
    source: str = ""  # only source ids that start so, e.g. "esco:occupation"
    target: str = ""
    detail: str = ""  # only rows of this detail, e.g. "essential"; the rest is not a negative
    source_level: str = ""  # only sources of this level
    min_weight: float = 0.0
    share: float = 1.0  # batches of this data set per batch of a data set of share 1
    per_source: int = 1  # targets drawn for each source of a batch
    negatives: Literal["none", "siblings"] = "siblings"
    relatives: float = 0.0  # mnr: weight of all known relatives in a batch beside the own pair
    title_share: float = 0.7  # how often an entity shows its title rather than its description
    alias_share: float = 0.0  # how often a shown title is replaced by one of its aliases
    noise_share: float = 0.0  # how often a source text is dressed up as a vacancy title
    peers: bool = False  # pair sources that share a target, rather than source and target
    batch_size: int = 0  # pairs in a step; 0: as the stage


@dataclass(frozen=True)
class RelationStage:
    """Relation learning with one loss over several interleaved data sets."""

    loss: Literal["mnr", "triplet", "cosine"]
    data: list[PairData]
    steps: int = 500
    batch_size: int = 64  # pairs
    max_tokens: int = 32
    learning_rate: float = 1e-4
    weight_decay: float = 0.01
    warmup_share: float = 0.08
    final_share: float = 0.02  # of the learning rate, reached linearly
    clip: float = 1.0
    dropout: float = 0.05
    trained_layers: int = -1  # topmost transformer layers that learn; -1 all, embeddings too
    adapter: bool = False  # learn one linear map on the frozen encoder's vectors instead
    keep_base: float = 0.0  # weight of 1 - cosine to the base model's vector of the same text
    temperature: float = 0.05  # mnr
    margin: float = 0.3  # triplet, in cosine distance
    skip_missing: bool = False  # leave out data sets the corpus has no pairs for


@dataclass(frozen=True)
class SpaceViews:
    """Which texts of an entity are averaged into its vector, with which weight, for each kind."""

    industry: dict[str, float] = field(default_factory=lambda: dict(TITLE_AND_DESCRIPTION))
    occupation: dict[str, float] = field(default_factory=lambda: dict(TITLE_AND_DESCRIPTION))
    skill: dict[str, float] = field(default_factory=lambda: dict(TITLE_AND_DESCRIPTION))
    firm: dict[str, float] = field(default_factory=lambda: {"description": 1.0})
    groups: Literal["texts", "items"] = "texts"  # what makes the vector of a group
    leave_out: list[str] = field(default_factory=list)  # levels that get no vector
    max_tokens: int = 128
    max_aliases: int = 20  # of an entity, averaged into its alias view; as many statements
    blend_base: float = 0.0  # weights of the encoder: this share base, the rest trained


@dataclass(frozen=True)
class Recipe:
    """Everything that determines an encoder, given a corpus."""

    name: str
    base: str = "sentence-transformers/all-MiniLM-L6-v2"
    seed: int = 0
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    context: ContextStage | None = None
    relation: list[RelationStage] = field(default_factory=list)
    space: SpaceViews = field(default_factory=SpaceViews)

    def to_dict(self) -> dict[str, Any]:
        """Return the recipe as plain values, defaults filled in."""
        return dataclasses.asdict(self)


def load_recipe(name: str | Path) -> Recipe:
    """Read a recipe: one that ships with the package, by name, or a TOML file.

    Parameters
    ----------
    name : str or Path
        ``"release"``, ``"paper"``, ``"quick"``, ``"raw"``, ``"sample"`` or the path of a file.

    Raises
    ------
    RecipeError
        No such file or recipe, not TOML, an unknown key, a value of the wrong type.
    """
    if str(name) in BUILTIN:
        text = (resources.files("laborspace") / "recipes" / f"{name}.toml").read_text("utf-8")
        return parse_recipe(text, str(name))
    path = Path(name)
    if not path.is_file():
        raise RecipeError(
            f"There is no recipe {str(name)!r}: give a .toml file or one of {', '.join(BUILTIN)}."
        )
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise RecipeError(f"{path}: not UTF-8 at byte {error.start}.") from None
    return parse_recipe(text, str(path))


def parse_recipe(text: str, where: str = "recipe") -> Recipe:
    """Parse the TOML text of a recipe; `where` names it in errors."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{where}: not valid TOML: {error}.") from None
    recipe: Recipe = _build(Recipe, values, where)
    _check_ranges(recipe, where)
    return recipe


def _build(cls: Any, values: dict[str, Any], where: str) -> Any:
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    for key in values:
        if key not in fields:
            raise RecipeError(f"{where}: unknown key {key!r}; known: {', '.join(fields)}.")
    for name, spec in fields.items():
        required = (
            spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING
        )
        if required and name not in values:
            raise RecipeError(f"{where}: key {name!r} is missing.")
    return cls(**{k: _value(hints[k], v, f"{where}: {k}") for k, v in values.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):  # only `X | None` occurs
        hint = next(a for a in typing.get_args(hint) if a is not type(None))
        origin = typing.get_origin(hint)
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise RecipeError(f"{where} must be a table, not {value!r}.")
        return _build(hint, value, where)
    if origin is list:
        if not isinstance(value, list):
            raise RecipeError(f"{where} must be a list, not {value!r}.")
        item = typing.get_args(hint)[0]
        return [_value(item, v, f"{where}[{i}]") for i, v in enumerate(value)]
    if origin is dict:
        if isinstance(value, list):  # names alone: each counts once
            value = dict.fromkeys(_value(list[str], value, where), 1.0)
        if not isinstance(value, dict):
            raise RecipeError(f"{where} must be a table or a list of names, not {value!r}.")
        return {k: _value(float, v, f"{where}.{k}") for k, v in value.items()}
    if origin is Literal:
        options = typing.get_args(hint)
        if value not in options:
            raise RecipeError(f"{where} must be one of {', '.join(options)}, not {value!r}.")
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise RecipeError(f"{where} must be of type {hint.__name__}, not {value!r}.")
    return value


def _check_ranges(recipe: Recipe, where: str) -> None:
    for number, stage in enumerate(recipe.relation):
        place = f"{where}: relation[{number}]"
        if not stage.data:
            raise RecipeError(f"{place}: data is empty.")
        for name in ("steps", "batch_size", "max_tokens"):
            if getattr(stage, name) < 1:
                raise RecipeError(f"{place}: {name} must be at least 1.")
        for position, data in enumerate(stage.data):
            if data.batch_size < 0:
                raise RecipeError(f"{place}: data[{position}]: batch_size must not be negative.")
            if not 0 <= data.relatives <= 1:
                raise RecipeError(f"{place}: data[{position}]: relatives must lie in 0 to 1.")
            if data.peers and data.pairs in OWN_TEXTS:
                raise RecipeError(
                    f"{place}: data[{position}]: peers needs a relation, not {data.pairs!r}."
                )
        if stage.loss == "triplet" and any(d.negatives == "none" for d in stage.data):
            raise RecipeError(f'{place}: a triplet loss needs negatives = "siblings".')
    if any(s.adapter for s in recipe.relation[:-1]):
        raise RecipeError(f"{where}: an adapter can only be the last relation stage.")
    for kind in ("industry", "occupation", "skill", "firm"):
        views = getattr(recipe.space, kind)
        if not views or set(views) - set(VIEWS):
            raise RecipeError(
                f"{where}: space.{kind} must name some of {', '.join(VIEWS)}, not {list(views)!r}."
            )
        if "anonymous" in views and kind != "firm":
            raise RecipeError(f"{where}: anonymous is a text of firms, not of {kind}.")
        if min(views.values()) <= 0:
            raise RecipeError(f"{where}: the weights of space.{kind} must be above 0.")
