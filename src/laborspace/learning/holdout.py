"""What training must not see, so that a space can be judged on relations it was not taught."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.corpus import Corpus

OCCUPATION_SHARE = 0.15
INDUSTRY_SHARE = 0.20
FIRM_SHARE = 0.20
"""Of the groups of occupations, the industries and the firms that have relations."""


def choose_hold_out(corpus: Corpus, *, seed: int = 0) -> list[str]:
    """Choose entities whose relations the held-out twin of a space does not learn from.

    Near relatives stay on one side, or the twin would have seen the answer under another name:

    * occupations that require skills: 15 % of their groups (ESCO: ISCO unit groups, read off
      the code; others: the group they are `broader` to; those without a group alone). Where
      there are ESCO occupations, only they are held out;
    * industries that employ: 20 % of the industry groups, or, without that level, of all;
    * firms: all listed ones (level ``"firm"``) if there are unlisted ones to learn from, else
      20 % of the firms.

    Parameters
    ----------
    corpus : Corpus
    seed : int

    Returns
    -------
    list of str
        Ids, sorted.
    """
    rng = np.random.default_rng(seed)
    entities, relations = corpus.entities, corpus.relations
    esco = entities[entities["id"].str.startswith("esco:occupation/")]
    held: list[str] = []
    if len(esco):
        group = esco["code"].str.split(".").str[0]
        held += esco["id"][group.isin(_draw(group, OCCUPATION_SHARE, rng))].tolist()
    else:
        asked = relations["source"][relations["relation"] == "requires"].unique()
        parent = relations[relations["relation"] == "broader"].drop_duplicates("source")
        above = parent.set_index("source")["target"]
        own = entities["id"][entities["id"].isin(asked)]
        group = own.map(above).fillna(own)
        held += own[group.isin(_draw(group, OCCUPATION_SHARE, rng))].tolist()
    level = entities.set_index("id")["level"]
    employers = relations["source"][relations["relation"] == "employs"]
    grouped = employers[employers.map(level) == "industry group"]
    held += _draw(grouped if len(grouped) else employers, INDUSTRY_SHARE, rng)
    firms = entities[entities["kind"] == "firm"]
    listed = firms["id"][firms["level"] == "firm"]
    held += listed.tolist() if len(listed) < len(firms) else _draw(listed, FIRM_SHARE, rng)
    return sorted(held)


def _draw(values: pd.Series, share: float, rng: np.random.Generator) -> list[str]:
    """Draw a share of the distinct values."""
    distinct = np.sort(values.unique())
    return list(rng.choice(distinct, size=round(len(distinct) * share), replace=False))
