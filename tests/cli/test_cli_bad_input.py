"""Bad input of every verb, on the bundled space: the same sentence in Python and on a command line.

What is asked of a file names the file and the row. `test_cli_errors.py` has the errors that are
not about a question: broken spaces, full disks, wrong usage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

import laborspace
from laborspace.analysis.coding import code_file
from laborspace.analysis.transition.measures import read_measure
from laborspace.cli import main
from laborspace.cli.app import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NURSE, TELLER, NOBODY = "onet:29-1141.00", "onet:43-3071.00", "onet:99-9999.99"
MADE, CARE, AIR, HOSPITALS = "naics:31-33", "naics:62", "naics:4811", "naics:6221"
INDUSTRIES = [
    *(1111, 1112, 1113, 1114, 1119, 1121, 1122, 1123, 1124, 1125, 1129, 1131, 1132, 1133, 1141),
    *(1142, 1151, 1152, 1153, 2111, 2121, 2122, 2123),
]
READING = "onet:2.A.1.a"  # a skill, which nobody is employed as
FILES = {
    "jobs.csv": "soc,employment\n29-1141,520\n99-9999,80\n",
    "weights.csv": "soc,employment\n29-1141,520\n37-2011,-80\n",
    "changes.csv": f"name,change\n{AIR},-30%\nnaics:0,-10%\n",
    "texts.csv": 'text\nnurse\n" "\n',
    "scores.csv": f"id,score\n{NURSE},1\n{TELLER},2\n{NOBODY},3\n",
    "numbers.csv": f"id,score\n{NURSE},1\n{TELLER},high\n",
    "few.csv": f"id,score\n{NURSE},1\n{TELLER},2\n",
    "enough.csv": "naics,score\n" + "".join(f"{code},{code % 7}\n" for code in INDUSTRIES),
}


@dataclass
class Case:
    """A question in both languages; `said` is a part of the sentence."""

    verb: str
    command: str | list[str]
    asked: Callable[[Any, Path], object]
    said: str


def case(verb, command, asked, said):
    return Case(verb, command, asked, said)


ROW = "jobs.csv: row 3, column 'soc': no entity is called '99-9999'"
NO_ENTITY, NO_WORDS, NO_KIND = f"No entity is called '{NOBODY}'", "has no words", "no kind 'job'"
CASES = [
    case("find", ["", "--top", "1"], lambda s, _: s.find("", top=1), "by a name, not by an empty"),
    case("find", "nurse --kind job", lambda s, _: s.find("nurse", kind="job"), NO_KIND),
    case("find", "text:nurse", lambda s, _: s.find("text:nurse"), "find looks for names; leave"),
    case("neighbors", NOBODY, lambda s, _: s.most_similar(NOBODY), NO_ENTITY),
    case("neighbors", "text:", lambda s, _: s.most_similar("text:"), NO_WORDS),
    case(
        "neighbors", f"{NURSE} --kind job", lambda s, _: s.most_similar(NURSE, kind="job"), NO_KIND
    ),
    case("neighbors", "@jobs.csv", lambda s, f: s.most_similar(s.mix(f / "jobs.csv")), ROW),
    case(
        "neighbors",
        "@weights.csv",
        lambda s, f: s.most_similar(s.mix(f / "weights.csv")),
        "weights.csv: row 3, column 'employment': the weight '-80' is not a number of 0 or more",
    ),
    case("axis", f"{CARE} {CARE}", lambda s, _: s.axis(CARE, CARE), "lie in the same place"),
    case("axis", f"{NOBODY} {CARE}", lambda s, _: s.axis(NOBODY, CARE), NO_ENTITY),
    case("axis", f"text: {CARE}", lambda s, _: s.axis("text:", CARE), NO_WORDS),
    case("axis", [MADE, ""], lambda s, _: s.axis(MADE, []), "A pole of an axis is empty"),
    case("axis", f"@jobs.csv {CARE}", lambda s, f: s.axis(s.mix(f / "jobs.csv"), CARE), ROW),
    case(
        "axis",
        f"{MADE} {CARE} --of @jobs.csv",
        lambda s, f: s.axis(MADE, CARE).aggregate(s.mix(f / "jobs.csv")),
        ROW,
    ),
    case(
        "axis",
        f"{MADE} {CARE} --kind job",
        lambda s, _: s.axis(MADE, CARE).project(kind="job"),
        NO_KIND,
    ),
    case("compose", NOBODY, lambda s, _: s.compose(NOBODY), NO_ENTITY),
    case("compose", "text:", lambda s, _: s.compose("text:"), NO_WORDS),
    case("compose", f"{NURSE} --minus {NURSE}", lambda s, _: s.compose(NURSE, NURSE), "cancel out"),
    case("compose", f"{NURSE} --kind job", lambda s, _: s.compose(NURSE, kind="job"), NO_KIND),
    case("compose", "@jobs.csv", lambda s, f: s.compose(s.mix(f / "jobs.csv")), ROW),
    case(
        "compose",
        f"{NURSE} --minus {NURSE} --changes",
        lambda s, _: s.changes(NURSE, NURSE),
        "cancel out",
    ),
    case(
        "analogy", f"{NOBODY} {CARE} {MADE}", lambda s, _: s.analogy(NOBODY, CARE, MADE), NO_ENTITY
    ),
    case("analogy", f"{CARE} text: {MADE}", lambda s, _: s.analogy(CARE, "text:", MADE), NO_WORDS),
    case(
        "analogy",
        f"{CARE} {CARE} {MADE}",
        lambda s, _: s.analogy(CARE, CARE, MADE),
        "nothing distinguishes them",
    ),
    case(
        "analogy",
        f"{CARE} {NURSE} @jobs.csv",
        lambda s, f: s.analogy(CARE, NURSE, s.mix(f / "jobs.csv")),
        ROW,
    ),
    case(
        "analogy",
        f"{CARE} {NURSE} {MADE} --kind job",
        lambda s, _: s.analogy(CARE, NURSE, MADE, kind="job"),
        NO_KIND,
    ),
    case("map", "--kind job", lambda s, _: s.map("job"), NO_KIND),
    case("map", "--clusters 0", lambda s, _: s.map(clusters=0), "There can be from 1 to"),
    case(
        "expect",
        f"{NOBODY} --relation requires",
        lambda s, _: s.expect(NOBODY, "requires"),
        NO_ENTITY,
    ),
    case("expect", "text: --relation employs", lambda s, _: s.expect("text:", "employs"), NO_WORDS),
    case(
        "expect",
        f"{NURSE} --relation employs",
        lambda s, _: s.expect(NURSE, "employs"),
        "is asked of the kind industry",
    ),
    case(
        "expect",
        f"{NURSE} --relation likes",
        lambda s, _: s.expect(NURSE, "likes"),
        "The relation 'likes' cannot be estimated",
    ),
    case(
        "expect",
        "@jobs.csv --relation requires",
        lambda s, f: s.expect(s.mix(f / "jobs.csv"), "requires"),
        ROW,
    ),
    case("shock", f"{AIR}=-150%", lambda s, _: s.shock({AIR: "-150%"}), "A shock of -150%"),
    case("shock", f"{AIR}=-1.5", lambda s, _: s.shock({AIR: -1.5}), "A shock of -150%"),
    case("shock", f"{NOBODY}=-0.1", lambda s, _: s.shock({NOBODY: -0.1}), NO_ENTITY),
    case("shock", "text:=-0.1", lambda s, _: s.shock({"text:": -0.1}), NO_WORDS),
    case(
        "shock", f"{AIR}=-0.1 --kind job", lambda s, _: s.shock({AIR: -0.1}).ripple("job"), NO_KIND
    ),
    case(
        "shock",
        f"{READING}=-100jobs",
        lambda s, _: s.shock({READING: "-100jobs"}),
        "How many jobs Reading Comprehension (onet:2.A.1.a) has is not known",
    ),
    case(
        "shock",
        "@changes.csv",
        lambda s, f: s.shock(f / "changes.csv"),
        "changes.csv: row 3: No entity is called 'naics:0'",
    ),
    case("shock", "@jobs.csv=-0.1", lambda s, f: s.shock([(s.mix(f / "jobs.csv"), -0.1)]), ROW),
    case(
        "shock",
        f"{AIR}=-0.1 --rho 1",
        lambda s, _: s.shock({AIR: -0.1}).ripple(rho=1.0),
        "rho must lie between 0 and 1",
    ),
    case("exposure", NOBODY, lambda s, _: s.exposure(NOBODY), NO_ENTITY),
    case("exposure", "text:", lambda s, _: s.exposure("text:"), NO_WORDS),
    case(
        "exposure",
        "text:robots --kind job",
        lambda s, _: s.exposure("text:robots", kind="job"),
        NO_KIND,
    ),
    case(
        "exposure",
        "text:robots --against text:robots",
        lambda s, _: s.exposure("text:robots", against="text:robots"),
        "lie in the same place",
    ),
    case(
        "exposure",
        "text:robots --workforce jobs.csv",
        lambda s, f: s.exposure("text:robots", workforce=s.mix(f / "jobs.csv")),
        ROW,
    ),
    case(
        "exposure",
        "text:robots --kind skill --through employs",
        lambda s, _: s.exposure("text:robots", kind="skill", through="employs"),
        "The kind skill has no employment",
    ),
    case(
        "measures",
        f"--concept {NOBODY}",
        lambda s, _: s.exposure_measures(concept=NOBODY),
        NO_ENTITY,
    ),
    case(
        "measures", "--concept text:", lambda s, _: s.exposure_measures(concept="text:"), NO_WORDS
    ),
    case("measures", "nowhere", lambda s, f: s.exposure_measures(f / "nowhere"), "no such folder"),
    case(
        "transfer",
        "scores.csv",
        lambda s, f: s.transfer(f / "scores.csv"),
        f"scores.csv: row 4, column 'id', id '{NOBODY}': no entity is called",
    ),
    case(
        "transfer",
        "numbers.csv",
        lambda s, f: s.transfer(f / "numbers.csv"),
        f"numbers.csv: row 3, column 'score', id '{TELLER}': the score 'high' is not a finite",
    ),
    case("transfer", "few.csv", lambda s, f: s.transfer(f / "few.csv"), "at least 20 are needed"),
    case(
        "transfer",
        "enough.csv --kind job",
        lambda s, f: s.transfer(f / "enough.csv", kind="job"),
        NO_KIND,
    ),
    case(
        "transfer",
        "enough.csv --kind skill --through employs",
        lambda s, f: s.transfer(f / "enough.csv", kind="skill", through="employs"),
        "The kind skill has no employment",
    ),
    case("transition", NOBODY, lambda s, _: s.transitions(NOBODY), NO_ENTITY),
    case("transition", "text:", lambda s, _: s.transitions("text:"), NO_WORDS),
    case("transition", HOSPITALS, lambda s, _: s.transitions(HOSPITALS), "is of the kind industry"),
    case("transition", "@jobs.csv", lambda s, f: s.transitions(s.mix(f / "jobs.csv")), ROW),
    case(
        "transition",
        f"{TELLER} --exposure scores.csv",
        lambda s, f: s.transitions(TELLER, exposure=read_measure(s, f / "scores.csv")),
        f"scores.csv: row 4: No entity is called '{NOBODY}'",
    ),
    case(
        "transition",
        f"{TELLER} --to {TELLER}",
        lambda s, _: s.paths(TELLER, TELLER),
        "are the same",
    ),
    case(
        "transition",
        f"{TELLER} --to {CARE} --gap",
        lambda s, _: s.gap(TELLER, CARE),
        "the destination must be one occupation",
    ),
    case("compare", "nowhere", lambda _, f: laborspace.load(f / "nowhere"), "is not a space"),
    case("compare", "twin --kind job", lambda s, _: s.compare(s.twin).movers("job"), NO_KIND),
    case("profile", NOBODY, lambda s, _: s.profile(NOBODY), NO_ENTITY),
    case("profile", [""], lambda s, _: s.profile(""), "not by an empty"),
    case("contrast", f"{NURSE} {NOBODY}", lambda s, _: s.contrast(NURSE, NOBODY), NO_ENTITY),
    case("contrast", f"text: {NURSE}", lambda s, _: s.contrast("text:", NURSE), NO_WORDS),
    case(
        "contrast",
        f"{NURSE} @jobs.csv",
        lambda s, f: s.contrast(NURSE, s.mix(f / "jobs.csv")),
        ROW,
    ),
    case("code", [""], lambda s, _: s.code(""), NO_WORDS),
    case("code", "nurse --kind job", lambda s, _: s.code("nurse", kind="job"), NO_KIND),
    case(
        "code", "nurse --kind firm", lambda s, _: s.code("nurse", kind="firm"), "not coded to firms"
    ),
    case(
        "code",
        "texts.csv -o coded.csv",
        lambda s, f: code_file(s, f / "texts.csv", f / "coded.csv"),
        "texts.csv: row 3: the text has no words",
    ),
    case("encode", ["nurse", " "], lambda s, _: s.encode(["nurse", " "]), "Text 1 has no words"),
]


@pytest.fixture(scope="module")
def bundled():
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LABORSPACE_SPACE", raising=False)
        try:
            return laborspace.load(threads=1)
        except laborspace.FormatError:
            pytest.skip("this checkout has no bundled space")


@pytest.fixture
def at_work(bundled, tmp_path, monkeypatch):
    """A folder with the files, and commands that need not open the bundled space again."""
    load = laborspace.load
    monkeypatch.delenv("LABORSPACE_SPACE", raising=False)
    monkeypatch.setattr(
        "laborspace.loading.load",
        lambda path=None, **kwargs: bundled if path is None else load(path, **kwargs),
    )
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("each", CASES, ids=lambda c: f"{c.verb} {' '.join(words(c))}"[:60])
def test_one_sentence_in_both_languages(bundled, at_work, capsys, each):
    with pytest.raises(laborspace.LaborSpaceError) as caught:
        each.asked(bundled, at_work)
    sentence = str(caught.value)
    assert each.said in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?", ").")), sentence
    assert main([each.verb, *words(each)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    # Files are named as they were typed.
    assert captured.err.splitlines()[-1] == sentence.replace(f"{at_work}/", "")
    assert "Traceback" not in captured.err
    assert not (at_work / "coded.csv").exists()


def words(each):
    return each.command.split() if isinstance(each.command, str) else each.command


def test_every_verb_has_a_case():
    others = {"info", "export", "serve", "mcp", "corpus", "build", "validate"}
    assert {each.verb for each in CASES} == set(COMMANDS) - others
