"""What a PyMC model of a study holds, and what it refuses, beside the NumPy engine."""

import doctest

import pymc as pm
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.model.graph import Number


def doubled(x: Number) -> Number:
    """Twice as much [1]."""
    return 2 * x


def certain(c: Number) -> Number:
    """One more than a constant [1]."""
    return c + 1


def worded(x: Number) -> Number:
    """No number [1]."""
    del x
    return "three"


def missing(x: Number) -> Number:
    """No number either [1]."""
    del x
    return None


def stretched(x: Number) -> Number:
    """Along a dimension that nobody declared [1]."""
    return x.expand_dims("nowhere")


def test_a_quantity_of_constants_alone_is_in_the_model() -> None:
    model = uc.to_pymc(uc.Study([doubled, certain], {"x": "1 to 2", "c": 2}))
    assert float(model["certain"].values.eval()) == 3.0
    assert {"x", "doubled", "certain"} <= set(model.named_vars)


def test_the_example_of_a_model_gives_what_it_says() -> None:
    (example,) = doctest.DocTestFinder().find(uc.to_pymc)
    assert doctest.DocTestRunner().run(example).failed == 0


def test_a_certain_study_is_a_model_of_its_quantities() -> None:
    study = shipped_study(priors="point")
    model = uc.to_pymc(study)
    assert set(study.targets) <= set(model.named_vars)
    assert not model.free_RVs


def test_a_model_of_what_is_certain_in_part_can_be_drawn_from_and_shown() -> None:
    model = uc.to_pymc(uc.Study([doubled, certain], {"x": "1 to 2", "c": 2}))
    drawn = pm.sample_prior_predictive(8, model=model, random_seed=0)
    assert (drawn["prior"]["certain"] == 3.0).all()
    assert "certain" in pm.model_to_mermaid(model)


def test_the_shipped_study_has_a_diagram() -> None:
    model = uc.to_pymc(shipped_study())
    assert "train_flop" in pm.model_to_mermaid(model)


@pytest.mark.parametrize("equation", [worded, missing, stretched], ids=lambda one: one.__name__)
@pytest.mark.parametrize("engine", ["numpy", "pymc"])
def test_what_is_no_quantity_is_refused_by_name(equation: Number, engine: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=f"'{equation.__name__}'"):
        uc.run(uc.Study([equation], {"x": "1 to 2"}), draws=64, engine=engine)
