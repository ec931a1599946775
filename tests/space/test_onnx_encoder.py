from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.errors import EmptyTextError, FormatError, InputError, TruncationWarning
from laborspace.space.encoder import Encoder
from synthetic import ENCODER

WORDS = ["nurse", "care", "code", "engine", "school", "energy"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(ENCODER, threads=1)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ENCODER, tmp_path / "encoder"))


def test_texts_become_unit_vectors(encoder):
    vectors = encoder.encode(["nurse", "patient care", "the engine of a vehicle"])
    assert vectors.shape == (3, 8)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_one_text_gives_one_vector(encoder):
    assert encoder.encode("nurse").shape == (8,)
    np.testing.assert_array_equal(encoder.encode("nurse"), encoder.encode(["nurse"])[0])


def test_no_texts_give_no_vectors(encoder):
    assert encoder.encode([]).shape == (0, 8)


def test_any_iterable_will_do(encoder):
    assert encoder.encode(word for word in WORDS).shape == (6, 8)


def test_the_words_matter(encoder):
    vectors = encoder.encode(["nurse care", "care nurse", "engine"])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)
    assert vectors[0] @ vectors[2] < 0.99


texts = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=12
)


@settings(max_examples=30, deadline=None)
@given(texts=texts, batch_size=st.integers(1, 5))
def test_batches_and_padding_change_nothing(texts, batch_size):
    encoder = Encoder.load(ENCODER, threads=1)
    alone = np.stack([encoder.encode(text) for text in texts])
    np.testing.assert_allclose(encoder.encode(texts, batch_size=batch_size), alone, atol=1e-6)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "—!?"])
def test_a_text_without_words(encoder, text):
    with pytest.raises(EmptyTextError, match="Text 1 has no words"):
        encoder.encode(["nurse", text])


def test_something_that_is_no_text(encoder):
    with pytest.raises(InputError, match="Text 1 is not a text but nan"):
        encoder.encode(["nurse", float("nan")])


def test_batch_size_must_be_positive(encoder):
    with pytest.raises(InputError, match="batch_size"):
        encoder.encode(["nurse"], batch_size=0)


def test_long_texts_are_cut_with_a_warning_that_says_how_much(encoder):
    long = "nurse " * 20  # of which six fit between the two special tokens
    with pytest.warns(TruncationWarning, match="2 of 3 texts longer than 8 tokens: 16 tokens"):
        vectors = encoder.encode([long, "care", "nurse " * 8])
    np.testing.assert_allclose(vectors[0], vectors[2], atol=1e-6)


def test_a_single_long_text_warns_too(encoder):
    with pytest.warns(TruncationWarning, match="1 of 1 texts"):
        encoder.encode("nurse " * 20)


def test_a_progress_bar_on_request(encoder, capsys):
    encoder.encode(WORDS, show_progress=True)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Encoding" in captured.err


def test_a_copy_is_the_same(encoder, tmp_path):
    encoder.save(tmp_path / "new" / "encoder")
    copied = Encoder.load(tmp_path / "new" / "encoder")
    assert copied.config == encoder.config
    np.testing.assert_array_equal(copied.encode(WORDS), encoder.encode(WORDS))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
def test_a_missing_file(copy, name):
    (copy / name).unlink()
    with pytest.raises(FormatError, match=f"{name} is missing"):
        Encoder.load(copy)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("cut", [0, 100])
def test_a_corrupt_file(copy, name, cut):
    (copy / name).write_bytes((copy / name).read_bytes()[:cut])
    with pytest.raises(FormatError, match=f"{name} cannot be used"):
        Encoder.load(copy).encode("nurse")


def test_a_corrupt_configuration(copy):
    (copy / "encoder.json").write_text("{")
    with pytest.raises(FormatError, match=r"encoder\.json is missing or damaged"):
        Encoder.load(copy)


def test_a_configuration_without_a_needed_entry(copy):
    (copy / "encoder.json").write_text(json.dumps({"format": 1, "dimension": 8}))
    with pytest.raises(FormatError, match="base_model"):
        Encoder.load(copy)


def test_a_newer_format(copy):
    (copy / "encoder.json").write_text(json.dumps({"format": 9}))
    with pytest.raises(FormatError, match=r"format 9, .* upgrade"):
        Encoder.load(copy)


def test_a_graph_of_another_length_than_said(copy):
    config = copy / "encoder.json"
    config.write_text(config.read_text().replace('"dimension": 8', '"dimension": 9'))
    with pytest.raises(FormatError, match=r"shape \(1, 8\)"):
        Encoder.load(copy).encode("nurse")
