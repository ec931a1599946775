"""Reading several sources and joining them: the Python twin of ``laborspace corpus build``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.corpus.container import Corpus
from laborspace.errors import SourceError

if TYPE_CHECKING:
    from laborspace.records import Records

Paths = str | Path | Sequence[str | Path] | None


def build_corpus(
    *,
    onet: str | Path | None = None,
    onet_vintage: str = "30.2",
    soc_structure: str | Path | None = None,
    esco: str | Path | None = None,
    esco_vintage: str = "1.2.0",
    naics: str | Path | None = None,
    bls: Paths = None,
    firms: str | Path | None = None,
    crosswalk: str | Path | None = None,
    entities: Paths = None,
    relations: Paths = None,
    firm_columns: Mapping[str, str] | None = None,
    firm_where: str | None = None,
    firm_items: str | None = None,
    strict: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Corpus:
    """Read official files and tables of the user's own, and join them into a corpus.

    Parameters
    ----------
    onet, esco, naics, firms, crosswalk : str or Path, optional
        Where each source lies; see the readers in :mod:`laborspace.sources`.
    onet_vintage, esco_vintage : str
        Their versions, which the files do not say.
    soc_structure : str or Path, optional
        ``SOC_Structure.csv``, for the SOC groups above O*NET's occupations.
    bls : str, Path or sequence of them, optional
        Folders, zips or files for :func:`~laborspace.sources.read_bls`.
    entities, relations : str, Path or sequence of them, optional
        Tables for :func:`~laborspace.sources.read_table`.
    firm_columns, firm_where, firm_items
        ``columns``, ``where`` and ``item_column`` of :func:`~laborspace.sources.read_firms`.
    strict : bool
        If False, relations of the user's own tables to unknown ids are dropped and counted.
    progress : callable, optional
        Called with the name of each source before it is read.

    Returns
    -------
    Corpus

    Raises
    ------
    SourceError
        No source is given, or one cannot be read or joined.
    """
    from laborspace import sources

    steps: list[tuple[str, Callable[[], Records]]] = []
    if onet is not None:
        read_onet = partial(sources.read_onet, vintage=onet_vintage, soc_structure=soc_structure)
        steps.append(("O*NET", partial(read_onet, onet)))
    if esco is not None:
        steps.append(("ESCO", partial(sources.read_esco, esco, vintage=esco_vintage)))
    if naics is not None:
        steps.append(("NAICS", partial(sources.read_naics, naics)))
    steps += [(f"BLS ({_name(p)})", partial(sources.read_bls, p)) for p in _several(bls)]
    if firms is not None:
        read_firms = partial(
            sources.read_firms, columns=firm_columns, where=firm_where, item_column=firm_items
        )
        steps.append(("firms", partial(read_firms, firms)))
    if crosswalk is not None:
        steps.append(("ESCO–O*NET crosswalk", partial(sources.read_crosswalk, crosswalk)))
    steps += [
        (_name(p), partial(sources.read_table, p, name=_name(p), strict=strict))
        for p in _several(entities)
    ]
    steps += [
        (_name(p), partial(sources.read_table, None, p, name=_name(p), strict=strict))
        for p in _several(relations)
    ]
    if not steps:
        raise SourceError("no source is given; name at least one, e.g. --onet db_30_2_text.zip.")
    records = []
    for name, read in steps:
        if progress is not None:
            progress(name)
        records.append(read())
    if progress is not None:
        progress("joining")
    return Corpus.from_records(records)


def _several(paths: Paths) -> list[str | Path]:
    if paths is None:
        return []
    return [paths] if isinstance(paths, str | Path) else list(paths)


def _name(path: str | Path) -> str:
    return Path(path).name
