"""Learn how texts are coded, and calibrate it; write ``coding.json`` into a space folder.

    python release/calibrate_coding.py SPACE --data DATA --corpus CORPUS

What the signs of a match count is learned from the space's own names. What a probability means is
fitted on half 0 of the vacancy titles of the JobBERT evaluation set in DATA: three numbers, and one
for each level of groups. The labels are ESCO occupations; for O*NET, the one that the official
crosswalk calls an exact or close match, where it is one. Half 1 is only scored (``laborspace
validate``, suite ``titles``). Without DATA the space's own names decide alone.

Industries are learned from the titles and descriptions of the detailed industries (six digits) in
CORPUS, which are no entities of the space: of half of the four-digit industries. On the other half
the calibration is measured and printed. Nothing of a text is stored.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import laborspace
from laborspace.analysis.coding.coder import NameCoder, coder, weights_key
from laborspace.analysis.coding.fitting import blanks, calibrated, from_names, marks, spilled
from laborspace.analysis.coding.titles import Titles
from laborspace.analysis.coding.vocabulary import vocabulary
from laborspace.analysis.coding.weights import Weights, gated, learn
from laborspace.corpus import Corpus
from laborspace.plotting import plot_reliability
from laborspace.space.container import Space
from laborspace.space.layout import FORMAT, SpaceFiles, write_json
from laborspace.storage import replace_file
from laborspace.validation.calibration import calibration
from laborspace.validation.evidence import Evidence
from laborspace.validation.titles import FILE, HOME
from laborspace.validation.vacancies import Vacancies, half_of

HALF = "what a probability means: half of the vacancy titles of the JobBERT evaluation set (ESCO)"
CROSSWALK = HALF + " and the crosswalk to O*NET"

INDUSTRIES = "titles and descriptions of detailed industries in half of the four-digit ones"
DETAILED = "national industry"
LETTERS = 600
"""Of a description: longer ones go on to say what is not in the industry."""


def main() -> None:
    """Write ``coding.json``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("space", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--figure", type=Path, help="draw how it does on the half that is scored")
    given = parser.parse_args()
    found: dict[str, dict[str, object]] = {}
    for encoder in ("onnx", "static"):
        space = laborspace.load(given.space, encoder=encoder)
        every = learned(space, given.data)
        if given.corpus is not None:
            every |= industries(space, Corpus.load(given.corpus))
        for key, weights in every.items():
            found[key] = weights.to_dict()
            print(key, found[key])
    target = SpaceFiles(given.space).coding
    with replace_file(target) as fresh:
        write_json(fresh, {"format": FORMAT, "weights": found})
    print(f"→ {target}")
    if given.figure is not None and given.data is not None:
        draw(laborspace.load(given.space), given.data, given.figure)


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


def draw(space: Space, data: Path, path: Path) -> None:
    """Draw how often the likeliest occupation is right, on half 1, before and after."""
    evidence = Evidence(space=space, data=data)
    half = Vacancies.read(evidence, evidence.file(FILE, home=HOME)).half(1)
    chosen = coder(space, vocabulary(space, "esco", kind="occupation"))
    assert isinstance(chosen, NameCoder)
    rows = chosen.vocabulary.rows.tolist()
    place = {space.ids[row]: item for item, row in enumerate(rows)}
    gold = [{place[id_] for id_ in ids} for ids in half.gold]
    claims = {}
    for name, weights in (
        ("calibrated on other titles", chosen.weights),
        ("learned from names alone", from_names(space, chosen.titles)),
    ):
        found = chosen.titles.code(half.titles, weights)
        claims[name] = found.chances[:, 0], marks(found.items[:, :1], gold)[:, 0]
    plot_reliability(claims, path, title="ESCO occupations of vacancy titles")
    print(f"→ {path}")


def industries(space: Space, corpus: Corpus) -> dict[str, Weights]:
    """Return the weights of industries, by their key; print how they do on the other half."""
    assert space.encoder is not None
    items = vocabulary(space, "naics", kind="industry")
    titles = Titles(space, items, space.encoder)
    place = {space.column("code")[row]: item for item, row in enumerate(items.rows.tolist())}
    table = corpus.entities
    table = table[table["level"] == DETAILED]
    texts: dict[int, list[tuple[str, int]]] = {0: [], 1: []}
    for code, title, description in zip(
        table["code"], table["title"], table["description"], strict=True
    ):
        if code[:4] in place:
            own = texts[half_of(code[:4])]
            own += [(text[:LETTERS], place[code[:4]]) for text in (title, description) if text]
    parts = {}
    for half, own in texts.items():
        signs = titles.signs([text for text, _ in own])
        gold = [{item} for _, item in own]
        parts[half] = signs, marks(signs.items, gold), gold
    signs, right, gold = parts[0]
    weights = gated(learn(signs.values, right, source=INDUSTRIES), signs.values, blanks(titles))
    weights = spilled(items, signs, weights, gold)
    signs, right, _ = parts[1]
    chances = weights.chances(signs.values)
    best = chances.argmax(axis=1)[:, None]
    claimed, correct = (np.take_along_axis(each, best, axis=1) for each in (chances, right))
    groups = [str(row) for row in range(len(claimed))]
    with np.errstate(divide="ignore"):  # its other measure is not used
        error = calibration(claimed, correct | (claimed < 0), groups, "text", shown=1)[0].value
    print(f"industries: {correct.mean():.3f} right, {claimed.mean():.3f} claimed, ECE {error:.3f}")
    return {weights_key(space, items): weights}


if __name__ == "__main__":
    main()
