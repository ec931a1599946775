"""Make the tiny encoder the tests use: ``python make_encoder.py``; needs the package ``onnx``.

A text's vector is the normalized sum of one random vector a word. Eight numbers, eight tokens.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from laborspace.space.layout import EncoderConfig

DIMENSION, MAX_TOKENS = 8, 8
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
SENTENCES = (
    "nurse nurses patient care hospital health medical software code computer program data",
    "engine vehicle metal machine bank loan money teach school child renewable energy",
    "the of and for with a work working",
)
WORDS = [*SPECIAL, *(word for sentence in SENTENCES for word in sentence.split())]


def model() -> onnx.ModelProto:
    """Return a graph that sums word vectors under the mask and scales the sum to length 1."""
    vectors = np.random.default_rng(7).normal(size=(len(WORDS), DIMENSION)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["gathered"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["mask3"]),
        helper.make_node("Mul", ["gathered", "mask3"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "second"], ["sum"], keepdims=0),
        helper.make_node("LpNormalization", ["sum"], ["embedding"], axis=1, p=2),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", DIMENSION])
    constants = [
        numpy_helper.from_array(vectors, "words"),
        numpy_helper.from_array(np.array([2], dtype=np.int64), "last"),
        numpy_helper.from_array(np.array([1], dtype=np.int64), "second"),
    ]
    graph = helper.make_graph(nodes, "tiny", inputs, [output], constants)
    opset = helper.make_opsetid("", 17)
    return helper.make_model(graph, opset_imports=[opset], ir_version=8)


def tokenizer() -> Tokenizer:
    """Return a tokenizer of whole words between [CLS] and [SEP]."""
    vocabulary = {word: place for place, word in enumerate(WORDS)}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return made


if __name__ == "__main__":
    folder = Path(__file__).parent / "encoder"
    folder.mkdir(exist_ok=True)
    onnx.save(model(), folder / "model.onnx")
    tokenizer().save(str(folder / "tokenizer.json"))
    EncoderConfig(DIMENSION, MAX_TOKENS, "float32", "tiny").write(folder / "encoder.json")
