"""The families by name. To add one, write its file and add a row here."""

from uncertain_compute.priors.distributions.families.continuous import (
    beta,
    exponential,
    gamma,
    gumbel,
    half_normal,
    logistic,
    lognormal,
    loguniform,
    normal,
    pareto,
    pert,
    student_t,
    triangular,
    uniform,
    weibull,
)
from uncertain_compute.priors.distributions.families.discrete import bernoulli, binomial, geometric, poisson
from uncertain_compute.priors.distributions.families.family import Family

FAMILIES: dict[str, Family] = {
    "normal": normal.FAMILY,
    "lognormal": lognormal.FAMILY,
    "student_t": student_t.FAMILY,
    "half_normal": half_normal.FAMILY,
    "beta": beta.FAMILY,
    "gamma": gamma.FAMILY,
    "exponential": exponential.FAMILY,
    "weibull": weibull.FAMILY,
    "uniform": uniform.FAMILY,
    "loguniform": loguniform.FAMILY,
    "triangular": triangular.FAMILY,
    "pert": pert.FAMILY,
    "gumbel": gumbel.FAMILY,
    "logistic": logistic.FAMILY,
    "pareto": pareto.FAMILY,
    "poisson": poisson.FAMILY,
    "bernoulli": bernoulli.FAMILY,
    "binomial": binomial.FAMILY,
    "geometric": geometric.FAMILY,
}
