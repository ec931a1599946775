"""Entity vectors: the views of an entity, each encoded, averaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from laborspace.learning.texts import anonymous
from laborspace.records import ITEM_LEVELS, KINDS

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


def group_vectors(
    entities: pd.DataFrame, relations: pd.DataFrame, vectors: np.ndarray
) -> np.ndarray:
    """Give each group the mean of the vectors of the items in it.

    The text of a sector is a paragraph about how its industries were delimited; what it contains
    says better what it is.

    Parameters
    ----------
    entities : pandas.DataFrame
        One row a vector.
    relations : pandas.DataFrame
        Of these, `broader` between entities of one kind tells what a group contains, at any
        depth.
    vectors : ndarray, (n, d)
        Of all entities, groups included.

    Returns
    -------
    ndarray, (n, d) float32
        The vectors of items, and of groups without items, are as they were.
    """
    index = {id_: row for row, id_ in enumerate(entities["id"])}
    kinds = entities["kind"].to_numpy()
    items = entities["level"].isin(ITEM_LEVELS).to_numpy()
    above: dict[int, set[int]] = defaultdict(set)
    rows = relations[relations["relation"] == "broader"]
    for child_id, parent_id in zip(rows["source"], rows["target"], strict=True):
        child, parent = index.get(child_id), index.get(parent_id)
        if child is not None and parent is not None and kinds[child] == kinds[parent]:
            above[child].add(parent)
    total = np.zeros_like(vectors, dtype=np.float32)
    for item in np.flatnonzero(items):
        seen: set[int] = set()
        stack = [int(item)]
        while stack:
            fresh = above.get(stack.pop(), set()) - seen
            seen |= fresh
            stack += fresh
        groups = [group for group in seen if not items[group]]
        total[groups] += vectors[item]
    lengths = np.linalg.norm(total, axis=1, keepdims=True)
    found = np.array(vectors, dtype=np.float32)
    known = lengths[:, 0] > 0
    found[known] = total[known] / lengths[known]
    return found


def spread(values: list[str], count: int) -> list[str]:
    """Return at most `count` of the values, evenly spaced, so that no initial letter wins."""
    if len(values) <= count:
        return values
    return [values[int(i)] for i in np.linspace(0, len(values) - 1, count)]
