"""A SIPmath library has the run's distributions and their dependence, for a reader that knows the standard alone."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.arrays import Floats
from uncertain_compute.model.graph import Number

DRAWS = 8192


def cost(price: Number, hours: Number) -> Number:
    """Cost [1]."""
    return price * hours


def margin(cost: Number, income: Number) -> Number:
    """Income less the cost [1]."""
    return income - cost


def run(income: Any = "200 to 2000", **settings: Any) -> DataTree:
    study = uc.Study([cost, margin], {"price": "2 to 4", "hours": "100 to 400", "income": income})
    return uc.run(study, draws=DRAWS, seed=1, **{"targets": ("cost", "margin"), **settings})


def library_of(drawn: DataTree, folder: Path, targets: Any = ()) -> dict[str, Any]:
    found = json.loads(
        uc.write_sipmath(drawn, folder / "new" / "forecast.SIPmath", targets).read_text(encoding="utf-8")
    )
    assert isinstance(found, dict)
    return found


def simulated(library: dict[str, Any], count: int) -> Floats:
    """Return draws as a reader of the standard makes them, from any uniform numbers in place of the HDR generator's."""
    matrix, names = library["globalVariables"][0]["value"], library["globalVariables"][0]["value"]["columns"]
    values = {(one["row"], one["col"]): one["value"] for one in matrix["matrix"]}
    correlations = np.array([[values[row, column] for column in names] for row in names])
    normal = ndtri(np.random.default_rng(7).random((count, len(names)))) @ np.linalg.cholesky(correlations).T
    return np.array([quantile(sip["arguments"], ndtr(normal[:, at])) for at, sip in enumerate(library["sips"])])


def quantile(arguments: dict[str, Any], r: Floats) -> Floats:
    """Return quantiles by the standard's formula, term by term; exp and the bound are those of its log metalog."""
    a, half, logit = np.array(arguments["aCoefficients"] + [0.0] * 16), r - 0.5, np.log(r / (1 - r))
    found = a[0] + a[1] * logit + a[2] * half * logit + a[3] * half
    for term in range(4, 16, 2):
        power = half ** (term // 2)
        found = found + a[term] * power + a[term + 1] * power * logit
    return arguments["lowerBound"] + np.exp(found) if "lowerBound" in arguments else found


def test_a_reader_draws_the_run_again(tmp_path: Path) -> None:
    """Shares differ by the errors of both samples, and by that of the metalog which the library states."""
    drawn = run()
    library = library_of(drawn, tmp_path)
    assert [sip["name"] for sip in library["sips"]] == ["cost", "margin"]
    assert ["lowerBound" in sip["arguments"] for sip in library["sips"]] == [True, False]
    again = simulated(library, DRAWS)
    own = np.array([drawn["prior"][name].to_numpy().ravel() for name in ("cost", "margin")])
    for at, sip in enumerate(library["sips"]):
        for level in (0.05, 0.25, 0.5, 0.75, 0.95):
            off = 4 * np.sqrt(2 * level * (1 - level) / DRAWS) + sip["metadata"]["largest error of a probability"]
            assert abs((again[at] <= np.quantile(own[at], level, method="hazen")).mean() - level) < off
    ranks = [np.corrcoef(both.argsort(axis=1).argsort(axis=1))[0, 1] for both in (own, again)]
    assert abs(ranks[0] - ranks[1]) < 0.03


def test_the_same_run_gives_the_same_bytes_and_targets_are_chosen(tmp_path: Path) -> None:
    drawn = run()
    one, two = (uc.write_sipmath(drawn, tmp_path / name / "x.SIPmath", "margin").read_bytes() for name in ("a", "b"))
    assert one == two
    assert [sip["name"] for sip in json.loads(one)["sips"]] == ["margin"]


@pytest.mark.parametrize(
    ("drawn", "targets", "said"),
    [
        ({}, "costs", r"targets: no such target of the run: 'costs'.*did you mean 'cost'|targets.*costs"),
        ({"keep": "summary"}, (), "run: kept no draws, which SIPmath needs; draw with keep=draws"),
        ({"income": {"discrete": {1000: 0.5, 2000: 0.5}}, "targets": ("income",)}, (), "income: has few values"),
        (
            {"income": {"mixture": ["1 to 1.1", "900 to 1000"], "weights": [1, 1]}, "targets": ("income",)},
            (),
            "income: no metalog is near it",
        ),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(drawn: Any, targets: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(uc.UncertainComputeError, match=said) as refused:
        library_of(run(**drawn), tmp_path, targets)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "new").exists()
