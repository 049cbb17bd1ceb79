"""The answer in sentences: each number in it is the run's, on the side of the published one where it lies."""

import numpy as np
import pytest
from answers import tornado
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.validation.audit import Audited
from uncertain_compute.model.graph import Number
from uncertain_compute.views.figures.summary.exceedance import exceedance_sentences
from uncertain_compute.views.figures.summary.headline import estimate_sentence
from uncertain_compute.views.sentences.answer import answer_sentences, strongest_drivers
from uncertain_compute.views.sentences.summary import audit_cells, summary_table, verdict_counts

CHAINS = 4
CALLED = "Return the chips that exist"


def chips(x: Number) -> Number:
    """Return the chips that exist [GPU]."""
    return x


def of_evenly_spread(*published: uc.PublishedRange, **found: Dataset) -> Reading:
    """Return the reading of a run whose draws are 0.5, 1.5 and so on to 999.5 in each chain, so without any error."""
    study = uc.Study([chips], {"x": "1 to 2"}, published=published, inputs={"x": {"label": "how many"}})
    run = uc.run(study, draws=CHAINS * 1000, chains=CHAINS)
    run["prior"]["chips"] = run["prior"]["chips"].copy(data=np.tile(np.arange(1000) + 0.5, (CHAINS, 1)))
    return Reading(study, run, Answers(found, ()))


BETWEEN, AT = uc.PublishedRange("chips", 200.0, 700.0), uc.PublishedRange("chips", 200.0, 200.0)


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (BETWEEN, "inside the published 200 to 700 with 50% probability, above with 30%."),
        (AT, "above the published 200 with 80% probability."),
    ],
)
def test_the_answer_says_what_of_it_is_above_what_was_published(published: uc.PublishedRange, said: str) -> None:
    first, second = answer_sentences(of_evenly_spread(published))
    assert first == f"{CALLED}: 50 to 950 GPU with 90% probability, median 500; {said}"
    assert second == "Half of the probability lies between 250 and 750 GPU; one in twenty above 950."


def test_an_answer_beside_which_nothing_was_published_is_an_interval() -> None:
    assert answer_sentences(of_evenly_spread())[0] == f"{CALLED}: 50 to 950 GPU with 90% probability, median 500."


def test_the_last_sentence_says_what_moves_it_by_how_much() -> None:
    ends = tornado([(200, 800), (450, 500)], quantity="chips").assign_coords(assumption=["x", "y"])
    reading = of_evenly_spread(tornado=ends.isel(assumption=[0]))
    measure = "its median with each in its lowest and highest tenth"
    assert answer_sentences(reading)[-1] == f"What moves chips most: how many (200 to 800 GPU) ({measure})."
    assert strongest_drivers(of_evenly_spread(tornado=ends), 2) == ["x", "y"]


@pytest.mark.parametrize(
    ("value", "verdicts", "said"),
    [
        (3.0, {"a": "match", "b": "wrong"}, "Of 2 published figures, 1 is wrong: b."),
        (450.0, {"a": "wrong", "b": "differs", "c": "match"}, "Of 3 published figures, 2 are wrong: a and b."),
        (450.0, {"a": "match", "b": "match"}, "Of 2 published figures, 0 are wrong."),
    ],
)
def test_what_is_certain_stands_beside_what_was_published(value: float, verdicts: dict[str, str], said: str) -> None:
    study = uc.Study([chips], {"x": value}, published=[BETWEEN])
    reading = Reading(study, uc.run(study, draws=64), Answers({}, ()), [figure(*one) for one in verdicts.items()])
    first, *_, last = answer_sentences(reading)
    assert first == f"{CALLED}: {value:g} GPU; published was 200 to 700."
    assert last == said


def figure(name: str, verdict: str = "match") -> Audited:
    return Audited(name, "chips", "GPU", 200.0, 250.0, verdict, "a note")


def test_an_estimate_says_how_much_of_it_is_below_inside_and_above() -> None:
    (between,) = of_evenly_spread(BETWEEN).estimates
    said = "500 GPU, 50 to 950 with 90% probability"
    assert estimate_sentence(between) == f"{CALLED}: {said}; published 200 to 700: 20% below, 50% inside, 30% above"
    (at,) = of_evenly_spread(AT).estimates
    assert estimate_sentence(at) == f"{CALLED}: {said}; published 200: 20% below, 80% above"


def test_the_table_says_how_much_is_below_inside_and_above() -> None:
    reading = of_evenly_spread(BETWEEN)
    headings, (cells,) = summary_table(reading.study, reading.run, reading.summary.to_dict("records"))
    row = dict(zip(headings, cells, strict=True))
    assert row == {
        "quantity": "chips", "mean": "500", "P5": "50", "P50": "500", "P95": "950", "errors": "0.5, 0.05, 0.03%",
        "unit": "GPU", "published": "200 – 700", "below": "20%", "inside": "50%", "above": "30%",
    }  # fmt: skip


def test_a_chance_is_that_of_more_than_the_number() -> None:
    reading = of_evenly_spread(AT)
    found = reading.exceedance.sel(quantity="chips")
    shares = dict(zip(found["threshold_value"].values.tolist(), found["probability"].values.tolist(), strict=True))
    assert shares[200.0] == pytest.approx(0.8)
    assert "P(more than 200 GPU) = 80%" in exceedance_sentences(found, "GPU")


def test_the_audit_says_how_far_off_a_figure_is() -> None:
    headings, (cells,) = audit_cells([figure("stock", "wrong")])
    assert dict(zip(headings, cells, strict=True)) == {
        "figure": "stock", "published": "200 GPU", "recomputed": "250 GPU", "difference": "+25.0%", "verdict": "wrong",
        "why": "a note",
    }  # fmt: skip
    counted = verdict_counts([figure("a"), figure("b"), figure("c", "wrong")])
    assert counted == ["2 match: as printed, at its rounding", "1 wrong: wrong in the source"]


def test_each_quantity_is_said_with_what_its_shares_are_of() -> None:
    def late(x: Number) -> Number:
        """Half of it, or never [GPU]."""
        return np.where(x > 1.5, np.inf, x / 2)

    study = uc.Study([chips, late], {"x": "1 to 2"})
    run = uc.run(study, draws=256, chains=CHAINS)
    found = Answers({"shapley": uc.shapley(study, draws=256, chains=CHAINS)}, ())
    variance = "Shapley effects, shares of the variance"
    said = f"What moves chips most: x (100%) ({variance}); late most: x (100%) ({variance} of its rank)."
    assert answer_sentences(Reading(study, run, found))[-1] == said


def test_a_path_is_told_in_one_notation() -> None:
    path = {"year": {"2024": "7e14 to 9e14", "2030": "1e15 to 3e15"}, "interpolate": "log"}
    study = uc.Study([chips], {"x": path}, dimensions={"year": {"from": 2024, "to": 2030}})
    said, *_ = answer_sentences(Reading(study, uc.run(study, draws=4096), Answers({}, ())))
    assert "from 7.94e14 in 2024 to 1.73e15 GPU in 2030" in said


def test_an_event_and_a_path_of_events_are_told_by_their_probabilities() -> None:
    """The median of each is 0 or 1. A uniform number is above 0.25 with 75%, above 0.5 in 2030 with half."""

    def early(x: Number) -> Number:
        """Whether it is early [1]."""
        return x > 0.25

    def above(x: Number, year: Number) -> Number:
        """Whether it is above the year's threshold [1]."""
        return x > (year - 2025) / 10

    study = uc.Study(
        [early, above],
        {"x": {"uniform": {"low": 0, "high": 1}}},
        dimensions={"year": {"from": 2026, "to": 2030}},
        published=[uc.PublishedRange("early", 0.5, 0.5)],
    )
    reading = Reading(study, uc.run(study, draws=2**12), Answers({}, ()))
    assert answer_sentences(reading)[:2] == [
        "Whether it is above the year's threshold: with 90% probability in 2026, 50% in 2030.",
        "Whether it is early: with 75% probability; published was 0.5.",
    ]
    told = next(one for one in reading.headline if one.column == "early")
    assert estimate_sentence(told) == "Whether it is early: 75% probability; published 0.5"
