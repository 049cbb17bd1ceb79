"""Run the shipped studies before the site is built: the site has their pages as they are, and their figures.

``{live-page} NAME`` shows the page of a run, ``{gallery}`` one figure of each kind with what `gallery.yaml` says of it.
"""

import html
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))
from commands import done  # noqa: E402

GENERATED = Path(__file__).parents[1] / "_generated"
PAGES, FIGURES = GENERATED / "pages", GENERATED / "figures"
DRAWS = "draws=8192"
RUNS: dict[str, tuple[str, ...]] = {
    "post": ("draws=16384",),
    "video": ("model=video", "priors=expert", DRAWS),
    "path": ("model=video_path", "priors=expert", "sensitivity=[tornado,decision]", DRAWS),
    "language_model": (
        *("model=llm_serving", "model.dimensions.model=[Llama 3.3 70B]", "model.dimensions.chip=[H200 SXM]", DRAWS),
        *("priors.daily_output=2e9", "priors.speed_target=40"),
    ),
    "lab": (
        *("--config-dir", "examples/h100_equivalents/conf", "model=lab", "priors=lab"),
        *("sensitivity=all", "accuracy=null", DRAWS),
        "factors={blackwell: ['chips_owned[B200]', 'chips_owned[GB200]']}",
    ),
    "production": (
        *("--config-dir", "examples/production_path/conf", "model=production", "priors=trend"),
        *("sensitivity=[tornado,shapley]", "accuracy=null", DRAWS),
    ),
    "comparison": ("compare=[published, expert]", DRAWS),
    "comparison_of_paths": (
        "model=video_path",
        'compare={expected: expert, late: "expert +scenario=video_path/late_adoption"}',
        DRAWS,
    ),
    "evidence": ("evidence=open_models",),
    "priors": ("show=priors", "beside=expert"),
    "backtest": ("show=backtest", "beside=expert"),
}
"""The arguments of each run, whose folder has its name."""


def run_all() -> None:
    """Run the studies, and keep their pages and figures; nothing if they are there, as `make docs` removes them."""
    if PAGES.is_dir():
        return
    with tempfile.TemporaryDirectory() as scratch:
        for name, arguments in RUNS.items():
            folder = Path(scratch) / name
            ended = done([*arguments, "output=quiet", f"hydra.run.dir={folder}"], REPOSITORY, Path(scratch))
            if ended.returncode:
                raise ExtensionError(f"{name}: {ended.stderr}")
            (FIGURES / name).mkdir(parents=True)
            for figure in folder.rglob("*.svg"):
                shutil.copy(figure, FIGURES / name)
            if (folder / "report.html").is_file():
                (PAGES / name).mkdir(parents=True)
                shutil.copy(folder / "report.html", PAGES / name)


class LivePage(SphinxDirective):
    """Show the page of a run within a page of the site."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a frame with the page, and a link to it alone."""
        name = self.arguments[0]
        if not (PAGES / name / "report.html").is_file():
            raise self.error(f"{name}: no such page; allowed are {', '.join(sorted(RUNS))}")
        up = "../" * self.env.docname.count("/")
        address, title = f"{up}{name}/report.html", html.escape(f"The page of the run: {name}")
        frame = f'<p><a href="{address}">Open the page alone</a></p>'
        frame += f'<iframe class="live-page" src="{address}" title="{title}" loading="lazy"></iframe>'
        return [nodes.raw("", frame, format="html")]


class Gallery(SphinxDirective):
    """Show one figure of each kind that the runs have, with what `gallery.yaml` says of it, if it says anything."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each kind of figure.

        Raises
        ------
        ExtensionError
            If `gallery.yaml` has a kind of figure that no run has.
        """
        rows = yaml.safe_load((REPOSITORY / "docs" / "gallery.yaml").read_text(encoding="utf-8"))
        found = {_kind(path.stem): f"{path.parent.name}/{path.stem}" for path in sorted(FIGURES.glob("*/*.svg"))}
        shown = {_kind(Path(row["figure"]).name) for row in rows}
        if gone := shown - set(found):
            raise ExtensionError(f"gallery.yaml has figures that no run has: {', '.join(sorted(gone))}")
        others = found.keys() - shown - _own_charts()
        rows += [{"figure": found[kind], "title": kind, "text": f"`{kind}`"} for kind in sorted(others)]
        return self.parse_text_to_nodes("\n".join(map(_section, rows)), allow_section_headings=True)


def _own_charts() -> set[str]:
    """Return the names of the studies' own charts, of which the gallery has some."""
    files = [*REPOSITORY.glob("conf/charts/*.yaml"), *REPOSITORY.glob("examples/*/charts.yaml")]
    return {name for file in files for name in yaml.safe_load(file.read_text(encoding="utf-8"))}


def _kind(name: str) -> str:
    """Return the kind of a figure: its name without what it is of."""
    return name.partition("-")[0]


def _section(row: Mapping[str, str]) -> str:
    figure = f"```{{image}} /_generated/figures/{row['figure']}.svg\n:alt: {row['title']}\n```"
    return f"## {row['title']}\n\n{row['text']}\n\n{figure}\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Run the studies before pages are read."""
    app.connect("config-inited", lambda *_: run_all())
    app.add_directive("live-page", LivePage)
    app.add_directive("gallery", Gallery)
    return {"parallel_read_safe": False}
