"""Ranked exposure and the agreement of measures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from laborspace.errors import InputError
from laborspace.plotting import plot_agreement, plot_exposure


@pytest.fixture
def table():
    rng = np.random.default_rng(1)
    score = rng.normal(0, 0.2, 43)
    return pd.DataFrame(
        {
            "kind": ["industry"] * 3 + ["occupation"] * 40,
            "title": [f"an entity with a really rather long name, number {i}" for i in range(43)],
            "score": score,
            "low": score - 0.1,
            "high": score + 0.05,
            "basis": "estimated",
            "why": "requires: something near (essential)",
        }
    )


def test_the_most_exposed_are_ranked_with_their_intervals(table, tmp_path):
    figure = plot_exposure(table, tmp_path / "e.svg", title="Exposure", top=5)
    industries, occupations = figure.axes
    ranked = table[table["kind"] == "occupation"].sort_values("score", ascending=False).head(5)
    labels = [label.get_text() for label in occupations.get_yticklabels()]
    assert [label[:20] for label in labels] == [title[:20] for title in ranked["title"]]
    points = [c.get_offsets()[0][0] for c in occupations.collections]
    assert points == pytest.approx(ranked["score"].tolist())
    bars = [line.get_xdata() for line in occupations.lines if len(set(line.get_xdata())) == 2]
    assert [tuple(bar) for bar in bars] == [
        pytest.approx(pair) for pair in zip(ranked["low"], ranked["high"], strict=True)
    ]
    assert len(industries.get_yticklabels()) == 3
    assert any("requires" in text.get_text() for text in occupations.texts)


def test_given_scores_are_filled_and_estimates_hollow(table, tmp_path):
    table["held_out"] = 0.0
    table.loc[::2, "basis"] = "observed"
    table.loc[::2, ["low", "high"]] = np.nan
    figure = plot_exposure(table, tmp_path / "e.png", top=4)
    fills = {tuple(c.get_facecolor()[0][:3]) for c in figure.axes[1].collections}
    assert (1.0, 1.0, 1.0) in fills
    assert len(fills) == 2
    assert "90% prediction interval" in figure.axes[-1].get_xlabel()


def test_a_job_mix_leads_its_occupations(tmp_path):
    rows = {
        "kind": ["mix", "occupation"], "title": ["mix of 1 occupation", "Nurses"],
        "score": [0.1, 0.1], "low": [0.0, np.nan], "high": [0.2, np.nan],
        "basis": ["estimated"] * 2, "why": ["", ""],
    }  # fmt: skip
    figure = plot_exposure(pd.DataFrame(rows), tmp_path / "e.svg")
    assert figure.axes[0].get_title(loc="left") == "Job mix"


def test_agreement_is_a_triangle_of_numbers(tmp_path, boxes, assert_apart):
    names = ["AIOE", "GPTs are GPTs β", "Microsoft applicability"]
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    rows = [
        {"measure": a, "other": b, "spearman": value, "low": value - 0.1, "high": value + 0.1}
        for (a, b), value in zip(pairs, [0.85, -0.3, 0.0], strict=True)
    ]
    rows[2] |= dict.fromkeys(("spearman", "low", "high"))
    figure = plot_agreement(rows, tmp_path / "a.svg", title="Agreement")
    texts = figure.axes[0].texts
    assert [text.get_text() for text in texts] == [
        "0.85", "0.75 to 0.95", "−0.30", "−0.40 to −0.20", "too few",
    ]  # fmt: skip
    assert_apart(boxes(figure, texts))
    again = plot_agreement(pd.DataFrame(rows[:2]), tmp_path / "a.png")
    assert len(again.axes[0].texts) == 4


def test_nothing_to_draw(table, tmp_path):
    with pytest.raises(InputError, match="nothing to draw"):
        plot_exposure(table.head(0), tmp_path / "e.svg")
    with pytest.raises(InputError, match="no column 'score'"):
        plot_exposure(table.drop(columns="score"), tmp_path / "e.svg")
    with pytest.raises(InputError, match="top must be"):
        plot_exposure(table, tmp_path / "e.svg", top=0)
    with pytest.raises(InputError, match="nothing to draw"):
        plot_agreement([], tmp_path / "a.svg")
    with pytest.raises(InputError, match="must end in"):
        plot_agreement([{"measure": "a", "other": "b", "spearman": 1.0, "low": 1, "high": 1}],
                       tmp_path / "a.gif")  # fmt: skip
