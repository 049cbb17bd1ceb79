"""The figures of all sensitivity analyses of a run."""

from collections.abc import Collection, Iterator, Mapping

from xarray import Dataset

from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.figures.sensitivity.shares import share_pictures
from uncertain_compute.views.figures.sensitivity.tornado import tornado_pictures
from uncertain_compute.views.figures.sensitivity.value_of_information import decision_picture, information_pictures

PICTURES = {
    "tornado": tornado_pictures,
    "sobol": share_pictures,
    "shapley": share_pictures,
    "value_of_information": information_pictures,
}


def sensitivity_pictures(study: Study, found: Mapping[str, Dataset], columns: Collection[str]) -> Iterator[Picture]:
    """Give what was found of some columns of quantities.

    Measures from given data have a table and no figure: they are a check on the others.
    """
    for name, answer in found.items():
        if name == "decision":
            yield decision_picture(answer)
        elif name in PICTURES:
            shown = [label for label in answer["quantity"].to_numpy() if str(label) in columns]
            yield from PICTURES[name](study, answer.sel(quantity=shown))
