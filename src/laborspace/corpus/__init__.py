"""The corpus: entities and relations of several sources, checked and stored together."""

from laborspace.corpus.build import build_corpus
from laborspace.corpus.container import Corpus

__all__ = ["Corpus", "build_corpus"]
