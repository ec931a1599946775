from __future__ import annotations

import numpy as np
import pytest

from laborspace.validation import titles
from laborspace.validation.evidence import Evidence
from laborspace.validation.lexical import Lexical
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from laborspace.validation.titles import SUITE, agreement
from laborspace.validation.vacancies import Vacancies
from planted import figures, floor, planted_space, planted_subject

URI = "http://data.europa.eu/esco/occupation/"
ROWS = [  # title, occupation
    ("Esco:Occupation/00", "00"),  # is, word for word, the name of an occupation
    ("esco:occupation/01", "13"),  # the label disagrees with ESCO
    ("ESCO:occupation/10 ", "10"),
    ("ward nurse", "20"),
    ("Ward  Nurse", "21"),  # the same title with a second label
    ("somewhere else", "gone"),  # not in the space
    ("???", "30"),  # no word
]


class Oracle:
    """An encoder for which every name, and a few titles, point to one occupation."""

    def __init__(self, space):
        names = [id_.casefold() for id_ in space.ids]
        self.meaning = dict(zip(names, space.vectors, strict=True))
        self.meaning["ward nurse"] = self.meaning["esco:occupation/20"]
        self.calls = 0

    def encode(self, texts):
        self.calls += 1
        return np.stack([self.meaning[text.casefold()] for text in texts])


@pytest.fixture(name="folder")
def folder_fixture(tmp_path):
    lines = [f'{n},"{title}",{URI}{code}' for n, (title, code) in enumerate(ROWS)]
    text = "\n".join([",vacancyTitle,conceptUri", *lines])
    (tmp_path / "jobbert_titles_validation.csv").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture(name="own")
def own_fixture():
    """Every entity has a direction of its own."""
    space = planted_space()
    rng = np.random.default_rng(2)
    return planted_space(vectors=rng.standard_normal((len(space), 64)))


def subject_of(space):
    subject = planted_subject(space)
    subject.encoder = Oracle(space)
    return subject


def test_titles_are_merged_and_labels_kept(folder, own):
    vacancies = Vacancies.read(Evidence(space=own), folder / "jobbert_titles_validation.csv")
    assert dict(zip(vacancies.titles, vacancies.gold, strict=True)) == {
        "esco:occupation/00": {"esco:occupation/00"},
        "esco:occupation/01": {"esco:occupation/13"},
        "esco:occupation/10": {"esco:occupation/10"},
        "ward nurse": {"esco:occupation/20", "esco:occupation/21"},
    }
    assert vacancies.groups == ["isco:0001", "isco:1112", "isco:1111", "isco:2221"]


def test_an_encoder_that_knows_the_answers_follows_all_but_the_wrong_label(folder, own):
    one, best, *_ = SUITE.tasks(Evidence(space=own, data=folder))
    subject = subject_of(own)
    found = figures(one, subject)
    assert found["hit@1"] == 0.75
    assert one.measure(subject)[0].unit == "ISCO unit group"
    views = figures(best, subject)
    # Among the five occupations that titles name, esco:occupation/01 is not: no harm here.
    assert views["hit@1"] >= 0.75
    assert views["MRR above one vector"] == pytest.approx(0)  # each has one name, its vector


def test_titles_are_encoded_once_for_both_tasks(folder, own):
    one, best, *_ = SUITE.tasks(Evidence(space=own, data=folder))
    subject = subject_of(own)
    one.measure(subject)
    best.measure(subject)
    assert subject.encoder.calls == 2  # the titles, and the names


def test_the_best_name_is_compared_with_the_one_vector(folder, own):
    _, best, *_ = SUITE.tasks(Evidence(space=own, data=folder))
    subject = subject_of(own)
    subject.vectors = -np.array(subject.vectors)  # the vectors mislead, the names do not
    views = figures(best, subject)
    assert views["MRR above one vector"] > 0.3
    # With these vectors one of the four titles still meets a right answer by accident.
    assert views["hit@1 above one vector"] == pytest.approx(views["hit@1"] - 0.25)


def test_the_ceiling_is_how_often_labels_agree_with_names(folder, own):
    one, *_ = SUITE.tasks(Evidence(space=own, data=folder))
    (ceiling,) = one.ceilings
    (measure,) = ceiling.measure()
    assert measure.metric == "hit@1"
    assert (measure.n, measure.value) == (3, pytest.approx(2 / 3))


def test_without_a_title_that_is_a_name_there_is_no_ceiling(own):
    vacancies = Vacancies(Evidence(space=own), ["x"], [{"esco:occupation/00"}], own.ids)
    with pytest.raises(Skip, match="word for word"):
        agreement(vacancies)


def test_floors(folder, own):
    one, *_ = SUITE.tasks(Evidence(space=own, data=folder))
    assert floor(one, "a name in common")["hit@1"] == 0.5
    assert floor(one, "fuzzy match of names")["hit@1"] >= 0.5


def test_words_can_be_asked_too(folder, own):
    evidence = Evidence(space=own, data=folder)
    one, best, *_ = SUITE.tasks(evidence)
    assert set(figures(one, Lexical(evidence, "tfidf"))) == {"MRR", "hit@1", "hit@10"}
    assert not best.lexical


def test_who_reads_no_text_is_skipped(folder, own):
    for task in SUITE.tasks(Evidence(space=own, data=folder)):
        with pytest.raises(Skip, match="reads no text"):
            task.measure(random_subject(own))
    stranger = VectorSubject.from_mapping({"naics:00": np.ones(3)}, "one", like=own)
    with pytest.raises(Skip, match="no vector"):
        SUITE.tasks(Evidence(space=own, data=folder))[0].measure(stranger)


def test_without_the_file_the_suite_says_where_it_is_to_be_had(own, tmp_path):
    with pytest.raises(Skip, match="JobBERT"):
        SUITE.tasks(Evidence(space=own))
    with pytest.raises(Skip, match="JobBERT"):
        SUITE.tasks(Evidence(space=own, data=tmp_path))


def test_a_fixed_draw(own):
    names = [f"title {n}" for n in range(50)]
    every = Vacancies(Evidence(space=own), names, [{"esco:occupation/00"}] * 50, own.ids)
    assert every.sample(10).titles == every.sample(10).titles
    assert len(set(every.sample(10).titles)) == 10
    assert titles.TITLES <= 3000


@pytest.mark.shared
def test_labels_of_the_official_set_are_as_noisy_as_known(shared_data):
    import laborspace

    evidence = Evidence(space=laborspace.load(), data=shared_data)
    path = evidence.file(titles.FILE, home=titles.HOME)
    (measure,) = agreement(Vacancies.read(evidence, path))
    assert measure.value == pytest.approx(0.65, abs=0.05)
    assert measure.n > 500
