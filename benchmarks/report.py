"""Write docs/validation.md from the tables in benchmarks/results.

python benchmarks/report.py
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"

COLUMNS = ("prior", "tfidf", "raw", "raw+aliases", "quick", "paper", "release")

TEXT = """# How good is it?

Figures on relations the scored model never saw, beside what it must beat. This page is written by
`benchmarks/report.py` from `benchmarks/results/`; `release/build.sh` makes those tables anew from the
official files.

## What is scored

The bundled release learns from every relation it has, so it cannot be scored on them. Its figures
come from its **twin**: the same recipe and corpus without the relations of the entities held out.
Held out are all ESCO occupations of 15 % of the ISCO unit groups, 20 % of the NAICS industry groups
whose occupations are known, and all listed firms (siblings on one side of the split). The
O\\*NET–ESCO crosswalk is learned from by no recipe; the SOC hierarchy only chooses hard negatives (an
industry's occupation against another of the same SOC group), which, if anything, pushes its groups
apart. One split, one seed.

Only relations are held out: the release still learns from the titles, alternative titles and
descriptions of every entity (each alone, never paired across taxonomies), as it may for an entity of
yours. The gain in O\\*NET → ESCO owes something to that. The recipe was fixed before these figures
were first read.

* **prior** guesses from training relations without reading a text: the skills most occupations need,
  the occupations with the most jobs, the commonest industry.
* **tfidf** compares words of title and description.
* **raw** is the base model, all-MiniLM-L6-v2, as it comes (title and description).
* **raw+aliases** is the same with the views of the release: the alternative titles of occupations
  count too.
* **quick** is one linear map on the frozen base model; it learns from O\\*NET ratings too.
* **paper** is the recipe of Kim, Ahn & Park (2024) on the same base: three epochs of masked language
  modeling, then triplet, cosine and ranking losses, 400 steps each (losses below).
* **release** is the twin of the bundled space.

## Held-out figures

Value and 95 % interval (bootstrap over the entities scored); the last column is release minus raw,
bootstrapped in pairs. `paper` has the views of `raw`.

{held_out}

{siblings}

What stands out, good and bad:

{findings}

The unit groups held out happen to be hard ones for the ISCO task: the base model has .41 on them,
.51 ± .04 (standard deviation) over 200 other random choices of unit groups. Compare figures within a
row, not with those of another split.

## Training of the paper's recipe

Mean loss over each fifth of each stage:

{curves}

## Between kinds: which correction?

Texts of one kind share a genre, so the kinds form clouds. `most_similar` can leave cosines alone
(`none`), subtract the mean of each kind (`center`, the default) or use CSLS (`csls`). *Merit* is the
mean average precision of essential skills, the share of an industry's ten nearest O\\*NET occupations
that it employs, and whether a firm's nearest industry is right; all on held-out entities. *Hub
skewness* is that of how often an entity is among the ten nearest; *never* the share that never is.

{correction}

Training has removed most of the offset between kinds, so leaving cosines alone finds slightly more
of what is right. Centering stays the default because it takes most of the hubs out of answers about
industries, and because sums and axes over several kinds need it: there the offset does not cancel.
Hubs among the skills remain an open problem under every correction.

## What compression costs

{compression}

## Speed

{speed}
"""


def main() -> None:
    """Write the page."""
    held_out = pd.read_csv(RESULTS / "heldout.csv")
    page = TEXT.format(
        held_out=held_out_table(held_out),
        siblings=siblings_note(held_out),
        findings=findings(held_out),
        curves=markdown(pd.read_csv(RESULTS / "paper_curves.csv")),
        correction=markdown(pd.read_csv(RESULTS / "correction.csv")),
        compression=compression(),
        speed=markdown(pd.read_csv(RESULTS / "speed.csv")),
    )
    (ROOT / "docs" / "validation.md").write_text(page, "utf-8")


def held_out_table(table: pd.DataFrame) -> str:
    """Return one row a task, one column a scorer."""
    cells = table.set_index(["metric", "space"])
    tasks = dict(zip(table["metric"], table["task"], strict=True))
    lines = ["| | task | n | " + " | ".join(COLUMNS) + " | gain over raw |"]
    lines.append("|---" * (len(COLUMNS) + 4) + "|")
    for metric, name in tasks.items():
        row = [metric, name.replace("*", r"\*"), str(int(cells.loc[(metric, "release"), "n"]))]
        for column in COLUMNS:
            if (metric, column) not in cells.index:
                row.append("–")
                continue
            cell = cells.loc[(metric, column)]
            row.append(f"{cell['value']:.3f} [{cell['low']:.3f}, {cell['high']:.3f}]")
        gap = cells.loc[(metric, "raw")]
        row.append(f"{gap['gain']:+.3f} [{gap['gain_low']:+.3f}, {gap['gain_high']:+.3f}]")
        lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines)


def siblings_note(table: pd.DataFrame) -> str:
    """Return the sentence on the floor no cosine reaches."""
    row = table[table["space"] == "siblings"].iloc[0]
    return (
        f"The mean occupation mix of *sibling* industries (same three digits, else the sector) has "
        f"nDCG {row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}] where cosines have what the "
        "table shows: what an industry employs is better estimated from relations than read off "
        "similarities."
    )


def findings(table: pd.DataFrame) -> str:
    """Return which gains over raw and paper are beyond doubt and which are not."""
    lines = []
    tasks = list(table["metric"].unique())
    for other in ("raw", "raw+aliases", "quick", "paper", "tfidf"):
        rows = table[table["space"] == other].set_index("metric")
        better = [m for m in tasks if rows.loc[m, "gain_low"] > 0]
        worse = [m for m in tasks if rows.loc[m, "gain_high"] < 0]
        unclear = [m for m in tasks if m not in better and m not in worse]
        lines.append(
            f"* Against {other}: better beyond the interval on {', '.join(better) or 'nothing'}; "
            f"no clear difference on {', '.join(unclear) or 'nothing'}; worse on "
            f"{', '.join(worse) or 'nothing'}."
        )
    return "\n".join(lines)


def compression() -> str:
    """Return what int8 costs, from the release itself."""
    import laborspace

    space = laborspace.load()
    encoder = space.encoder
    if encoder is None or space.storage is None:
        raise SystemExit("the release has no encoder")
    rows = [{"encoder stored as": k, **v} for k, v in encoder.config.agreement.items()]
    return (
        f"Entity vectors are stored as {space.storage.dtype}: "
        f"{space.storage.cost['neighbors_kept']:.1%} of the ten nearest neighbors stay, the least "
        f"cosine with the full vector is {space.storage.cost['cosine_min']:.4f}.\n\n"
        "The encoder against PyTorch in float32, on official descriptions; the release ships "
        f"`{encoder.config.precision}`:\n\n" + markdown(pd.DataFrame(rows))
    )


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown."""
    lines = ["| " + " | ".join(map(str, table.columns)) + " |", "|---" * table.shape[1] + "|"]
    for row in table.itertuples(index=False):
        shown = ["–" if isinstance(v, float) and pd.isna(v) else f"{v}" for v in row]
        lines.append("| " + " | ".join(shown) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
