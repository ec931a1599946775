"""Text to unit vector, on ONNX Runtime."""

from __future__ import annotations

import re
import shutil
import warnings
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.errors import EmptyTextError, FormatError, InputError, TruncationWarning
from laborspace.space.layout import EncoderConfig, EncoderFiles
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tokenizers import Tokenizer

_WORD = re.compile(r"\w")
_BATCHES_AT_ONCE = 100  # texts are sorted by length within so many batches


class Encoder:
    """Turns texts into unit vectors.

    Parameters
    ----------
    files : EncoderFiles
        The folder with ``model.onnx``, ``tokenizer.json`` and ``encoder.json``.
    config : EncoderConfig
    threads : int, optional
        Threads of one inference; by default ONNX Runtime takes every core.

    Notes
    -----
    ONNX Runtime and the tokenizer are loaded by the first call of :meth:`encode`.
    """

    def __init__(
        self, files: EncoderFiles, config: EncoderConfig, *, threads: int | None = None
    ) -> None:
        self._files = files
        self.config = config
        self.threads = threads

    @classmethod
    def load(cls, folder: str | Path, *, threads: int | None = None) -> Encoder:
        """Open an encoder folder.

        Raises
        ------
        FormatError
            If a file is missing or ``encoder.json`` is damaged or of another format.
        """
        files = EncoderFiles(Path(folder))
        missing = [path.name for path in files.required if not path.is_file()]
        if missing:
            msg = f"{folder} is not an encoder, or half of one: {missing[0]} is missing."
            raise FormatError(msg)
        return cls(files, EncoderConfig.read(files.config), threads=threads)

    def save(self, folder: str | Path) -> None:
        """Copy the encoder's files into a folder."""
        target = EncoderFiles(Path(folder))
        target.root.mkdir(parents=True, exist_ok=True)
        for source, copy in zip(self._files.required, target.required, strict=True):
            shutil.copyfile(source, copy)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.config.dimension

    def encode(
        self, texts: str | Iterable[str], *, batch_size: int = 64, show_progress: bool = False
    ) -> Vector:
        """Encode texts.

        Parameters
        ----------
        texts : str or iterable of str
        batch_size : int
            Texts per inference.
        show_progress : bool
            Draw a progress bar on stderr.

        Returns
        -------
        ndarray, (n, d) or (d,)
            float32 unit vectors; one vector, (d,), for a single text.

        Raises
        ------
        EmptyTextError
            If a text has no words; the message says which.
        FormatError
            If the model or the tokenizer cannot be read.

        Warns
        -----
        TruncationWarning
            If texts are longer than the encoder reads.
        """
        if isinstance(texts, str):
            single: Vector = self.encode([texts], batch_size=batch_size)[0]
            return single
        if batch_size < 1:
            msg = f"batch_size must be at least 1, not {batch_size}."
            raise InputError(msg)
        checked = check_texts(list(texts))
        vectors = np.empty((len(checked), self.dimension), dtype=np.float32)
        cut_texts = cut_tokens = 0
        slab = batch_size * _BATCHES_AT_ONCE
        with progress(len(checked), shown=show_progress) as advance:
            for start in range(0, len(checked), slab):
                encodings = self._tokenizer.encode_batch(checked[start : start + slab])
                cut = [self._tokens_cut(encoding) for encoding in encodings]
                cut_texts += sum(c > 0 for c in cut)
                cut_tokens += sum(cut)
                by_length = np.argsort([len(e.ids) for e in encodings], kind="stable")
                for first in range(0, len(by_length), batch_size):
                    batch = by_length[first : first + batch_size]
                    vectors[start + batch] = self._infer([encodings[i].ids for i in batch])
                    advance(len(batch))
        if cut_texts:
            warnings.warn(
                f"{cut_texts} of {len(checked)} texts longer than {self.config.max_tokens} tokens:"
                f" {cut_tokens} tokens at their ends were not read.",
                TruncationWarning,
                stacklevel=2,
            )
        return vectors

    def _tokens_cut(self, encoding: Any) -> int:
        special = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        return sum(len(rest.ids) - special for rest in encoding.overflowing)

    def _infer(self, token_ids: Sequence[Sequence[int]]) -> Vector:
        longest = max(len(ids) for ids in token_ids)
        input_ids = np.zeros((len(token_ids), longest), dtype=np.int64)
        attention_mask = np.zeros_like(input_ids)
        for row, ids in enumerate(token_ids):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
        feeds = {"input_ids": input_ids, "attention_mask": attention_mask}
        try:
            (embedding,) = self._session.run(["embedding"], feeds)
        except Exception as error:  # ONNX Runtime has no public exception type
            raise _unusable(self._files.model, error) from error
        if embedding.shape != (len(token_ids), self.dimension):
            why = f"embeddings of shape {embedding.shape}, not (…, {self.dimension})"
            raise _unusable(self._files.model, why)
        return unit(embedding)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = read_tokenizer(self._files.tokenizer)
        tokenizer.enable_truncation(self.config.max_tokens)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4  # our own error says what its log would
        if self.threads is not None:
            options.intra_op_num_threads = self.threads
        try:
            return onnxruntime.InferenceSession(
                str(self._files.model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # ONNX Runtime has no public exception type
            raise _unusable(self._files.model, error) from error


def has_words(text: str) -> bool:
    """Whether a text has a letter or a digit."""
    return bool(_WORD.search(text))


def check_texts(texts: list[str]) -> list[str]:
    """Return texts unchanged, or raise where one is no text or has no words."""
    for position, text in enumerate(texts):
        if not isinstance(text, str):
            msg = f"Text {position} is not a text but {text!r}."
            raise InputError(msg)
        if not has_words(text):
            msg = f"Text {position} has no words: {text!r}. Leave it out or write something."
            raise EmptyTextError(msg)
    return texts


def read_tokenizer(path: Path) -> Tokenizer:
    """Read ``tokenizer.json``; it does not pad.

    Raises
    ------
    FormatError
        If the file is missing or damaged.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception
        raise _unusable(path, error) from error
    tokenizer.no_padding()
    return tokenizer


def _unusable(path: Path, why: object) -> FormatError:
    reason = str(why).splitlines()[0] if str(why) else type(why).__name__
    return FormatError(f"{path} cannot be used ({reason}); fetch a new copy of the encoder.")


def progress(total: int, *, shown: bool) -> Any:
    """Return a context manager giving a function that advances a progress bar."""
    if not shown:
        return nullcontext(lambda _count: None)
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import Progress

    @contextmanager
    def bar() -> Any:
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Encoding", total=total)
            yield lambda count: progress.advance(task, count)

    return bar()
