"""Distilling a static encoder: it lands where the encoder does, and its algebra is right."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from laborspace.building import add_static
from laborspace.corpus import Corpus
from laborspace.errors import FormatError
from laborspace.learning.static import corpus_texts, distill, ridge
from laborspace.space.container import Space
from laborspace.space.encoder import Encoder
from laborspace.space.static import StaticEncoder
from synthetic import ENCODER, ENTITIES, make_space

WORDS = ["nurse", "care", "code", "engine", "school", "energy", "patient", "vehicle", "software"]
TOKENIZER = ENCODER / "tokenizer.json"


def phrases(count: int = 400) -> list[str]:
    rng = np.random.default_rng(0)
    return [" ".join(rng.choice(WORDS, size=rng.integers(1, 5))) for _ in range(count)]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(ENCODER, threads=1)


def test_ridge_finds_the_closed_form() -> None:
    rng = np.random.default_rng(0)
    shares, targets = rng.random((40, 9)), rng.normal(size=(40, 3))
    start, penalty = rng.normal(size=(9, 3)), 0.3
    normal = shares.T @ shares + penalty * np.eye(9)
    expected = start + np.linalg.solve(normal, shares.T @ (targets - shares @ start))
    found = ridge(csr_matrix(shares), targets, start, penalty, steps=30)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_large_penalty_changes_nothing() -> None:
    rng = np.random.default_rng(0)
    start = rng.normal(size=(9, 3))
    found = ridge(csr_matrix(rng.random((40, 9))), rng.normal(size=(40, 3)), start, 1e9, steps=5)
    np.testing.assert_allclose(found, start, atol=1e-5)


def test_it_lands_where_the_encoder_does(encoder: Encoder, tmp_path: Path) -> None:
    said = distill(encoder.encode, phrases(), TOKENIZER, tmp_path / "static")
    static = StaticEncoder.load(tmp_path / "static", tokenizer=TOKENIZER)
    asked = ["patient care", "vehicle engine", "school", "software code"]
    cosines = (static.encode(asked) * encoder.encode(asked)).sum(axis=1)
    assert cosines.min() > 0.8
    assert cosines.mean() > 0.93
    assert said["agreement"]["cosine_mean"] > 0.9
    assert said == json.loads((tmp_path / "static" / "static.json").read_text("utf-8"))


def test_twice_gives_the_same_files(encoder: Encoder, tmp_path: Path) -> None:
    for name in ("a", "b"):
        distill(encoder.encode, phrases(60), TOKENIZER, tmp_path / name)
    for file in sorted((tmp_path / "a").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_rank_and_vocabulary_are_kept_to(encoder: Encoder, tmp_path: Path) -> None:
    distill(encoder.encode, phrases(), TOKENIZER, tmp_path / "s", rank=3, vocabulary=5)
    assert np.load(tmp_path / "s" / "tokens.npy").shape == (5, 3)
    assert np.load(tmp_path / "s" / "projection.npy").shape == (3, encoder.dimension)


def test_the_texts_of_a_corpus(corpus: Corpus) -> None:
    texts = corpus_texts(corpus)
    assert texts == sorted(set(texts))
    assert {"steel worker", "steel hand", "Knowing the basics of steel."} <= set(texts)
    assert "" not in texts


def test_a_space_gets_one_later(corpus: Corpus, tmp_path: Path) -> None:
    make_space().save(tmp_path / "space")
    before = {f.name: f.read_bytes() for f in (tmp_path / "space").iterdir() if f.is_file()}
    said = add_static(tmp_path / "space", corpus, threads=1)
    assert 0 < said["agreement"]["cosine_mean"] <= 1
    opened = Space.load(tmp_path / "space", encoder="static")
    assert isinstance(opened.encoder, StaticEncoder)
    assert len(opened.ids) == len(ENTITIES)
    after = {f.name: f.read_bytes() for f in (tmp_path / "space").iterdir() if f.is_file()}
    assert after == before


def test_a_space_without_an_encoder_has_nothing_to_distill(corpus: Corpus, tmp_path: Path) -> None:
    make_space().save(tmp_path / "space")
    shutil.rmtree(tmp_path / "space" / "encoder")
    with pytest.raises(FormatError, match="no encoder to distill"):
        add_static(tmp_path / "space", corpus)


@pytest.mark.train
def test_from_pytorch_while_building(corpus: Corpus, tiny_base: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from laborspace.building import build
    from laborspace.learning.recipe import Recipe

    recipe = Recipe(name="tiny", base=str(tiny_base), precision="float32")
    build(corpus, recipe, output=tmp_path / "space", make_map=False)
    whole, quick = (Space.load(tmp_path / "space", encoder=e) for e in ("onnx", "static"))
    texts = ["nurse basics", "knowing the safety of steel"]
    assert whole.encoder is not None
    assert quick.encoder is not None
    assert (whole.encoder.encode(texts) * quick.encoder.encode(texts)).sum(axis=1).min() > 0.9
    build(
        corpus,
        recipe,
        run=tmp_path / "run",
        output=tmp_path / "without",
        static=False,
        make_map=False,
    )
    assert not (tmp_path / "without" / "static").exists()
