"""How Sphinx builds the site; `make docs` calls it."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_extensions"))

project = "uncertain_compute"
copyright = "the authors of uncertain_compute, MIT licence"  # noqa: A001 (Sphinx's name)
version = release = version_of("uncertain_compute")

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "executed_blocks",
    "references",
    "shipped_runs",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "_extensions", "_templates"]

myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True

autodoc_typehints = "none"  # numpydoc has the types of parameters
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "uncertain_compute"
html_extra_path = ["_generated/pages"]
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False, "show_prev_next": True}
html_sidebars = {"first_hour": []}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False

DOI, REGISTERED = "https://doi.org/", "https://doi.org/api/handles/"


def setup(app: Sphinx) -> None:
    """Look DOIs up where they are registered: the publishers that they lead to refuse programs."""
    app.connect("linkcheck-process-uri", lambda _, uri: uri.replace(DOI, REGISTERED) if uri.startswith(DOI) else None)
