"""Error models by their name in an observation: to add one, add a file and a row here."""

from collections.abc import Callable
from functools import partial

from uncertain_compute.evidence.error_models.binomial import BinomialError
from uncertain_compute.evidence.error_models.error_model import ErrorModel, WrittenError
from uncertain_compute.evidence.error_models.normal import NormalError
from uncertain_compute.evidence.error_models.student_t import StudentError

ERROR_MODELS: dict[str, Callable[[WrittenError], ErrorModel]] = {
    "normal": NormalError.read,
    "lognormal": partial(NormalError.read, factors=True),
    "student_t": StudentError.read,
    "binomial": BinomialError.read,
}
