"""Readers of official sources: one function a source, from a folder or zip to records.

Each returns :class:`laborspace.records.Records`: entities, relations and attributes, what was
left out and why, and how to cite the source. Importing the readers brings in no pandas.
"""

from laborspace.sources.bls import read_bls
from laborspace.sources.crosswalks import read_crosswalk
from laborspace.sources.esco import read_esco
from laborspace.sources.firms import read_firms
from laborspace.sources.naics import read_naics, sector_of
from laborspace.sources.onet import read_onet
from laborspace.sources.table import read_table

__all__ = [
    "read_bls",
    "read_crosswalk",
    "read_esco",
    "read_firms",
    "read_naics",
    "read_onet",
    "read_table",
    "sector_of",
]
