"""Each question is asked on the page as a person would, and answered as Python answers it."""

from __future__ import annotations

import pandas as pd
import pytest

NURSE, TELLER = "onet:29-1141.00", "onet:43-3071.00"


def downloaded(page, name="Download CSV"):
    with page.expect_download() as caught:
        page.get_by_role("button", name=name).first.click()
    return pd.read_csv(
        caught.value.path(), dtype={"code": str}, keep_default_na=False, na_values=[""]
    )


def same(found, expected):
    expected = expected.reset_index(drop=True)
    assert list(found.columns) == list(expected.columns)
    assert found["id"].tolist() == expected["id"].tolist()
    for column in expected.select_dtypes("number"):
        pd.testing.assert_series_equal(
            found[column], expected[column], check_dtype=False, rtol=1e-6, atol=2e-6
        )


def pick(page, box, typed, option):
    before = page.get_by_role("combobox", name=box).element_handle()
    before.fill(typed)
    page.get_by_role("option", name=option).first.click()
    before.wait_for_element_state("hidden")  # the view is drawn anew, with boxes of its own


def texts(page, table):
    return page.get_by_role("table", name=table).get_by_role("rowheader").all_inner_texts()


def test_what_is_near_x_is_found_by_keyboard_alone(site, space):
    page = site.open()
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("registered nur")
    page.get_by_role("option").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert "Registered Nurses" in chosen.inner_text()
    page.keyboard.press("Enter")
    site.settled()
    assert page.locator("h1").inner_text() == "Registered Nurses"
    assert "29-1141.00" in page.locator("main").inner_text()
    official = page.get_by_role("link", name="official page")
    assert official.get_attribute("href").startswith("https://www.onetonline.org/")
    nearest = space.most_similar(NURSE, top=8)
    for kind, name in (("occupation", "Occupations"), ("skill", "Skills"), ("firm", "Firms")):
        shown = texts(page, name)
        expected = nearest[nearest["kind"] == kind]["title"]
        assert len(shown) == 8
        assert all(title in text for text, title in zip(shown, expected, strict=True))
    same(downloaded(page), nearest)


def test_the_page_of_an_occupation_tells_observed_from_estimated(site, space):
    page = site.open(f"#/entity?q={NURSE}")
    jobs = space.attributes.to_pandas().query("id == 'soc:29-1141' and attribute == 'employment'")
    facts = page.locator("dl.facts").inner_text()
    assert f"{jobs['value'].item():,.0f}" in facts
    assert "observed" in facts
    assert "GPTs are GPTs" in page.get_by_role("table", name="Published measures").inner_text()
    onet = page.get_by_role("table", name="O*NET: importance").inner_text()
    esco = page.get_by_role("table", name="ESCO: how likely").inner_text()
    assert onet.count("observed") == 10
    assert esco.count("estimated") == 10


def test_words_of_ones_own_have_neighbors_too(site, space):
    page = site.open()
    pick(page, "Find a job", "I repair wind turbines", "as free text")
    site.settled()
    assert site.hash() == "/entity?q=text%3AI+repair+wind+turbines"
    first = space.most_similar("text:I repair wind turbines", kind="occupation", top=1)["title"][0]
    assert first in texts(page, "Occupations")[0]


def test_an_axis_is_made_of_chips(site, space):
    page = site.open("#/axis")
    pick(page, "One end", "manufacturing", "NAICS group 31-33")
    pick(page, "Other end", "health care and social", "NAICS group 62")
    page.get_by_label("Show").select_option("occupation")
    site.settled()
    expected = space.axis(["naics:31-33"], ["naics:62"]).project(kind="occupation", top=25)
    assert expected["title"].iloc[0] in texts(page, "Occupations nearest to B")[0]
    assert expected["title"].iloc[-1] in texts(page, "Occupations nearest to A")[0]
    page.wait_for_selector(".plot[data-drawn] svg.main-svg")
    assert page.locator(".plot .point").count() == len(expected)
    same(downloaded(page), expected)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download SVG").click()
    assert "<svg" in caught.value.path().read_text()[:200]
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download PNG").click()
    assert caught.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="Remove Manufacturing").click()
    assert site.hash() == "/axis?b=naics%3A62&kind=occupation"


def test_one_thing_less_another_plus_a_third(site, space):
    page = site.open("#/compose?plus=firm:TSLA")
    pick(page, "Take away", "3361", "Motor Vehicle Manufacturing")
    pick(page, "Start from and add", "renewable energy", "as free text")
    site.settled()
    terms = ["firm:TSLA", "text:renewable energy"], ["naics:3361"]
    expected = space.compose(*terms, kind="occupation", top=10)
    first = page.get_by_role("table", name="Occupations").first.get_by_role("rowheader").first
    assert expected["title"][0] in first.inner_text()
    same(downloaded(page), expected)


def test_where_one_can_move_and_what_it_takes(site, space):
    page = site.open("#/moves")
    pick(page, "From which", "tellers", "43-3071.00")
    page.get_by_label("Show").select_option("viable")
    site.settled()
    expected = space.transitions(TELLER, only="viable", top=12)
    same(downloaded(page), expected)
    page.get_by_role("row", name=expected["title"][0]).get_by_role("link").nth(1).click()
    site.settled()
    gain = space.gap(TELLER, expected["id"][0]).query("status == 'gain'")["title"]
    assert all(t in s for s, t in zip(texts(page, "To gain"), gain, strict=True))


def test_which_jobs_a_technology_touches(site, space):
    page = site.open("#/exposure")
    pick(page, "Technology", "large language models", "as free text")
    site.settled()
    expected = space.exposure(
        "text:large language models", kind="occupation", top=20, measures=True
    )
    assert expected["title"][0] in texts(page, "The first 20")[0]
    assert "GPTs are GPTs" in page.get_by_role("table", name="How far this").inner_text()
    same(downloaded(page), expected)


def test_what_follows_if_an_industry_shrinks(site, space):
    page = site.open("#/shock")
    pick(page, "What changes", "scheduled air", "Scheduled Air Transportation")
    site.settled()
    slider = page.get_by_role("slider")
    assert slider.input_value() == "-10"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    site.settled()
    assert "-0.15" in site.hash()
    expected = space.shock({"naics:4811": -0.15}).ripple(kind="occupation", top=15)
    assert expected["title"][0] in texts(page, "Occupations")[0]
    assert "direct" in page.get_by_role("table", name="Occupations").inner_text()
    same(downloaded(page), expected)


def test_what_a_text_is_about(site, space):
    page = site.open("#/coding")
    page.get_by_label("Text").fill("RN, night shift, ICU")
    page.get_by_role("button", name="Find codes").click()
    site.settled()
    expected = space.code(["RN, night shift, ICU"], kind="occupation", top=5)
    assert expected["title"].iloc[0] in texts(page, "Codes")[0]
    page.get_by_label("Find").select_option("skill")
    page.get_by_label("Text").fill("😀 We need a developer who can weld and plan nursing care")
    page.get_by_role("button", name="Find codes").click()
    site.settled()
    assert "plan nursing care" in page.locator("mark").all_inner_texts()


@pytest.mark.parametrize(
    "state",
    [
        f"/entity?q={NURSE}&top=30",
        "/axis?a=naics%3A31-33&b=naics%3A62&kind=occupation",
        "/coding?text=night+nurse&kind=occupation",
    ],
)
def test_the_url_is_the_whole_state(new_site, state):
    first, second = new_site(), new_site()
    shown = [site.open(f"#{state}").locator("main").inner_text() for site in (first, second)]
    assert shown[0] == shown[1]
    assert first.hash() == state


def test_back_and_forward_work(site):
    page = site.open()
    page.get_by_role("link", name="Tellers").click()
    site.settled()
    page.get_by_role("link", name="Labor Space").click()
    page.get_by_role("link", name="Tesla", exact=True).click()
    site.settled()
    assert page.locator("h1").inner_text() == "Tesla, Inc."
    page.go_back()
    page.go_back()
    site.settled()
    assert page.locator("h1").inner_text() == "Where can one move from Tellers?"
    page.go_forward()
    page.go_forward()
    site.settled()
    assert page.locator("h1").inner_text() == "Tesla, Inc."
    assert page.title() == "Tesla, Inc. · Labor Space"


def test_an_error_shows_the_sentence_of_the_library(site, space):
    site.expected = "404"  # the browser logs what the server refused
    page = site.open("#/entity?q=onet:99-9999.00")
    with pytest.raises(Exception, match="onet:99-9999") as caught:
        space.most_similar("onet:99-9999.00")
    said = page.get_by_role("alert").all_inner_texts()
    assert said
    first = str(caught.value).splitlines()[0]
    assert all(first in each for each in said)


def test_names_from_the_url_stay_text(site):
    page = site.open("#/entity?q=text:%3Cimg%20src=x%20onerror=alert(1)%3E%20nurse")
    assert page.locator("main img").count() == 0
    assert "<img src=x" in page.locator("h1").inner_text()
    page = site.open("#/exposure?q=text:%3Cb%3Erobots%3C/b%3E&kind=industry")
    assert "<b>robots</b>" in page.locator(".chips").inner_text()


def test_the_same_question_can_be_copied(site, space):
    page = site.open(f"#/moves?q={TELLER}&only=safe")
    page.get_by_text("Copy as Python / command line").first.click()
    code = page.locator("pre").first.inner_text()
    given = {}
    exec(code.replace("space = laborspace.load()", ""), given | {"space": space}, given)
    assert 'space.transitions("onet:43-3071.00", only="safe", top=12)' in code
    command = page.locator("pre").nth(1).inner_text()
    assert command == "laborspace transition onet:43-3071.00 --safe --top 12"
