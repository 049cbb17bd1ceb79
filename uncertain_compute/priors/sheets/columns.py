"""The columns of a sheet, and which of them hold the ends of a family."""

from uncertain_compute.priors.dependence.bounds_between import WORDS
from uncertain_compute.priors.dependence.memory import ALONG, CORRELATION
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.notation.usual_form import CREDIBILITY
from uncertain_compute.priors.reading.spec import COPIED, PROVENANCE, SHARED

NAME, COORDINATES, VALUE, FAMILY = "name", "coordinates", "value", "family"
ENDS = ("low", "mode", "high")
SPREAD, MEMORY = (SHARED, COPIED), (ALONG, CORRELATION, *WORDS)
COLUMNS = (NAME, COORDINATES, VALUE, *ENDS, FAMILY, CREDIBILITY, *PROVENANCE, *SPREAD, *MEMORY, *MODIFIERS)
CORRELATIONS, AS_OF = "correlations", "as_of"
"""The name in a row whose value is a correlation."""

BETWEEN, BEHIND_DIMENSION = "; ", ": "
"""The separators between coordinates, and between a dimension and its coordinate: ``chip: H100; site: Texas``."""


def end_columns(family: str) -> tuple[str, ...] | None:
    """Return the columns with the parameters of a family between two ends; None if it has other parameters."""
    forms = FAMILIES[family].forms if family in FAMILIES else {}
    return next(
        (columns for columns in (("low", "high"), ENDS) if any(set(form) == set(columns) for form in forms)), None
    )
