"""Who is scored, by what: the space, its twin, what stands beside it, and the evidence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias, Union, cast

import numpy.typing as npt

from laborspace.errors import FormatError, InputError
from laborspace.space.container import Space
from laborspace.validation.evidence import Evidence
from laborspace.validation.lexical import Lexical
from laborspace.validation.reading import EXTENSIONS, read_vectors
from laborspace.validation.running import Contender
from laborspace.validation.subject import Subject, VectorSubject, random_subject

if TYPE_CHECKING:
    from laborspace.corpus import Corpus

Vectors: TypeAlias = Mapping[str, npt.ArrayLike]
Given: TypeAlias = Union[Space, Vectors, str, "os.PathLike[str]"]
"""What can be scored: a space, ids with vectors, or where to find either."""

BASELINES = ("random", "tfidf", "bm25")
"""Names of the baselines, which no other subject may have."""


@dataclass
class Field:
    """Everything a run needs.

    Attributes
    ----------
    contenders : list of Contender
        The main one first.
    evidence : Evidence
    subjects : list of dict
        What the report says about each contender: name, role, kind, recipe, held out, …
    notes : list of str
        What a reader of the figures should know, one sentence each.
    """

    contenders: list[Contender]
    evidence: Evidence
    subjects: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def gather(
    space: Given | None,
    *,
    beside: Mapping[str, Given],
    twin: Given | None,
    seeds: Mapping[str, Given],
    data: Path | None,
    corpus: Corpus | None,
    baselines: bool,
) -> Field:
    """Open what is to be scored and decide which entities count as held out.

    Raises
    ------
    InputError
        If a name is taken, or a twin has nothing held out.
    FormatError, SourceError
        If a space or a file of vectors cannot be read.
    """
    main = _opened(space)
    name = _name_of(space, main)
    name = "space" if name in beside else name
    _check_names([name, *beside])
    notes: list[str] = []
    truth = main if isinstance(main, Space) and main.relations.num_rows else _released()
    evidence = Evidence(truth, data=data, corpus=corpus)
    contenders = [_contender(main, name, "space", truth, notes, twin=twin)]
    for other, given in beside.items():
        contenders.append(_contender(_opened(given), other, "beside", truth, notes))
    evidence.held_out = _held_out(contenders, truth, notes)
    evidence.seeds = {
        other: _subject(_opened(given), other, truth) for other, given in seeds.items()
    }
    found = Field(contenders, evidence, [_described(each) for each in contenders], notes)
    if baselines:
        plain: list[Subject] = [random_subject(truth)]
        plain += [Lexical(evidence, method) for method in BASELINES[1:]]
        for subject in plain:
            found.contenders.append(Contender(subject, trained=False, role="baseline"))
            found.subjects.append({"name": subject.name, "role": "baseline", "kind": "baseline"})
    return found


def is_trained(space: Space) -> bool:
    """Say whether a space learned from relations or texts; if its recipe does not tell, yes."""
    recipe = space.provenance.recipe
    stages = {key for key, value in recipe.items() if value and key not in _NO_STAGE}
    return "relation" not in recipe or bool(stages)


_NO_STAGE = {"name", "base", "seed", "precision", "space"}  # keys of a recipe that train nothing


def _opened(given: Given | None) -> Space | Vectors:
    if given is None:
        return _released()
    if isinstance(given, Space | Mapping):
        return given
    path = Path(given)
    if path.suffix.lower() in EXTENSIONS and not path.is_dir():
        return read_vectors(path)
    from laborspace.loading import load

    return load(given)


def _released() -> Space:
    from laborspace.loading import load

    return load()


def _name_of(given: Given | None, opened: Space | Vectors) -> str:
    if isinstance(opened, Space):
        return str(opened.provenance.recipe.get("name") or "space")
    return Path(given).stem if isinstance(given, str | os.PathLike) else "vectors"


def _check_names(names: list[str]) -> None:
    taken = sorted(set(names) & set(BASELINES))
    if taken:
        msg = f"{taken[0]!r} is the name of a baseline; call the space beside it something else."
        raise InputError(msg)


def _subject(opened: Space | Vectors, name: str, truth: Space) -> VectorSubject:
    if isinstance(opened, Space):
        return VectorSubject.from_space(opened, name)
    return VectorSubject.from_mapping(opened, name, like=truth)


def _contender(
    opened: Space | Vectors,
    name: str,
    role: str,
    truth: Space,
    notes: list[str],
    *,
    twin: Given | None = None,
) -> Contender:
    subject = _subject(opened, name, truth)
    if not isinstance(opened, Space):
        if twin is None:
            notes.append(
                f"{name} is a table of vectors: they are taken not to have learned from the "
                "relations of the entities held out."
            )
            return Contender(subject, trained=False, role=role)
        opened_twin = _opened(twin)
    elif twin is not None:
        opened_twin = _opened(twin)
    elif not is_trained(opened):
        return Contender(subject, trained=False, role=role)
    elif opened.twin is not None:
        opened_twin = opened.twin
    elif opened.held_out:
        return Contender(subject, subject, role=role)
    else:
        return Contender(subject, role=role)
    if not isinstance(opened_twin, Space) or not opened_twin.held_out:
        msg = (
            f"The twin of {name} has no entities held out, so it cannot stand in; build one "
            "with laborspace build --hold-out."
        )
        raise InputError(msg)
    return Contender(subject, VectorSubject.from_space(opened_twin, name), role=role)


def _held_out(contenders: list[Contender], truth: Space, notes: list[str]) -> frozenset[str]:
    """Return the entities no trained contender's twin learned the relations of."""
    known = frozenset(truth.ids)
    learned = {
        each.subject.name: _held_out_of(each.twin)
        for each in contenders
        if each.trained and each.twin is not None
    }
    if learned:
        common = known.intersection(*learned.values())
        if len({held & known for held in learned.values()}) > 1:
            sizes = ", ".join(f"{name} {len(held):,}" for name, held in learned.items())
            notes.append(
                f"The spaces were built with different entities held out ({sizes}); scored are "
                f"the {len(common):,} that all of them have in common."
            )
        return common
    for each in contenders:
        held = _held_out_of(each.subject) & known
        if held:
            return held
    try:
        released = _released().twin
    except FormatError:
        released = None
    held = frozenset() if released is None else released.held_out & known
    if held:
        notes.append("The entities held out are those of the twin of the bundled space.")
        return held
    held = frozenset(_drawn(truth))
    if held and not any(each.trained for each in contenders):
        notes.append(f"Held out are {len(held):,} entities, drawn as laborspace build --twin does.")
        return held
    return frozenset()


def _drawn(truth: Space) -> list[str]:
    """Draw what a space that learned nothing is scored on."""
    from laborspace.learning.holdout import choose_hold_out

    relations = truth.relations.to_pandas().astype({"source": object, "relation": object})
    tables = SimpleNamespace(entities=truth.to_pandas(), relations=relations)
    return choose_hold_out(cast("Corpus", tables))


def _held_out_of(subject: Any) -> frozenset[str]:
    space = getattr(subject, "space", None)
    return frozenset() if space is None else frozenset(space.held_out)


def _described(contender: Contender) -> dict[str, Any]:
    subject = contender.subject
    space = getattr(subject, "space", None)
    about: dict[str, Any] = {
        "name": subject.name,
        "role": contender.role,
        "kind": "vectors" if space is None else "space",
        "entities": len(subject.ids),
        "trained": contender.trained,
    }
    if space is not None:
        about |= _provenance(space)
    about["twin"] = None
    twin = getattr(contender.twin, "space", None)
    if twin is not None:
        about["twin"] = "itself" if twin is space else _provenance(twin)
    return about


def _provenance(space: Space) -> dict[str, Any]:
    made = space.provenance
    return {
        "dimension": space.dimension,
        "recipe": made.recipe,
        "base_model": made.base_model,
        "corpus_sha256": made.corpus_sha256,
        "created": made.created,
        "package_version": made.package_version,
        "held_out": len(space.held_out),
    }
