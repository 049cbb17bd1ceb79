"""Pages of the reference that are made of what the code holds: config keys, families of distributions, the glossary."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from docutils import nodes
from matplotlib.figure import Figure
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from uncertain_compute.cli.help import purposes
from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.schema import KEYS
from uncertain_compute.config.set_files import names_of
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.spec import prior
from uncertain_compute.study.column import Column
from uncertain_compute.views.drawing.rendering import Picture, save_pictures
from uncertain_compute.views.drawing.style import COLOURS
from uncertain_compute.views.figures.priors.prior_panel import Belief, draw_panel

DOCS = Path(__file__).parents[1]
DRAWN = DOCS / "_generated" / "families"
CHOICES = ("model", "priors", "scenario", "evidence")


class Made(SphinxDirective):
    """A directive in whose place stands text that is made when the site is built."""

    def text(self) -> Iterable[str]:
        """Return blocks of MyST text."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Return what the text says."""
        return self.parse_text_to_nodes("\n".join(self.text()), allow_section_headings=True)


class ConfigKeys(Made):
    """A table of the keys of the config, with defaults and purposes."""

    def text(self) -> Iterator[str]:
        """Yield the rows."""
        yield "| key | default | purpose |\n|---|---|---|"
        for name, purpose in purposes().items():
            default = KEYS[name].default
            shown = "" if default in (None, "", ()) else f"`{_flow(default)}`"
            yield f"| `{name}` | {shown} | {_plain(purpose)} |"


class Choices(Made):
    """What is shipped to be chosen: models, prior sets, scenarios and evidence."""

    def text(self) -> Iterator[str]:
        """Yield the rows."""
        models = names_of([CONF], "model")
        yield f"| group | for any model | {' | '.join(models)} |\n|---|---|{'---|' * len(models)}"
        for group in CHOICES:
            cells = [names_of([CONF], group), *(names_of([CONF], f"{group}/{model}") for model in models)]
            yield f"| `{group}` | {' | '.join(', '.join(f'`{name}`' for name in cell) for cell in cells)} |"


class Families(Made):
    """Each family of distributions, with its parameters and a picture of its examples."""

    def text(self) -> Iterator[str]:
        """Yield a section for each."""
        save_pictures([_picture(name, family.examples) for name, family in FAMILIES.items()], DRAWN, ["svg"])
        for name, family in FAMILIES.items():
            forms = "; or ".join(", ".join(f"`{one}`" for one in form) for form in family.forms)
            quantiles = f"{family.fewest} or more" if family.through else "no"
            drawn = " and ".join(f"`{{{name}: {_flow(belief)}}}`" for belief in family.examples)
            yield f"## {name}\n\n- parameters: {forms}\n- condition: {_plain(family.rule)}"
            yield f"- quantiles in their place: {quantiles}"
            yield f"- drawn: {drawn}\n\n```{{image}} /_generated/families/{name}.svg\n:alt: {name}\n```\n"


class Glossary(Made):
    """The words of GLOSSARY.md, to which other pages can refer."""

    def text(self) -> Iterator[str]:
        """Yield the entries."""
        rows = (DOCS.parent / "GLOSSARY.md").read_text(encoding="utf-8").split("|---|---|\n")[1].splitlines()
        yield "```{glossary}"
        for row in rows:
            word, meaning = row.strip("| ").split(" | ", 1)
            yield f"{word}\n  {meaning}\n"
        yield "```"


def _plain(text: str) -> str:
    """Return text whose characters mean nothing in MyST."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>|^~$" else one for one in text)


def _flow(belief: object) -> str:
    return yaml.safe_dump(belief, default_flow_style=True, sort_keys=False).strip().removesuffix("\n...")


def _picture(name: str, beliefs: Iterable[object]) -> Picture:
    def draw() -> Figure:
        figure = Figure(figsize=(4.1, 1.5))
        columns = [Column(name, prior({name: belief}), 1.0) for belief in beliefs]
        draw_panel(figure.add_subplot(), [Belief(*pair) for pair in zip(columns, COLOURS, strict=False)])
        return figure

    return Picture(name, name, draw)


def setup(app: Sphinx) -> dict[str, bool]:
    """Give the directives their names."""
    named = {"config-keys": ConfigKeys, "choices": Choices, "families": Families, "glossary-words": Glossary}
    for name, directive in named.items():
        app.add_directive(name, directive)
    return {"parallel_read_safe": False}
