"""The encoder while it learns: a transformer, mean pooling, unit norm, perhaps an adapter."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer
from transformers.utils.logging import disable_progress_bar

from laborspace.learning.base import resolve_base

CHUNK = 32
"""Texts per forward pass. Sorted by length, small chunks waste little on padding."""


class TextEncoder(nn.Module):
    """Text to unit vector: transformer, mean over tokens, optional linear adapter, norm.

    Parameters
    ----------
    base : str
        See :func:`laborspace.learning.base.resolve_base`.
    precision : {"auto", "float32", "bfloat16"}
        Of the forward pass; weights stay float32. ``"auto"`` takes bfloat16 where the
        processor computes in it.
    """

    def __init__(self, base: str, precision: str = "auto") -> None:
        super().__init__()
        folder = resolve_base(base)
        self.base = base
        self.folder = Path(folder)
        disable_progress_bar()  # of loading weights: a second, and ours come later
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.tokenizer.model_max_length = sys.maxsize  # we cut texts, so no warning is needed
        self.backbone: Any = AutoModel.from_pretrained(folder, dtype=torch.float32)
        self.adapter: nn.Linear | None = None
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.precision = choose_precision(precision, self.device)
        if self.precision == "bfloat16" and self.device.type == "cpu":
            # PyTorch's fused attention is ten times slower backwards in bfloat16 on processors
            # (61 against 5 ms for 32 texts of 16 tokens), so attention is spelled out.
            self.backbone.set_attn_implementation("eager")
        self._tokens: dict[str, list[int]] = {}
        special = self.tokenizer("")["input_ids"]  # e.g. [CLS] [SEP]
        self._first, self._last = special[: len(special) // 2], special[len(special) // 2 :]
        self.to(self.device)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.backbone.config.hidden_size)

    @property
    def layers(self) -> Sequence[nn.Module]:
        """The transformer layers, bottom first."""
        for name in ("layer", "layers", "block"):
            for module in (getattr(self.backbone, "encoder", self.backbone), self.backbone):
                found = getattr(module, name, None)
                if found is not None:
                    return list(found)
        return []

    def add_adapter(self) -> None:
        """Add a linear map after pooling that starts as the identity."""
        adapter = nn.Linear(self.dimension, self.dimension, device=self.device)
        with torch.no_grad():
            adapter.weight.copy_(torch.eye(self.dimension))
            adapter.bias.zero_()
        self.adapter = adapter

    def choose_trained(self, layers: int, *, adapter_only: bool = False) -> list[nn.Parameter]:
        """Let the topmost `layers` learn (-1: everything) and freeze the rest; return them."""
        for parameter in self.parameters():
            parameter.requires_grad = layers < 0 and not adapter_only
        if adapter_only:
            if self.adapter is None:
                raise ValueError("add_adapter() first")
            for parameter in self.adapter.parameters():
                parameter.requires_grad = True
        elif layers > 0:
            for layer in self.layers[-layers:]:
                for parameter in layer.parameters():
                    parameter.requires_grad = True
        pooler = getattr(self.backbone, "pooler", None)
        if pooler is not None:  # mean pooling never uses it
            for parameter in pooler.parameters():
                parameter.requires_grad = False
        return [p for p in self.parameters() if p.requires_grad]

    def set_dropout(self, share: float) -> None:
        """Set the probability of every dropout in the transformer."""
        for module in self.backbone.modules():
            if isinstance(module, nn.Dropout):
                module.p = share
            for name in ("dropout_prob", "attention_dropout"):
                if isinstance(getattr(module, name, None), float):
                    setattr(module, name, share)

    def autocast(self) -> AbstractContextManager[Any]:
        """Return the precision context of a forward pass."""
        if self.precision == "bfloat16":
            return torch.autocast(self.device.type, torch.bfloat16)
        return nullcontext()

    def tokens(self, text: str, max_tokens: int) -> list[int]:
        """Return the token ids of a text, special tokens included, cut to `max_tokens`."""
        ids = self._tokens.get(text)
        if ids is None:
            ids = self.tokenizer(text, add_special_tokens=False, truncation=False)["input_ids"]
            self._tokens[text] = ids
        return [*self._first, *ids[: max_tokens - len(self._first) - len(self._last)], *self._last]

    def pad(self, batch: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Pad token lists to one length; return ids and attention mask, both (n, longest)."""
        longest = max(map(len, batch))
        ids = torch.full((len(batch), longest), self.tokenizer.pad_token_id, dtype=torch.long)
        mask = torch.zeros((len(batch), longest), dtype=torch.long)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = 1
        return ids.to(self.device), mask.to(self.device)

    def pooled(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the mean of the token vectors, (n, d), not yet normed."""
        with self.autocast():
            hidden = self.backbone(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(torch.float32)
        total = (hidden.float() * weights).sum(1)
        return total / weights.sum(1).clamp(min=1.0)

    def head(self, pooled: Tensor) -> Tensor:
        """Turn pooled vectors into unit vectors, through the adapter if there is one."""
        unit = nn.functional.normalize(pooled, dim=-1)
        if self.adapter is None:
            return unit
        return nn.functional.normalize(self.adapter(unit), dim=-1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return unit vectors, (n, d); the signature of the exported graph."""
        return self.head(self.pooled(input_ids, attention_mask))

    def pooled_texts(self, texts: Sequence[str], max_tokens: int, *, quiet: bool = True) -> Tensor:
        """Return pooled vectors of texts, (n, d), in chunks sorted by length."""
        tokens = [self.tokens(t, max_tokens) for t in texts]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        parts = []
        starts: Iterable[int] = range(0, len(order), CHUNK)
        if not quiet:
            starts = track(starts, "encoding", console=Console(stderr=True))
        for start in starts:
            chosen = order[start : start + CHUNK]
            parts.append(self.pooled(*self.pad([tokens[i] for i in chosen])))
        position = torch.empty(len(order), dtype=torch.long)
        position[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[position.to(self.device)]

    @torch.inference_mode()
    def encode(
        self, texts: Sequence[str], max_tokens: int = 128, *, quiet: bool = True
    ) -> np.ndarray:
        """Return the unit vectors of texts, (n, d) float32, without learning from them."""
        was_training = self.training
        self.eval()
        vectors = self.head(self.pooled_texts(texts, max_tokens, quiet=quiet)).cpu().numpy()
        self.train(was_training)
        return vectors

    def frozen_copy(self) -> TextEncoder:
        """Return a copy that does not learn: the base model to keep close to."""
        twin = copy.deepcopy(self)
        twin.eval()
        for parameter in twin.parameters():
            parameter.requires_grad = False
        return twin


def choose_precision(wanted: str, device: torch.device) -> str:
    """Return the precision to compute in: bfloat16 only where the processor has it."""
    if wanted != "auto":
        return wanted
    if device.type == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported() else "float32"
    has_bf16 = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    return "bfloat16" if has_bf16() else "float32"
