"""The page works for everybody: keyboard, screen reader, narrow windows, both color schemes."""

from __future__ import annotations

from pathlib import Path

import pytest

VIEWS = {
    "home": "",
    "entity": "#/entity?q=onet:29-1141.00",
    "axis": "#/axis?a=naics:31-33&b=naics:62&kind=occupation",
    "plane": "#/axis?a=naics:31-33&b=naics:62&c=text:routine&d=text:ideas&kind=firm&x=firm:TSLA",
    "compose": "#/compose?plus=firm:TSLA&plus=text:renewable+energy&minus=naics:3361&kind=skill",
    "moves": "#/moves?q=onet:43-3071.00&to=onet:43-3031.00",
    "exposure": "#/exposure?q=text:large+language+models&kind=occupation",
    "shock": "#/shock?change=naics:4811%3D-0.1&kind=occupation",
    "coding": "#/coding?text=plan+nursing+care&kind=skill",
    "compare": "#/compare?a=onet:29-1141.00&b=text:I+drive+trucks",
    "map": "#/map?cluster=3&kind=occupation",
}

CHECKS_IN = Path(__file__).parent / "checks"
# What axe-core checks first, in a few lines; returns sentences about what is wrong.
CHECKS = (CHECKS_IN / "names.js").read_text("utf-8")

FOCUS = (CHECKS_IN / "focus.js").read_text("utf-8")
CONTRAST = (CHECKS_IN / "contrast.js").read_text("utf-8")


@pytest.mark.parametrize("view", VIEWS)
def test_names_roles_and_contrast(site, view):
    page = site.open(VIEWS[view])
    assert page.locator(".problem").count() == 0
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)  # charts are drawn anew
        assert page.evaluate(CHECKS) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            seen, wrong = page.evaluate(CONTRAST)
            assert seen > 20
            assert wrong == []


@pytest.mark.parametrize("width", [360, 1440])
def test_everything_can_be_reached_with_the_tab_key_and_seen(new_site, width):
    site = new_site(width)
    page = site.open(VIEWS["axis"])
    page.evaluate("document.activeElement.blur()")
    places = []
    for _ in range(22):
        page.keyboard.press("Tab")
        places.append(page.evaluate(FOCUS))
    assert [each[0] for each in places] == sorted(each[0] for each in places)
    assert all(each[1] and each[2] for each in places), places
    assert places[0][3] == "skip"
    assert {"low", "high", "kind"} <= {each[3] for each in places}


def test_the_skip_link_leads_to_the_content(site):
    page = site.open()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_new_view_takes_the_focus_and_is_announced(site):
    page = site.open()
    page.get_by_role("link", name="Moves", exact=True).click()
    page.wait_for_selector("h1:focus")
    assert page.locator("#said").inner_text() == "Where can X move?"
    assert page.locator("nav [aria-current=page]").inner_text() == "Moves"


def test_who_wants_no_motion_gets_none(new_site):
    page = new_site(reduced_motion="reduce").open()
    running = page.evaluate(
        """() => { const e = document.createElement('span'); e.className = 'spinner';
        document.body.append(e); return getComputedStyle(e).animationName; }"""
    )
    assert running == "none"


# Milliseconds until something, and until something useful, is painted, and bytes on the way there.
SPEED = """() => [performance.getEntriesByName('first-contentful-paint')[0].startTime,
  performance.getEntriesByName('useful')[0].startTime,
  performance.getEntriesByType('resource').filter((each) => !each.name.includes('plotly'))
    .reduce((sum, each) => sum + each.transferSize, 0)]"""


def test_the_page_is_there_within_a_second_and_is_light(new_site):
    found = [new_site().open().evaluate(SPEED) for _ in range(3)]
    assert min(painted for painted, _, _ in found) <= 1000
    assert min(useful for _, useful, _ in found) <= 1000
    assert 10_000 < max(sent for _, _, sent in found) <= 150_000


def test_the_chart_library_is_loaded_only_for_a_chart(site):
    asked = []
    site.page.on("request", lambda request: asked.append(request.url))
    site.open(VIEWS["entity"])
    assert not any("plotly" in url for url in asked)
    site.open(VIEWS["axis"]).wait_for_selector(".plot[data-drawn]")
    assert any("plotly" in url for url in asked)


def test_a_chart_is_drawn_anew_in_the_dark(site):
    page = site.open(VIEWS["axis"])
    page.wait_for_selector(".plot[data-drawn] svg.main-svg")
    paper = "getComputedStyle(document.querySelector('.plot svg.main-svg')).backgroundColor"
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(600)
    assert page.evaluate(paper) != light
