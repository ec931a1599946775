"""A corpus of a dozen entities, and a transformer small enough to train in a second."""

from __future__ import annotations

from pathlib import Path

import pytest

from laborspace.corpus import Corpus
from laborspace.records import (
    Records,
    SourceNote,
    attribute_table,
    entity_table,
    relation_table,
)

WORDS = ("steel", "bread", "bank", "nurse", "teach", "code")
WORDS += ("truck", "law", "farm", "hotel", "film", "mine")


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    entities, relations = [], []
    for n, word in enumerate(WORDS):
        group = f"x:group-{n // 6}"
        entities.append(
            {
                "id": f"x:job-{word}",
                "kind": "occupation",
                "title": f"{word} worker",
                "description": f"A {word} worker handles {word} every day of the week.",
                "aliases": [f"{word} hand", f"{word} assistant"],
                "level": "occupation",
            }
        )
        for part in ("basics", "safety"):
            entities.append(
                {
                    "id": f"x:skill-{word}-{part}",
                    "kind": "skill",
                    "title": f"{word} {part}",
                    "description": f"Knowing the {part} of {word}.",
                    "level": "skill",
                }
            )
            relations.append(
                {
                    "source": f"x:job-{word}",
                    "target": f"x:skill-{word}-{part}",
                    "relation": "requires",
                    "weight": 1.0 if part == "basics" else 0.5,
                    "detail": "essential" if part == "basics" else "optional",
                }
            )
            relations.append(
                {"source": f"x:skill-{word}-{part}", "target": group, "relation": "broader"}
            )
    entities += [
        {"id": f"x:group-{n}", "kind": "skill", "title": f"group {n}", "level": "skill group"}
        for n in range(2)
    ]
    note = SourceNote("tiny", "1", "none", "none", "")
    records = Records(
        note, entity_table(entities), relation_table(relations), attribute_table([]), strict=True
    )
    return Corpus.from_records([records])


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers and sixteen dimensions with random weights, saved as a folder."""
    pytest.importorskip("torch")
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    text = "a the of and worker handles every day week basics safety knowing hand assistant group"
    vocabulary = [*special, *WORDS, *text.split(), "this", "0", "1", "."]
    ids = {w: i for i, w in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )
    torch.manual_seed(0)
    model = BertModel(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=64,
        )
    )
    folder = tmp_path_factory.mktemp("base")
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder
