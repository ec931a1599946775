"""Figures of the page: every method's figure and interval, between floor and ceiling."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from laborspace.errors import MissingExtraError
from laborspace.plotting.style import shorten
from laborspace.validation.running import Line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 340
"""Width of a figure in pixels: it fits a telephone as it is."""

_ROW, _TOP, _BOTTOM = 21, 6, 30  # heights in pixels
_LEFT, _RIGHT = 152, 46  # room for names and for figures
_LETTERS = 25  # of a name

# Stand-ins for the page's colors: each becomes a variable of its style sheet, so that a figure
# follows the reader's choice of light or dark.
COLORS = {
    "ink": "#010101",
    "gray": "#020202",
    "rule": "#030303",
    "space": "#040404",
    "beside": "#050505",
    "baseline": "#060606",
    "floor": "#070707",
    "ceiling": "#080808",
}
MARKERS = {"space": "o", "beside": "s", "baseline": "X", "floor": "v", "ceiling": "^"}
"""Roles are told apart by shape and by name, not by color alone."""


def dots(lines: Sequence[Line], key: str) -> str:
    """Draw one metric of one task: a row a method, best first; floor and ceiling as rules.

    Parameters
    ----------
    lines : sequence of Line
        Of one metric.
    key : str
        Distinct on the page; begins the ids inside the figure.

    Returns
    -------
    str
        An ``<svg>`` element whose colors are variables of the page.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise MissingExtraError("Drawing figures", "validate") from error
    rows = ranked(lines)
    height = _TOP + _ROW * len(rows) + _BOTTOM
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": key, "font.size": 11.5}
    with rc_context(settings):
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        FigureCanvasSVG(figure)
        box = (_LEFT / WIDTH, _BOTTOM / height, 1 - (_LEFT + _RIGHT) / WIDTH)
        axes = figure.add_axes((*box, 1 - (_TOP + _BOTTOM) / height))
        _draw(axes, rows)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return _inline(out.getvalue(), key, describe(rows))


def ranked(lines: Sequence[Line]) -> list[Line]:
    """Return lines from the best to the worst."""
    sign = -1 if lines[0].better == "higher" else 1
    return sorted(lines, key=lambda line: (math.isnan(line.value), sign * line.value))


def describe(rows: Sequence[Line]) -> str:
    """Return in words what the figure shows."""
    told = "; ".join(
        f"{line.method} {line.value:.3f}"
        + (f" from {line.low:.3f} to {line.high:.3f}" if math.isfinite(line.low) else "")
        for line in rows
    )
    return f"{rows[0].metric} with 95% interval, {rows[0].better} is better. {told}."


def _draw(axes: Axes, rows: Sequence[Line]) -> None:
    own = next((line for line in rows if line.role == "space"), rows[0])
    for value, role, dash in ((own.floor, "floor", (4, 3)), (own.ceiling, "ceiling", (1, 2))):
        if math.isfinite(value):
            axes.axvline(value, color=COLORS[role], linewidth=1.2, dashes=dash, zorder=1)
    for place, line in enumerate(rows):
        color = COLORS[line.role]
        main = line.role == "space"
        if math.isfinite(line.low):
            width = 2.4 if main else 1.4
            axes.plot([line.low, line.high], [place, place], color=color, lw=width, zorder=2)
        size = 7.5 if main else 6
        axes.plot(line.value, place, MARKERS[line.role], color=color, markersize=size, zorder=3,
                  markeredgewidth=0)  # fmt: skip
        weight = "bold" if main else "normal"
        ink = COLORS["ink"] if main else COLORS["gray"]
        for x, text, side in (
            (-8 / (WIDTH - _LEFT - _RIGHT), shorten(line.method, _LETTERS), "right"),
            (1 + _RIGHT / (WIDTH - _LEFT - _RIGHT), f"{line.value:.3f}".replace("-", "−"), "right"),
        ):
            axes.text(x, place, text, transform=axes.get_yaxis_transform(), ha=side, va="center",
                      color=ink, fontweight=weight, fontsize=11.5)  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks([])
    low, high = _span(rows)
    axes.set_xlim(low, high)
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(colors=COLORS["gray"], labelsize=10.5, length=3, color=COLORS["rule"])
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(COLORS["rule"])


def _span(rows: Sequence[Line]) -> tuple[float, float]:
    numbers = [v for line in rows for v in (line.value, line.low, line.high) if math.isfinite(v)]
    if not numbers:
        return 0.0, 1.0
    low, high = min(numbers), max(numbers)
    margin = 0.06 * (high - low) or 0.05
    return low - margin, high + margin


def _inline(svg: str, key: str, text: str) -> str:
    """Make the file matplotlib wrote a part of a page."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.S)
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)  # groups are referred to by nothing
    svg = re.sub(r'\bid="', f'id="{key}-', svg)
    svg = re.sub(r'href="#', f'href="#{key}-', svg).replace("url(#", f"url(#{key}-")
    svg = re.sub(r"font:[^;\"]*?([\d.]+)px[^;\"]*", _font, svg)
    svg = re.sub(r"font-family:[^;\"]*;? ?", "", svg)
    for name, color in COLORS.items():
        svg = svg.replace(color, f"var(--{name})")
    height = re.search(r'viewBox="0 0 \S+ (\S+)"', svg)
    tall = height[1] if height else "100"
    opening = (
        f'<svg viewBox="0 0 {WIDTH} {tall}" width="{WIDTH}" height="{tall}" role="img" '
        f'aria-label="{escape(text)}">'
    )
    return re.sub(r"^<svg[^>]*>", lambda _: opening, svg).replace("xlink:href", "href").strip()


def _font(found: re.Match[str]) -> str:
    weight = "bold" if "bold" in found[0] or "700" in found[0] else "normal"
    return f"font-weight: {weight}; font-size: {found[1]}px"
