from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import laborspace
from laborspace.analysis.coding import code, question
from laborspace.analysis.coding.backoff import answers
from laborspace.analysis.coding.coder import IndustryCoder, coder
from laborspace.analysis.coding.fitting import UNTAUGHT
from laborspace.analysis.coding.titles import Found
from laborspace.analysis.coding.vocabulary import vocabulary
from laborspace.errors import EmptyTextError, FormatError, InputError, UnknownKindError
from synthetic import make_space

TEXTS = ["registered nurse", "code software", "machinist - night", "staff nurse", "weld ship hulls"]
COLUMNS = [
    *("text", "id", "kind", "code", "title", "probability", "level", "backed_off", "review"),
    *("basis", "why"),
]


@pytest.fixture(name="release", scope="module")
def release_fixture():
    try:
        return laborspace.load(encoder="static")
    except FormatError:
        pytest.skip("this checkout has no bundled space")


@pytest.fixture(name="literal")
def literal_fixture(space):
    """The space, trusting names above all: its vectors mean nothing."""
    trusting = replace(UNTAUGHT, cosine=1, name=1, exact=9, core=8, outside=2)
    space.coding = {"weights": {"onet occupation onnx": trusting.to_dict()}}
    return space


def rows(table):
    """Answers without the number of the text, chances to four digits."""
    return [
        tuple(round(v, 4) if isinstance(v, float) else v for k, v in row.items() if k != "text")
        for row in table.to_pylist()
    ]


def test_a_text_that_is_a_name_is_coded_to_what_bears_it(literal):
    table = code(literal, ["Registered nurse", "RN (m/f)", "programmer"], threshold=0)
    assert table.column_names == COLUMNS
    assert table["text"].to_pylist() == [0, 1, 2]
    nurse, programmer = "onet:29-1141.00", "onet:15-1252.00"
    assert table["id"].to_pylist() == [nurse, nurse, programmer]
    assert table["why"].to_pylist() == [
        "called “Registered Nurses”", "called “RN”", "called “Programmer”",
    ]  # fmt: skip
    assert set(table["basis"].to_pylist()) == {"estimated"}


def test_a_name_of_two_entities_makes_both_likely_and_asks_for_review(literal):
    table = code(literal, "Staff Nurse", top=2, threshold=0)
    assert set(table["id"].to_pylist()) == {"onet:29-1141.00", "onet:29-1141.01"}
    assert table["why"].to_pylist() == ["called “Staff Nurse”"] * 2
    assert len(code(literal, "Staff Nurse", top=2, threshold=0.99, backoff=False)) == 2
    assert all(code(literal, "Staff Nurse", threshold=0.99)["review"].to_pylist())


def test_it_backs_off_to_the_group_of_both(literal):
    (sure,) = code(literal, "Staff Nurse", vocabulary="soc", backoff=False).to_pylist()
    (item,) = code(literal, "Staff Nurse", backoff=False, threshold=1).to_pylist()
    assert sure["id"] == "soc:29-1141"
    assert sure["probability"] > item["probability"]
    (backed,) = code(literal, "Staff Nurse", threshold=sure["probability"] - 1e-3).to_pylist()
    assert (backed["id"], backed["backed_off"]) == ("soc:29-1141", True)
    assert backed["level"] == "detailed occupation"
    assert backed["why"] == "called “Staff Nurse”, and others in it"
    (asked,) = code(literal, "Staff Nurse", level="detailed occupation").to_pylist()
    assert (asked["id"], asked["backed_off"]) == ("soc:29-1141", False)


def test_vocabularies(space):
    assert vocabulary(space).name == "onet"
    assert vocabulary(space, "naics").kind == "industry"
    assert vocabulary(space, "ISCO:").levels == ("unit group",)
    naics = vocabulary(space, kind="industry")
    assert naics.levels == ("industry group", "subsector", "sector")
    assert [space.ids[row] for row in naics.nodes[0]] == ["naics:6221", "naics:622", "naics:62"]
    assert naics.nodes[-1].tolist()[1:] == [-1, -1]  # software publishers: no group is known
    assert vocabulary(space, "esco", kind="skill").kind == "skill"


def test_coding_many_is_coding_each(space):
    together = code(space, TEXTS, top=2)
    apart = [row for text in TEXTS for row in rows(code(space, text, top=2))]
    assert rows(together) == apart


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(len(TEXTS))))
def test_the_order_of_texts_makes_no_difference(order):
    space = make_space()
    table = code(space, TEXTS)
    shuffled = code(space, [TEXTS[place] for place in order])
    assert rows(shuffled) == [rows(table)[place] for place in order]


def test_on_the_release_many_is_each_and_repeats_cost_nothing(release):
    texts = ["RN, night shift, ICU", "Lorry driver (JB)", "Java developer", "sales exec", "RN"]
    together = code(release, [*texts, *texts], vocabulary="esco", top=3)
    apart = [row for text in texts for row in rows(code(release, text, vocabulary="esco", top=3))]
    assert rows(together) == apart * 2
    assert code(release, texts).equals(code(release, texts))


@pytest.mark.parametrize("name", ["onet", "esco", "naics"])
def test_probabilities_sum_to_one_at_most_and_groups_to_no_less_than_members(release, name):
    texts = ["nurse", "bank", "asdf qwer", "cook", "truck driver - Leeds", "steel mill"]
    known = vocabulary(release, name)
    found = coder(release, known).code(texts)
    assert (found.chances >= 0).all()
    assert (found.chances.sum(axis=1) <= 1 + 1e-5).all()
    assert all(len(set(items)) == len(items) for items in found.items.tolist())
    member = {}
    for depth in range(len(known.levels)):
        got = answers(known, found, top=20, threshold=0, first=depth, last=depth)
        assert (got.chances.sum(axis=1) <= 1 + 1e-5).all()
        assert (np.diff(got.chances, axis=1) <= 1e-6).all()
        for text in range(len(texts)):
            for node, chance in zip(got.nodes[text], got.chances[text], strict=True):
                if node >= 0:
                    member[text, depth, int(node)] = float(chance)
    for item, row in enumerate(known.nodes.tolist()):
        for depth in range(1, len(row)):
            for text in range(len(texts)):
                inner = member.get((text, depth - 1, row[depth - 1]), 0)
                outer = member.get((text, depth, row[depth]), 1)
                assert row[depth] < 0 or inner <= outer + 1e-6, (item, depth)


def test_an_unsure_answer_is_broader(release):
    sure, unsure = code(release, ["forklift operator", "manager"], vocabulary="esco").to_pylist()
    assert sure["level"] == "occupation"
    assert unsure["backed_off"]
    strict = code(release, "forklift operator", vocabulary="esco", threshold=1).to_pylist()[0]
    assert (strict["level"], strict["review"]) == ("isco 1", True)


def test_industries(release):
    table = code(release, ["dental clinic", "bakery"], kind="industry")
    assert table["id"].to_pylist() == ["naics:6212", "naics:3118"]


def test_a_space_without_weights_of_industries_estimates_them(space):
    known = vocabulary(space, "naics")
    assert isinstance(coder(space, known), IndustryCoder)
    (row,) = code(space, "electric cars", vocabulary="naics", backoff=False).to_pylist()
    assert row["id"].startswith("naics:")
    assert row["why"] == "like firms in it"


def test_what_the_probabilities_were_learned_from_is_said(space, release):
    assert question(space).source == UNTAUGHT.source
    assert "half of the vacancy titles" in question(release).source
    assert "half of the vacancy titles" in release.code("cook").attrs["learned_from"]


def test_weights_are_saved_with_a_space(space, tmp_path):
    stored = {"weights": {"onet occupation onnx": UNTAUGHT.to_dict()}}
    space.coding = stored
    space.save(tmp_path / "space")
    again = type(space).load(tmp_path / "space")
    assert again.coding["weights"] == stored["weights"]
    assert question(again).source == UNTAUGHT.source
    damaged = type(space).load(tmp_path / "space")
    damaged.coding["weights"]["onet occupation onnx"].pop("outside")
    with pytest.raises(FormatError, match="'outside'"):
        code(damaged, "cook")


def test_no_texts_no_answers(space):
    table = code(space, [])
    assert table.num_rows == 0
    assert table.schema == code(space, "nurse").schema
    assert code(space, [], kind="skill").num_rows == 0


@pytest.mark.parametrize(
    ("texts", "asked", "error", "message"),
    [
        ("", {}, EmptyTextError, "no words"),
        (["nurse", " - "], {}, EmptyTextError, "Text 1"),
        ("x", {"vocabulary": "gics"}, InputError, "no vocabulary 'gics'"),
        ("x", {"vocabulary": "naics", "kind": "occupation"}, InputError, "of the kind occupation"),
        ("x", {"kind": "job"}, UnknownKindError, "job"),
        ("x", {"kind": "firm"}, InputError, "not coded to firms"),
        ("x", {"level": "sector"}, InputError, "no level 'sector'"),
        ("x", {"top": 0}, InputError, "top"),
        ("x", {"threshold": 1.5}, InputError, "between 0 and 1"),
        ("x", {"kind": "skill", "backoff": False}, InputError, "no broader level"),
        ("x", {"kind": "skill", "threshold": -1}, InputError, "between 0 and 1"),
    ],
)
def test_what_cannot_be_asked(space, texts, asked, error, message):
    with pytest.raises(error, match=message):
        code(space, texts, **asked)


def test_without_encoder(space):
    space.transformer = None
    with pytest.raises(FormatError, match="no encoder"):
        code(space, "nurse")


def test_a_group_is_never_counted_twice():
    space = make_space()
    known = vocabulary(space, "onet")
    items = np.array([[1, 0, 2, 3]])
    chances = np.array([[0.4, 0.3, 0.1, 0.05]])
    none = np.full((1, 4), -1)
    found = Found(items, chances, none, none > 0, np.ones(len(items)), {"detailed occupation": 0.5})
    got = answers(known, found, top=2, threshold=0.5, first=0, last=1)
    assert got.depth.tolist() == [1]
    assert space.ids[got.nodes[0, 0]] == "soc:29-1141"
    outside = 1 - 0.85
    assert got.chances[0, 0] == pytest.approx(0.7 * (1 + outside / 0.85 * 0.5))
    assert got.nodes[0, 1] == -1  # the others belong to no group


@pytest.mark.parametrize("asked", [{}, {"vocabulary": "esco"}, {"kind": "industry"}])
def test_what_names_nothing_is_left_to_a_person(release, asked):
    texts = ["asdf qwer", "lorem ipsum dolor sit amet", "the the the", "hello world", "do not know"]
    table = code(release, texts, **asked)
    assert table["review"].to_pylist() == [True] * len(texts)
    assert max(table["probability"].to_pylist()) < 0.5
    numbers = code(release, ["12345", "555-01-23"], **asked)
    assert set(numbers["probability"].to_pylist()) <= {0}
    assert numbers["review"].to_pylist() == [True, True]
