"""The page works for everybody: keyboard, screen reader, narrow windows, both color schemes."""

from __future__ import annotations

import pytest

VIEWS = {
    "home": "",
    "entity": "#/entity?q=onet:29-1141.00",
    "axis": "#/axis?a=naics:31-33&b=naics:62&kind=occupation",
    "compose": "#/compose?plus=firm:TSLA&plus=text:renewable+energy&minus=naics:3361&kind=skill",
    "moves": "#/moves?q=onet:43-3071.00&to=onet:43-3031.00",
    "exposure": "#/exposure?q=text:large+language+models&kind=occupation",
    "shock": "#/shock?change=naics:4811%3D-0.1&kind=occupation",
    "coding": "#/coding?text=plan+nursing+care&kind=skill",
}

# What axe-core checks first, in a few lines; returns sentences about what is wrong.
CHECKS = """() => {
  const wrong = [];
  const name = (e) => (e.getAttribute('aria-label') || (e.labels && [...e.labels].map((l) => l.textContent).join(' '))
    || e.textContent || e.title || '').trim();
  for (const e of document.querySelectorAll('input, select, textarea, button, a[href], summary, [role=region], [role=img]'))
    if (!name(e)) wrong.push('no name: ' + e.outerHTML.slice(0, 120));
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  let level = 0;
  for (const e of document.querySelectorAll('h1, h2, h3, h4')) {
    const own = Number(e.tagName[1]);
    if (own > level + 1) wrong.push('heading skips a level: ' + e.textContent);
    level = own;
  }
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push('id twice: ' + id);
  for (const e of document.querySelectorAll('[aria-controls]'))
    if (!document.getElementById(e.getAttribute('aria-controls'))) wrong.push('controls nothing: ' + e.id);
  for (const e of document.querySelectorAll('table')) {
    if (!e.caption) wrong.push('table without caption');
    if (e.querySelector('th:not([scope])')) wrong.push('header without scope');
  }
  for (const tag of ['header', 'nav', 'main', 'footer'])
    if (document.querySelectorAll(tag).length !== 1) wrong.push('not one ' + tag);
  if (document.querySelector('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')) wrong.push('tab order');
  if (!document.documentElement.lang) wrong.push('no language');
  for (const e of document.querySelectorAll('[role=img]'))
    if (!e.closest('section').querySelector('table')) wrong.push('chart without a table');
  if (document.querySelector('[style*="color"]:not(.plot *)')) wrong.push('color in an attribute');
  return wrong;
}"""

CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const parse = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
  const light = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > .99) return c; } return [255, 255, 255, 1]; };
  const wrong = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement;
    if (!n.data.trim() || e.closest('.plot, .unseen, .skip, .shape, noscript, script, option, [hidden]') || !e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(parse(style.color)), light(behind(e))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    seen += 1;
    if ((a + .05) / (b + .05) < least) wrong.add(`${((a + .05) / (b + .05)).toFixed(2)} ${style.color} ${e.className} ${n.data.slice(0, 40)}`);
  }
  return [seen, [...wrong]];
}"""


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("view", VIEWS)
def test_names_roles_and_contrast(new_site, view, width):
    site = new_site(width, color_scheme="dark" if width == 360 else "light")
    page = site.open(VIEWS[view])
    assert page.evaluate(CHECKS) == []
    assert page.locator(".problem").count() == 0
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
        places.append(
            page.evaluate(
                """() => { const e = document.activeElement; const s = getComputedStyle(e);
                const all = [...document.querySelectorAll('*')];
                return [all.indexOf(e), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
                        e.getBoundingClientRect().width > 0, e.id || e.textContent.slice(0, 30)]; }"""
            )
        )
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


def test_the_page_is_there_within_a_second(new_site):
    times = []
    for _ in range(3):
        page = new_site().open()
        times.append(page.evaluate("performance.getEntriesByName('useful')[0].startTime"))
    assert min(times) <= 1000


def test_the_chart_library_is_loaded_only_for_a_chart(site):
    asked = []
    site.page.on("request", lambda request: asked.append(request.url))
    site.open(VIEWS["entity"])
    assert not any("plotly" in url for url in asked)
    site.open(VIEWS["axis"])
    assert any("plotly" in url for url in asked)


def test_a_chart_is_drawn_anew_in_the_dark(site):
    page = site.open(VIEWS["axis"])
    page.wait_for_selector(".plot[data-drawn] svg.main-svg")
    paper = "getComputedStyle(document.querySelector('.plot svg.main-svg')).backgroundColor"
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(600)
    assert page.evaluate(paper) != light
