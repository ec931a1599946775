"""Every verb on the bundled space: the numbers of Python, twice the same, and drawn from the seed.

The command asks a space that was loaded a second time, so that nothing the first answer left
behind is taken for determinism. Options and files are compared verb by verb in the other modules.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest

import laborspace
from laborspace.cli import main
from laborspace.cli.app import COMMANDS
from laborspace.output import records

if TYPE_CHECKING:
    from collections.abc import Callable

NURSE, TELLER, CLERK = "onet:29-1141.00", "onet:43-3071.00", "onet:43-3031.00"
MADE, CARE, HOSPITALS, CARS = "naics:31-33", "naics:62", "naics:6221", "naics:3361"
MODELS = "text:large language models"
SCORES = {code: (7 * place) % 23 / 23 for place, code in enumerate((
    *("11-1011", "11-2021", "11-3021", "11-3031", "13-1111", "13-2011", "15-1252", "15-1211"),
    *("17-2051", "17-2141", "19-1042", "21-1021", "23-1011", "25-2021", "29-1141", "31-1131"),
    *("35-2014", "41-2031", "43-4051", "47-2031", "49-3023", "51-4041"),
))}  # fmt: skip


@dataclass(frozen=True)
class Verb:
    """A question in both languages; `drawn` are the columns in which chance has a part."""

    command: str
    asked: Callable[[object, int], object]
    drawn: tuple[str, ...] = ()


VERBS = {
    "find": Verb("find|nurse", lambda s, _: s.find("nurse")),
    "neighbors": Verb(f"neighbors|{NURSE}|--top|5", lambda s, _: s.most_similar(NURSE, top=5)),
    "axis": Verb(
        f"axis|{MADE}|{CARE}|--kind|occupation|--top|4",
        lambda s, seed: s.axis(MADE, CARE, rng=seed).project(kind="occupation", top=4),
        ("low", "high", "p_value"),
    ),
    "axis --of": Verb(
        f"axis|{MADE}|{CARE}|--of|naics:51|--of|firm:TSLA",
        lambda s, seed: s.axis(MADE, CARE, rng=seed).aggregate(["naics:51", "firm:TSLA"], rng=seed),
        ("low", "high", "p_value"),
    ),
    "compose": Verb(
        f"compose|firm:TSLA|--minus|{CARS}|--plus|text:renewable energy|--top|4",
        lambda s, seed: s.compose(["firm:TSLA", "text:renewable energy"], CARS, top=4, rng=seed),
        ("percentile",),
    ),
    "compose --changes": Verb(
        f"compose|firm:TSLA|--minus|{CARS}|--changes|--top|4",
        lambda s, seed: s.changes("firm:TSLA", CARS, top=4, rng=seed),
        ("percentile",),
    ),
    "analogy": Verb(
        f"analogy|{HOSPITALS}|{NURSE}|naics:6111|--top|4",
        lambda s, seed: s.analogy(HOSPITALS, NURSE, "naics:6111", top=4, rng=seed),
        ("percentile",),
    ),
    "map": Verb("map|--kind|industry", lambda s, _: s.map("industry")),
    "expect": Verb(
        f"expect|{NURSE}|--relation|requires|--top|4",
        lambda s, _: s.expect(NURSE, "requires", top=4),
    ),
    "shock": Verb(
        "shock|naics:4811=-0.3|--top|4",
        lambda s, seed: s.shock({"naics:4811": -0.3}).ripple(top=4, rng=seed),
        ("low", "high"),
    ),
    "shock --spread": Verb(
        f"shock|{NURSE}=0.1|{TELLER}=-0.2|--spread|--top|4",
        lambda s, _: s.shock({NURSE: 0.1, TELLER: -0.2}).spread(top=4),
    ),
    "exposure": Verb(
        f"exposure|{MODELS}|--top|4",
        lambda s, seed: s.exposure(MODELS, top=4, rng=seed),
        ("low", "high", "p_value"),
    ),
    "measures": Verb(
        f"measures|--concept|{MODELS}",
        lambda s, _: pd.DataFrame(s.exposure_measures(concept=MODELS).attrs["agreement"]),
    ),
    "measures --scores": Verb("measures|--scores", lambda s, _: s.exposure_measures()),
    "transfer": Verb("transfer|scores.csv|--top|4", lambda s, _: s.transfer(SCORES, top=4)),
    "transition": Verb(
        f"transition|{TELLER}|--top|4",
        lambda s, seed: s.transitions(TELLER, top=4, rng=seed),
        ("low",),
    ),
    "transition --to": Verb(
        f"transition|{TELLER}|--to|{CLERK}", lambda s, seed: s.paths(TELLER, CLERK, rng=seed)
    ),
    "transition --gap": Verb(
        f"transition|{TELLER}|--to|{CLERK}|--gap", lambda s, _: s.gap(TELLER, CLERK)
    ),
    "contrast": Verb(
        f"contrast|{NURSE}|{TELLER}", lambda s, seed: s.contrast(NURSE, TELLER, rng=seed)
    ),
    "compare": Verb(
        "compare|twin|--kind|industry|--top|4",
        lambda s, _: s.compare(s.twin).movers("industry", top=4),
    ),
    "code": Verb("code|RN, night shift, ICU", lambda s, _: s.code("RN, night shift, ICU")),
}


@pytest.fixture(scope="module")
def loaded():
    """The bundled space, twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LABORSPACE_SPACE", raising=False)
        try:
            return laborspace.load(threads=1), laborspace.load(threads=1)
        except laborspace.FormatError:
            pytest.skip("this checkout has no bundled space")


def rows(frame):
    return records(pa.Table.from_pandas(frame, preserve_index=False))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", VERBS)
def test_a_command_gives_the_numbers_of_python(loaded, tmp_path, monkeypatch, capsys, name):
    verb, (one, other) = VERBS[name], loaded
    monkeypatch.setattr("laborspace.loading.load", lambda *_, **__: other)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scores.csv").write_text(
        "soc,score\n" + "".join(f"{code},{score!r}\n" for code, score in SCORES.items())
    )
    assert main([*verb.command.split("|"), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    answered = rows(verb.asked(one, 0))
    assert printed == answered
    assert answered
    again = rows(verb.asked(one, 0))
    assert again == answered
    if verb.drawn:
        another = rows(verb.asked(one, 1))
        for column in verb.drawn:
            assert [row.get(column) for row in another] != [row.get(column) for row in answered]


def test_every_verb_that_answers_with_numbers_is_here():
    others = {"info", "profile", "encode", "export", "serve", "mcp", "corpus", "build", "validate"}
    assert {verb.command.partition("|")[0] for verb in VERBS.values()} == set(COMMANDS) - others
