from __future__ import annotations

import pytest

from laborspace.analysis.finding import find
from laborspace.analysis.summary import summarize
from laborspace.errors import InputError


def test_find_lists_what_answers_to_a_name(space):
    table = find(space, "software developer")
    assert table.column_names == ["id", "kind", "code", "title", "score", "match"]
    ids = table["id"].to_pylist()
    assert ids[:3] == ["esco:occupation/0f1c", "onet:15-1252.00", "isco:2512"]
    assert table["score"].to_pylist()[:3] == [1, 1, 1]


def test_find_nothing(space):
    assert find(space, "zzzz").num_rows == 0


def test_find_needs_a_positive_number(space):
    with pytest.raises(InputError, match="top"):
        find(space, "nurse", top=0)


def test_summary_counts(space):
    summary = summarize(space)
    assert summary["kinds"]["industry"] == {"ranked": 5, "groups": 5}
    assert summary["kinds"]["firm"] == {"ranked": 3, "groups": 0}
    assert summary["relations"]["broader"] == 9
    assert sum(summary["relations"].values()) == 17
    assert summary["dimension"] == 8
    assert summary["encoder"]["precision"] == "float32"
    assert summary["vectors"] is None
    assert summary["attributions"][0]["license"] == "CC0"
