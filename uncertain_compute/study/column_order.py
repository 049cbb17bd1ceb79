"""The order in which a study's columns were declared: what Sobol dimensions are given out by."""

from uncertain_compute.study.study import Study


def columns_in_order(study: Study) -> list[str]:
    """Return the names of all columns, so that what is added to a study comes last where that is possible.

    First come what prior sets say, in the order in which equations were written; then beliefs about what an equation
    gives; then constants, and what evidence brings along.
    """
    stated, names = study.inputs.stated_beliefs(), study.graph.names
    place = {name: number for number, name in enumerate(names)}
    order = sorted(
        study.assumptions,
        key=lambda name: (name in stated, name in study.graph.equations, place.get(name, len(names)), name),
    )
    return [column for name in order for column in study.assumptions[name].columns]
