"""Each question is asked on the page as a person would, and answered as Python answers it."""

from __future__ import annotations

import pandas as pd
import pytest

import laborspace
from laborspace.analysis.axis import STANDING_AXES

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
    expected = space.axis(["naics:31-33"], ["naics:62"]).project(kind="occupation")
    assert expected["title"].iloc[0] in texts(page, "Occupations nearest to B")[0]
    assert expected["title"].iloc[-1] in texts(page, "Occupations nearest to A")[0]
    page.wait_for_selector(".plot[data-drawn] svg.main-svg")
    assert 1200 <= page.locator(".plot .point").count() <= 1204
    assert f"1,200 of the {len(expected):,} occupations" in page.locator("figcaption").inner_text()
    same(downloaded(page), expected)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download SVG").click()
    drawing = caught.value.path().read_text()
    assert "<svg" in drawing[:200]
    assert f"laborspace {laborspace.__version__}" in drawing
    assert "doi:10.1145/3589334.3645464" in drawing
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download PNG").click()
    assert caught.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="Remove Manufacturing").click()
    assert site.hash() == "/axis?b=naics%3A62&kind=occupation"


def test_a_thing_is_placed_on_a_scale_and_in_the_plane_of_two(site, space):
    page = site.open("#/axis?a=naics:31-33&b=naics:62&kind=industry")
    pick(page, "What to place", "registered nur", "29-1141.00")
    site.settled()
    x = space.axis(["naics:31-33"], ["naics:62"])
    place = page.get_by_role("table", name="What you placed")
    assert f"{x.project(entities=[NURSE])['score'].item():.2f}" in place.inner_text()
    page.get_by_role("button", name="Add a second scale").click()
    pick(page, "Second scale: low end", "routine manual work", "as free text")
    pick(page, "Second scale: high end", "creative work with ideas", "as free text")
    site.settled()
    y = space.axis(["text:routine manual work"], ["text:creative work with ideas"])
    same(downloaded(page), space.plane(x, y, kind="industry"))
    expected = space.plane(x, y, kind="industry").sort_values("y")["title"]
    assert expected.iloc[0] in texts(page, "nearest to C")[0]
    assert expected.iloc[-1] in texts(page, "nearest to D")[0]
    page.wait_for_selector(".plot[data-drawn] svg.main-svg")
    assert page.locator(".plot .point").count() == len(expected) + 1
    assert "Registered Nurses" in page.locator(".plot .annotation").all_text_contents()


def test_the_page_of_an_entity_says_where_it_stands(site, space):
    page = site.open(f"#/entity?q={NURSE}")
    table = page.get_by_role("table", name="On scales that stand ready")
    assert table.get_by_role("row").count() == 1 + len(STANDING_AXES)
    axis = space.axis(["naics:31-33"], ["naics:62"])
    assert f"{axis.project(entities=[NURSE])['score'].item():.2f}" in table.inner_text()
    own = space.exposure("text:large language models", kind="occupation", entities=[NURSE])
    measures = page.get_by_role("table", name="Published measures").inner_text()
    assert f"{own['score'].item():.2f}" in measures
    assert "observed" in measures
    assert "estimated" in measures
    table.get_by_role("link", name="Manufacturing to Health care").click()
    site.settled()
    placed = page.get_by_role("table", name="What you placed")
    assert "Registered Nurses" in placed.inner_text()


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


def test_what_counts_as_viable_can_be_changed_and_a_way_is_shown(site, space):
    site.expected = "status of 422"  # no path of two moves
    page = site.open(f"#/moves?q={TELLER}&only=desirable")
    page.get_by_text("What counts as").click()
    page.get_by_label("Desirable: pay at least").fill("120")
    page.keyboard.press("Enter")
    site.settled()
    assert "pay=1.2" in site.hash()
    same(downloaded(page), space.transitions(TELLER, only="desirable", top=12, min_wage=1.2))
    page.get_by_label("Desirable: pay at least").fill("75")
    page.keyboard.press("Enter")
    site.settled()
    pick(page, "To which occupation", "registered nur", "29-1141.00")
    site.settled()
    assert "No path of at most 2 desirable steps" in page.locator("main").inner_text()
    page.get_by_label("At most", exact=True).select_option("3")
    site.settled()
    expected = space.paths(TELLER, NURSE, max_steps=3, only="desirable")
    shown = texts(page, "Path 1")
    assert all(t in s for s, t in zip(shown, expected["title"], strict=False))


def test_which_jobs_a_technology_touches(site, space):
    page = site.open("#/exposure")
    pick(page, "Technology", "large language models", "as free text")
    site.settled()
    expected = space.exposure(
        "text:large language models", kind="occupation", top=20, measures=True
    )
    assert expected["title"][0] in texts(page, "The first 20")[0]
    assert "GPTs are GPTs" in page.get_by_role("table", name="How far measures").inner_text()
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


def test_a_shock_can_be_described_and_be_in_jobs(site, space):
    page = site.open("#/shock?change=naics:4811%3D-12000jobs&kind=industry")
    pick(page, "And what else", "nobody needs travel agents", "as free text")
    page.get_by_label("First", exact=True).select_option("jobs")
    site.settled()
    shock = space.shock({"naics:4811": "-12000jobs", "text:nobody needs travel agents": -0.1})
    expected = shock.ripple(kind="industry", top=15, sort="jobs")
    same(downloaded(page), expected)
    table = page.get_by_role("table", name="Industries")
    assert "−12,000" in table.inner_text()
    assert "through others" in table.inner_text()
    page.get_by_label("Unit of the change of Scheduled Air").select_option("percent")
    assert "naics%3A4811%3D-0.1" in site.hash()


def test_what_a_text_is_about(site, space):
    page = site.open("#/coding")
    page.get_by_label("Text").fill("RN, night shift, ICU")
    page.get_by_role("button", name="Find codes").click()
    site.settled()
    expected = space.code(["RN, night shift, ICU"], kind="occupation", top=5)
    assert expected["title"].iloc[0] in texts(page, "Codes")[0]
    assert page.get_by_role("heading", name="Skills it names").is_visible()
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


WRONG = "onet:99-9999.00"


def test_a_wrong_address_is_answered_with_a_sentence(site):
    site.expected = "the server responded with a status of 4"
    page = site.open()
    for state, said in {
        f"axis?a={WRONG}&b=naics:62": WRONG,
        f"axis?a=naics:31-33&b=naics:62&c={WRONG}&d=text:office&kind=firm": WRONG,
        f"axis?a=naics:31-33&b=naics:62&x={WRONG}&kind=firm": WRONG,
        f"compose?plus={WRONG}&minus=naics:3361": WRONG,
        f"moves?q={WRONG}": WRONG,
        f"moves?q={TELLER}&to={WRONG}": WRONG,
        f"exposure?q={WRONG}&kind=firm": WRONG,
        f"shock?change={WRONG}%3D-0.1": WRONG,
        "coding?text=nurse&kind=town": "town",
        "shock?change=naics:4811%3D-5": "-500",
    }.items():
        page.evaluate("state => { location.hash = state; }", f"#/{state}")
        site.settled()
        assert said in page.get_by_role("alert").first.inner_text().replace("−", "-"), state
        assert page.locator("h1").count() == 1


def test_a_server_that_is_gone_is_said_to_be(site):
    site.expected = "ERR_FAILED"
    page = site.open("#/compose?plus=firm:TSLA&kind=firm")
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_label("Show").select_option("skill")
    page.get_by_role("alert").wait_for()
    assert "laborspace serve" in page.get_by_role("alert").inner_text()
    page.unroute("**/api/**")
    page.get_by_label("Show").select_option("industry")
    site.settled()
    assert texts(page, "Industries")


def test_it_says_that_it_works_while_it_does(site):
    page = site.open("#/compose")
    waiting = []
    page.route("**/api/v1/compose*", lambda route: waiting.append(route))  # noqa: PLW0108
    page.evaluate("location.hash = '#/compose?plus=firm:TSLA&kind=firm'")
    page.locator("[aria-busy] .spinner").wait_for()
    assert "Working on it" in page.locator("[aria-busy]").inner_text()
    waiting[0].continue_()
    site.settled()
    assert texts(page, "Firms")


def test_names_from_the_url_stay_text(site):
    page = site.open("#/entity?q=text:%3Cimg%20src=x%20onerror=alert(1)%3E%20nurse")
    assert page.locator("main img").count() == 0
    assert "<img src=x" in page.locator("h1").inner_text()
    page = site.open("#/exposure?q=text:%3Cb%3Erobots%3C/b%3E&kind=industry")
    assert "<b>robots</b>" in page.locator(".chips").inner_text()


def test_what_has_no_chart_at_first_can_be_shown_as_one(site):
    for state in (
        "entity?q=text:barista",
        "compose?plus=firm:TSLA&kind=firm",
        "coding?text=night+nurse&kind=skill",
    ):
        page = site.open(f"#/{state}")
        assert page.locator(".plot").count() == 0
        page.get_by_text("Show as a chart").first.click()
        page.wait_for_selector(".plot[data-drawn] svg.main-svg")


def test_a_click_on_a_point_opens_its_page(site):
    page = site.open("#/axis?a=naics:31-33&b=naics:62&kind=firm&x=firm:TSLA")
    page.wait_for_selector(".plot[data-drawn] svg.main-svg")
    page.locator(".plot").scroll_into_view_if_needed()
    last = page.locator(".plot .trace").nth(1).locator(".point").first.bounding_box()
    page.mouse.click(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2)
    page.wait_for_url("**/#/entity*")
    site.settled()
    assert page.get_by_role("heading", level=1).inner_text()
