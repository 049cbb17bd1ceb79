"""Folders of the repository that tests read."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
EXAMPLES = REPOSITORY / "examples"
EXAMPLE = EXAMPLES / "h100_equivalents" / "conf"
"""The configuration of the study that is shipped as an example."""
CASES = Path(__file__).parent / "cases"
