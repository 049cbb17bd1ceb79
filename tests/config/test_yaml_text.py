"""The text of a config, against OmegaConf's."""

from typing import Any

import pytest
from omegaconf import OmegaConf

from uncertain_compute.config.composing import composer
from uncertain_compute.config.yaml_text import yaml_text

ODD: dict[str, Any] = {
    "texts that are no numbers": ["1e5", "yes", "0.5", "null", "", "a: b", "# no comment", "'quoted'", '"twice"'],
    "long texts": [" ".join(["words that a line cannot hold"] * 20), "x" * 300, "a\nb\n\nc"],
    "letters": ["µ – €", "\u3053\u3093", "\U0001f600 among others"],
    "values": [None, True, 1, 1e-300, float("inf"), {}, [], {"a": [{"b": 1}, [2]]}],
    "${oc.env:HOME}": "${letters}",
}


@pytest.mark.parametrize("overrides", [["priors=expert", "+scenario=high"], ["model=video_path", "priors=expert"]])
def test_a_composed_config_is_written_as_omegaconf_writes_it(overrides: list[str]) -> None:
    with composer() as compose:
        config = compose(overrides)
    assert yaml_text(config) == OmegaConf.to_yaml(config)


@pytest.mark.parametrize("name", ODD)
def test_odd_values_are_written_as_omegaconf_writes_them(name: str) -> None:
    config = OmegaConf.create({name: ODD[name]})
    assert yaml_text(config) == OmegaConf.to_yaml(config)
    assert yaml_text(OmegaConf.create([name])) == OmegaConf.to_yaml(OmegaConf.create([name]))
