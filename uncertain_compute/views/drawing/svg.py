"""Figures as SVG, for which each letter is measured once; matplotlib measures each text anew, several times."""

import re
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any, override

from uncertain_compute.views.drawing.text import POINTS_PER_INCH, line_shares, text_shape

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

EVERYWHERE = (-1, -1, 3, 3)
"""Left, bottom, width and height of a background that is behind all that is drawn, as shares of a figure."""

SHOWN = re.compile(r'width="[^"]*" height="[^"]*" viewBox="[^"]*"')
"""Size of an SVG, and the part of its drawing that it shows."""


def svg_of(figure: "Figure", margin: float) -> str:
    """Return a figure as SVG with a margin in inches around all that is drawn."""
    from matplotlib import rcParams
    from matplotlib.backends.backend_mixed import MixedModeRenderer

    content, dots, before = StringIO(), rcParams["savefig.dpi"], figure.dpi
    figure.dpi = POINTS_PER_INCH
    across, up = figure.get_size_inches()
    size = POINTS_PER_INCH * across, POINTS_PER_INCH * up
    letters = _renderer_of_letters()(*size, content, image_dpi=dots, metadata={"Date": None})
    renderer: Any = MixedModeRenderer(figure, across, up, dots, letters)  # type: ignore[no-untyped-call]
    figure.patch.set_bounds(*EVERYWHERE)
    figure.draw(renderer)
    renderer.finalize()
    around = figure.get_tightbbox(renderer).padded(margin)
    figure.dpi = before
    left, bottom, width, height = (POINTS_PER_INCH * inches for inches in around.bounds)
    top = size[1] - bottom - height
    shown = f'width="{width:.2f}pt" height="{height:.2f}pt" viewBox="{left:.2f} {top:.2f} {width:.2f} {height:.2f}"'
    return SHOWN.sub(shown, content.getvalue(), count=1)


@cache
def _renderer_of_letters() -> type[Any]:
    """Return matplotlib's renderer, but for the size of a text, which it composes of those of its letters."""
    from matplotlib.backends.backend_svg import RendererSVG

    class RendererOfLetters(RendererSVG):
        @override
        def get_text_width_height_descent(
            self, s: str, prop: "FontProperties", ismath: Any
        ) -> tuple[float, float, float]:
            if ismath or prop.get_style() != "normal":
                return super().get_text_width_height_descent(s, prop, ismath)  # type: ignore[no-any-return, no-untyped-call]
            points = prop.get_size_in_points()
            width, above, below = text_shape(s, tuple(prop.get_family()), prop.get_weight())
            return points * width, points * (above + below), points * below

        def _get_font_height_metrics(self, prop: "FontProperties") -> tuple[float | None, float | None, float | None]:
            """Return how far lines reach up and down, and the gap between them; matplotlib asks where this is known."""
            shares = line_shares(tuple(prop.get_family()), prop.get_weight())
            if shares is None:
                return None, None, None
            up, down, gap = (prop.get_size_in_points() * share for share in shares)
            return up, down, gap

    return RendererOfLetters
