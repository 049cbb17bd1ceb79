"""All figures of a run's sensitivity analyses."""

from collections.abc import Callable, Collection, Iterator, Mapping

from xarray import Dataset

from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.figures.sensitivity.shares import share_pictures
from uncertain_compute.views.figures.sensitivity.tornado import tornado_pictures
from uncertain_compute.views.figures.value.value_of_information import (
    decision_picture,
    value_of_information_pictures,
)

PICTURES: Mapping[str, Callable[[Study, Dataset], Iterator[Picture]]] = {
    "tornado": tornado_pictures,
    "sobol": share_pictures,
    "shapley": share_pictures,
    "value_of_information": value_of_information_pictures,
    "decision": lambda _, answer: iter([decision_picture(answer)]),
}
"""Functions that yield the pictures of an analysis, by the name of its dataset. Measures from given data have a table
but no figure: they are a check on the others.
"""


def sensitivity_pictures(study: Study, found: Mapping[str, Dataset], columns: Collection[str]) -> Iterator[Picture]:
    """Yield the pictures of all results; those about quantities only for some columns."""
    for name, answer in found.items():
        if name in PICTURES:
            yield from PICTURES[name](study, _of_columns(answer, columns))


def _of_columns(answer: Dataset, columns: Collection[str]) -> Dataset:
    if "quantity" not in answer.dims:
        return answer
    return answer.sel(quantity=[label for label in answer["quantity"].to_numpy() if str(label) in columns])
