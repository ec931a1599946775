"""Two things side by side, as on the page and as in Python."""

from __future__ import annotations

import pandas as pd
import pytest

NURSE, PRACTITIONER = "onet:29-1141.00", "onet:29-1171.00"


def pick(page, box, typed, option):
    before = page.get_by_role("combobox", name=box, exact=True).element_handle()
    before.fill(typed)
    page.get_by_role("option", name=option).first.click()
    before.wait_for_element_state("hidden")  # the view is drawn anew, with boxes of its own


def test_two_are_chosen_and_compared_as_in_python(site, space):
    page = site.open("#/compare")
    assert "Choose two" in page.locator("main").inner_text()
    pick(page, "A", "registered nurse", "Registered Nurses")
    page.get_by_text("Choose the other one").wait_for()
    assert "Choose the other one" in page.locator("main").inner_text()
    pick(page, "B", "nurse practitioner", "Nurse Practitioners")
    page.get_by_role("table", name="Skills they require").wait_for()
    site.settled()
    expected = space.contrast(NURSE, PRACTITIONER, top=5)
    shown = page.locator("main").inner_text()
    for sentence in expected.attrs["summary"]:
        assert sentence in shown
    table = page.get_by_role("table", name="Skills they require")
    required = expected[expected["aspect"] == "requires"]
    heads = table.get_by_role("rowheader").all_inner_texts()
    assert len(heads) == len(required)
    assert all(title in text for text, title in zip(heads, required["title"], strict=True))
    first = table.get_by_role("row").nth(1).inner_text()
    assert f"{required.iloc[0]['a']:.2f}" in first
    assert "Both" in first
    assert "observed" in first
    facts = page.get_by_role("table", name="As published").inner_text()
    wages = next(each for each in expected.attrs["facts"] if each["fact"] == "wage_median")
    assert f"${wages['a']:,.0f}" in facts
    assert f"${wages['b']:,.0f}" in facts
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download CSV").click()
    found = pd.read_csv(caught.value.path(), dtype={"code": str}).fillna({"code": ""})
    pd.testing.assert_frame_equal(
        found, pd.DataFrame(expected), check_dtype=False, rtol=1e-6, atol=2e-6
    )


def test_the_address_holds_both_and_exchange_is_undone_by_back(new_site):
    site = new_site()
    page = site.open(f"#/compare?a={NURSE}&b=text:I drive trucks")
    page.get_by_role("button", name="Exchange A and B").click()
    page.locator(".chip").first.filter(has_text="trucks").wait_for()
    chips = page.locator(".chip").all_inner_texts()
    assert "I drive trucks" in chips[0]
    assert "Registered Nurses" in chips[1]
    address = page.url
    page.go_back()
    page.locator(".chip").first.filter(has_text="Registered").wait_for()
    fresh = new_site()
    fresh.page.goto(address)
    fresh.settled()
    fresh.page.get_by_role("table", name="Skills they require").wait_for()
    assert "I drive trucks" in fresh.page.locator(".chip").first.inner_text()
    assert "estimated" in fresh.page.get_by_role("table", name="Skills they require").inner_text()


def test_it_can_be_taken_along_as_code(site):
    page = site.open(f"#/compare?a={NURSE}&b=text:it's a job")
    page.get_by_text("Copy as Python / command line").click()
    code = page.locator("pre").all_inner_texts()
    assert f'space.contrast("{NURSE}", "text:it\'s a job", top=5)' in code[0]
    assert code[1] == f"laborspace contrast {NURSE} 'text:it'\\''s a job' --top 5"


def test_what_cannot_be_compared_gets_the_sentence_of_the_library(site):
    site.expected = "404"
    page = site.open(f"#/compare?a={NURSE}&b=nosuchthing")
    said = page.get_by_role("alert").inner_text()
    assert "No entity is called 'nosuchthing'" in said


@pytest.mark.parametrize("pair", [("firm:TSLA", "firm:F"), ("naics:62", "onet:17-2141.00")])
def test_other_kinds_are_compared_too(site, space, pair):
    page = site.open(f"#/compare?a={pair[0]}&b={pair[1]}")
    shown = page.locator("main").inner_text()
    frame = space.contrast(*pair, top=5)
    assert all(sentence in shown for sentence in frame.attrs["summary"])
    assert all(note in shown for note in frame.attrs["notes"])
    titles = frame[frame["aspect"] == "near"]["title"]
    table = page.get_by_role("table", name="What lies near in the space").inner_text()
    assert all(title in table for title in titles)


@pytest.mark.parametrize("width", [360, 1440])
def test_it_fits_and_the_chart_is_drawn(new_site, width):
    site = new_site(width)
    page = site.open(f"#/compare?a={NURSE}&b={PRACTITIONER}")
    page.wait_for_selector(".plot[data-drawn]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "Registered Nurses and Nurse Practitioners" in page.title()
