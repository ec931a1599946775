"""Entity vectors: the views of an entity, each encoded, averaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from laborspace.learning.texts import anonymous
from laborspace.records import KINDS

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.learning.recipe import SpaceViews

Encode = Callable[[Sequence[str]], np.ndarray]


def entity_vectors(entities: pd.DataFrame, views: SpaceViews, encode: Encode) -> np.ndarray:
    """Encode every entity as the weighted mean of its views' vectors, itself of unit norm.

    Parameters
    ----------
    entities : pandas.DataFrame
        Rows of a corpus's entity table.
    views : SpaceViews
        Which views count how much for which kind. A view an entity lacks is left out of its
        mean; an entity that has none of its kind's views is encoded by its title. The alias
        view is itself the mean over at most ``views.max_aliases`` aliases, spread evenly, and
        so is that of the statements.
    encode : callable
        Texts → (n, d) unit vectors.

    Returns
    -------
    ndarray, (len(entities), d) float32
    """
    wanted: dict[str, dict[str, float]] = {kind: getattr(views, kind) for kind in KINDS}
    texts: list[str] = []
    rows: list[int] = []
    weights: list[float] = []
    columns = (entities[c] for c in ("kind", "title", "description", "aliases", "statements"))
    for row, (kind, title, description, aliases, statements) in enumerate(
        zip(*columns, strict=True)
    ):
        shown: list[tuple[float, list[str]]] = []
        for view, weight in wanted[kind].items():
            if view == "title":
                shown.append((weight, [title]))
            elif view == "description" and description:
                shown.append((weight, [description]))
            elif view == "anonymous" and description:
                shown.append((weight, [anonymous(description, title, aliases)]))
            elif view == "aliases" and len(aliases):
                shown.append((weight, spread(list(aliases), views.max_aliases)))
            elif view == "statements" and len(statements):
                shown.append((weight, spread(list(statements), views.max_aliases)))
        for weight, view_texts in shown or [(1.0, [title])]:
            texts += view_texts
            rows += [row] * len(view_texts)
            weights += [weight / len(view_texts)] * len(view_texts)
    distinct, inverse = np.unique(np.array(texts, dtype=object), return_inverse=True)
    vectors = encode(distinct.tolist())[inverse] * np.array(weights, dtype=np.float32)[:, None]
    total = np.zeros((len(entities), vectors.shape[1]), dtype=np.float32)
    np.add.at(total, np.array(rows), vectors)
    unit: np.ndarray = total / np.linalg.norm(total, axis=1, keepdims=True)
    return unit


def spread(values: list[str], count: int) -> list[str]:
    """Return at most `count` of the values, evenly spaced, so that no initial letter wins."""
    if len(values) <= count:
        return values
    return [values[int(i)] for i in np.linspace(0, len(values) - 1, count)]
