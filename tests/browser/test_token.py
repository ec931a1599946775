"""The page of a server with a token: it asks once, keeps it in the tab, and sends it along."""

from __future__ import annotations

import pandas as pd
import pytest

TOKEN = "correct horse battery staple"
QUESTION = "#/entity?q=onet:29-1141.00"


@pytest.fixture(scope="module")
def guarded(served):
    from serving import start

    running = start("--timeout", "120", env={"LABORSPACE_TOKEN": TOKEN})
    yield running.url
    running.stop()


@pytest.fixture
def site(new_site, guarded):
    made = new_site()
    made.url = guarded
    made.expected = "401"  # what the browser says of the first questions
    return made


def asked(site, state=""):
    site.page.goto(f"{site.url}/{state}")
    return site.page.get_by_role("dialog", name="This server asks for a token")


def test_it_asks_once_and_then_works_as_ever(site, space):
    dialog = asked(site, QUESTION)
    box = dialog.get_by_label("Token")
    assert box.evaluate("box => box === document.activeElement")
    box.fill(TOKEN)
    site.page.keyboard.press("Enter")
    dialog.wait_for(state="detached")
    page = site.settled()
    assert page.get_by_role("dialog").count() == 0
    assert page.locator("h1").inner_text() == "Registered Nurses"
    assert page.locator(".problem").count() == 0
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download CSV").first.click()
    expected = space.most_similar("onet:29-1141.00", top=8)
    assert pd.read_csv(caught.value.path())["id"].tolist() == expected["id"].tolist()
    page.reload()  # the tab remembers
    site.settled()
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("localStorage.length") == 0
    assert TOKEN not in page.url
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("combobox", name="A", exact=True).fill("welder")
    page.get_by_role("option").first.wait_for()


def test_a_wrong_token_is_asked_for_again(site):
    dialog = asked(site)
    dialog.get_by_label("Token").fill("not the right one")
    dialog.get_by_role("button", name="Go on").click()
    dialog.get_by_text("It does not take the one given").wait_for()
    dialog.get_by_label("Token").fill(TOKEN)
    site.page.keyboard.press("Enter")
    dialog.wait_for(state="detached")
    page = site.settled()
    assert "Cite:" in page.locator("#footer").inner_text()
    assert page.get_by_role("dialog").count() == 0


def test_who_declines_is_told_what_is_missing_and_may_try_again(site):
    dialog = asked(site, QUESTION)
    dialog.wait_for()
    site.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page = site.settled()
    assert page.get_by_role("dialog").count() == 0
    assert "This server asks for a token" in page.get_by_role("alert").first.inner_text()
    page.wait_for_timeout(2_100)
    page.get_by_role("link", name="Technology", exact=True).click()
    page.get_by_role("combobox").first.fill("nurse")
    dialog.wait_for()


def test_the_dialog_fits_a_narrow_window_in_both_schemes(site):
    from test_access import CHECKS, CONTRAST

    for width, scheme in ((360, "light"), (1440, "dark")):
        site.page.set_viewport_size({"width": width, "height": 700})
        site.page.emulate_media(color_scheme=scheme)
        dialog = asked(site)
        dialog.wait_for()
        left = dialog.bounding_box()
        assert left["x"] >= 0
        assert left["x"] + left["width"] <= width
        assert site.page.evaluate(CHECKS) == []
        assert site.page.evaluate(CONTRAST)[1] == []
        site.page.goto("about:blank")
