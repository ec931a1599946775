"""Who is held out: near relatives together, the same for the same seed."""

from __future__ import annotations

import pytest

from laborspace.corpus import Corpus
from laborspace.learning.holdout import choose_hold_out
from laborspace.records import (
    Records,
    SourceNote,
    attribute_table,
    entity_table,
    relation_table,
)


def make(*, esco: bool, listed: int = 10, unlisted: int = 10) -> Corpus:
    entities, relations = [], []
    prefix = "esco:occupation/" if esco else "own:job-"
    for n in range(40):
        job, group = f"{prefix}{n}", f"own:group-{n // 4}"
        code = f"{1000 + n // 4}.{n % 4}"
        entities.append({"id": job, "kind": "occupation", "title": job, "code": code})
        relations.append({"source": job, "target": "own:skill", "relation": "requires"})
        relations.append({"source": job, "target": group, "relation": "broader"})
    for n in range(10):
        entities.append({"id": f"own:group-{n}", "kind": "occupation", "title": str(n)})
        entities.append(
            {"id": f"own:i{n}", "kind": "industry", "title": str(n), "level": "industry group"}
        )
        relations.append({"source": f"own:i{n}", "target": f"{prefix}0", "relation": "employs"})
    entities.append({"id": "own:sector", "kind": "industry", "title": "all", "level": "sector"})
    relations.append({"source": "own:sector", "target": f"{prefix}0", "relation": "employs"})
    entities.append({"id": "own:skill", "kind": "skill", "title": "skill"})
    for n in range(listed + unlisted):
        level = "firm" if n < listed else "unlisted firm"
        entities.append({"id": f"own:f{n}", "kind": "firm", "title": str(n), "level": level})
    tables = (entity_table(entities), relation_table(relations), attribute_table([]))
    return Corpus.from_records([Records(SourceNote("x", "1", "none", "", ""), *tables)])


@pytest.mark.parametrize("esco", [True, False])
def test_groups_of_occupations_stay_together(esco: bool) -> None:
    corpus = make(esco=esco)
    held = set(choose_hold_out(corpus))
    code = corpus.entities.set_index("id")["code"]
    groups = {code[id_].split(".")[0] for id_ in held if "occupation/" in id_ or "job-" in id_}
    assert len(groups) == 2  # 15 % of ten, rounded
    assert all(
        id_ in held
        for id_ in code.index
        if ("occupation/" in id_ or "job-" in id_) and code[id_].split(".")[0] in groups
    )


def test_industries_and_firms(corpus: Corpus) -> None:
    held = choose_hold_out(make(esco=True))
    assert held == sorted(held)
    assert sum(id_.startswith("own:i") for id_ in held) == 2
    assert "own:sector" not in held
    assert {id_ for id_ in held if id_.startswith("own:f")} == {f"own:f{n}" for n in range(10)}
    alone = choose_hold_out(make(esco=True, unlisted=0))
    assert sum(id_.startswith("own:f") for id_ in alone) == 2
    assert choose_hold_out(corpus) == [i for i in choose_hold_out(corpus) if "job" in i]


def test_the_seed_decides() -> None:
    corpus = make(esco=True)
    assert choose_hold_out(corpus, seed=1) == choose_hold_out(corpus, seed=1)
    assert any(choose_hold_out(corpus, seed=s) != choose_hold_out(corpus) for s in range(1, 5))
