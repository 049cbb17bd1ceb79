"""Write a composed config as OmegaConf does, in half of the time: by libyaml, where PyYAML has it."""

from typing import Any

import yaml
from omegaconf import OmegaConf
from omegaconf._utils import get_omega_conf_dumper

BEYOND_16_BITS = r"\U"
"""How libyaml alone writes letters that need more than 16 bits."""


class _Dumper(getattr(yaml, "CDumper", yaml.Dumper)):  # type: ignore[misc]  # a class that not every PyYAML has
    yaml_representers = get_omega_conf_dumper().yaml_representers


def yaml_text(config: Any) -> str:
    """Return the text that `OmegaConf.to_yaml` writes."""
    plain = OmegaConf.to_container(config, enum_to_str=True)
    text: str = yaml.dump(plain, default_flow_style=False, allow_unicode=True, sort_keys=False, Dumper=_Dumper)
    return OmegaConf.to_yaml(config) if BEYOND_16_BITS in text else text
