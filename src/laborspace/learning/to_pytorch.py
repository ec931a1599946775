"""An encoder folder turned back into PyTorch: a sentence-transformers model anyone can load.

The ONNX graph keeps PyTorch's names for its weights, so the graph and the architecture written
in ``encoder.json`` are enough to rebuild the model, to the precision the folder was stored in.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from laborspace.errors import FormatError, MissingExtraError
from laborspace.learning.export import QUANTIZED, SCALE
from laborspace.storage import replace_directory


def export_sentence_transformers(encoder: str | Path, folder: str | Path) -> None:
    """Write an encoder as a sentence-transformers folder.

    Parameters
    ----------
    encoder : str or Path
        Encoder folder: ``model.onnx``, ``tokenizer.json``, ``encoder.json``.
    folder : str or Path
        Load it with ``sentence_transformers.SentenceTransformer(folder)``.

    Raises
    ------
    MissingExtraError
        The extra ``train`` is not installed.
    FormatError
        The encoder was stored with ``precision="int8"``, whose graph has no weights to give.
    StorageError
        Writing failed.
    """
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import (
            Dense,
            Normalize,
            Pooling,
            Transformer,
        )
        from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast
    except ModuleNotFoundError as error:
        raise MissingExtraError("Exporting a sentence-transformers folder", "train") from error

    encoder = Path(encoder)
    description = json.loads((encoder / "encoder.json").read_text("utf-8"))
    if description["precision"] == "int8" or "architecture" not in description:
        raise FormatError(
            f"{encoder} is stored as {description['precision']} and holds no weights PyTorch "
            "could use: build the space with --precision int8-weights or float32."
        )
    weights = read_weights(encoder / "model.onnx")
    architecture = dict(description["architecture"])
    backbone = AutoModel.from_config(AutoConfig.for_model(**architecture))
    state = {
        name.removeprefix("backbone."): torch.from_numpy(value.copy())
        for name, value in weights.items()
        if name.startswith("backbone.")
    }
    missing = backbone.load_state_dict(state, strict=False).missing_keys
    if any("pooler" not in name for name in missing):  # mean pooling never uses the pooler
        raise FormatError(f"{encoder / 'model.onnx'} lacks the weight {missing[0]!r}.")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(encoder / "tokenizer.json"), **description["special_tokens"]
    )
    with replace_directory(folder, marker="modules.json") as target:
        scratch = target / "transformer"
        backbone.save_pretrained(scratch)
        tokenizer.save_pretrained(scratch)
        size = description["dimension"]
        modules: list[Any] = [
            Transformer(str(scratch), max_seq_length=description["max_tokens"]),
            Pooling(size, pooling_mode="mean"),
            Normalize(),
        ]
        if "adapter.weight" in weights:
            adapter = Dense(size, size, activation_function=torch.nn.Identity())
            adapter.linear.weight.data = torch.from_numpy(weights["adapter.weight"].copy())
            adapter.linear.bias.data = torch.from_numpy(weights["adapter.bias"].copy())
            modules += [adapter, Normalize()]
        SentenceTransformer(modules=modules, device="cpu").save(str(target))
        for file in scratch.iterdir():
            file.unlink()
        scratch.rmdir()


def read_weights(graph: Path) -> dict[str, np.ndarray]:
    """Return the weights of an exported graph by PyTorch's names, quantized ones multiplied back.

    Raises
    ------
    FormatError
        The file is not an ONNX graph.
    """
    import onnx
    from onnx import numpy_helper

    try:
        model = onnx.load(str(graph))
    except Exception as error:
        raise FormatError(f"{graph} is not an ONNX graph; fetch a new copy.") from error
    tensors = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    weights = {}
    for name, value in tensors.items():
        plain = name.removesuffix(QUANTIZED)
        if plain != name and plain + SCALE in tensors:
            product = value.astype(np.float32) * tensors[plain + SCALE]
            weights[plain] = product.reshape(len(product), -1)
        elif name.startswith(("backbone.", "adapter.")) and value.dtype == np.float32:
            weights[name] = value
    for node in model.graph.node:  # the exporter merges equal weights, such as zero biases
        if node.op_type == "Identity" and node.input[0] in weights:
            weights[node.output[0]] = weights[node.input[0]]
    return weights
