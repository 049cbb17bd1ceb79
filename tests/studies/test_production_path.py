"""The example of a path: production of AI chips over years, against its printed figures and closed forms."""

from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest
from yaml import safe_dump

import uncertain_compute as uc
from tests.repository import EXAMPLES
from uncertain_compute.analysis.validation.audit import audit
from uncertain_compute.analysis.validation.backtest import backtest
from uncertain_compute.model.graph import Number

CONF = EXAMPLES / "production_path" / "conf"
PRINTED = {"2023": 2e6, "2024": 5e6, "2025": 11e6, "2026": 25e6, "2027": 60e6}
AREA, DENSITY = [3e9, 5.5e9, 9e9, 16e9, 25e9], [0.66e-3, 0.9e-3, 1.22e-3, 1.64e-3, 2.4e-3]


def path(priors: str, *overrides: str) -> uc.Study:
    return uc.load("production", priors=priors, config_dir=CONF, overrides=overrides)


def test_the_published_path_is_the_product_of_its_printed_factors() -> None:
    rows = [row for row in audit(path("printed")) if row.quantity]
    assert [row.name for row in rows] == [f"production in {year}" for year in PRINTED]
    assert [row.published for row in rows] == [*PRINTED.values()]
    np.testing.assert_allclose([row.recomputed for row in rows], np.multiply(AREA, DENSITY))
    assert [row.verdict for row in rows] == ["match", "rounding", "match", "rounding", "match"]


def test_the_published_stock_leaves_retirements_open() -> None:
    rows = [row for row in audit(path("printed")) if row.name.startswith("stock")]
    assert [row.recomputed - row.published for row in rows] == [0.5e6, 1.5e6, 3e6]
    assert {row.verdict for row in rows} == {"in tension"}
    assert rows[0].note.endswith("a residual of -500,000 H100e closes the gap")


def test_each_year_is_beside_what_was_published_of_it() -> None:
    study = path("trend", "model.dimensions.year.to=2029")
    assert list(study.published) == [f"production[{year}]" for year in PRINTED]
    figure = study.published_of("production[2026]")
    assert figure is not None
    assert (figure.low, figure.high) == (25e6, 25e6)
    assert study.published_of("production[2029]") is None


def test_the_horizon_is_one_override() -> None:
    run = uc.run(path("trend", "model.dimensions.year.to=2030"), draws=64, targets="production")
    assert uc.summarize(run)["coordinates"].tolist() == [str(year) for year in range(2023, 2031)]


def grown(start: Number, growth: Number, year: Number) -> Number:
    """Return compound growth [GPU]."""
    return start * np.exp(growth * (year - 2024))


def test_compound_lognormal_growth_has_its_closed_form_in_each_year() -> None:
    """Its logarithm is normal, of mean m + t g and variance s^2 + t^2 d^2."""
    priors: dict[str, Any] = {
        "start": {"value": {"lognormal": {"mu": 2.0, "sigma": 0.3}}, "unit": "GPU"},
        "growth": {"value": {"normal": {"mu": 0.4, "sigma": 0.2}}, "unit": "1/year"},
    }
    study = uc.Study([grown], priors, dimensions={"year": {"from": 2024, "to": 2028}})
    found = uc.summarize(uc.run(study, draws=2**14))
    time = np.arange(5)
    for name, score in {"p5": -1.6448536269514722, "p50": 0.0, "p95": 1.6448536269514722}.items():
        exact = np.exp(2.0 + 0.4 * time + score * np.hypot(0.3, 0.2 * time))
        assert (np.abs(found[name] - exact) <= 4 * found[f"{name}_mcse"] + 1e-9).all()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            "published: {2024: 1, 2031: 2}",
            r"model.published: no column 'production\[2031\]'; nearest is 'production\[2027",
        ),
        ("published: {2024: [2, 1]}", r"model.published.production.2024: \[2, 1\] is not a number, nor \[low, high\]"),
        ("published: {}", r"model.published.production: \{\} is not a mapping of published numbers by coordinate"),
        ("published: {2024: 1}, low: 1", "model.published.low: not a key of it; known are published, quantity"),
    ],
)
def test_a_published_path_that_does_not_fit_is_refused(said: str, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        path("trend", f"model.published=[{{quantity: production, {said}}}]")


ONE = "production[2026]"
OBSERVED = {
    "quantity": "production[2024]", "observed": 5e6, "error": {"lognormal": 1.2}, "unit": "H100e/year",
    "source": "a filing", "date": "2025-04", "status": "found",
}  # fmt: skip
OUTCOMES = """
since: 2024-12
outcomes:
  year_2025: {quantity: "production[2025]", observed: 11e6, unit: H100e/year, entity: all, date: 2026-01, status: found,
              source: a filing, why: counted}
"""


def test_one_address_names_a_year_in_every_analysis(tmp_path: Path) -> None:
    study = path("trend")
    few: dict[str, Any] = {"draws": 512, "chains": 4}
    assert uc.tornado(study, ONE, **few)["quantity"].values.tolist() == [ONE]
    assert uc.given_data(uc.run(study, targets=ONE, **few))["quantity"].values.tolist() == [ONE]
    factors = {"growth": ["area_growth", "density_growth"]}
    assert uc.sobol(study, ONE, factors=factors, accuracy=None, **few)["quantity"].values.tolist() == [ONE]
    assert uc.shapley(study, ONE, accuracy=None, **few)["quantity"].values.tolist() == [ONE]
    compared = uc.compare({"a": study, "b": path("trend", "priors.area_growth.value=0.5")}, ONE, **few)
    assert compared["differences"]["quantity"].values.tolist() == [ONE]
    assert compared["attribution"]["quantity"].values.tolist() == [ONE]
    assert uc.decision_value(study, uc.Order(ONE, 1.0, 2.0), **few).attrs["quantity"] == ONE
    outcomes = tmp_path / "outcomes.yaml"
    outcomes.write_text(OUTCOMES, encoding="utf-8")
    assert backtest({"trend": study}, None, outcomes, **few)["of"].values.tolist() == ["production[2025]"]


def test_evidence_is_about_a_year(tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    copytree(CONF.parent, tmp_path, dirs_exist_ok=True)
    (folder / "evidence").mkdir()
    (folder / "evidence" / "seen.yaml").write_text(safe_dump({"observations": {"seen": OBSERVED}}), encoding="utf-8")
    study = uc.load("production", priors="trend", evidence="seen", config_dir=folder)
    assert [one.quantity for one in study.observations] == ["production[2024]"]
    for quantity, message in {
        "production[2031]": "nearest is",
        "production": "has a dimension; name one column",
    }.items():
        with pytest.raises(uc.UncertainComputeError, match=message):
            uc.load(
                "production", priors="trend", evidence="seen", config_dir=folder,
                overrides=[f"evidence.observations.seen.quantity='{quantity}'"],
            )  # fmt: skip
