"""The static encoder: reading, running, refusing; and a space that uses it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import laborspace
from laborspace.analysis.neighbors import neighbors
from laborspace.cli import main
from laborspace.errors import EmptyTextError, FormatError, InputError
from laborspace.space.container import Space
from laborspace.space.layout import EncoderConfig, StaticFiles
from laborspace.space.static import StaticEncoder
from laborspace.space.vectors import unit
from synthetic import ENCODER, make_space

TOKENIZER = ENCODER / "tokenizer.json"
WORDS = ["nurse", "care", "code", "engine", "school", "energy"]


def write(folder: Path, *, rank: int = 5, dimension: int = 8) -> Path:
    """A static encoder of random numbers that knows every second token."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    size = tokenizer.get_vocab_size()
    rng = np.random.default_rng(0)
    vocabulary = np.array([0, *range(1, size, 2)], dtype=np.int32)
    folder.mkdir(parents=True, exist_ok=True)
    files = StaticFiles(folder)
    np.save(files.tokens, rng.integers(-127, 128, (len(vocabulary), rank)).astype(np.int8))
    np.save(files.scales, rng.uniform(0.001, 0.01, len(vocabulary)).astype(np.float16))
    np.save(files.vocabulary, vocabulary)
    np.save(files.projection, rng.normal(size=(rank, dimension)).astype(np.float16))
    EncoderConfig(dimension, 0, "static", "a base").write(files.config)
    return folder


def by_hand(folder: Path, text: str) -> np.ndarray:
    from tokenizers import Tokenizer

    files = StaticFiles(folder)
    vocabulary = np.load(files.vocabulary).tolist()
    total = 0
    for token in Tokenizer.from_file(str(TOKENIZER)).encode(text, add_special_tokens=False).ids:
        row = vocabulary.index(token) if token in vocabulary[1:] else 0
        total = total + np.load(files.tokens)[row] * float(np.load(files.scales)[row])
    return unit(total @ np.load(files.projection).astype(np.float32))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("static") / "static")


@pytest.fixture(scope="module")
def static(folder: Path) -> StaticEncoder:
    return StaticEncoder.load(folder, tokenizer=TOKENIZER)


@pytest.fixture
def with_static(tmp_path: Path) -> Path:
    """The folder of a space with both encoders."""
    make_space().save(tmp_path / "space")
    write(tmp_path / "space" / "static")
    return tmp_path / "space"


@pytest.mark.parametrize("text", ["nurse", "patient care", "the engine of a vehicle", "qqqq nurse"])
def test_it_is_the_sum_of_its_tokens(static: StaticEncoder, folder: Path, text: str) -> None:
    np.testing.assert_allclose(static.encode(text), by_hand(folder, text), atol=1e-5)


def test_shapes(static: StaticEncoder) -> None:
    assert static.encode("nurse").shape == (8,)
    assert static.encode([]).shape == (0, 8)
    vectors = static.encode(word for word in WORDS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


texts = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=9
)


@settings(max_examples=30, deadline=None)
@given(given_texts=texts)
def test_a_text_does_not_depend_on_its_neighbors(static: StaticEncoder, given_texts) -> None:
    together = static.encode(given_texts)
    apart = np.stack([static.encode(text) for text in given_texts])
    np.testing.assert_allclose(together, apart, atol=1e-5)
    turned = [" ".join(reversed(text.split())) for text in given_texts]
    np.testing.assert_allclose(static.encode(turned), together, atol=1e-5)


def test_slabs_make_no_difference(static: StaticEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [" ".join(WORDS[: 1 + n % 6]) for n in range(50)]
    whole = static.encode(many)
    monkeypatch.setattr("laborspace.space.static._TEXTS_AT_ONCE", 7)
    np.testing.assert_allclose(static.encode(many), whole, atol=1e-6)


def test_long_texts_are_read_whole(static: StaticEncoder, folder: Path) -> None:
    long = " ".join(["nurse"] * 3000 + ["engine"] * 3000)
    np.testing.assert_allclose(static.encode(long), by_hand(folder, "nurse engine"), atol=1e-4)


def test_texts_without_words_are_refused(static: StaticEncoder) -> None:
    with pytest.raises(EmptyTextError, match="Text 1 has no words"):
        static.encode(["nurse", " - "])
    with pytest.raises(InputError, match="batch_size"):
        static.encode(["nurse"], batch_size=0)


def test_strange_scripts_get_the_vector_of_the_unknown(static: StaticEncoder) -> None:
    np.testing.assert_allclose(np.linalg.norm(static.encode(["護士", "Ω"]), axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("name", ["tokens", "scales", "vocabulary", "projection", "config"])
def test_a_missing_file_is_named(folder: Path, tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "static"))
    gone: Path = getattr(StaticFiles(copy), name)
    gone.unlink()
    with pytest.raises(FormatError, match=rf"half of one: {gone.name} is missing"):
        StaticEncoder.load(copy, tokenizer=TOKENIZER)


def test_a_missing_tokenizer_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"tokenizer\.json is missing"):
        StaticEncoder.load(folder, tokenizer=tmp_path / "tokenizer.json")


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("tokens", np.zeros((3, 5), dtype=np.float32), "holds float32"),
        ("tokens", np.zeros((3, 5), dtype=np.int8), "do not fit"),
        ("projection", np.zeros((5, 7), dtype=np.float16), "do not fit"),
        ("scales", None, r"scales\.npy cannot be used"),
    ],
)
def test_damage_is_told(folder: Path, tmp_path: Path, name, values, message) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "static"))
    path: Path = getattr(StaticFiles(copy), name)
    if values is None:
        path.write_bytes(b"nonsense")
    else:
        np.save(path, values)
    with pytest.raises(FormatError, match=message):
        StaticEncoder.load(copy, tokenizer=TOKENIZER).encode("nurse")


def test_a_space_reads_texts_with_it(with_static: Path) -> None:
    quick = laborspace.load(with_static, encoder="static")
    vector = by_hand(with_static / "static", "nurse care")
    np.testing.assert_allclose(quick.encode("nurse care"), vector, atol=1e-5)
    by_text = neighbors(quick, "text:nurse care", kind="skill")
    assert by_text["id"].to_pylist() == neighbors(quick, vector, kind="skill")["id"].to_pylist()
    slow = laborspace.load(with_static)
    assert not np.allclose(slow.encode("nurse care"), vector, atol=1e-3)
    assert quick.info()["encoder"]["precision"] == "static"


def test_a_space_keeps_both_when_saved(with_static: Path, tmp_path: Path) -> None:
    for encoder in ("onnx", "static"):
        Space.load(with_static, encoder=encoder).save(tmp_path / encoder)
        for inner in ("encoder/model.onnx", "static/tokens.npy", "static/static.json"):
            assert (tmp_path / encoder / inner).read_bytes() == (with_static / inner).read_bytes()


def test_a_space_may_be_saved_over_itself(with_static: Path) -> None:
    before = (with_static / "static" / "tokens.npy").read_bytes()
    Space.load(with_static, encoder="static").save(with_static)
    assert (with_static / "static" / "tokens.npy").read_bytes() == before


def test_a_space_without_one_says_so(tmp_path: Path) -> None:
    make_space().save(tmp_path / "space")
    with pytest.raises(FormatError, match="no static encoder"):
        laborspace.load(tmp_path / "space", encoder="static")
    with pytest.raises(InputError, match="onnx, static"):
        laborspace.load(tmp_path / "space", encoder="int8")


def test_one_of_another_length_is_refused(with_static: Path) -> None:
    shutil.rmtree(with_static / "static")
    write(with_static / "static", dimension=6)
    with pytest.raises(FormatError, match="length 6"):
        laborspace.load(with_static, encoder="static")


def test_on_the_command_line(with_static: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["encode", "nurse care", "--space", str(with_static), "--json"]
    assert main([*arguments, "--encoder", "static"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    found = [row[f"v{place}"] for place in range(8)]
    assert found == pytest.approx(by_hand(with_static / "static", "nurse care"), abs=1e-4)
    assert main([*arguments, "--encoder", "quick"]) == 2
    assert "onnx, static" in capsys.readouterr().err


def test_it_needs_no_runtime(with_static: Path) -> None:
    program = f"""
import sys, laborspace
laborspace.load({str(with_static)!r}, encoder="static").encode(["nurse"])
assert not {{"onnxruntime", "scipy", "torch", "pandas"}} & set(sys.modules), sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
