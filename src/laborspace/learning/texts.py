"""The texts an entity shows while a model learns from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from laborspace.records import KINDS

if TYPE_CHECKING:
    from laborspace.corpus import Corpus
    from laborspace.learning.recipe import SpaceViews


STAND_IN = "the company"
"""Stands for the name of a firm that was taken out of its description."""
_LEGAL_FORM = re.compile(
    r"(?:,? (?:(?:inc|incorporated|corp|corporation|co|company|ltd|limited|plc|llc|l\.?p|n\.?v|"
    r"s\.?a|ag|se|holdings?|group|the)\b\.?|\(the\)|& ?co\b\.?))+$",
    flags=re.I,
)


def without_label(description: str, names: Iterable[str], replacement: str) -> str:
    """Replace every occurrence of an entity's names in its description.

    Most official descriptions contain their own title, so a model that should learn what the
    title means must not be able to copy it. Plural endings of the last word go with it.

    Parameters
    ----------
    description : str
    names : iterable of str
        Title and aliases; the longest is tried first.
    replacement : str
        E.g. the tokenizer's mask token.
    """
    lowered = description.casefold()
    present = {n.strip() for n in names if len(n.strip()) > 2 and n.strip().casefold() in lowered}
    usable = sorted(present, key=lambda name: (-len(name), name))
    if not usable:
        return description
    pattern = "|".join(re.escape(n) for n in usable)
    return re.sub(rf"(?<!\w)(?:{pattern})(?:s|es)?(?!\w)", replacement, description, flags=re.I)


def anonymous(description: str, title: str, aliases: Iterable[str] = ()) -> str:
    """Return the description of a firm without its names, the short form included.

    A summary repeats the name in every other sentence, and names say little about what a firm
    does.
    """
    short = _LEGAL_FORM.sub("", title)
    return without_label(description, [title, short, *aliases], STAND_IN)


@dataclass(frozen=True)
class EntityTexts:
    """Titles, descriptions and aliases of all entities, by position in the corpus.

    Attributes
    ----------
    titles, descriptions, masked : list of str
        Descriptions are `anonymous` ones for firms if the recipe says so; `masked` are those
        without the entity's own names, a mask token in their place.
    aliases, statements : list of list of str
    shows_title, shows_description : ndarray of bool
        Whether this view belongs to the entity's kind and exists.
    in_space : ndarray of bool
        Whether the entity gets a vector; the others only teach.
    """

    titles: list[str]
    descriptions: list[str]
    masked: list[str]
    aliases: list[list[str]]
    statements: list[list[str]]
    shows_title: np.ndarray
    shows_description: np.ndarray
    in_space: np.ndarray

    @classmethod
    def from_corpus(cls, corpus: Corpus, views: SpaceViews, mask_token: str) -> EntityTexts:
        """Collect the texts of a corpus."""
        table = corpus.entities
        titles, aliases = table["title"].tolist(), [list(a) for a in table["aliases"]]
        statements = [list(s) for s in table["statements"]]
        descriptions = table["description"].tolist()
        kinds = table["kind"].tolist()
        hides_name = {k: "anonymous" in getattr(views, k) for k in KINDS}
        descriptions = [
            anonymous(d, t, a) if d and hides_name[k] else d
            for d, t, a, k in zip(descriptions, titles, aliases, kinds, strict=True)
        ]
        masked = [
            without_label(d, [t, *a], mask_token) if d else ""
            for d, t, a in zip(descriptions, titles, aliases, strict=True)
        ]
        has_description = np.array([bool(d) for d in descriptions])
        title_of_kind = {k: "title" in getattr(views, k) for k in KINDS}
        description_of_kind = {
            k: hides_name[k] or "description" in getattr(views, k) for k in KINDS
        }
        shows_description = has_description & np.array([description_of_kind[k] for k in kinds])
        shows_title = np.array([title_of_kind[k] for k in kinds]) | ~shows_description
        in_space = ~table["level"].isin(views.leave_out).to_numpy()
        return cls(
            titles,
            descriptions,
            masked,
            aliases,
            statements,
            shows_title,
            shows_description,
            in_space,
        )

    def sample(
        self, index: int, rng: np.random.Generator, title_share: float, alias_share: float
    ) -> str:
        """Draw one view of an entity."""
        title = self.shows_title[index]
        if title and self.shows_description[index]:
            title = rng.random() < title_share
        if not title:
            return self.descriptions[index]
        return self.name(index, rng, alias_share)

    def name(self, index: int, rng: np.random.Generator, alias_share: float) -> str:
        """Draw the title of an entity, or sometimes one of its aliases."""
        if alias_share and self.aliases[index] and rng.random() < alias_share:
            return self.alias(index, rng)
        return self.titles[index]

    def alias(self, index: int, rng: np.random.Generator) -> str:
        """Draw one alias of an entity that has some."""
        return self.aliases[index][rng.integers(len(self.aliases[index]))]
