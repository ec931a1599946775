"""Learn how texts are coded, and calibrate it; write ``coding.json`` into a space folder.

    python release/calibrate_coding.py SPACE --data DATA

What the signs of a match count is learned from the space's own names. What a probability means is
fitted on half 0 of the vacancy titles of the JobBERT evaluation set in DATA: three numbers, and one
for each level of groups. The labels are ESCO occupations; for O*NET, the one that the official
crosswalk calls an exact or close match, where it is one. Half 1 is only scored (``laborspace
validate``, suite ``titles``). Without DATA the space's own names decide alone. Nothing of a title
is stored.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import laborspace
from laborspace.analysis.coding.coder import weights_key
from laborspace.analysis.coding.fitting import calibrated, from_names
from laborspace.analysis.coding.titles import Titles
from laborspace.analysis.coding.vocabulary import vocabulary
from laborspace.analysis.coding.weights import Weights
from laborspace.space.container import Space
from laborspace.space.layout import FORMAT, SpaceFiles, write_json
from laborspace.storage import replace_file
from laborspace.validation.evidence import Evidence
from laborspace.validation.titles import FILE, HOME
from laborspace.validation.vacancies import Vacancies

HALF = "what a probability means: half of the vacancy titles of the JobBERT evaluation set (ESCO)"
CROSSWALK = HALF + " and the crosswalk to O*NET"


def main() -> None:
    """Write ``coding.json``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("space", type=Path)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    found: dict[str, dict[str, object]] = {}
    for encoder in ("onnx", "static"):
        space = laborspace.load(given.space, encoder=encoder)
        for key, weights in learned(space, given.data).items():
            found[key] = weights.to_dict()
            print(key, found[key])
    target = SpaceFiles(given.space).coding
    with replace_file(target) as fresh:
        write_json(fresh, {"format": FORMAT, "weights": found})
    print(f"→ {target}")


def learned(space: Space, data: Path | None) -> dict[str, Weights]:
    """Return the weights of ESCO and O*NET occupations and of ESCO skills, by their key."""
    assert space.encoder is not None
    half = None
    if data is not None:
        evidence = Evidence(space=space, data=data)
        half = Vacancies.read(evidence, evidence.file(FILE, home=HOME)).half(0)
    found = {}
    for name, kind in (("esco", "occupation"), ("onet", "occupation"), ("esco", "skill")):
        items = vocabulary(space, name, kind=kind)
        titles = Titles(space, items, space.encoder)
        weights = from_names(space, titles)
        if half is not None and kind == "occupation":
            place = {space.ids[row]: item for item, row in enumerate(items.rows.tolist())}
            ids = half.gold if name == "esco" else half.in_onet()
            rows = [row for row, own in enumerate(ids) if name == "esco" or len(own) == 1]
            weights = calibrated(
                titles,
                weights,
                [half.titles[row] for row in rows],
                [{place[id_] for id_ in ids[row]} for row in rows],
                source=HALF if name == "esco" else CROSSWALK,
            )
        found[weights_key(space, items)] = weights
    return found


if __name__ == "__main__":
    main()
