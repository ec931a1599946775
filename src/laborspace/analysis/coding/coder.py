"""What codes texts to a vocabulary, and where its weights come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.coding.fitting import from_names
from laborspace.analysis.coding.titles import Found, Titles
from laborspace.analysis.coding.weights import Weights
from laborspace.analysis.expectation import estimator
from laborspace.analysis.query import encoder_of
from laborspace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.analysis.coding.vocabulary import Vocabulary
    from laborspace.analysis.estimators import Estimator
    from laborspace.space.container import Space

NAMED = ("occupation", "skill")
"""Kinds whose weights can be learned from their own names; industries have but one each."""


class NameCoder:
    """Codes texts by the entities and names they are like.

    Attributes
    ----------
    vocabulary : Vocabulary
    titles : Titles
    weights : Weights
    source : str
        What its probabilities were learned from, in words.
    """

    def __init__(self, space: Space, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.titles = Titles(space, vocabulary, encoder_of(space))
        self.weights = weights_of(space, vocabulary, self.titles)
        self.source = self.weights.source

    def code(self, texts: Sequence[str]) -> Found:
        """Return the candidates of texts, the likeliest first."""
        return self.titles.code(texts, self.weights)

    def name(self, place: int) -> str:
        """Return a name."""
        text: str = self.titles.names.texts[place]
        return text


class IndustryCoder:
    """Codes descriptions of firms, by what :func:`laborspace.analysis.expectation.expect` says.

    For a space without weights of industries. The estimator of ``operates_in`` gives each industry
    the probability that the firm is in it; a firm may be in several, so these are scaled down to
    sum to 1 at most.
    """

    source = "firms the encoder has not seen (see expect, operates_in)"

    def __init__(self, space: Space, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._encoder = encoder_of(space)
        self._estimator = _industries(space, vocabulary)
        place = {space.ids[row]: i for i, row in enumerate(vocabulary.rows.tolist())}
        targets = [place.get(id_, -1) for id_ in self._estimator.targets]
        self._columns = np.array([j for j, item in enumerate(targets) if item >= 0], dtype=np.intp)
        self._items = np.array([item for item in targets if item >= 0], dtype=np.intp)

    def code(self, texts: Sequence[str]) -> Found:
        """Return all industries, the likeliest first."""
        values = self._estimator.probabilities_of(self._encoder.encode(texts))[:, self._columns]
        values = np.clip(values, 0, 1)
        values = values / np.maximum(values.sum(axis=1, keepdims=True), 1)
        order = np.argsort(-np.round(values, 6), axis=1, kind="stable")
        chances = np.take_along_axis(values, order, axis=1)
        none = np.full(order.shape, -1)
        called = np.zeros(order.shape, dtype=bool)
        return Found(self._items[order], chances, none, called, np.ones(len(order)))

    def name(self, place: int) -> str:
        """Return nothing: names are not compared."""
        raise IndexError(place)


def coder(space: Space, vocabulary: Vocabulary) -> NameCoder | IndustryCoder:
    """Return the coder of a vocabulary, kept on the space.

    Raises
    ------
    FormatError
        If the space has no encoder.
    InputError
        If texts cannot be coded to this kind.
    """
    if vocabulary.kind == "firm":
        msg = "Texts are not coded to firms; choose the kind occupation, industry or skill."
        raise InputError(msg)
    encoder_of(space)

    def make() -> NameCoder | IndustryCoder:
        if vocabulary.kind in NAMED or weights_key(space, vocabulary) in _stored(space):
            return NameCoder(space, vocabulary)
        return IndustryCoder(space, vocabulary)

    return space.derived(("coder", vocabulary.name, vocabulary.kind), make)


def weights_key(space: Space, vocabulary: Vocabulary) -> str:
    """Return what weights are filed under: the items they are of, and what reads the texts."""
    items = space.ids[int(vocabulary.rows[0])].partition(":")[0]
    return f"{items} {vocabulary.kind} {'static' if space.encoder is space.static else 'onnx'}"


def weights_of(space: Space, vocabulary: Vocabulary, titles: Titles) -> Weights:
    """Return the weights a space brings, or learn them from its own names."""
    key = weights_key(space, vocabulary)
    stored = _stored(space)
    if key in stored:
        return Weights.from_dict(stored[key])
    return space.derived(("weights", key), lambda: from_names(space, titles))


def _stored(space: Space) -> dict[str, Any]:
    weights = space.coding.get("weights", {})
    return weights if isinstance(weights, dict) else {}


def _industries(space: Space, vocabulary: Vocabulary) -> Estimator:
    prefix = space.ids[int(vocabulary.rows[0])].partition(":")[0] + ":"
    return estimator(space, "operates_in", prefix)
