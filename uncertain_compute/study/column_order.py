"""The order in which a study's columns were declared; Sobol dimensions are assigned in this order."""

from uncertain_compute.study.study import Study


def columns_in_order(study: Study) -> list[str]:
    """Return the names of all columns, in an order in which later additions to a study come last if possible.

    1. Inputs with a belief in the prior set, in the order in which equations need them.
    2. Beliefs that replace an equation.
    3. Constants, and assumptions that come with evidence.
    """
    stated, names = study.inputs.stated_beliefs(), study.graph.names
    rank = {name: number for number, name in enumerate(names)}
    order = sorted(
        study.assumptions,
        key=lambda name: (name in stated, name in study.graph.equations, rank.get(name, len(names)), name),
    )
    return [column for name in order for column in study.assumptions[name].columns]
