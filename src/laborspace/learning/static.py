"""From an encoder to a static one: a vector a token, learned so that their sums land close.

model2vec (Minish Lab, 2024) takes the encoder's own vector of each token, weighs it by the
token's expected frequency (Zipf's law and the weights of Arora, Liang & Ma, "A simple but
tough-to-beat baseline for sentence embeddings", ICLR 2017) and reduces the dimension by principal
components. That is where this starts. Then, as tokenlearn does, token vectors are fitted to the
encoder's vectors of real texts; here by ridge regression towards the start, which is linear, has
one solution and needs no gradient descent: with A the matrix of token shares of the texts, Y their
vectors and E0 the start, minimize ``|A E - Y|² + penalty |E - E0|²`` over E. Tokens the texts
lack keep the start, mapped linearly to where the texts say that token vectors should lie.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.storage import replace_directory

if TYPE_CHECKING:
    from laborspace.corpus import Corpus

STATIC_FORMAT = 1
RANK = 256
"""Numbers a token; 192 lose .02 of the cosine with the encoder, 128 lose .06."""
VOCABULARY = 20_000
"""Tokens kept: those of the texts, then the most frequent of the tokenizer."""
TOKENS_PER_TEXT = 4
"""A small corpus gets a small vocabulary: so many tokens a text at most."""
PENALTY = 0.1
SIF = 1e-4
ROUNDS = (14, 8, 8)
"""Steps of conjugate gradients; before each round but the first the targets take the lengths of the
predictions, for only the direction of a sum counts."""
SHORTEST, LONGEST = 0.5, 1.2
HELD_OUT_EVERY = 25
"""So many texts, sorted, give one that is not fitted, on which the agreement is measured."""
SPREAD_OVER = 5000
"""Texts among which the ten nearest are compared, at most."""

Encode = Callable[[Sequence[str]], np.ndarray]


def corpus_texts(corpus: Corpus) -> list[str]:
    """Return titles, aliases and descriptions of a corpus, each once, sorted."""
    table = corpus.entities
    texts = {*table["title"], *table["description"]}
    texts.update(alias for aliases in table["aliases"] for alias in aliases)
    return sorted(text for text in texts if any(letter.isalnum() for letter in text))


def distill(
    encode: Encode,
    texts: Sequence[str],
    tokenizer: str | Path,
    folder: str | Path,
    *,
    rank: int = RANK,
    vocabulary: int = VOCABULARY,
    base_model: str = "",
) -> dict[str, Any]:
    """Learn a static encoder and write it; see :class:`laborspace.space.layout.StaticFiles`.

    Parameters
    ----------
    encode : callable
        Texts → (n, d) unit vectors: the method ``encode`` of an encoder, in PyTorch or ONNX.
    texts : sequence of str
        What the static encoder should be good at; tens of thousands of short texts.
    tokenizer : str or Path
        ``tokenizer.json`` of the encoder.
    folder : str or Path
        Written atomically.
    rank : int
        Numbers stored a token, at most d.
    vocabulary : int
        Tokens kept, at most.
    base_model : str
        Said in ``static.json``.

    Returns
    -------
    dict
        The content of ``static.json``. ``agreement`` is measured on texts that were not fitted:
        mean and fifth percentile of the cosine with the encoder, and the share of the ten
        nearest texts that are the same.
    """
    texts = sorted(set(texts))
    targets = _unit(np.asarray(encode(texts), dtype=np.float32))
    held_out = np.arange(len(texts)) % HELD_OUT_EVERY == HELD_OUT_EVERY - 1
    kept, shares = _token_shares(texts, Path(tokenizer), vocabulary)
    projection = _principal(targets[~held_out], min(rank, targets.shape[1]))
    names = _names(Path(tokenizer), kept)
    start = _unit(np.asarray(encode(names), dtype=np.float32)) * _sif(kept)[:, np.newaxis]
    vectors = fit(shares[~held_out], targets[~held_out] @ projection.T, start, projection)
    tokens, scales = _quantize(vectors)
    projection = projection.astype(np.float16)
    table = tokens * scales[:, np.newaxis].astype(np.float32)
    found = _unit(shares[held_out] @ table @ projection.astype(np.float32))
    description = {
        "format": STATIC_FORMAT,
        "dimension": int(targets.shape[1]),
        "max_tokens": 0,
        "precision": "static",
        "base_model": base_model,
        "agreement": _agreement(targets[held_out], found),
    }
    arrays = {"tokens": tokens, "scales": scales, "vocabulary": kept, "projection": projection}
    with replace_directory(folder, marker="static.json") as target:
        for name, values in arrays.items():
            np.save(target / f"{name}.npy", values, allow_pickle=False)
        (target / "static.json").write_text(json.dumps(description, indent=2) + "\n", "utf-8")
    return description


def fit(shares: Any, targets: np.ndarray, start: np.ndarray, projection: np.ndarray) -> np.ndarray:
    """Fit token vectors to texts.

    Parameters
    ----------
    shares : sparse matrix, (n, v)
        Share of each token in each text.
    targets : ndarray, (n, k)
        Vectors of the texts in the reduced space.
    start : ndarray, (v, d)
        The encoder's vectors of the tokens, weighted.
    projection : ndarray, (k, d)
        From the reduced space to that of the encoder.

    Returns
    -------
    ndarray, (v, k) float32
    """
    pooled = shares @ start
    gram = pooled.T @ pooled + np.eye(start.shape[1], dtype=np.float32)
    miss = targets - pooled @ projection.T
    prior = start @ (projection.T + np.linalg.solve(gram, pooled.T @ miss)).astype(np.float32)
    used = np.flatnonzero(np.asarray(shares.sum(axis=0)).ravel() > 0)
    seen = shares[:, used].tocsr()
    learned = prior[used]
    goal = targets
    for steps in ROUNDS:
        learned = ridge(seen, goal, learned, PENALTY, steps)
        lengths = np.linalg.norm(seen @ learned, axis=1, keepdims=True)
        goal = targets * np.clip(lengths, SHORTEST, LONGEST)
    vectors = np.array(prior, dtype=np.float32)
    vectors[used] = learned
    return vectors


def ridge(
    shares: Any, targets: np.ndarray, start: np.ndarray, penalty: float, steps: int
) -> np.ndarray:
    """Minimize ``|shares @ x - targets|² + penalty |x - start|²`` by conjugate gradients.

    All columns at once, with the diagonal as preconditioner (Hestenes & Stiefel 1952; Saad,
    "Iterative methods for sparse linear systems", 2003, algorithm 9.1).

    Parameters
    ----------
    shares : sparse matrix, (n, v)
    targets : ndarray, (n, k)
    start : ndarray, (v, k)
    penalty : float
    steps : int

    Returns
    -------
    ndarray, (v, k) float32
    """
    transposed = shares.T.tocsr()
    diagonal = np.asarray(shares.multiply(shares).sum(axis=0), dtype=np.float32).reshape(-1, 1)
    diagonal += penalty
    residual = transposed @ (targets - shares @ start)
    moved = np.zeros_like(start, dtype=np.float32)
    scaled = residual / diagonal
    direction = scaled.copy()
    product = (residual * scaled).sum(axis=0)
    for _ in range(steps):
        curved = transposed @ (shares @ direction) + np.float32(penalty) * direction
        length = product / np.maximum((direction * curved).sum(axis=0), 1e-12)
        moved += direction * length
        residual -= curved * length
        scaled = residual / diagonal
        before, product = product, (residual * scaled).sum(axis=0)
        direction = scaled + direction * (product / np.maximum(before, 1e-12))
    return np.asarray(start + moved, dtype=np.float32)


def _token_shares(texts: Sequence[str], path: Path, limit: int) -> tuple[np.ndarray, Any]:
    """Return the tokens kept, (v,), the first for unknown ones, and their shares, (n, v) sparse."""
    from scipy.sparse import csr_matrix
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids = [e.ids for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
    lengths = np.array([len(each) for each in ids])
    flat = np.array([token for each in ids for token in each], dtype=np.int64)
    counts = np.bincount(flat, minlength=tokenizer.get_vocab_size())
    unknown = _unknown(tokenizer)
    special = tokenizer.get_added_tokens_decoder()
    strings = {number: text for text, number in tokenizer.get_vocab().items()}
    spare = [
        number
        for number in range(len(counts))
        if counts[number] == 0 and number not in special and _english(strings.get(number, ""))
    ]
    seen = [number for number in np.argsort(-counts, kind="stable") if counts[number] > 0]
    room = min(limit, TOKENS_PER_TEXT * len(texts)) - 1
    chosen = [number for number in [*seen, *spare] if number != unknown][: max(room, 1)]
    kept = np.array([unknown, *sorted(chosen)], dtype=np.int32)
    row = np.zeros(len(counts), dtype=np.int64)
    row[kept[1:]] = np.arange(1, len(kept))
    weights = np.repeat(1 / np.maximum(lengths, 1), lengths).astype(np.float32)
    bounds = np.concatenate([[0], lengths.cumsum()])
    shares = csr_matrix((weights, row[flat], bounds), shape=(len(texts), len(kept)))
    shares.sum_duplicates()
    return kept, shares


def _unknown(tokenizer: Any) -> int:
    name = json.loads(tokenizer.to_str())["model"].get("unk_token")
    found = None if name is None else tokenizer.token_to_id(name)
    return 0 if found is None else int(found)


def _english(token: str) -> bool:
    plain = token.removeprefix("##")
    return plain.isascii() and plain.isalnum()


def _names(path: Path, kept: np.ndarray) -> list[str]:
    """Return each token as a text the encoder can read alone."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    names = [(tokenizer.id_to_token(int(number)) or "").removeprefix("##") for number in kept]
    return [name if any(letter.isalnum() for letter in name) else "the" for name in names]


def _sif(kept: np.ndarray) -> np.ndarray:
    """Weigh tokens by frequency, which the ids of a vocabulary follow, by Zipf's law."""
    ranks = np.argsort(np.argsort(kept)) + 2
    frequency = (1 / ranks) / (1 / np.arange(2, len(kept) + 2)).sum()
    return np.asarray(SIF / (SIF + frequency), dtype=np.float32)


def _principal(vectors: np.ndarray, rank: int) -> np.ndarray:
    """Return the directions, (rank, d), that keep most of the vectors' squared lengths."""
    _, directions = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    return np.ascontiguousarray(directions[:, ::-1][:, :rank].T, dtype=np.float32)


def _quantize(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stretch each row to ±127; return int8 rows and the float16 scales that undo it."""
    largest = np.abs(vectors).max(axis=1)
    scales = np.where(largest > 0, largest / 127, 1).astype(np.float16)
    rounded = np.rint(vectors / scales[:, np.newaxis].astype(np.float32))
    return np.clip(rounded, -127, 127).astype(np.int8), scales


def _agreement(reference: np.ndarray, vectors: np.ndarray) -> dict[str, float]:
    if not len(reference):
        return {}
    cosines = (reference * vectors).sum(axis=1)
    every = max(1, -(-len(reference) // SPREAD_OVER))
    there, here = reference[::every], vectors[::every]
    count = min(10, len(there) - 1)
    shared = [
        len(set(a) & set(b)) for a, b in zip(_near(there, count), _near(here, count), strict=True)
    ]
    return {
        "cosine_mean": round(float(cosines.mean()), 4),
        "cosine_p5": round(float(np.quantile(cosines, 0.05)), 4),
        "top10_overlap": round(float(np.mean(shared)) / max(count, 1), 4),
    }


def _near(vectors: np.ndarray, count: int) -> np.ndarray:
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -np.inf)
    return np.argsort(-similarity, axis=1, kind="stable")[:, :count]


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)
