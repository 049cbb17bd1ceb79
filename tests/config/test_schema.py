"""Keys of the config: each is explained, and has the default of what uses it."""

import re
from dataclasses import fields

import uncertain_compute as uc
from uncertain_compute.config.key_names import CONF, STUDY_KEYS
from uncertain_compute.config.schema import KEYS, schema


def test_each_key_is_explained_in_the_shipped_config() -> None:
    shipped = (CONF / "config.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"^# (\w+): +\S", shipped, re.MULTILINE)) == set(KEYS) - set(STUDY_KEYS)


def test_keys_have_the_defaults_of_settings() -> None:
    composed = schema()()
    for one in fields(uc.Settings):
        if one.name != "also":
            assert getattr(composed, one.name) == one.default
    assert composed.method == uc.Method().name
