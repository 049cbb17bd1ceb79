"""The probability that a path is above a number in each year, against a closed form."""

import numpy as np
from scipy.stats import lognorm

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.exceedance import path_exceedance
from uncertain_compute.model.graph import Number
from uncertain_compute.study.guards import Guard
from uncertain_compute.study.paths import paths_in
from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.figures.summary.path_exceedance import path_exceedance_figure, path_exceedance_pictures
from uncertain_compute.views.numbers import percent


def grown(start: Number, year: Number) -> Number:
    """Return what doubles each year [GPU]."""
    return start * 2 ** (year - 2024)


def test_it_is_that_of_a_lognormal_that_doubles() -> None:
    study = uc.Study(
        [grown],
        {"start": {"lognormal": {"mu": 2, "sigma": 1.5}}},
        dimensions={"year": {"from": 2024, "to": 2027, "unit": "1"}},
        published=[uc.PublishedRange("grown[2025]", 30, 30)],
        guards=[Guard("grown", 777, "all there was", "a count")],
    )
    run = uc.run(study, draws=4096)
    (path,) = paths_in(study.columns_of("grown"))
    table = path_exceedance(study, run, [path])
    assert {30, 777} <= {*table["threshold"]}
    assert 4 <= table["threshold"].nunique() <= 6
    years = table["coordinate"].astype(int).to_numpy() - 2024
    exact = lognorm(1.5, scale=np.exp(2)).sf(table["threshold"].to_numpy() / 2.0**years)
    assert (np.abs(table["probability"] - exact) <= 4 * table["probability_mcse"] + 1 / 4096).all()
    with house_style():
        (axes,) = path_exceedance_figure(path, table, "what doubles").axes
    drawn = {str(line.get_label()): np.array(line.get_ydata()) for line in axes.lines}
    own = table[table["threshold"] == 777]["probability"]
    np.testing.assert_allclose(drawn["more than 777 GPU"], 100 * own)
    assert len(drawn) == table["threshold"].nunique()
    (picture,) = path_exceedance_pictures(Reading(study, run, Answers({}, ())))
    first, last = (percent(float(one)) for one in (own.iloc[0], own.iloc[-1]))
    assert first != last
    assert f"more than 777 GPU with {first} in 2024 and {last} in 2027" in picture.alt
