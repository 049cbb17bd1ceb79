"""Each form of a prior that the README's table shows can be read."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from repository import REPOSITORY

from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.forms import form_names
from uncertain_compute.priors.reading.spec import prior

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
TABLE = README.split("## Saying what you believe")[1].split("\n\n")[1]
FORMS = [re.match(r"\| `(.+?)`[ ,]", line) for line in TABLE.splitlines()[2:]]
WRITTEN = [form[1] for form in FORMS if form]


@pytest.mark.parametrize("written", WRITTEN)
def test_each_form_of_the_table_can_be_read(written: str, tmp_path: Path) -> None:
    for name in ("clips.csv", "fit.csv"):
        (tmp_path / name).write_text("seconds\n" + "\n".join(map(str, np.linspace(2, 60, 30))), encoding="utf-8")
    assert np.isfinite(prior(yaml.safe_load(written), folders=[tmp_path]).ppf(np.array([0.05, 0.5, 0.95]))).all()


def test_the_table_has_a_row_for_each_kind_of_form() -> None:
    assert len(WRITTEN) == len(TABLE.splitlines()) - 2
    for name in set(form_names()) - set(FAMILIES) - {"metalog"}:
        assert any(written.startswith(f"{{{name}:") for written in WRITTEN), name


def test_each_family_is_named_in_the_readme() -> None:
    line = next(line for line in README.splitlines() if line.startswith("Families: "))
    assert set(line.removeprefix("Families: ").rstrip(".").split(", ")) == set(FAMILIES)
