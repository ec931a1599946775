"""Turn the tidy ten-largest-occupations file of the employment matrix into relations.

The file names occupations of the Occupational Outlook Handbook (OOH), which are one or several
occupations of the matrix, which in turn are one or several of the SOC. Where several are meant,
the jobs are split between them, by national employment where OEWS gives it for each and equally
where not, and the row says so: an imputation.

    python release/prepare_matrix.py ../shared/data/bls/employment_matrix/nem2024_….csv \
        --crosswalks ../shared/data/crosswalks \
        --national ../shared/data/bls/oews_national -o matrix_relations.csv
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.sources import read_bls
from laborspace.sources.files import SourceFiles
from laborspace.storage import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

ORIGIN = "BLS National Employment Matrix 2024"
SOURCE = {
    "name": "BLS National Employment Matrix",
    "vintage": "2024",
    "license": "public domain",
    "attribution": "U.S. Bureau of Labor Statistics, Employment Projections.",
    "url": "https://www.bls.gov/emp/",
}
"""What goes with the relations wherever they go."""
SPLIT = "split of OOH profile"
"""Detail of a relation whose jobs are imputed."""

COLUMNS = ["source", "target", "relation", "weight", "detail", "origin"]


def matrix_relations(
    tidy: pd.DataFrame,
    profiles: Mapping[str, Iterable[str]],
    line_items: Mapping[str, Iterable[str]],
    jobs: Mapping[str, float],
) -> tuple[pd.DataFrame, list[str]]:
    """Relations ``employs`` of the four-digit industries.

    Parameters
    ----------
    tidy : pandas.DataFrame
        Columns ``naics_code, naics_level, ooh_slug, soc_code, industry_employment_2024``.
    profiles : mapping
        OOH profile (last part of its address) → occupations of the matrix it covers.
    line_items : mapping
        Detailed occupation of the matrix → SOC occupations it is made of, e.g. ``21-1018`` →
        ``21-1011``, ``21-1014``.
    jobs : mapping
        SOC occupation → national employment.

    Returns
    -------
    relations : pandas.DataFrame
        :data:`COLUMNS`; weight in jobs.
    unknown : list of str
        Profiles that could not be expanded.
    """
    import pandas as pd

    rows, unknown = [], []
    for line in tidy[tidy["naics_level"] == "4"].itertuples():
        code, total = str(line.soc_code), float(str(line.industry_employment_2024))
        items = [code] if code in line_items else _below(code, line_items)
        items = items or sorted(set(profiles.get(str(line.ooh_slug), ())))
        if not items:
            unknown.append(str(line.ooh_slug))
        for item, share in _shares(items, jobs).items():
            members = _shares(sorted(set(line_items.get(item, ()))) or [item], jobs)
            rows += [
                {
                    "source": f"naics:{str(line.naics_code)[:4]}",
                    "target": f"soc:{member}",
                    "relation": "employs",
                    "weight": round(total * share * part, 1),
                    "detail": SPLIT if len(items) > 1 or len(members) > 1 else "",
                    "origin": ORIGIN,
                }
                for member, part in members.items()
            ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    # Two profiles of one industry may share an occupation.
    keys = ["source", "target", "relation", "origin"]
    table = table.groupby(keys, sort=True, as_index=False).agg({"weight": "sum", "detail": "max"})
    return table[COLUMNS], sorted(set(unknown))


def _below(code: str, line_items: Iterable[str]) -> list[str]:
    """Detailed occupations below a SOC group: 43-6000 is all of 43-6xxx."""
    stem = code.rstrip("0")
    return sorted(i for i in line_items if i.startswith(stem)) if stem != code else []


def _shares(codes: list[str], jobs: Mapping[str, float]) -> dict[str, float]:
    """Each code's part of the whole, by its jobs where those of all are known."""
    sizes = [jobs.get(code, 0.0) for code in codes]
    if not all(sizes):
        sizes = [1.0] * len(codes)
    return {code: size / sum(sizes) for code, size in zip(codes, sizes, strict=True)}


def main(arguments: list[str] | None = None) -> int:
    """Write the relations and print how many there are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("tidy", type=Path, help="nem2024_naics_x_ooh_top10_tidy.csv")
    parser.add_argument("--crosswalks", type=Path, required=True)
    parser.add_argument("--national", type=Path, required=True, help="OEWS national, for shares")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)

    files = SourceFiles(options.tidy)
    tidy = files.table(
        files.names()[0],
        required=["naics_code", "naics_level", "ooh_slug", "soc_code", "industry_employment_2024"],
    )
    crosswalks = SourceFiles(options.crosswalks)
    covered = crosswalks.sheet(
        crosswalks.find("nem_onet_to_soc_crosswalk.xlsx"),
        required=["O*NET-SOC code", "NEM Code", "OOH profile website"],
    )
    detailed = covered["O*NET-SOC code"].str[:7].groupby(covered["NEM Code"]).agg(list)
    slugs = covered["OOH profile website"].str.extract(r"/([^/]+)\.htm")[0]
    by_profile = covered.groupby(slugs)["NEM Code"].agg(list)
    profiles = {str(slug): codes for slug, codes in by_profile.items()}
    directory = crosswalks.sheet(
        crosswalks.find("nem_occupational_coverage.xlsx"),
        required=["National Employment Matrix code", "Occupation type"],
    )
    codes = directory["National Employment Matrix code"]
    line_items = {
        code: list(detailed.get(code, [code]))
        for code in codes[directory["Occupation type"] == "Line item"]
    }
    national = read_bls(options.national).attributes
    national = national[national["attribute"] == "employment"]
    jobs = dict(zip(national["id"].str.removeprefix("soc:"), national["value"], strict=True))

    relations, unknown = matrix_relations(tidy, profiles, line_items, jobs)
    with replace_file(options.output) as path:
        relations.to_csv(path, index=False)
    with replace_file(options.output.with_name(options.output.name + ".source.json")) as path:
        path.write_text(json.dumps(SOURCE, indent=2) + "\n", "utf-8")
    split = int((relations["detail"] == SPLIT).sum())
    print(
        f"{len(relations):,} relations of {relations['source'].nunique()} industries and "
        f"{relations['target'].nunique()} occupations, {relations['weight'].sum():,.0f} jobs; "
        f"{split:,} rows split of a profile; not expanded: {', '.join(unknown) or 'none'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
