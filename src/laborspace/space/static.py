"""Text to unit vector without a transformer: a table of token vectors, NumPy only.

The form is that of model2vec (Minish Lab, 2024): the vector of a text is the sum of the vectors of
its tokens, scaled to length 1, so word order is not seen. Token vectors are distilled from the
encoder of the space (:mod:`laborspace.learning.static`) and land where its vectors do. What is
lost in closeness is gained in speed: tens of thousands of titles a second on one core.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.errors import FormatError, InputError
from laborspace.space.encoder import check_texts, progress, read_tokenizer
from laborspace.space.layout import EncoderConfig, StaticFiles
from laborspace.space.vectors import Vector, unit
from laborspace.storage import replace_directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tokenizers import Tokenizer

_TEXTS_AT_ONCE = 4096

_FORMS: dict[str, tuple[str, int]] = {  # file → type and number of dimensions
    "tokens": ("int8", 2),
    "scales": ("float16", 1),
    "vocabulary": ("int32", 1),
    "projection": ("float16", 2),
}


class StaticEncoder:
    """Turns texts into unit vectors by looking tokens up and summing.

    Parameters
    ----------
    files : StaticFiles
        The folder with ``tokens.npy``, ``scales.npy``, ``vocabulary.npy``, ``projection.npy`` and
        ``static.json``.
    tokenizer : Path
        ``tokenizer.json`` of the encoder it was distilled from.
    config : EncoderConfig
        With ``precision="static"``; ``max_tokens`` is 0, for texts are read whole.

    Notes
    -----
    Arrays and tokenizer are read by the first call of :meth:`encode`.
    """

    def __init__(self, files: StaticFiles, tokenizer: Path, config: EncoderConfig) -> None:
        self._files = files
        self._tokenizer_file = tokenizer
        self.config = config

    @classmethod
    def load(cls, folder: str | Path, *, tokenizer: str | Path) -> StaticEncoder:
        """Open a static encoder folder.

        Raises
        ------
        FormatError
            If a file is missing or ``static.json`` is damaged or of another format.
        """
        files = StaticFiles(Path(folder))
        missing = [path.name for path in files.required if not path.is_file()]
        if not Path(tokenizer).is_file():
            missing.append(f"{Path(tokenizer).parent.name}/{Path(tokenizer).name}")
        if missing:
            msg = f"{folder} is not a static encoder, or half of one: {missing[0]} is missing."
            raise FormatError(msg)
        return cls(files, Path(tokenizer), EncoderConfig.read(files.config))

    def save(self, folder: str | Path) -> None:
        """Copy the files into a folder, all of them or none; the tokenizer stays where it is."""
        with replace_directory(folder, marker=self._files.config.name) as fresh:
            for source in self._files.required:
                (fresh / source.name).write_bytes(source.read_bytes())

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
            Read whole, however long.
        batch_size : int
            Changes nothing; it is there so that either encoder may stand for the other.
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
            If a file cannot be read.
        """
        if isinstance(texts, str):
            single: Vector = self.encode([texts], batch_size=batch_size)[0]
            return single
        if batch_size < 1:
            msg = f"batch_size must be at least 1, not {batch_size}."
            raise InputError(msg)
        checked = check_texts(list(texts))
        vectors = np.empty((len(checked), self.dimension), dtype=np.float32)
        with progress(len(checked), shown=show_progress) as advance:
            for start in range(0, len(checked), _TEXTS_AT_ONCE):
                slab = checked[start : start + _TEXTS_AT_ONCE]
                vectors[start : start + len(slab)] = self._slab(slab)
                advance(len(slab))
        return vectors

    def _slab(self, texts: Sequence[str]) -> Vector:
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        ids = [encoding.ids or [-1] for encoding in encodings]  # -1: no token, so unknown
        lengths = np.array([len(each) for each in ids])
        rows = self._row_of[list(chain.from_iterable(ids))]
        order = np.argsort(-lengths, kind="stable")
        starts = (lengths.cumsum() - lengths)[order]
        # All first tokens, then all second ones of the texts that have one, and so on: several
        # times as quick as a sum for each text, and no more is looked up than one token of each.
        sums = np.zeros((len(ids), self._projection.shape[0]), dtype=np.float32)
        longer = np.searchsorted(-lengths[order], -np.arange(lengths.max()))
        for token, count in enumerate(longer.tolist()):
            sums[:count] += self._table[rows[starts[:count] + token]]
        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)
        vectors[order] = sums @ self._projection
        return unit(vectors)

    @cached_property
    def _arrays(self) -> dict[str, npt.NDArray[Any]]:
        arrays = {name: self._array(name, *form) for name, form in _FORMS.items()}
        tokens, projection = arrays["tokens"], arrays["projection"]
        fits = (
            len(tokens) == len(arrays["scales"]) == len(arrays["vocabulary"]) > 0
            and tokens.shape[1] == len(projection)
            and projection.shape[1] == self.dimension
        )
        if not fits:
            raise _unusable(self._files.tokens, "its files do not fit each other")
        return arrays

    def _array(self, name: str, dtype: str, dimensions: int) -> npt.NDArray[Any]:
        path: Path = getattr(self._files, name)
        try:
            values: npt.NDArray[Any] = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise _unusable(path, error) from error
        if values.dtype != np.dtype(dtype) or values.ndim != dimensions:
            raise _unusable(path, f"it holds {values.dtype} {values.shape}")
        return values

    @cached_property
    def _table(self) -> Vector:
        tokens, scales = self._arrays["tokens"], self._arrays["scales"]
        return np.asarray(tokens * scales[:, np.newaxis].astype(np.float32), dtype=np.float32)

    @cached_property
    def _projection(self) -> Vector:
        return np.asarray(self._arrays["projection"], dtype=np.float32)

    @cached_property
    def _row_of(self) -> npt.NDArray[np.intp]:
        # Row 0 is that of every token left out of the table. The last place answers to -1.
        vocabulary = self._arrays["vocabulary"]
        rows = np.zeros(
            max(self._tokenizer.get_vocab_size(), int(vocabulary.max()) + 1) + 1, np.intp
        )
        rows[vocabulary[1:]] = np.arange(1, len(vocabulary))
        return rows

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = read_tokenizer(self._tokenizer_file)
        tokenizer.no_truncation()
        return tokenizer


def _unusable(path: Path, why: object) -> FormatError:
    return FormatError(f"{path} cannot be used ({why}); distill the static encoder again.")
