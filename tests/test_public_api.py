from __future__ import annotations

import inspect
import subprocess
import sys

import numpy as np
import pytest

import laborspace
from laborspace.analysis.neighbors import neighbors
from laborspace.errors import FormatError, InputError
from laborspace.space.container import Space
from synthetic import (  # noqa: F401
    ENTITIES,
    make_space,
    space_fixture,
    space_folder_fixture,
)

NAMES = [
    "AmbiguousEntityError",
    "AxisWarning",
    "Corpus",
    "EmptyTextError",
    "FormatError",
    "InputError",
    "LaborSpace",
    "LaborSpaceError",
    "MissingExtraError",
    "MixWarning",
    "RecipeError",
    "SourceError",
    "StorageError",
    "TextWarning",
    "TrainingError",
    "TruncationWarning",
    "UnknownEntityError",
    "UnknownKindError",
    "__version__",
    "build",
    "compare",
    "load",
    "validate",
]
VERBS = [
    "analogy",
    "axis",
    "changes",
    "code",
    "compare",
    "compose",
    "contrast",
    "encode",
    "expect",
    "export",
    "exposure",
    "exposure_measures",
    "find",
    "gap",
    "info",
    "map",
    "mix",
    "most_similar",
    "paths",
    "plane",
    "profile",
    "shock",
    "transfer",
    "transitions",
]
HEAD = ["id", "kind", "code", "title"]


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_the_public_names_are_these():
    assert laborspace.__all__ == NAMES
    assert set(NAMES) <= set(dir(laborspace))


def test_every_public_name_is_there():
    names = "[callable(getattr(laborspace, name)) for name in laborspace.__all__]"
    out = run(f"import laborspace; print({names})")
    assert out.count("True") == len(NAMES) - 1  # the version is a text
    assert laborspace.__version__ == "0.1.0"


def test_there_are_no_other_names():
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = laborspace.lod


HEAVY = "sorted({'pandas', 'torch', 'onnxruntime', 'scipy', 'httpx'} & set(sys.modules))"


def test_importing_brings_nothing_heavy():
    assert run(f"import sys, laborspace; print({HEAVY}, 'numpy' in sys.modules)") == "[] False"


def test_using_a_space_needs_no_pandas_and_no_torch(space_folder):
    code = f"""
import sys
from laborspace.labor_space import LaborSpace
from laborspace.analysis.axis import axis
from laborspace.analysis.finding import find
from laborspace.analysis.neighbors import neighbors
space = LaborSpace.load({str(space_folder)!r})
assert neighbors(space, "rn").num_rows == 17
assert find(space, "softwar").num_rows
assert axis(space, "naics:62", "naics:31").to_arrow().num_rows == 18
print({HEAVY})
"""
    assert run(code) == "[]"


def test_encoding_needs_no_torch(space_folder):
    code = f"""
import sys, laborspace
space = laborspace.load({str(space_folder)!r}, threads=1)
print(space.encode(["nurse"]).shape, {HEAVY})
"""
    assert run(code) == "(1, 8) ['onnxruntime']"


def test_the_verbs_are_these():
    own = {name for name in dir(laborspace.LaborSpace) if not name.startswith("_")}
    assert sorted(own - set(dir(Space))) == VERBS


@pytest.mark.parametrize("name", VERBS)
def test_after_the_second_argument_names_are_required(name):
    parameters = inspect.signature(getattr(laborspace.LaborSpace, name)).parameters
    positional = [p for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    # self and two more; an analogy is a question of three
    assert len(positional) <= (4 if name == "analogy" else 3)
    assert all(p.annotation is not p.empty for p in list(parameters.values())[1:])


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_documented(name):
    assert len(inspect.getdoc(getattr(laborspace.LaborSpace, name))) > 50


def test_most_similar_gives_a_frame_that_knows_what_was_asked(space):
    frame = space.most_similar("onet:29-1141.00", kind="skill", top=3)
    assert list(frame.columns) == [*HEAD, "score", "percentile", "rank_back", "basis", "why"]
    assert len(frame) == 3
    assert frame.attrs["positive"] == ["onet:29-1141.00"]
    assert frame.attrs["correction"] == "center"
    table = neighbors(space, "onet:29-1141.00", kind="skill", top=3)
    assert frame.to_dict("records") == table.to_pylist()


def test_most_similar_with_gensims_words(space):
    frame = space.most_similar(positive=["firm:TSLA"], negative=["naics:3361"], kind="occupation")
    assert frame.attrs["negative"] == ["naics:3361"]
    same = space.most_similar("firm:TSLA", negative="naics:3361", kind="occupation")
    assert frame.equals(same)
    assert space.most_similar(("firm:TSLA", 2.0), top=1).attrs["positive"] == [["firm:TSLA", 2.0]]


def test_most_similar_needs_a_question(space):
    with pytest.raises(InputError, match="Nothing was asked"):
        space.most_similar(kind="skill")


def test_compose_brings_the_vector_and_what_each_term_does(space, tmp_path):
    question = ["firm:TSLA", "text:renewable energy"], ["naics:3361"]
    frame = space.compose(*question, top=2)
    own = ["score", "rank_before", "percentile", "survives", "depends_on", "basis", "why"]
    assert list(frame.columns) == [*HEAD, *own]
    assert np.linalg.norm(frame.attrs["vector"]) == pytest.approx(1, abs=1e-6)
    assert frame.attrs["plus"] == ["firm:TSLA", "text:renewable energy"]
    assert frame.attrs["start"] == "Tesla, Inc."
    assert [term["weight"] for term in frame.attrs["terms"]] == [1, -1, 1]
    frame.to_parquet(tmp_path / "x.parquet")  # attrs are fit for JSON


def test_changes_and_analogy(space, tmp_path):
    question = ["firm:TSLA", "text:renewable energy"], ["naics:3361"]
    frame = space.changes(*question, top=2)
    own = ["change", "score", "before", "rank", "rank_before", "percentile", "basis", "why"]
    assert list(frame.columns) == [*HEAD, *own]
    frame.to_parquet(tmp_path / "x.parquet")
    frame = space.analogy("naics:6221", "RN", "naics:5132", method="mul", top=2)
    assert frame["kind"].tolist() == ["occupation"] * 2
    assert (frame.attrs["b"], frame.attrs["method"]) == ("RN", "mul")
    frame.to_parquet(tmp_path / "y.parquet")


def test_find_encode_axis_and_info(space):
    assert space.find("rn").loc[0, "id"] == "onet:29-1141.00"
    assert space.encode(["any nurse", "code"]).shape == (2, 8)
    frame = space.axis(["naics:31-33"], ["naics:62"]).project(kind="occupation")
    assert list(frame.columns) == [*HEAD, "score", "low", "high", "p_value", "basis", "why"]
    assert space.info()["kinds"]["firm"]["ranked"] == 3


def test_export(space, tmp_path):
    space.export(tmp_path / "v.txt", "word2vec", kind="firm")
    assert (tmp_path / "v.txt").read_text().startswith("3 8\nfirm:TSLA ")
    space.export(tmp_path / "m.csv", "similarity", kinds=["firm", "skill"])
    assert (tmp_path / "m.csv").is_file()


def test_load_a_path(space_folder):
    for path in (space_folder, str(space_folder)):
        space = laborspace.load(path)
        assert isinstance(space, laborspace.LaborSpace)
        assert len(space) == len(ENTITIES)


def test_load_something_that_is_not_there(tmp_path):
    with pytest.raises(FormatError, match="is not a space"):
        laborspace.load(tmp_path / "nothing")


def test_load_the_release(space_folder, tmp_path, monkeypatch):
    monkeypatch.setattr("laborspace.loading.files", lambda _package: tmp_path)
    with pytest.raises(FormatError, match="without the released space"):
        laborspace.load()
    make_space().save(tmp_path / "release")
    assert len(laborspace.load()) == len(ENTITIES)
