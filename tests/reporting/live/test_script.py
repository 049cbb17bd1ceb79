"""The modules of a page as one text."""

import re
from collections import Counter

from uncertain_compute.reporting.live.script import MODULES, modules

NAMED = re.compile(r"^(?:async )?(?:function|const|let|class) (?:(\w+)|\[([^\]]+)\])", re.MULTILINE)


def test_names_of_all_modules_differ_as_they_stand_in_one_text() -> None:
    found = [one.strip() for name, several in NAMED.findall(modules(MODULES)) for one in (name or several).split(",")]
    assert len(found) > 200
    assert [name for name, count in Counter(found).items() if count > 1] == []
