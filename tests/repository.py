"""Folders and studies of the repository that tests read."""

from functools import cache
from pathlib import Path

import uncertain_compute as uc

REPOSITORY = Path(__file__).parents[1]
EXAMPLES = REPOSITORY / "examples"
EXAMPLE = EXAMPLES / "h100_equivalents" / "conf"
"""The configuration of the study that is shipped as an example."""
CASES = Path(__file__).parent / "cases"


@cache
def shipped_study(
    priors: str | None = None, scenario: str | None = None, evidence: str | None = None, model: str = "sora"
) -> uc.Study:
    """Return a shipped study, composed once for all tests of a process; they only read it."""
    return uc.load(model, priors=priors, scenario=scenario, evidence=evidence)
