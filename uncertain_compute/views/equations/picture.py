"""A picture of the whole graph: a name on each line, with an arc from each input to what needs it."""

from collections.abc import Collection, Mapping
from math import sqrt
from typing import TYPE_CHECKING

from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.drawing.text import BOLD, NORMAL, POINTS_PER_INCH, shortened
from uncertain_compute.views.equations.walk import QUANTITY, Named

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, LINE, ABOVE = 360.0, 19.0, 14.0
"""Width of the picture, height of a line, and space above the first, in pixels."""

NAMES, BULGE, MOST_BULGE = 118.0, 17.0, 104.0
"""The left edge of names; the widths of the arc to the next line, and of the widest arc."""

DOT, GAP = 3.5, 9.0
"""The radius of the mark of a name, and how far its letters begin from the mark's middle."""

LETTERS = 11.5
"""The font size of names, as in the page's style."""

MOST_NAMES = 400
"""A larger graph is not drawn."""


def graph_picture(walk: Mapping[str, Named], targets: Collection[str]) -> "Markup":
    """Return the graph as SVG whose names are links; empty if it is too large."""
    from markupsafe import Markup

    if len(walk) > MOST_NAMES:
        return Markup()
    heights = {name: ABOVE + LINE * index for index, name in enumerate(walk)}
    arcs = [_arc(heights[need], heights[one.name]) for one in walk.values() for need in one.inputs]
    with house_style():
        names = [_name(one, heights[one.name], target=one.name in targets) for one in walk.values()]
    opening = Markup('<svg class="graph" role="group" aria-label="{}" viewBox="0 0 {} {}" style="--natural: {}pt">')
    said = f"Graph: {len(walk)} names and {len(arcs)} uses; each name is a link to its equation or belief."
    size = (f"{WIDTH:g}", f"{ABOVE + LINE * len(walk):g}", f"{0.75 * WIDTH:g}")
    return opening.format(said, *size) + Markup().join([*arcs, *names]) + Markup("</svg>")


def _arc(top: float, bottom: float) -> "Markup":
    """Return the arc between two lines; the farther they are apart, the farther it goes to the left."""
    from markupsafe import Markup

    left = NAMES - min(BULGE * sqrt(abs(bottom - top) / LINE), MOST_BULGE) - DOT
    start = NAMES - DOT - 2
    path = f"M{start:g} {top:g}C{left:.1f} {top:g} {left:.1f} {bottom:g} {start:g} {bottom:g}"
    return Markup('<path d="{}"/>').format(path)


def _name(one: Named, height: float, *, target: bool) -> "Markup":
    from markupsafe import Markup

    kind = f"{one.kind} target" if target else one.kind
    square, dot = Markup('<rect x="{}" y="{}" width="7" height="7"/>'), Markup('<circle cx="{}" cy="{}" r="3.5"/>')
    if one.kind == QUANTITY:
        mark = square.format(f"{NAMES - DOT:g}", f"{height - DOT:g}")
    else:
        mark = dot.format(f"{NAMES:g}", f"{height:g}")
    room = (WIDTH - NAMES - GAP) / POINTS_PER_INCH
    name = shortened(one.name, room, LETTERS, BOLD if target else NORMAL)
    return Markup('<a href="#of-{}" class="{}">{}<text x="{}" y="{}">{}</text></a>').format(
        one.name, kind, mark, f"{NAMES + GAP:g}", f"{height + 4:g}", name
    )
