"""A misspelt key is told from the names alone, in the words with which it is told later."""

import pytest

import uncertain_compute as uc
from uncertain_compute.config.composing import composer
from uncertain_compute.config.key_names import STUDY_KEYS, explained_keys, fail_if_misspelt
from uncertain_compute.config.schema import KEYS


def test_the_names_are_those_of_the_keys() -> None:
    assert {*STUDY_KEYS, *explained_keys()} == set(KEYS)


@pytest.mark.parametrize("word", ["drawz=10", "drawz.of=10", "xyzzy=1", "prior.dataset_multiplier='4 to 10'"])
def test_a_misspelt_key_is_told_in_the_words_of_a_composition(word: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as early:
        fail_if_misspelt(["seed=1", word])
    with pytest.raises(uc.UncertainComputeError) as late, composer() as compose:
        compose([word])
    assert str(early.value) == str(late.value)


@pytest.mark.parametrize(
    "words",
    [
        ["seed=1", "priors.dataset_multiplier='a=b'", "+scenario=high", "++drawz=1", "~drawz", "drawz"],
        ["hydra.run.dir=here", "hydra/launcher=joblib", "scenario=high", "model@priors=sora"],
        ["import=a.squiggle", "drawz=1"],
        ["--config-dir", "drawz=1"],
    ],
)
def test_what_may_be_right_is_left_to_hydra(words: list[str]) -> None:
    fail_if_misspelt(words)
