from __future__ import annotations

import csv
import errno
import sys

import numpy as np
import pandas as pd
import pytest

from laborspace.analysis.export import export, export_similarity
from laborspace.errors import InputError, MissingExtraError, StorageError, UnknownKindError
from synthetic import ENTITIES

IDS = [entity[0] for entity in ENTITIES]


def test_word2vec_text(space, tmp_path):
    export(space, tmp_path / "v.txt", format="word2vec")
    header, *lines = (tmp_path / "v.txt").read_text().splitlines()
    assert header == "25 8"
    words = [line.split(" ") for line in lines]
    assert [word[0] for word in words] == IDS
    numbers = np.array([word[1:] for word in words], dtype=np.float32)
    np.testing.assert_array_equal(numbers, space.vectors)
    assert [path.name for path in tmp_path.iterdir()] == ["v.txt"]


def test_tensorboard(space, tmp_path):
    export(space, tmp_path / "tb", format="tensorboard", kind="firm")
    vectors = np.loadtxt(tmp_path / "tb" / "vectors.tsv", delimiter="\t", dtype=np.float32)
    np.testing.assert_array_equal(vectors, space.vectors[space.rows("firm")])
    with (tmp_path / "tb" / "metadata.tsv").open() as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["id"] for row in rows] == ["firm:TSLA", "firm:HCA", "firm:MSFT"]
    assert rows[0]["title"] == "Tesla, Inc."


def test_npy_and_csv(space, tmp_path):
    export(space, tmp_path / "out", format="npy")
    vectors = np.load(tmp_path / "out" / "vectors.npy")
    np.testing.assert_array_equal(vectors, space.vectors)
    entities = pd.read_csv(tmp_path / "out" / "entities.csv", dtype=str).fillna("")
    assert entities["id"].tolist() == IDS
    assert entities.set_index("id").loc["onet:29-1141.00", "aliases"] == "RN; Staff Nurse"


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_similarity_matrix(space, tmp_path, suffix):
    path = tmp_path / f"matrix{suffix}"
    export(space, path, format="similarity", kinds=["occupation", "firm"])
    matrix = (pd.read_csv if suffix == ".csv" else pd.read_parquet)(path).set_index("id")
    assert matrix.shape == (5, 3)
    occupations, firms = space.rows("occupation"), space.rows("firm")
    sides = []
    for rows in (occupations, firms):
        offsets = space.vectors[rows] - space.vectors[rows].mean(axis=0)
        sides.append(offsets / np.linalg.norm(offsets, axis=1, keepdims=True))
    np.testing.assert_allclose(matrix.to_numpy(), sides[0] @ sides[1].T, atol=1e-5)
    assert matrix.index[0] == "onet:29-1141.00"
    assert list(matrix.columns) == ["firm:TSLA", "firm:HCA", "firm:MSFT"]


def test_plain_similarity(space, tmp_path):
    export_similarity(space, tmp_path / "m.csv", kinds=("firm", "firm"), correction="none")
    matrix = pd.read_csv(tmp_path / "m.csv", index_col="id")
    np.testing.assert_allclose(np.diag(matrix), 1, atol=1e-6)


def test_exports_that_make_no_sense(space, tmp_path):
    path = tmp_path / "x.csv"
    with pytest.raises(InputError, match="word2vec, tensorboard, npy, sentence-trans"):
        export(space, path, format="glove")
    with pytest.raises(UnknownKindError):
        export(space, path, format="npy", kind="job")
    with pytest.raises(InputError, match="between two kinds"):
        export(space, path, format="similarity", kinds=["firm"])
    with pytest.raises(InputError, match="between two kinds"):
        export(space, path, format="similarity")
    with pytest.raises(UnknownKindError):
        export(space, path, format="similarity", kinds=["firm", "job"])
    with pytest.raises(InputError, match=r"\.csv, \.parquet"):
        export_similarity(space, tmp_path / "x.txt", kinds=["firm", "skill"])
    with pytest.raises(InputError, match="center or none"):
        export_similarity(space, path, kinds=["firm", "skill"], correction="csls")
    assert not path.exists()


def test_a_folder_of_other_things_is_not_replaced(space, tmp_path):
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(StorageError):
        export(space, tmp_path, format="npy")


def test_a_full_disk_leaves_the_old_file(space, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "v.txt"
    path.write_text("old")
    monkeypatch.setattr("pyarrow.csv.write_csv", full)
    with pytest.raises(StorageError, match="disk is full"):
        export(space, path, format="word2vec")
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_pytorch_model_needs_pytorch(space, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"laborspace\[train\]"):
        export(space, tmp_path / "model", format="sentence-transformers")
    assert not (tmp_path / "model").exists()
