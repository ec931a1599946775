"""From a trained encoder to the files a space runs on: ONNX, float32 or int8, no PyTorch.

Three precisions are made and each is compared with PyTorch on the same texts; the figures go
into ``encoder.json``:

``float32``
    The reference graph.
``int8-weights``
    Every large weight stored as int8 with one scale for each 64 neighbors in a row and
    multiplied back when the graph is loaded: a quarter of the size, the speed of float32, nearly
    its vectors. The bundled release uses it.
``int8``
    Dynamic quantization, computing in int8: fastest on processors with int8 instructions,
    least exact.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from laborspace.storage import replace_directory

if TYPE_CHECKING:
    from laborspace.learning.model import TextEncoder

ENCODER_FORMAT = 1
PRECISIONS = ("float32", "int8-weights", "int8")
Precision = Literal["float32", "int8-weights", "int8"]
QUANTIZED_FROM = 4096
"""Weights with fewer numbers stay float32: they cost nothing and norms need the precision."""
QUANTIZED, SCALE = ".int8", ".scale"
"""Endings of the names under which the parts of a quantized weight are stored."""
BLOCK = 64
"""Neighbors in a row that share a scale."""


def export_encoder(
    encoder: TextEncoder,
    folder: str | Path,
    texts: Sequence[str],
    *,
    precision: Precision = "int8-weights",
    max_tokens: int = 128,
) -> dict[str, Any]:
    """Write ``model.onnx``, ``tokenizer.json`` and ``encoder.json``.

    Parameters
    ----------
    encoder : TextEncoder
    folder : str or Path
        Written atomically.
    texts : sequence of str
        What the agreement with PyTorch is measured on; some hundreds are enough.
    precision : {"float32", "int8-weights", "int8"}
    max_tokens : int
        Longest text the encoder reads.

    Returns
    -------
    dict
        The content of ``encoder.json``.
    """
    folder = Path(folder)
    computed_in, encoder.precision = encoder.precision, "float32"
    reference = encoder.encode(texts, max_tokens)
    encoder.precision = computed_in
    with tempfile.TemporaryDirectory() as scratch:
        graphs = {p: Path(scratch) / f"{p}.onnx" for p in PRECISIONS}
        _to_onnx(encoder, graphs["float32"])
        _quantize_weights(graphs["float32"], graphs["int8-weights"])
        _quantize_dynamic(graphs["float32"], graphs["int8"])
        agreement = {
            p: _agreement(reference, _run(graph, encoder, texts, max_tokens))
            | {"megabytes": round(graph.stat().st_size / 1e6, 2)}
            for p, graph in graphs.items()
        }
        description = {
            "format": ENCODER_FORMAT,
            "dimension": encoder.dimension,
            "max_tokens": max_tokens,
            "precision": precision,
            "base_model": encoder.base,
            "agreement": agreement,
            "architecture": encoder.backbone.config.to_diff_dict(),
            "special_tokens": dict(encoder.tokenizer.special_tokens_map),
        }
        with replace_directory(folder) as target:
            shutil.copyfile(graphs[precision], target / "model.onnx")
            encoder.tokenizer.backend_tokenizer.no_truncation()
            encoder.tokenizer.backend_tokenizer.no_padding()
            encoder.tokenizer.backend_tokenizer.save(str(target / "tokenizer.json"))
            (target / "encoder.json").write_text(json.dumps(description, indent=2) + "\n", "utf-8")
    return description


def _to_onnx(encoder: TextEncoder, path: Path) -> None:
    import torch

    encoder.eval()
    device, precision = encoder.device, encoder.precision
    encoder.precision = "float32"
    encoder.to("cpu")
    ids = torch.ones((2, 8), dtype=torch.long)
    attention = torch.ones((2, 8), dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer remarks on shapes that are dynamic anyway
        torch.onnx.export(
            encoder,
            (ids, attention),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
            opset_version=17,
            do_constant_folding=False,  # weights keep PyTorch's names; see to_pytorch
            dynamo=False,
        )
    encoder.precision = precision
    encoder.to(device)


def _quantize_weights(source: Path, target: Path) -> None:
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(source))
    graph = model.graph
    nodes = []
    for tensor in list(graph.initializer):
        is_matrix = tensor.data_type == TensorProto.FLOAT and len(tensor.dims) == 2
        if not is_matrix or np.prod(tensor.dims) < QUANTIZED_FROM:
            continue
        name = tensor.name
        quantized, scale = quantize(numpy_helper.to_array(tensor))
        shape = np.array(tensor.dims, dtype=np.int64)
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(quantized, name + QUANTIZED))
        graph.initializer.append(numpy_helper.from_array(scale, name + SCALE))
        graph.initializer.append(numpy_helper.from_array(shape, f"{name}.shape"))
        # Cast and Mul, not DequantizeLinear: the runtime folds these into constants on loading.
        cast, blocks = f"{name}.cast", f"{name}.blocks"
        nodes += [
            helper.make_node("Cast", [name + QUANTIZED], [cast], to=TensorProto.FLOAT),
            helper.make_node("Mul", [cast, name + SCALE], [blocks]),
            helper.make_node("Reshape", [blocks, f"{name}.shape"], [name]),
        ]
    for position, node in enumerate(nodes):
        graph.node.insert(position, node)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def quantize(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round a matrix to int8, block by block.

    Parameters
    ----------
    matrix : ndarray, (r, c) float32

    Returns
    -------
    quantized : ndarray, (r, c / b, b) int8
        `b` is :data:`BLOCK` where it divides `c`, else `c`.
    scale : ndarray, (r, c / b, 1) float32
        ``quantized * scale``, reshaped, is close to the matrix.
    """
    rows, columns = matrix.shape
    width = BLOCK if columns % BLOCK == 0 else columns
    blocks = matrix.reshape(rows, columns // width, width)
    scale = np.abs(blocks).max(axis=2, keepdims=True) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.round(blocks / scale).astype(np.int8), scale


def _quantize_dynamic(source: Path, target: Path) -> None:
    import onnxruntime as ort
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folded = target.with_suffix(".folded.onnx")  # so that every product is by a constant
    options = ort.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folded)
    ort.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
    with _quiet_logging():
        quantize_dynamic(
            str(folded),
            str(target),
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


@contextmanager
def _quiet_logging() -> Iterator[None]:
    """Keep the quantizer from advising, on the root logger, what was done already."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _run(graph: Path, encoder: TextEncoder, texts: Sequence[str], max_tokens: int) -> np.ndarray:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.log_severity_level = 3
    session = ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    vectors = []
    for text in texts:
        ids = np.array([encoder.tokens(text, max_tokens)], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vectors.append(session.run(["embedding"], feed)[0][0])
    return np.stack(vectors)


def _agreement(reference: np.ndarray, vectors: np.ndarray) -> dict[str, float]:
    """Compare vectors with PyTorch's: cosine to the same text, and the ten nearest texts."""
    cosine = (reference * vectors).sum(1)
    overlap = []
    for a, b in zip(_nearest(reference), _nearest(vectors), strict=True):
        overlap.append(len(set(a) & set(b)) / len(a))
    return {
        "cosine_mean": round(float(cosine.mean()), 6),
        "cosine_min": round(float(cosine.min()), 6),
        "top10_overlap": round(float(np.mean(overlap)), 4),
    }


def _nearest(vectors: np.ndarray, count: int = 10) -> np.ndarray:
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -np.inf)
    return np.argsort(-similarity, axis=1, kind="stable")[:, :count]
