"""The map: 2-D coordinates computed once, when a space is built, and kept with it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

PERPLEXITY = 30.0


def map_coordinates(ids: list[str], vectors: np.ndarray, *, seed: int = 0) -> pa.Table:
    """Lay entities out in the plane so that near neighbors stay near.

    t-SNE (van der Maaten & Hinton 2008) on the first 50 principal components, started from the
    first two so that the large-scale arrangement means something (Kobak & Berens 2019).
    Distances on the map mislead all the same; neighbors are always searched in the full space.
    How well neighborhoods are kept is measured by :mod:`laborspace.analysis.preservation`.

    Parameters
    ----------
    ids : list of str
    vectors : ndarray, (n, d)
    seed : int

    Returns
    -------
    pyarrow.Table
        ``id``, ``x``, ``y`` (float32), scaled to [-1, 1].
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    components = min(50, *vectors.shape)
    reduced = PCA(components, random_state=seed).fit_transform(vectors)
    perplexity = min(PERPLEXITY, (len(ids) - 1) / 3)
    start = reduced[:, :2] / reduced[:, 0].std() * 1e-4
    layout = TSNE(2, perplexity=perplexity, init=start, random_state=seed, n_jobs=-1)
    plane = layout.fit_transform(reduced)
    plane = plane - (plane.max(0) + plane.min(0)) / 2
    plane = (plane / np.abs(plane).max()).astype(np.float32)
    return pa.table({"id": ids, "x": plane[:, 0], "y": plane[:, 1]})
