"""Say which Python is needed: on an older one, pip up to 24.0 says no more than which dependency it cannot find."""

import platform
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.specifiers import SpecifierSet


class PythonVersion(BuildHookInterface):
    """Ends a build of the wheel on a Python that the package does not run on; it is itself read by any of Python 3."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compare this Python with the one that the package requires."""
        del version, build_data
        needed, found = self.metadata.core.requires_python, platform.python_version()
        if not SpecifierSet(needed).contains(found, prereleases=True):
            sys.exit(f"error: {self.metadata.name} needs Python {needed}, and this is {found}")
