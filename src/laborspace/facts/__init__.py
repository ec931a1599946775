"""Tables of published facts that ship with the package: codes and numbers, no texts of others.

``release/validation_facts.py`` makes them from the official files; what their owners ask to be
said stands in ``NOTICE``.

==================  ============================================================================
``exposure``        published measures of exposure whose licenses let them ship: id, measure, value
``gics``            GICS sub-industry of firms: id, gics, cik
``oews_employment`` employment by detailed occupation, May 2019 to 2023: id, year, jobs
``soc_2010_2018``   SOC 2010 codes and the 2018 codes they became: soc_2010, soc_2018
==================  ============================================================================
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.errors import FormatError

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path(__file__).parent


def fact(name: str) -> pd.DataFrame:
    """Return a table of facts.

    Parameters
    ----------
    name : str
        One of those listed above.

    Raises
    ------
    FormatError
        If this copy of the package comes without it.
    """
    return _read(name).copy()


@lru_cache(maxsize=8)
def _read(name: str) -> pd.DataFrame:
    import pandas as pd

    path = FOLDER / f"{name}.parquet"
    if not path.is_file():
        msg = f"This copy of laborspace comes without {path.name}; install the package again."
        raise FormatError(msg)
    return pd.read_parquet(path)
