"""Baselines that know only words: TF-IDF and BM25."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.errors import MissingExtraError

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence


class Lexical:
    """A subject that compares words of the entities' texts.

    Parameters
    ----------
    evidence : Evidence
        Title and description where there is a corpus, else title and aliases.
    method : {"tfidf", "bm25"}
        Cosine of TF-IDF vectors (sublinear, unigrams), or BM25 (Robertson et al., Lucene's
        form) of the left text's words in the right text.

    Raises
    ------
    MissingExtraError
        Without the extra ``validate``.
    """

    def __init__(self, evidence: Evidence, method: str) -> None:
        try:
            from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
        except ModuleNotFoundError as error:
            raise MissingExtraError("The lexical baselines", "validate") from error
        self.name = method
        ids = evidence.space.ids
        self.ids = frozenset(ids)
        self._row = {id_: row for row, id_ in enumerate(ids)}
        self._counter = CountVectorizer(stop_words="english", min_df=2)
        counts = self._counter.fit_transform(evidence.texts(ids)).tocsr()
        if method == "tfidf":
            self._transform: Any = TfidfTransformer(sublinear_tf=True)
            self._left = self._right = self._transform.fit_transform(counts).tocsr()
        else:
            self._transform = None
            self._left, self._right = counts.sign(), _bm25_weights(counts)

    def similarity(
        self, left: Sequence[str], right: Sequence[str], *, centered: bool = False
    ) -> npt.NDArray[np.floating]:
        """Return scores, (left, right); centering means nothing to words."""
        del centered
        return self._product(self._left[[self._row[i] for i in left]], right)

    def text_similarity(
        self, texts: Sequence[str], right: Sequence[str]
    ) -> npt.NDArray[np.floating]:
        """Return scores of texts with entities, (texts, right)."""
        counts = self._counter.transform(texts)
        left = counts.sign() if self._transform is None else self._transform.transform(counts)
        return self._product(left, right)

    def _product(self, left: Any, right: Sequence[str]) -> npt.NDArray[np.floating]:
        columns = self._right[[self._row[i] for i in right]]
        return np.asarray((left @ columns.T).toarray())


def _bm25_weights(counts: Any, k1: float = 1.5, b: float = 0.75) -> Any:
    """Return the BM25 weight of each word in each text, (n, words) sparse."""
    length = np.asarray(counts.sum(1)).ravel()
    containing = np.asarray((counts > 0).sum(0)).ravel()
    rarity = np.log1p((len(length) - containing + 0.5) / (containing + 0.5))
    weights = counts.tocoo().astype(np.float64)
    norm = k1 * (1 - b + b * length[weights.row] / max(length.mean(), 1e-9))
    weights.data = weights.data * (k1 + 1) / (weights.data + norm) * rarity[weights.col]
    return weights.tocsr()
