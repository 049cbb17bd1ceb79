"""Published quantiles in words and on the figure, beside a run's own."""

import numpy as np
from scipy.stats import norm

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.config.model_keys import published_ranges
from uncertain_compute.model.graph import Number
from uncertain_compute.views.figures.summary.headline import headline_pictures
from uncertain_compute.views.sentences.answer import answer_sentences
from uncertain_compute.views.sentences.published import beside_own
from uncertain_compute.views.sentences.summary import range_text


def same(x: Number) -> Number:
    """Return the assumption itself."""
    return x


def test_published_quantiles_stand_beside_the_runs_own() -> None:
    figures = published_ranges({"quantity": "same", "quantiles": {"p10": 3, "P50": 6, "p90": 11}})
    study = uc.Study([same], {"x": {"normal": {"mu": 6, "sigma": 2}}}, published=figures)
    reading = Reading(study, uc.run(study, draws=2**12), Answers({}, ()))
    (estimate,) = reading.headline
    said = beside_own(estimate)
    theirs, _, own = said.partition("; its own ")
    assert theirs == "published P10 3, P50 6, P90 11"
    np.testing.assert_allclose([float(one) for one in own.split(", ")], norm(6, 2).ppf([0.1, 0.5, 0.9]), rtol=0.01)
    assert said in answer_sentences(reading)[0]
    assert range_text(estimate.published) == "P10 3, P50 6, P90 11"
    picture = next(headline_pictures(reading))
    assert said in picture.alt
    (axes,) = picture.draw().axes
    (band,) = axes.patches
    assert [band.get_x(), band.get_x() + band.get_width()] == [3, 11]
    assert [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"] == [6]
    assert (estimate.published.low, estimate.published.high) == (3, 11)
