"""A small invented economy to watch the whole pipeline on, offline and in minutes.

Industries, occupations, skills and firms were made up and described for this package, in words
of its own: the firms do not exist, the jobs counted by ``employs`` are plausible but invented,
and which occupation ``requires`` which skill is the authors' opinion. Nothing here is a
measurement: use it to try the software, never to study a labor market.

=============== ===================== ===========================================
relation        from → to             weight
=============== ===================== ===========================================
``employs``     industry → occupation jobs in the invented economy
``requires``    occupation → skill    1 (``essential``) or .5 (``optional``)
``operates_in`` firm → industry       1 over the number of industries of the firm
``broader``     item → its group      1
=============== ===================== ===========================================
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.sources.table import read_table

if TYPE_CHECKING:
    from laborspace.records import Records

SAMPLE_NAME = "laborspace sample"
"""What the sample's entities and relations give as their source."""

_HERE = Path(__file__).parent


def sample_records() -> Records:
    """Read the sample that ships with the package.

    Returns
    -------
    Records
        Over 250 entities of all four kinds and over 1,000 relations, none of them to an unknown
        id. Industries are grouped into sectors, occupations into job families, skills into
        skill groups.
    """
    records = read_table(_HERE / "entities.csv", _HERE / "relations.csv", name=SAMPLE_NAME)
    note = replace(
        records.note,
        license="Apache-2.0",
        attribution="An invented economy, written for laborspace.",
    )
    return replace(records, note=note, relations=records.relations.assign(origin=SAMPLE_NAME))
