"""What spaces are scored against: observed relations, facts that ship, the user's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from laborspace.errors import FormatError, InputError
from laborspace.facts import fact
from laborspace.records import ITEM_LEVELS
from laborspace.validation.task import Skip

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from laborspace.corpus import Corpus
    from laborspace.space.container import Space
    from laborspace.validation.subject import VectorSubject


@dataclass
class Evidence:
    """What the suites score against.

    Parameters
    ----------
    space : Space
        Whose entities, relations and attributes are the truth.
    held_out : frozenset of str
        Entities whose relations the scored twins did not learn from.
    data : Path, optional
        Folder with official files that may not ship; searched through by file name.
    corpus : Corpus, optional
        Official texts, for lexical baselines and text statistics; without it titles and
        aliases serve.
    seeds : mapping of str to VectorSubject
        The main space made once more, by another seed or from another vintage, by name (which
        says what differs). Their ``.space.held_out`` says whether they are twins.
    """

    space: Space
    held_out: frozenset[str] = frozenset()
    data: Path | None = None
    corpus: Corpus | None = None
    seeds: Mapping[str, VectorSubject] = field(default_factory=dict)
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    @cached_property
    def entities(self) -> pd.DataFrame:
        """Entities of the space, by id: kind, code, title, aliases, level and source."""
        return self.space.to_pandas().set_index("id", drop=False)

    @cached_property
    def all_relations(self) -> pd.DataFrame:
        """Every observed relation, texts as plain strings."""
        table = self.space.relations.to_pandas()
        words = ["source", "target", "relation", "detail", "origin"]
        plain: pd.DataFrame = table.astype(dict.fromkeys(words, object))
        return plain

    def relations(self, relation: str, *, source: str = "", target: str = "") -> pd.DataFrame:
        """Return the rows of a relation whose ends begin with these prefixes.

        Raises
        ------
        Skip
            If there are none.
        """
        rows = self.all_relations
        rows = rows[rows["relation"] == relation]
        if source:
            rows = rows[rows["source"].str.startswith(source)]
        if target:
            rows = rows[rows["target"].str.startswith(target)]
        if rows.empty:
            ends = " from ".join(["", source]) if source else ""
            msg = f"The space has no relation {relation!r}{ends}."
            raise Skip(msg)
        return rows.reset_index(drop=True)

    def ids(self, *, prefix: str = "", kind: str = "", level: str = "") -> list[str]:
        """Return entity ids in the order of the space, filtered."""
        table = self.entities
        keep = table["id"].str.startswith(prefix)
        if kind:
            keep &= table["kind"] == kind
        if level:
            keep &= table["level"] == level
        return table["id"][keep].tolist()

    @cached_property
    def parents(self) -> dict[str, str]:
        """Each entity's group, from `broader`, within its kind; the first if there are several."""
        rows = self.all_relations
        rows = rows[rows["relation"] == "broader"].drop_duplicates("source")
        return dict(zip(rows["source"], rows["target"], strict=True))

    def ancestor(self, id_: str, level: str) -> str | None:
        """Return the group of this level above an entity, None if there is none."""
        levels = self._levels
        seen = set()
        while id_ not in seen:
            seen.add(id_)
            if levels.get(id_) == level:
                return id_
            if id_ not in self.parents:
                return None
            id_ = self.parents[id_]
        return None

    def members(self, group: str) -> list[str]:
        """Return the items of its own kind that a group contains, in order; an item is its own."""
        if self._levels.get(group) in ITEM_LEVELS:
            return [group]
        kinds, found, waiting, seen = self._kinds, set(), [group], {group}
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child in seen or kinds.get(child) != kinds.get(group):
                    continue
                seen.add(child)
                if self._levels[child] in ITEM_LEVELS:
                    found.add(child)
                else:
                    waiting.append(child)
        return sorted(found)

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        rows = self.all_relations
        rows = rows[rows["relation"] == "broader"]
        children: dict[str, list[str]] = {}
        for child, group in zip(rows["source"], rows["target"], strict=True):
            children.setdefault(group, []).append(child)
        return children

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return dict(zip(self.entities["id"], self.entities["kind"], strict=True))

    @cached_property
    def _levels(self) -> dict[str, str]:
        return dict(zip(self.entities["id"], self.entities["level"], strict=True))

    def fact(self, name: str) -> pd.DataFrame:
        """Return a table of facts that ships with the package, ``laborspace/facts/<name>.parquet``.

        Raises
        ------
        Skip
            If this copy of the package comes without it.
        """
        if name not in self._tables:
            try:
                self._tables[name] = fact(name)
            except FormatError as error:
                raise Skip(str(error)) from error
        return self._tables[name]

    def file(self, name: str, *, home: str) -> Path:
        """Find a file of the user's folder by its official name, anywhere below.

        Parameters
        ----------
        name : str
            File name; a glob pattern is allowed.
        home : str
            Where it can be had, for the reason given.

        Raises
        ------
        Skip
            If there is no folder, or no such file in it.
        InputError
            If the folder does not exist.
        """
        if self.data is None:
            msg = f"Needs {name} ({home}): give its folder with --data."
            raise Skip(msg)
        if not self.data.is_dir():
            msg = f"{self.data}: no such folder; --data takes a folder of official files."
            raise InputError(msg)
        found = sorted(self.data.rglob(name))
        if not found:
            msg = f"{self.data} holds no {name} ({home})."
            raise Skip(msg)
        return found[0]

    def texts(self, ids: Iterable[str]) -> list[str]:
        """Return a text for each entity: title and description, or title and aliases."""
        if self.corpus is not None:
            table = self._corpus_texts
            return [table.get(id_) or self._names[id_] for id_ in ids]
        return [self._names[id_] for id_ in ids]

    @cached_property
    def _corpus_texts(self) -> dict[str, str]:
        assert self.corpus is not None
        table = self.corpus.entities
        texts = (table["title"] + ". " + table["description"]).tolist()
        return dict(zip(table["id"], texts, strict=True))

    @cached_property
    def _names(self) -> dict[str, str]:
        table = self.entities
        rows = zip(table["id"], table["title"], table["aliases"], strict=True)
        return {id_: ". ".join([title, *aliases]) for id_, title, aliases in rows}


def lessons(space: Space | None, relation: str) -> list[dict[str, Any]]:
    """Return the data sets of a space's recipe that teach a relation; none if it has no recipe."""
    stages = [] if space is None else space.provenance.recipe.get("relation", [])
    return [data for stage in stages for data in stage["data"] if data["pairs"] == relation]
