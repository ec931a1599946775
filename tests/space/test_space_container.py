from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from laborspace.errors import (
    FormatError,
    InputError,
    StorageError,
    UnknownEntityError,
    UnknownKindError,
)
from laborspace.labor_space import LaborSpace
from laborspace.space.container import Space
from laborspace.space.layout import FORMAT, SpaceFiles
from laborspace.space.vectors import StoredVectors, unit
from synthetic import ENCODER, ENTITIES, make_space, make_vectors


@pytest.fixture
def copy(space_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(space_folder, tmp_path / "space"))


@pytest.mark.parametrize(("dtype", "least"), [("float16", 0.99999), ("int8", 0.9995)])
def test_what_is_saved_comes_back(tmp_path, dtype, least):
    coordinates = pd.DataFrame({"id": [e[0] for e in ENTITIES], "x": 1.5, "y": -2.0})
    made = make_space(map=coordinates.astype({"x": "float32", "y": "float32"}))
    made.save(tmp_path / "s", dtype=dtype)
    read = LaborSpace.load(tmp_path / "s")
    assert read.ids == [e[0] for e in ENTITIES]
    assert read.vectors.dtype == np.float32
    assert np.einsum("ij,ij->i", read.vectors, made.vectors).min() > least
    np.testing.assert_allclose(np.linalg.norm(read.vectors, axis=1), 1, atol=1e-6)
    assert read.entities.to_pylist() == made.entities.to_pylist()
    assert read.relations.num_rows == made.relations.num_rows
    assert read.relations["weight"].to_pylist() == made.relations["weight"].to_pylist()
    assert read.attributes.to_pylist() == made.attributes.to_pylist()
    assert read.coordinates.to_pylist() == made.coordinates.to_pylist()
    assert read.provenance.attributions == made.provenance.attributions
    assert read.provenance.recipe == {"name": "test"}
    assert read.provenance.package_version
    assert read.storage.dtype == dtype
    assert read.storage.cost["cosine_min"] > least
    np.testing.assert_allclose(read.encode("nurse"), made.encode("nurse"))


def test_a_saved_space_can_be_saved_again_over_itself(copy):
    LaborSpace.load(copy).save(copy, dtype="int8")
    assert LaborSpace.load(copy).storage.dtype == "int8"
    assert sorted(path.name for path in copy.parent.iterdir()) == ["space"]


def test_descriptions_stay_out(space_folder):
    assert "description" not in Space.load(space_folder).entities.column_names
    assert b"left out on disk" not in SpaceFiles(space_folder).entities.read_bytes()


def test_int8_cost_is_measured(tmp_path):
    rng = np.random.default_rng(0)
    vectors = unit(rng.normal(size=(200, 16)))
    stored = StoredVectors.compress(vectors, "int8")
    assert stored.values.dtype == np.int8
    assert np.abs(stored.values).max() == 127
    np.testing.assert_allclose(stored.decode(), vectors, atol=0.01)


def test_unknown_vector_type(space, tmp_path):
    with pytest.raises(InputError, match="float16 or int8"):
        space.save(tmp_path / "s", dtype="float8")
    assert not (tmp_path / "s").exists()


def test_nothing_but_the_needed_columns_is_read(space_folder, monkeypatch):
    opened = Space.load(space_folder)
    monkeypatch.setattr(SpaceFiles, "relations", property(lambda _self: pytest.fail("read")))
    assert opened.index_of("firm:TSLA") == 22
    assert len(opened.vectors_of(opened.rows("firm"))) == 3


def test_rows_leave_groups_out(space):
    ids = np.array(space.ids)
    assert ids[space.rows("industry")].tolist() == [
        "naics:6221",
        "naics:6222",
        "naics:3361",
        "naics:3363",
        "naics:5132",
    ]
    assert ids[space.rows("industry", level="sector")].tolist() == [
        "naics:62",
        "naics:31-33",
        "naics:99",
    ]
    assert len(space.rows("industry", level="all")) == 10
    assert len(space.rows()) == 18


def test_unknown_kind_and_level(space):
    with pytest.raises(UnknownKindError, match="industry, occupation, skill, firm"):
        space.rows("job")
    with pytest.raises(InputError, match=r"'sektor'.*industry group, sector, subsector, all"):
        space.rows("industry", level="sektor")


def test_index_of_an_unknown_id(space):
    with pytest.raises(UnknownEntityError, match="'naics:0'"):
        space.index_of("naics:0")


def test_without_a_map_the_error_says_how_to_get_one(space_folder):
    with pytest.raises(FormatError, match="laborspace build"):
        _ = Space.load(space_folder).coordinates


def test_vectors_are_read_only(space):
    with pytest.raises(ValueError, match="read-only"):
        space.vectors[0] = 0


def test_repr_counts(space):
    assert repr(space).startswith("<LaborSpace of 25 entities (ranked: 5 industry")


REQUIRED = [path.name for path in SpaceFiles(Path()).required]


@pytest.mark.parametrize("name", REQUIRED)
def test_half_a_space(copy, name):
    (copy / name).unlink()
    with pytest.raises(FormatError, match=f"{name} is missing"):
        Space.load(copy)


def test_no_space_at_all(tmp_path):
    with pytest.raises(FormatError, match="is not a space"):
        Space.load(tmp_path / "nowhere")


def test_a_newer_format(copy):
    edit(copy, format=FORMAT + 1)
    with pytest.raises(FormatError, match=f"format {FORMAT + 1}, .* upgrade"):
        Space.load(copy)


@pytest.mark.parametrize("found", [None, "1", 0])
def test_a_format_that_never_was(copy, found):
    edit(copy, format=found)
    with pytest.raises(FormatError, match="make it again"):
        Space.load(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}'])
def test_a_damaged_manifest(copy, content):
    (copy / "space.json").write_text(content)
    with pytest.raises(FormatError, match=r"space\.json is missing or damaged"):
        Space.load(copy)


def test_an_unknown_vector_type_on_disk(copy):
    edit(copy, vectors={"dtype": "float8", "cost": {}})
    with pytest.raises(FormatError, match="float8"):
        Space.load(copy)


def test_vectors_of_another_type_than_said(copy):
    edit(copy, vectors={"dtype": "int8", "cost": {}})
    with pytest.raises(FormatError, match="float16"):
        Space.load(copy)


def test_vectors_and_entities_of_different_length(copy):
    np.save(copy / "vectors.npy", make_vectors()[:-1].astype(np.float16))
    with pytest.raises(FormatError, match="24 vectors for 25 entities"):
        Space.load(copy)


@pytest.mark.parametrize("name", ["vectors.npy", "entities.parquet"])
def test_truncated_files(copy, name):
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(FormatError, match=name):
        Space.load(copy)


def test_truncated_relations_are_noticed_when_read(copy):
    content = (copy / "relations.parquet").read_bytes()
    (copy / "relations.parquet").write_bytes(content[: len(content) // 2])
    with pytest.raises(FormatError, match=r"relations\.parquet"):
        _ = Space.load(copy).relations


def test_a_missing_column(copy):
    import pyarrow.parquet as pq

    table = pq.read_table(copy / "entities.parquet").drop_columns(["level"])
    pq.write_table(table, copy / "entities.parquet")
    with pytest.raises(FormatError, match="no column 'level'"):
        Space.load(copy)


def test_an_encoder_of_another_length(copy):
    config = copy / "encoder" / "encoder.json"
    config.write_text(config.read_text().replace('"dimension": 8', '"dimension": 9'))
    with pytest.raises(FormatError, match="length 9, the space has 8"):
        _ = Space.load(copy).encoder


def test_a_space_may_lack_an_encoder(copy):
    shutil.rmtree(copy / "encoder")
    opened = LaborSpace.load(copy)
    assert opened.encoder is None
    with pytest.raises(FormatError, match="no encoder"):
        opened.encode("nurse")


def test_a_full_disk_leaves_the_old_space_intact(copy, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    opened = LaborSpace.load(copy)
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    monkeypatch.setattr("numpy.save", full)
    with pytest.raises(StorageError, match="disk is full"):
        opened.save(copy)
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
    assert [path.name for path in copy.parent.iterdir()] == ["space"]


def test_no_permission_to_write(space, tmp_path, monkeypatch):
    def refused(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(StorageError, match="no permission"):
        space.save(tmp_path / "s")


def test_a_folder_of_other_things_is_not_replaced(space, tmp_path):
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(StorageError, match="other files"):
        space.save(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vectors": make_vectors()[:3]}, "25 entities but vectors of shape 3×8"),
        ({"vectors": make_vectors()[0]}, "shape 8"),
        ({"vectors": make_vectors(9)}, "length 8, the space has 9"),
    ],
)
def test_vectors_that_do_not_fit(changes, message):
    with pytest.raises(InputError, match=message):
        make_space(**changes)


@pytest.mark.parametrize("value", [0, np.nan, np.inf])
def test_vectors_that_point_nowhere(value):
    vectors = make_vectors()
    vectors[3] = value
    with pytest.raises(InputError, match="'naics:6222' is zero or not finite"):
        make_space(vectors=vectors)


def test_entities_that_do_not_fit():
    entities = make_space().to_pandas()
    doubled = entities.assign(id=["naics:62", *entities["id"][1:-1], "naics:62"])
    with pytest.raises(InputError, match="'naics:62' is there twice"):
        make_space(entities=doubled)
    with pytest.raises(InputError, match="no kind 'job'"):
        make_space(entities=entities.assign(kind="job"))
    with pytest.raises(InputError, match="no column 'title'"):
        make_space(entities=entities.drop(columns="title"))


def test_the_committed_encoder_is_small():
    assert sum(path.stat().st_size for path in ENCODER.iterdir()) < 10_000


def edit(folder: Path, **changes: object) -> None:
    file = folder / "space.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def test_what_was_held_out_is_kept(tmp_path: Path) -> None:
    made = make_space(held_out=["firm:TSLA", "firm:HCA"])
    made.save(tmp_path / "space")
    opened = Space.load(tmp_path / "space")
    assert opened.held_out == made.held_out == {"firm:TSLA", "firm:HCA"}
    opened.save(tmp_path / "again")
    assert Space.load(tmp_path / "again").held_out == {"firm:TSLA", "firm:HCA"}


def test_a_twin_lies_inside_and_borrows_relations(tmp_path: Path) -> None:
    twin = make_space(vectors=make_vectors(seed=7), held_out=["firm:TSLA"], encoder=None)
    make_space(twin=twin).save(tmp_path / "space")
    opened = Space.load(tmp_path / "space")
    assert opened.held_out == frozenset()
    found = opened.twin
    assert found is not None
    assert found.held_out == {"firm:TSLA"}
    assert found.ids == opened.ids
    assert found.relations is opened.relations
    assert found.encoder is None
    assert not found.has_map
    np.testing.assert_allclose(found.vectors, make_vectors(seed=7), atol=0.02)
    opened.save(tmp_path / "again")
    again = Space.load(tmp_path / "again").twin
    assert again is not None
    assert again.held_out == {"firm:TSLA"}


def test_most_spaces_have_no_twin(space_folder: Path, space: LaborSpace) -> None:
    assert Space.load(space_folder).twin is None
    assert space.twin is None
    assert Space.load(space_folder).held_out == frozenset()


def test_values_not_asked_for_the_longest_leave_first():
    from laborspace.space.keeping import MOST

    space, made = make_space(), []

    def ask(key):
        return space.derived(("own", key), lambda: made.append(key) or key)

    for key in range(MOST):
        assert ask(key) == key
        assert ask("often") == "often"  # is asked for again and again
    for key in range(MOST):
        ask(MOST + key)
        ask("often")
    assert made.count("often") == 1
    ask(0)
    assert made.count(0) == 2
