"""Entity vectors: weighted means of views."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from laborspace.learning.recipe import SpaceViews
from laborspace.learning.vectors import entity_vectors, group_vectors
from laborspace.records import entity_table, relation_table

AXES = ("nurse", "cares", "RN", "sister", "Lift a patient.")


def encode(texts: list[str]) -> np.ndarray:
    vectors = np.zeros((len(texts), len(AXES) + 1), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row, AXES.index(text) if text in AXES else len(AXES)] = 1
    return vectors


def nurse(**changes: object) -> pd.DataFrame:
    row = {
        "id": "x:1",
        "kind": "occupation",
        "title": "nurse",
        "description": "cares",
        "aliases": ["RN", "sister"],
        "statements": ["Lift a patient."],
    }
    return entity_table([row | changes])


def test_views_are_weighed() -> None:
    views = SpaceViews(
        occupation={"title": 1.0, "description": 2.0, "aliases": 3.0, "statements": 0.5}
    )
    (vector,) = entity_vectors(nurse(), views, encode)
    expected = np.array([1, 2, 1.5, 1.5, 0.5, 0])
    np.testing.assert_allclose(vector, expected / np.linalg.norm(expected), atol=1e-6)


def test_a_missing_view_is_left_out() -> None:
    views = SpaceViews(occupation={"description": 1.0, "statements": 1.0})
    (vector,) = entity_vectors(nurse(description="", statements=[]), views, encode)
    np.testing.assert_allclose(vector, np.eye(6)[0])


def test_a_firm_may_show_its_description_without_its_name() -> None:
    firm = nurse(kind="firm", title="Acme, Inc.", description="Acme cares", aliases=[])
    seen: list[str] = []

    def spy(texts: list[str]) -> np.ndarray:
        seen.extend(texts)
        return encode(texts)

    entity_vectors(firm, SpaceViews(firm={"anonymous": 1.0}), spy)
    assert seen == ["the company cares"]


@pytest.mark.parametrize(("limit", "shown"), [(1, 1), (2, 2), (9, 2)])
def test_only_so_many_aliases_count(limit: int, shown: int) -> None:
    views = SpaceViews(occupation={"aliases": 1.0}, max_aliases=limit)
    (vector,) = entity_vectors(nurse(), views, encode)
    assert np.count_nonzero(vector) == shown


def test_a_group_is_the_mean_of_its_items() -> None:
    names = [("sector", "sector"), ("sub", "subsector"), ("a", "industry group")]
    names += [("b", "industry group"), ("empty", "sector")]
    rows = [{"id": f"x:{n}", "kind": "industry", "title": n, "level": lv} for n, lv in names]
    rows.append({"id": "x:job", "kind": "occupation", "title": "job", "level": "occupation"})
    links = [("a", "sub"), ("b", "sub"), ("sub", "sector"), ("a", "sector"), ("job", "sector")]
    relations = relation_table(
        [{"source": f"x:{s}", "target": f"x:{t}", "relation": "broader"} for s, t in links]
        + [{"source": "x:a", "target": "x:empty", "relation": "related"}]
    )
    vectors = np.eye(6, dtype=np.float32)
    found = group_vectors(entity_table(rows), relations, vectors)
    half = (vectors[2] + vectors[3]) / np.sqrt(2)
    np.testing.assert_allclose(found[:2], [half, half], atol=1e-6)
    np.testing.assert_array_equal(found[2:], vectors[2:])
