"""The map of the page: found, chosen, selected and taken along as Python has it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

NURSE = "onet:29-1141.00"
SIZE = 18  # least pixels in which something is said to be drawn


def opened(site, state="#/map"):
    page = site.open(state)
    page.wait_for_selector("#stage[data-drawn]")
    return page


def downloaded(page, name="Download CSV"):
    with page.expect_download() as caught:
        page.get_by_role("button", name=name).first.click()
    return pd.read_csv(
        caught.value.path(), dtype={"code": str}, keep_default_na=False, na_values=[""]
    )


def same(found, expected):
    expected = expected.reset_index(drop=True)
    assert list(found.columns) == list(expected.columns)
    for column in expected:
        if pd.api.types.is_numeric_dtype(expected[column]):
            np.testing.assert_allclose(found[column], expected[column], rtol=1e-6, atol=2e-6)
        else:
            assert found[column].fillna("").tolist() == expected[column].fillna("").tolist()


def drag(page, *points):
    """Draw a line over the stage; points are shares of its width and height."""
    box = page.locator("#stage").bounding_box()
    places = [(box["x"] + a * box["width"], box["y"] + b * box["height"]) for a, b in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def asked(site, name):
    found = re.search(rf"[?&]{name}=([^&]*)", site.hash())
    return found and found[1].replace("+", " ").replace("%2C", ",").replace("%3A", ":")


def boxes(page):
    return page.eval_on_selector_all(
        "#stage svg text",
        "all => all.map((e) => { const b = e.getBoundingClientRect(); "
        "return [b.left, b.top, b.right, b.bottom]; })",
    )


def apart(page):
    """Say how many names there are, and whether no two overlap."""
    found = boxes(page)
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            if across > 1 and down > 2:  # boxes of text are a little taller than its letters
                return len(found), False
    return len(found), True


def test_everything_is_drawn_by_webgl_and_nothing_of_the_chart_library_is_asked(site, space):
    requests = []
    site.page.on("request", lambda request: requests.append(request.url))
    page = opened(site)
    stage = page.locator("#stage")
    assert stage.get_attribute("data-by") == "webgl"
    assert int(stage.get_attribute("data-drawn")) == len(space.map())
    assert not any("plotly" in url for url in requests)
    assert "unsafe" not in page.request.get(site.url).headers["content-security-policy"]
    page.get_by_label("Show", exact=True).select_option("firm")
    page.wait_for_selector(f"#stage[data-drawn='{len(space.map('firm'))}']")


def test_the_points_lie_where_the_map_has_them(site, space):
    """The industry alone in the farthest corner is found at its place, in its color."""
    page = opened(site, "#/map?kind=firm")
    table = space.map("firm")
    one = table.iloc[int(table["y"].argmax())]
    page.wait_for_timeout(300)
    box = page.locator("#stage").bounding_box()
    short, long = sorted((box["width"], box["height"]))
    across = 0.48 * min(long, 1.6 * short)
    x = box["width"] / 2 + across * float(one["x"])
    y = box["height"] / 2 - 0.48 * short * float(one["y"])
    page.locator("#stage").scroll_into_view_if_needed()
    box = page.locator("#stage").bounding_box()
    page.mouse.move(box["x"] + x, box["y"] + y)
    assert page.locator(".tip").inner_text() == f"{one['title']} (firm)"
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.wait_for_timeout(100)
    from io import BytesIO

    image = pytest.importorskip("PIL.Image", reason="needs Pillow, of the extra plot")
    shot = image.open(BytesIO(page.screenshot())).convert("RGB")
    color = shot.getpixel((round(box["x"] + x), round(box["y"] + y)))
    assert np.abs(np.array(color) - np.array((0xCC, 0x79, 0xA7))).max() < 60


def test_names_are_of_fields_first_then_of_entities_and_never_overlap(site, space):
    page = opened(site)
    assert page.locator("#stage text.cluster").count() > 10
    assert page.locator("#stage text.name").count() == 0
    assert apart(page)[1]
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_selector("#stage text.name")
    assert page.locator("#stage text.cluster").count() == 0
    count, clear = apart(page)
    assert count > 10
    assert clear
    assert page.locator("#stage text.name").first.text_content().rstrip("…") in "\n".join(
        space.map()["title"]
    )


def test_what_is_searched_is_centered_and_its_neighbors_are_those_of_python(site, space):
    page = opened(site)
    page.get_by_role("combobox", name="Find on the map").fill("registered nur")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    site.settled()
    assert asked(site, "q") == NURSE
    ring = page.locator("#stage .ring").bounding_box()
    stage = page.locator("#stage").bounding_box()
    for side, size in (("x", "width"), ("y", "height")):
        middle = ring[side] + ring[size] / 2
        assert middle == pytest.approx(stage[side] + stage[size] / 2, abs=3)
    expected = space.most_similar(NURSE, top=8)
    assert page.locator("#stage .near").count() == len(expected)
    assert page.locator("#stage .link").count() == len(expected)
    for kind, name in (("industry", "Industries"), ("skill", "Skills"), ("firm", "Firms")):
        shown = page.get_by_role("table", name=name).get_by_role("rowheader").all_inner_texts()
        titles = expected[expected["kind"] == kind]["title"]
        assert all(title in text for text, title in zip(shown, titles, strict=True))
    same(downloaded(page), expected)


def test_the_place_of_a_neighbor_on_the_map_is_counted_right(site, space):
    page = opened(site, f"#/map?q={NURSE}&kind=firm")
    table = space.map("firm").set_index("id")[["x", "y"]].astype(float)
    at = space.map("occupation").set_index("id").loc[NURSE, ["x", "y"]].astype(float)
    far = np.hypot(table["x"] - at["x"], table["y"] - at["y"]).rank()
    nearest = space.most_similar(NURSE, kind="firm", top=8)["id"]
    cells = page.get_by_role("table", name="Firms").get_by_role("row").all()[1:]
    for row, id_ in zip(cells, nearest, strict=True):
        told = row.get_by_role("cell").nth(1).inner_text()
        assert int(re.match(r"\d+", told)[0]) == pytest.approx(far[id_], abs=1)  # rounded places


def test_a_box_becomes_a_table_and_a_file_as_python_has_them(site, space):
    page = opened(site)
    page.get_by_role("button", name="Select box").click()
    assert page.get_by_role("button", name="Select box").get_attribute("aria-pressed") == "true"
    page.locator("#stage").scroll_into_view_if_needed()
    drag(page, (0.4, 0.3), (0.55, 0.5))
    site.settled()
    area = asked(site, "area")
    expected = space.map(area=area)
    pairs = [tuple(map(float, each.split(","))) for each in area.split()]
    (left, right), (low, high) = (sorted(each) for each in zip(*pairs, strict=True))
    whole = space.map()
    inside = whole[whole["x"].between(left, right) & whole["y"].between(low, high)]
    assert expected["id"].tolist() == inside["id"].tolist()
    assert len(expected) > 50
    said = page.get_by_text("the file has all").inner_text()
    assert f"{len(expected):,}" in said
    rows = page.get_by_role("table", name="Entities in this part").get_by_role("rowheader")
    shown = rows.all_inner_texts()
    assert all(t in s for s, t in zip(shown, expected["title"].head(len(shown)), strict=True))
    same(downloaded(page), expected)
    page.get_by_role("button", name="Clear the choice").click()
    site.settled()
    assert asked(site, "area") is None


def test_a_free_selection_too(site, space):
    page = opened(site, "#/map?kind=occupation")
    page.get_by_role("button", name="Select freely").click()
    page.locator("#stage").scroll_into_view_if_needed()
    drag(page, (0.4, 0.3), (0.6, 0.35), (0.55, 0.6), (0.45, 0.5))
    site.settled()
    area = asked(site, "area")
    assert 3 < len(area.split()) <= 40
    expected = space.map("occupation", area=area)
    assert len(expected) > 5
    same(downloaded(page), expected)
    page.get_by_text("Copy as Python / command line").first.click()
    code = page.locator("pre").first.inner_text()
    given = {}
    exec(code.replace("space = laborspace.load()", "").replace("space.map", "found = space.map"),
         {"space": space}, given)  # fmt: skip
    assert given["found"]["id"].tolist() == expected["id"].tolist()
    assert f'--area "{area}"' in page.locator("pre").nth(1).inner_text()


def test_a_table_can_be_had_by_keyboard_alone(site, space):
    page = opened(site)
    page.get_by_label("Field", exact=True).focus()
    page.keyboard.press("S")  # one letter: each chooses at once, and the view is drawn anew
    page.wait_for_url(re.compile("cluster="))
    site.settled()
    number = int(asked(site, "cluster"))
    expected = space.map(cluster=number)
    same(downloaded(page), expected)
    stage = page.locator("#stage")
    stage.focus()
    page.keyboard.press("0")
    for _ in range(5):
        page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert asked(site, "at")
    page.get_by_role("button", name="List what is in view").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("area="))
    site.settled()
    expected = space.map(area=asked(site, "area"))
    assert 0 < len(expected) < len(space.map())
    same(downloaded(page), expected)


def test_a_point_is_chosen_by_a_click(site, space):
    page = opened(site, f"#/map?q={NURSE}&kind=firm")
    page.locator("#stage").scroll_into_view_if_needed()
    mark = page.locator("#stage .near").first.bounding_box()
    page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.wait_for_url(re.compile("q=firm"))
    site.settled()
    assert asked(site, "q").startswith("firm:")
    assert page.evaluate("document.activeElement.id") == "stage"


def test_dragging_and_the_wheel_move_what_is_seen(site):
    page = opened(site)
    stage = page.locator("#stage")
    stage.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    box = stage.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > before  # passing by scrolls the page
    assert asked(site, "at") is None
    stage.focus()
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(500)
    x, y, zoom = map(float, asked(site, "at").split(","))
    assert zoom > 1.5
    drag(page, (0.5, 0.5), (0.6, 0.5))
    page.wait_for_timeout(500)
    moved = list(map(float, asked(site, "at").split(",")))
    assert moved[0] < x
    assert moved[1:] == pytest.approx([y, zoom], abs=0.01)


def test_two_fingers_zoom_and_one_scrolls_the_page(browser, served):
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{served}/#/map")
    page.wait_for_selector("#stage[data-drawn]")
    page.locator("#stage").scroll_into_view_if_needed()
    box = page.locator("#stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = context.new_cdp_session(page)

    def touch(kind, *points):
        at = [{"x": a, "y": b, "id": i} for i, (a, b) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (x, y - 20), (x, y + 20))
    for far in (30, 40, 50, 60):
        touch("touchMove", (x, y - far), (x, y + far))
    touch("touchEnd")
    page.wait_for_timeout(500)
    assert float(re.search(r"at=[^&]*%2C([\d.]+)", page.url)[1]) == pytest.approx(3, abs=0.3)
    before, seen = page.evaluate("scrollY"), page.url
    touch("touchStart", (x, y))
    for up in (20, 60, 100, 140):
        touch("touchMove", (x, y - up))
    touch("touchEnd")
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") > before
    assert page.url == seen
    context.close()


def test_the_url_is_the_whole_state(new_site, space):
    state = f"/map?kind=skill&q={NURSE}&at=0.3,0.5,4".replace(":", "%3A").replace(",", "%2C")
    first, second = new_site(), new_site()
    seen = []
    for site in (first, second):
        page = opened(site, f"#{state}")
        page.wait_for_timeout(300)
        names = page.locator("#stage text").all_text_contents()
        seen.append((page.locator("main").inner_text(), names, boxes(page)))
        assert page.get_by_label("Show", exact=True).input_value() == "skill"
        assert site.hash() == state
    assert seen[0] == seen[1]


def test_back_and_forward_work(site):
    page = opened(site)
    page.get_by_label("Show", exact=True).select_option("firm")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(400)
    assert asked(site, "at")
    page.get_by_role("table", name="The largest fields").get_by_role("link").first.click()
    site.settled()
    assert asked(site, "cluster")
    page.go_back()
    site.settled()
    assert (asked(site, "cluster"), asked(site, "kind")) == (None, "firm")
    assert asked(site, "at")
    page.go_back()
    site.settled()
    assert site.hash() == "/map"
    assert page.get_by_label("Show", exact=True).input_value() == ""
    page.go_forward()
    page.go_forward()
    site.settled()
    assert asked(site, "cluster")


def test_it_says_how_far_distances_mislead(site, space):
    page = opened(site)
    kept = next(
        row["kept"]
        for row in space.map(measure=True).attrs["preservation"]
        if (row["kind"], row["k"]) == ("all", 10)
    )
    said = page.locator(".caution").inner_text()
    assert "Distances on the map mislead" in said
    assert f"{100 * kept:.0f}\u00a0%" in said


def test_files_of_the_drawing(site):
    page = opened(site, "#/map?cluster=2")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download SVG").click()
    drawn = caught.value.path().read_text("utf-8")
    assert drawn.startswith("<svg")
    assert drawn.count("<path") >= 4
    assert "<text" in drawn
    assert "Distances on the map mislead" in drawn
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download PNG").click()
    assert caught.value.path().read_bytes().startswith(b"\x89PNG")


def test_without_webgl_it_is_drawn_all_the_same_and_says_so(new_site, space):
    site = new_site()
    site.page.add_init_script(
        "const own = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {"
        " return kind === 'webgl' ? null : own.call(this, kind, ...more); };"
    )
    page = opened(site, "#/map?kind=industry")
    assert "no WebGL" in page.locator("#no-webgl").inner_text()
    stage = page.locator("#stage")
    assert stage.get_attribute("data-by") == "svg"
    assert int(stage.get_attribute("data-drawn")) == len(space.map("industry"))
    assert stage.locator("svg > g").first.locator("path").first.bounding_box()["width"] > SIZE
    same(downloaded(page), space.map("industry"))


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [("q=onet:99-9999.00", "404", "onet:99-9999.00"), ("cluster=55", "422", "no cluster 55")],
)
def test_an_error_shows_the_sentence_of_the_library(site, state, status, said):
    site.expected = status  # the browser logs what the server refused
    page = opened(site, f"#/map?{state}")
    assert said in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("width", [360, 1440])
def test_it_fits_narrow_windows_and_its_controls_take_the_tab_key(new_site, width):
    page = opened(new_site(width), f"#/map?q={NURSE}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert apart(page)[1]
    page.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(26):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    expected = ["find", "kind", "cluster", "mode-move", "mode-box", "mode-lasso", "zoom-in"]
    expected += ["zoom-out", "all", "list", "stage"]
    assert [each for each in reached if each in expected] == expected


def test_it_is_drawn_anew_in_the_dark(site):
    page = opened(site)
    ink = "document.querySelector('#stage svg text').parentElement.getAttribute('fill')"
    light = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    assert page.evaluate(ink) != light
