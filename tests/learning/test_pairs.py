"""Batches: who is drawn, what is known, who is a negative."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laborspace.corpus import Corpus
from laborspace.errors import RecipeError
from laborspace.learning.noise import noisy_title
from laborspace.learning.pairs import PairSet, Taxonomy
from laborspace.learning.recipe import PairData, SpaceViews
from laborspace.learning.texts import EntityTexts, anonymous, without_label

WORDS = ("steel", "bread", "bank", "nurse", "teach", "code")
WORDS += ("truck", "law", "farm", "hotel", "film", "mine")


@pytest.fixture(scope="module")
def texts(corpus: Corpus) -> EntityTexts:
    return EntityTexts.from_corpus(corpus, SpaceViews(), "[MASK]")


def pair_set(corpus: Corpus, texts: EntityTexts, held_out: tuple[str, ...] = (), **data) -> PairSet:
    return PairSet(corpus, PairData(**data), texts, Taxonomy(corpus), held_out)


def test_the_label_is_masked_in_the_description() -> None:
    masked = without_label("Nurses help. A nurse cares; the Nurse’s aide too.", ["nurse"], "_")
    assert masked == "_ help. A _ cares; the _’s aide too."


@given(st.text(max_size=30), st.lists(st.text(max_size=8), max_size=3))
def test_masking_never_fails(text: str, names: list[str]) -> None:
    assert isinstance(without_label(text, names, "_"), str)


def test_a_longer_name_is_masked_whole() -> None:
    assert without_label("A steel worker.", ["worker", "steel worker"], "_") == "A _."


def test_relatives_are_known_and_negatives_are_not(corpus: Corpus, texts: EntityTexts) -> None:
    pairs = pair_set(corpus, texts, pairs="requires", detail="essential", per_source=2)
    batch = pairs.draw(6, np.random.default_rng(0))
    n = len(batch.sources)
    assert batch.known.shape == (n, n + len(batch.negatives))
    assert batch.known[np.arange(n), np.arange(n)].all()
    assert not batch.known[np.arange(n), n + np.arange(n)].any()


def test_optional_relatives_are_not_negatives(corpus: Corpus, texts: EntityTexts) -> None:
    pairs = pair_set(corpus, texts, pairs="requires", detail="essential", title_share=1.0)
    rng = np.random.default_rng(0)
    for _ in range(20):
        batch = pairs.draw(4, rng)
        for source, negative in zip(batch.sources, batch.negatives, strict=True):
            assert source.split()[0] != negative.split()[0]


def test_the_same_generator_draws_the_same_batch(corpus: Corpus, texts: EntityTexts) -> None:
    pairs = pair_set(corpus, texts, pairs="requires")
    first = pairs.draw(8, np.random.default_rng([1, 2]))
    again = pairs.draw(8, np.random.default_rng([1, 2]))
    assert first.sources == again.sources
    assert first.negatives == again.negatives


def test_held_out_entities_are_never_drawn(corpus: Corpus, texts: EntityTexts) -> None:
    held = ("x:job-steel", "x:skill-bread-basics")
    pairs = pair_set(corpus, texts, held, pairs="requires", title_share=1.0, negatives="none")
    rng = np.random.default_rng(0)
    shown = {t for _ in range(50) for b in [pairs.draw(8, rng)] for t in (*b.sources, *b.targets)}
    assert "bread worker" in shown
    assert not shown & {"steel worker", "bread basics"}


def test_an_alias_is_paired_with_its_title(corpus: Corpus, texts: EntityTexts) -> None:
    batch = pair_set(corpus, texts, pairs="alias").draw(5, np.random.default_rng(0))
    for alias, title in zip(batch.sources, batch.targets, strict=True):
        assert alias.split()[0] == title.split()[0]
        assert title.endswith("worker")


def test_a_definition_does_not_name_what_it_defines(corpus: Corpus, texts: EntityTexts) -> None:
    batch = pair_set(corpus, texts, pairs="definition").draw(9, np.random.default_rng(0))
    for title, description in zip(batch.sources, batch.targets, strict=True):
        assert title not in description


def test_weights_become_relatedness_within_a_source(corpus: Corpus, texts: EntityTexts) -> None:
    pairs = pair_set(corpus, texts, pairs="requires", per_source=2)
    drawn = pairs.draw(24, np.random.default_rng(0)).relatedness
    assert set(drawn) == {0.5, 1.0}


def test_unrelated_pairs_are_unrelated(corpus: Corpus, texts: EntityTexts) -> None:
    pairs = pair_set(corpus, texts, pairs="requires", title_share=1.0, negatives="none")
    batch = pairs.unrelated(30, np.random.default_rng(0))
    assert not batch.relatedness.any()
    for source, target in zip(batch.sources, batch.targets, strict=True):
        assert source.split()[0] != target.split()[0]


def test_pairs_the_corpus_lacks_are_named(corpus: Corpus, texts: EntityTexts) -> None:
    with pytest.raises(RecipeError, match="no pairs for 'employs' from 'naics:'"):
        pair_set(corpus, texts, pairs="employs", source="naics:")


def test_peers_share_a_target(corpus: Corpus, texts: EntityTexts) -> None:
    pairs = pair_set(corpus, texts, pairs="broader", peers=True, negatives="none", title_share=1.0)
    batch = pairs.draw(6, np.random.default_rng(0))
    half = {word: n // 6 for n, word in enumerate(WORDS)}
    for source, target in zip(batch.sources, batch.targets, strict=True):
        assert source != target
        assert half[source.split()[0]] == half[target.split()[0]]
    groups = np.array([half[s.split()[0]] for s in batch.sources])
    others = np.array([half[t.split()[0]] for t in batch.targets])
    assert (batch.known == (groups[:, None] == others[None, :])).all()


def test_peers_of_what_is_held_out_are_not_seen(corpus: Corpus, texts: EntityTexts) -> None:
    held = tuple(f"x:skill-{word}-basics" for word in WORDS)
    pairs = pair_set(corpus, texts, held, pairs="broader", peers=True, title_share=1.0)
    batch = pairs.draw(8, np.random.default_rng(0))
    assert not any("basics" in text for text in [*batch.sources, *batch.targets])


def test_statements_stand_beside_titles(corpus: Corpus) -> None:
    said = Corpus(
        corpus.entities.assign(
            statements=[[f"Does {t}."] if "worker" in t else [] for t in corpus.entities["title"]]
        ),
        corpus.relations,
        corpus.attributes,
    )
    texts = EntityTexts.from_corpus(said, SpaceViews(), "[MASK]")
    batch = pair_set(said, texts, pairs="statement").draw(6, np.random.default_rng(0))
    for source, target in zip(batch.sources, batch.targets, strict=True):
        assert source == f"Does {target}."
    with pytest.raises(RecipeError, match="no pairs for 'statement'"):
        pair_set(corpus, EntityTexts.from_corpus(corpus, SpaceViews(), ""), pairs="statement")


def test_an_alias_may_stand_for_the_title(corpus: Corpus, texts: EntityTexts) -> None:
    pairs = pair_set(corpus, texts, pairs="alias", alias_share=1.0)
    batch = pairs.draw(12, np.random.default_rng(0))
    assert not any("worker" in text for text in batch.targets)
    assert {s.split()[0] for s in batch.sources} == {t.split()[0] for t in batch.targets}


def test_noise_keeps_the_words(corpus: Corpus, texts: EntityTexts) -> None:
    pairs = pair_set(corpus, texts, pairs="alias", noise_share=1.0)
    batch = pairs.draw(12, np.random.default_rng(0))
    aliases = {a for own in texts.aliases for a in own}
    assert any(source not in aliases for source in batch.sources)
    assert all(any(a in source.lower() for a in aliases) for source in batch.sources)


@given(st.text(max_size=20), st.integers(0, 1000))
def test_noise_only_adds(title: str, seed: int) -> None:
    noisy = noisy_title(title, np.random.default_rng(seed))
    assert title.casefold() in noisy.casefold() or title.upper().casefold() in noisy.casefold()


def test_the_name_of_a_firm_is_taken_out() -> None:
    text = "Acme Tools, Inc. makes saws. Acme Tools was founded in 1901; Acme stays."
    assert anonymous(text, "Acme Tools, Inc.") == (
        "the company makes saws. the company was founded in 1901; Acme stays."
    )
    assert anonymous("Foo runs inns.", "Foo Company (The)") == "the company runs inns."
