"""A run learns, resumes to the same result, and explains what stops it."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from laborspace.corpus import Corpus  # noqa: E402
from laborspace.errors import FormatError, TrainingError  # noqa: E402
from laborspace.learning import loop  # noqa: E402
from laborspace.learning.base import resolve_base  # noqa: E402
from laborspace.learning.export import export_encoder  # noqa: E402
from laborspace.learning.loop import Interrupted  # noqa: E402
from laborspace.learning.model import TextEncoder  # noqa: E402
from laborspace.learning.recipe import (  # noqa: E402
    ContextStage,
    PairData,
    Recipe,
    RelationStage,
    SpaceViews,
)
from laborspace.learning.to_pytorch import export_sentence_transformers  # noqa: E402
from laborspace.learning.train import train  # noqa: E402
from laborspace.space.encoder import Encoder  # noqa: E402

pytestmark = pytest.mark.train

TITLES = ["steel worker", "steel basics", "bank worker", "bank basics"]


def recipe(base: Path, **stage) -> Recipe:
    data = [PairData("requires", per_source=2), PairData("alias"), PairData("definition")]
    settings = {"steps": 12, "batch_size": 8, "learning_rate": 1e-2, "dropout": 0.1} | stage
    return Recipe(
        name="tiny",
        base=str(base),
        precision="float32",
        relation=[RelationStage("mnr", data, **settings)],
    )


def test_training_brings_related_entities_together(
    corpus: Corpus, tiny_base: Path, tmp_path: Path
) -> None:
    before = TextEncoder(str(tiny_base), "float32").encode(TITLES)
    after = train(corpus, recipe(tiny_base, steps=60), tmp_path / "run", quiet=True).encode(TITLES)

    def gap(v: np.ndarray) -> float:
        return float(v[0] @ v[1] + v[2] @ v[3] - v[0] @ v[3] - v[2] @ v[1])

    assert gap(after) > gap(before) + 0.3
    curves = (tmp_path / "run" / "curves.csv").read_text().splitlines()
    assert curves[0] == "stage,name,step,loss,learning_rate"
    assert float(curves[-1].split(",")[3]) < float(curves[1].split(",")[3])


def interrupted_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send Ctrl-C while a step is under way."""
    original, calls = loop._schedule, []

    def schedule(plan, now):
        calls.append(now)
        if len(calls) == step:
            signal.raise_signal(signal.SIGINT)
        return original(plan, now)

    monkeypatch.setattr(loop, "_schedule", schedule)


@pytest.mark.parametrize("stop_at", [3, 20])
def test_an_interrupted_run_resumes_to_the_same_weights(
    corpus: Corpus, tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    steps = replace(recipe(tiny_base), context=ContextStage(epochs=4.0, batch_size=8))
    whole = train(corpus, steps, tmp_path / "whole", quiet=True).encode(TITLES)
    with monkeypatch.context() as patch:
        interrupted_at(stop_at, patch)
        with pytest.raises(Interrupted, match="Stopped at step"):
            train(corpus, steps, tmp_path / "cut", quiet=True)
    resumed = train(corpus, steps, tmp_path / "cut", quiet=True).encode(TITLES)
    np.testing.assert_array_equal(whole, resumed)


def test_a_run_lost_between_two_stages_goes_on(
    corpus: Corpus, tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = replace(recipe(tiny_base), context=ContextStage(epochs=2.0, batch_size=8))
    whole = train(corpus, steps, tmp_path / "whole", quiet=True).encode(TITLES)
    with monkeypatch.context() as patch:
        patch.setattr("laborspace.learning.train.learn_relations", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            train(corpus, steps, tmp_path / "cut", quiet=True)
    resumed = train(corpus, steps, tmp_path / "cut", quiet=True).encode(TITLES)
    np.testing.assert_array_equal(whole, resumed)


def test_a_finished_run_is_not_trained_again(
    corpus: Corpus, tiny_base: Path, tmp_path: Path
) -> None:
    first = train(corpus, recipe(tiny_base), tmp_path / "run", quiet=True).encode(TITLES)
    log = (tmp_path / "run" / "log.jsonl").read_text()
    second = train(corpus, recipe(tiny_base), tmp_path / "run", quiet=True).encode(TITLES)
    np.testing.assert_array_equal(first, second)
    assert (tmp_path / "run" / "log.jsonl").read_text() == log


def test_the_folder_of_another_run_is_refused(
    corpus: Corpus, tiny_base: Path, tmp_path: Path
) -> None:
    train(corpus, recipe(tiny_base, steps=1), tmp_path / "run", quiet=True)
    with pytest.raises(TrainingError, match="another recipe or corpus"):
        train(corpus, recipe(tiny_base, steps=2), tmp_path / "run", quiet=True)


def test_frozen_layers_do_not_move(corpus: Corpus, tiny_base: Path, tmp_path: Path) -> None:
    start = TextEncoder(str(tiny_base), "float32")
    end = train(corpus, recipe(tiny_base, trained_layers=1), tmp_path / "run", quiet=True)
    moved = [
        not torch.equal(a, b)
        for a, b in zip(
            start.backbone.state_dict().values(), end.backbone.state_dict().values(), strict=True
        )
    ]
    names = list(start.backbone.state_dict())
    assert {n.split(".")[2] for n, m in zip(names, moved, strict=True) if m} == {"1"}


def test_an_adapter_leaves_the_transformer_alone(
    corpus: Corpus, tiny_base: Path, tmp_path: Path
) -> None:
    start = TextEncoder(str(tiny_base), "float32")
    adapted = recipe(tiny_base, adapter=True, steps=5)
    end = train(corpus, adapted, tmp_path / "run", quiet=True)
    for a, b in zip(start.backbone.parameters(), end.backbone.parameters(), strict=True):
        assert torch.equal(a, b)
    assert end.adapter is not None
    assert not torch.equal(end.adapter.weight.cpu(), torch.eye(16))
    again = train(corpus, adapted, tmp_path / "run", quiet=True)
    np.testing.assert_array_equal(end.encode(TITLES), again.encode(TITLES))


@pytest.mark.parametrize("loss", ["triplet", "cosine"])
def test_the_other_losses_run(corpus: Corpus, tiny_base: Path, tmp_path: Path, loss: str) -> None:
    stage = RelationStage(loss, [PairData("requires")], steps=3, batch_size=6)  # type: ignore[arg-type]
    train(corpus, replace(recipe(tiny_base), relation=[stage]), tmp_path / "run", quiet=True)
    assert len((tmp_path / "run" / "curves.csv").read_text().splitlines()) >= 3


def test_blending_all_the_way_gives_the_base_back(
    corpus: Corpus, tiny_base: Path, tmp_path: Path
) -> None:
    blended = replace(recipe(tiny_base), space=SpaceViews(blend_base=1.0))
    end = train(corpus, blended, tmp_path / "run", quiet=True).encode(TITLES)
    start = TextEncoder(str(tiny_base), "float32").encode(TITLES)
    np.testing.assert_allclose(end, start, atol=1e-6)


def test_out_of_memory_says_which_setting_to_change(
    corpus: Corpus, tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def starve(*args: object, **kwargs: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 TB")

    monkeypatch.setattr(TextEncoder, "pooled_texts", starve)
    with pytest.raises(TrainingError, match="lower its batch_size or max_tokens"):
        train(corpus, recipe(tiny_base), tmp_path / "run", quiet=True)


def test_a_loss_that_is_not_a_number_stops_the_run(
    corpus: Corpus, tiny_base: Path, tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match="NaN at step"):
        train(corpus, recipe(tiny_base, learning_rate=1e30), tmp_path / "run", quiet=True)


@pytest.fixture
def adapted(tiny_base: Path) -> TextEncoder:
    """An encoder whose adapter is far from the identity."""
    encoder = TextEncoder(str(tiny_base), "float32")
    encoder.add_adapter()
    with torch.no_grad():
        noise = torch.randn(16, 16, generator=torch.Generator().manual_seed(0))
        encoder.adapter.weight += 0.3 * noise
    return encoder


TEXTS = [f"{a} {b}" for a in ("steel", "bank", "code") for b in ("worker", "safety", "basics")]


def test_the_exported_graph_agrees_with_pytorch(adapted: TextEncoder, tmp_path: Path) -> None:
    agreement = export_encoder(adapted, tmp_path / "encoder", TEXTS, max_tokens=32)["agreement"]
    assert agreement["float32"]["cosine_min"] > 0.9999
    assert agreement["int8-weights"]["cosine_min"] > 0.99
    assert agreement["int8"]["cosine_min"] > 0.9
    vectors = Encoder.load(tmp_path / "encoder").encode(TEXTS)
    assert ((vectors * adapted.encode(TEXTS)).sum(1) > 0.99).all()


@pytest.mark.parametrize("precision", ["float32", "int8-weights"])
def test_the_exported_graph_turns_back_into_pytorch(
    adapted: TextEncoder, tmp_path: Path, precision: str
) -> None:
    from sentence_transformers import SentenceTransformer

    export_encoder(adapted, tmp_path / "encoder", TEXTS, precision=precision, max_tokens=32)
    export_sentence_transformers(tmp_path / "encoder", tmp_path / "model")
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    expected = Encoder.load(tmp_path / "encoder").encode(TEXTS)
    np.testing.assert_allclose(model.encode(TEXTS), expected, atol=1e-5)
    assert model.max_seq_length == 32


def test_a_dynamically_quantized_graph_has_no_weights_to_give(
    adapted: TextEncoder, tmp_path: Path
) -> None:
    export_encoder(adapted, tmp_path / "encoder", TEXTS, precision="int8", max_tokens=32)
    with pytest.raises(FormatError, match="--precision int8-weights"):
        export_sentence_transformers(tmp_path / "encoder", tmp_path / "model")


def test_a_base_model_is_found_or_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TrainingError, match="has no config"):
        resolve_base(str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import huggingface_hub

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("offline")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    with pytest.raises(TrainingError, match="could not be fetched from the Hub"):
        resolve_base("nobody/nothing")


def test_a_package_with_the_wrong_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gt_fake"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "model" / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    from laborspace.learning import base

    monkeypatch.setattr(base, "PACKAGED", {"a/b": ("gt_fake", "0" * 64)})
    with pytest.raises(TrainingError, match="not the official file"):
        resolve_base("a/b")
