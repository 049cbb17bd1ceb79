"""The columns of a sheet, and which of them say the ends of a family."""

from uncertain_compute.priors.dependence.memory import ALONG, CORRELATION
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.notation.usual_form import CREDIBILITY
from uncertain_compute.priors.reading.spec import COPIED, PROVENANCE, SHARED

NAME, COORDINATES, VALUE, FAMILY = "name", "coordinates", "value", "family"
ENDS = ("low", "mode", "high")
SPREAD, MEMORY = (SHARED, COPIED), (ALONG, CORRELATION)
COLUMNS = (NAME, COORDINATES, VALUE, *ENDS, FAMILY, CREDIBILITY, *PROVENANCE, *SPREAD, *MEMORY, *MODIFIERS)
CORRELATIONS, AS_OF = "correlations", "as_of"
"""The name of a row whose value is one of the correlations."""

BETWEEN, BEHIND_DIMENSION = "; ", ": "
"""What stands between coordinates, and between a dimension and its coordinate: ``chip: H100; site: Texas``."""


def end_columns(family: str) -> tuple[str, ...] | None:
    """Return the columns that are parameters of a family between two ends; none of a family that has other ones."""
    forms = FAMILIES[family].forms if family in FAMILIES else {}
    return next(
        (columns for columns in (("low", "high"), ENDS) if any(set(form) == set(columns) for form in forms)), None
    )
