"""Take the pictures of the page that the documentation shows.

Run ``laborspace serve`` first, then ``python benchmarks/pictures.py http://127.0.0.1:8000``; look
at what it writes to ``docs/images`` before committing it. Needs playwright and chromium.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "images"
WIDE, NARROW, TALL = 1440, 360, 900
COLORS = 256  # of a palette: flat surfaces need no more
NURSE, TELLER = "onet:29-1141.00", "onet:43-3071.00"
SCALE = "axis?a=naics:31-33&b=naics:62"
ADVERT = "We+need+a+nurse+who+can+plan+nursing+care+and+weld.+Night+shift,+ICU."

# Name of a picture: the view, from where on it is shown, and how much of it.
VIEWS = {
    "page_home": ("", "body", TALL),
    "page_axis": (f"{SCALE}&x={NURSE}&x=text:barista", "section", 1150),
    "page_plane": (
        f"{SCALE}&c=text:routine+manual+work&d=text:creative+work&x=firm:TSLA&kind=firm",
        "section .plot",
        700,
    ),
    "page_entity": (f"entity?q={NURSE}", "body", 1500),
    "page_moves": (f"moves?q={TELLER}&only=desirable&to={NURSE}&steps=3", "body", 1300),
    "page_shock": ("shock?change=naics:4811%3D-0.1&kind=occupation&sort=jobs", "body", 1250),
    "page_coding": (f"coding?kind=occupation&text={ADVERT}", "body", 1350),
}
NARROWS = (
    ("", "body"),
    (SCALE, "section"),
    (f"entity?q={NURSE}", "body"),
    ("shock?change=naics:4811%3D-0.1&kind=occupation", "section"),
)


def taken(browser: Browser, url: str, view: str, start: str, width: int, tall: int) -> Image.Image:
    """Return the picture of a view, from an element downwards."""
    page = browser.new_page(viewport={"width": width, "height": TALL})
    page.goto(f"{url}/#/{view}")
    page.wait_for_selector("#footer p")
    page.wait_for_selector("[aria-busy]", state="detached", timeout=120_000)
    for plot in page.locator(".plot").all():
        plot.wait_for(state="attached")
    page.wait_for_timeout(1500)  # charts are drawn after their answer
    top = page.locator(start).first.bounding_box()
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    page.close()
    first = 0 if top is None or start == "body" else max(0, int(top["y"]) - 16)
    return whole.crop((0, first, width, min(whole.height, first + tall)))


def save(picture: Image.Image, name: str) -> None:
    """Write a picture with a palette, and say how large it is."""
    path = FOLDER / f"{name}.png"
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def main(url: str) -> None:
    """Take all pictures."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (view, start, tall) in VIEWS.items():
            save(taken(browser, url, view, start, WIDE, tall), name)
        tall = 1100
        beside = Image.new("RGB", (len(NARROWS) * (NARROW + 16) - 16, tall), "#d3d8de")
        for place, (view, start) in enumerate(NARROWS):
            beside.paste(taken(browser, url, view, start, NARROW, tall), (place * (NARROW + 16), 0))
        save(beside, "page_narrow")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
