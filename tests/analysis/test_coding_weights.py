from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import laborspace
from laborspace.analysis.coding.fitting import EXAMPLES, from_names, marks
from laborspace.analysis.coding.names import Names, core, fold
from laborspace.analysis.coding.titles import LeftOut, Titles
from laborspace.analysis.coding.vocabulary import vocabulary
from laborspace.analysis.coding.weights import SIGNS, Weights, gated, learn, nested, rescale
from laborspace.errors import FormatError
from laborspace.space.names import fold as fold_one

TRUE = Weights(cosine=12, name=6, exact=2, core=1, together=0.4, outside=5)

NAMELESS = np.random.default_rng(1).uniform(0, 0.2, (200, 6, len(SIGNS))) * [1, 1, 0, 0]
"""Signs of texts that name nothing: near to nothing."""


def drawn(weights, n=6000, c=6, seed=0):
    """Signs of candidates, and which is right, drawn from what the weights say."""
    rng = np.random.default_rng(seed)
    signs = np.zeros((n, c, len(SIGNS)))
    signs[..., :2] = rng.uniform(0.2, 0.9, (n, c, 2))
    signs[..., 2:] = rng.random((n, c, 2)) < 0.1
    chances = weights.chances(signs)
    limits = np.cumsum(np.column_stack([chances, 1 - chances.sum(axis=1)]), axis=1)
    outcome = (rng.random((n, 1)) > limits).sum(axis=1)
    return signs, outcome[:, None] == np.arange(c)


def test_weights_are_found_again():
    learned = learn(*drawn(TRUE), source="draws")
    assert learned.cosine == pytest.approx(12, abs=1)
    assert learned.name == pytest.approx(6, abs=1)
    assert learned.exact == pytest.approx(2, abs=0.3)
    assert learned.core == pytest.approx(1, abs=0.3)
    assert learned.together == pytest.approx(0.4, abs=0.1)


def test_rescaling_keeps_the_order_and_mends_what_is_claimed():
    signs, right = drawn(TRUE)
    boastful = replace(TRUE, cosine=36, name=18, exact=6, core=3, outside=-5)
    mended = rescale(boastful, signs, right, NAMELESS, source="draws")
    assert (mended.chances(signs).argmax(1) == boastful.chances(signs).argmax(1)).all()
    chances = mended.chances(signs)
    best = chances.argmax(axis=1)[:, None]
    claimed = np.take_along_axis(chances, best, axis=1).mean()
    assert claimed == pytest.approx(np.take_along_axis(right, best, axis=1).mean(), abs=0.02)
    assert boastful.chances(signs).max(axis=1).mean() > claimed + 0.15


def test_a_text_near_to_nothing_names_nothing():
    signs, _ = drawn(TRUE, n=400)
    assert TRUE.judge(signs)[1].tolist() == [1] * 400
    learned = gated(TRUE, signs, NAMELESS)
    assert (learned.judge(signs)[1] > 0.9).mean() > 0.98
    chances, named = learned.judge(NAMELESS)
    assert named.max() < 0.2
    assert (chances.sum(axis=1) <= named + 1e-6).all()
    assert (learned.chances(signs).argmax(1) == TRUE.chances(signs).argmax(1)).all()


def test_chances_are_positive_and_sum_to_one_at_most():
    signs, _ = drawn(TRUE, n=200)
    for change in ({}, {"shift": 4.0, "slope": 0.2}, {"outside": -500}, {"clear": 2.0, "blank": 9}):
        weights = replace(TRUE, **change)
        chances = weights.chances(signs)
        assert (chances >= 0).all()
        assert (chances.sum(axis=1) <= 1 + 1e-9).all()


def test_a_nest():
    shares, inside, value = nested(np.array([[0.0, 0.0]]), 0.5, 0.0)
    assert shares.tolist() == [[0.5, 0.5]]
    assert value[0] == pytest.approx(np.log(2))
    assert inside[0] == pytest.approx(np.sqrt(2) / (1 + np.sqrt(2)))


def test_weights_as_json_and_back():
    given = replace(TRUE, spill={"group": 0.25}, source="names")
    assert Weights.from_dict(given.to_dict()) == given
    for damaged in ({}, {"cosine": "x"}, None, {**given.to_dict(), "spill": 3}):
        with pytest.raises(FormatError, match="damaged"):
            Weights.from_dict(damaged)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cook (m/f) - Leeds", "Cook"),
        ("Retail Assistant (JB)", "Retail Assistant"),
        ("RN, night shift, ICU", "RN"),
        ("co-ordinator", "co-ordinator"),
        ("Driver | Van", "Driver"),
        ("(night) guard", "guard"),
        ("- cook", "- cook"),
        ("(cook)", "(cook)"),
    ],
)
def test_the_core_of_a_title(text, expected):
    assert core(text) == expected


@pytest.fixture(name="titles", scope="module")
def titles_fixture():
    try:
        space = laborspace.load(encoder="static")
    except FormatError:
        pytest.skip("this checkout has no bundled space")
    return space, Titles(space, vocabulary(space, "esco", kind="occupation"), space.encoder)


class TestNames:
    @pytest.fixture(name="names")
    def names_fixture(self, space):
        known = vocabulary(space, "onet", kind="occupation")
        return Names(space, known.rows, space.encoder)

    def test_they_are_those_of_the_items_in_order(self, names):
        assert names.texts[:3] == ["Registered Nurses", "RN", "Staff Nurse"]
        assert names.bounds.tolist() == [0, 3, 5, 7, 8]
        assert fold(names.texts) == [fold_one(text) for text in names.texts]

    def test_who_is_called_so(self, names):
        assert names.called(["staff nurses!", "nobody", "rn"]) == {0: {0: 2, 1: 4}, 2: {0: 1}}

    def test_the_nearest_name_is_that_of_a_plain_search(self, names, space):
        texts = space.encoder.encode(["nurse", "software", "machine", "rn"])
        items = np.array([[0, 1, 2], [3, 2, 0], [1, 3, 2], [0, 2, 1]])
        cosine, place = names.nearest(texts, items)
        every = texts @ space.encoder.encode(names.texts).T
        for row in range(4):
            for column, item in enumerate(items[row]):
                own = every[row, names.bounds[item] : names.bounds[item + 1]]
                assert cosine[row, column] == pytest.approx(own.max(), abs=1e-5)
                assert place[row, column] == names.bounds[item] + own.argmax()

    def test_a_name_left_out_is_not_found_nor_one_written_like_it(self, names, space):
        texts = space.encoder.encode(["Staff Nurse"])
        items = np.array([[0, 1]])
        cosine, place = names.nearest(texts, items, leave_out=np.array([2]))
        assert not {2, 4} & set(place[0].tolist())
        assert cosine.max() < 0.9999

    def test_names_are_encoded_when_needed_and_once(self, names, space):
        encoded = []

        class Counting:
            def encode(self, texts):
                encoded.extend(texts)
                return space.encoder.encode(texts)

        names._encoder = Counting()
        names.vectors_of(np.array([1]))
        names.vectors_of(np.array([0, 1]))
        assert sorted(encoded) == sorted(names.texts[:5])


class TestFitting:
    def test_a_left_out_name_speaks_no_more_for_its_entity(self, titles):
        _, coded = titles
        names = coded.names
        places = np.flatnonzero(np.diff(names.bounds) > 5)[:50]
        chosen = names.bounds[places] + 2
        texts = [names.texts[place] for place in chosen]
        shares = np.full(len(texts), 0.05, dtype=np.float32)
        kept = coded.signs(texts)
        left = coded.signs(texts, left_out=LeftOut(chosen, shares))
        nearest = []
        for row, item in enumerate(places.tolist()):
            with_it = kept.values[row, kept.items[row].tolist().index(item)]
            assert with_it[2] == 1
            assert with_it[1] > 0.999
            if item in left.items[row]:
                without = left.values[row, left.items[row].tolist().index(item)]
                assert without[0] < with_it[0]
                assert without[2] == 0
                nearest.append(without[1])
        assert len(nearest) > 30
        # The static encoder does not see the order of words, so some have a twin.
        assert np.median(nearest) < 0.99

    def test_learned_from_names_it_codes_names_it_has_not_seen(self, titles):
        space, coded = titles
        assert EXAMPLES <= 5000
        weights = from_names(space, coded)
        assert weights == from_names(space, coded)
        assert weights.name > 0
        assert weights.exact > 0
        names = coded.names
        rng = np.random.default_rng(9)
        chosen = rng.choice(len(names.texts), 400, replace=False)
        left = LeftOut(chosen, np.full(400, 0.02, dtype=np.float32))
        signs = coded.signs([names.texts[place] for place in chosen], left_out=left)
        right = marks(signs.items, [{int(item)} for item in names.owners[chosen]])
        chances = weights.chances(signs.values)
        best = chances.argmax(axis=1)[:, None]
        hits = np.take_along_axis(right, best, axis=1).mean()
        assert hits > 0.5
        assert np.take_along_axis(chances, best, axis=1).mean() == pytest.approx(hits, abs=0.15)
