"""Prior sets as sheets: read and written without loss, and refused where they cannot be read."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worksheets import BAD_SHEETS

import uncertain_compute as uc
from uncertain_compute.files.csv_cells import inert, meant
from uncertain_compute.storage.tables import write_tables

LAB = Path(__file__).parents[3] / "examples" / "h100_equivalents" / "conf"
BESIDE = {"unit": "GPU", "why": "a guess", "source": "=nobody", "date": "2025-11", "status": "judgement"}

FORMS: list[Any] = [
    7, 0.1, 524.6e9, 1234567.891234567, "30%", "4k", "4 to 10", "4M to 10M (80%)", "-3 to 4", "$4 to $10", "1 in 20",
    {"lognormal": {"p5": 4, "p95": 10}}, {"normal": {"p10": -4, "p90": 10.5}}, {"beta": {"p25": "20%", "p75": "40%"}},
    {"uniform": {"low": 1, "high": 5}}, {"uniform": {"p5": 1, "p95": 5}}, {"uniform": {"p10": 1, "p90": 5}},
    {"pert": {"low": 1, "mode": 2, "high": 5}}, {"triangular": {"low": 1, "mode": 2, "high": 5}},
    {"normal": {"mu": 4, "sigma": 1e21}}, {"student_t": {"nu": 4, "p5": 1, "p95": 9}}, {"lognormal": "4 to 10"},
    {"p10": 3, "p50": 5, "p90": 12, "low": 0}, {"discrete": {4: 0.65, 8: 0.35}},
    {"discrete": [4, 8], "weights": [3, 1]},
    {"discrete": {"480p": {"value": 0.39, "probability": 0.3}, "720p": {"value": 0.88, "probability": 0.7}}},
    {"mixture": [{"weight": 0.7, "value": "4 to 16"}, {"weight": 0.3, "value": "28 to 64"}]},
    {"normal": {"mu": 0.4, "sigma": 0.3, "bounds": [0, 1]}}, {"value": "4 to 10", "bounds": [1, None], "clip": [2, 20]},
    {"value": "4 to 10", "ci": 0.8}, {"lognormal": {"p10": 4, "p90": 10, "bounds": [0, 20]}},
    "4 x/ 2", "4M x/ 2", {"lognormal": {"median": 4, "factor": 2}}, {"lognormal": {"mean": 5, "sd": 2}},
    {"triangular": {"p10": 1, "mode": 2, "p90": 5}}, {"quantiles": {"p10": 3, "p50": 4, "p90": 12, "low": 0}},
    {"cdf": {0: 0, 3: "10%", 4: 0.5, 12: "90%"}}, {"poisson": {"mean": 3}}, {"binomial": {"n": 9, "p": 0.25}},
    {"gumbel": "4 to 10"}, {"pareto": {"alpha": 2.5, "m": 1}}, {"beta": {"low": 10, "high": 20, "p10": 12, "p90": 15}},
]  # fmt: skip


CHIPS, YEARS = ["H100", "B200"], ["2026", "2027", "2029"]
DIMENSIONS = {"chip": CHIPS, "year": YEARS}


def study_of(priors: dict[str, Any], **more: Any) -> uc.Study:
    """Return a study that needs each of some assumptions."""
    names = [name for name in priors if name != "correlations"]
    source = f"def total({', '.join(names)}):\n    return {' * '.join(names)}"
    namespace: dict[str, Any] = {}
    exec(source, namespace)  # noqa: S102 (an equation of these very names)
    return uc.Study([namespace["total"]], priors, dimensions=DIMENSIONS, **more)


def there_and_back(study: uc.Study, folder: Path) -> dict[str, Any]:
    write_tables({"sheet": uc.prior_sheet(study)}, folder)
    return uc.priors_of_sheet(folder / "sheet.csv")


def test_each_form_is_the_same_prior_after_it_was_in_a_sheet(tmp_path: Path) -> None:
    forms = {f"x{number}": form for number, form in enumerate(FORMS)}
    written = {
        name: {**(form if isinstance(form, dict) else {"value": form}), **BESIDE}
        | {"unit": "USD" if "$" in str(form) else "1"}
        for name, form in forms.items()
    }
    study = study_of(written)
    again = study_of(there_and_back(study, tmp_path))
    for name, column in study.columns.items():
        assert again.columns[name].prior == column.prior, name


def test_dimensions_and_correlations_are_the_same_after_they_were_in_a_sheet(tmp_path: Path) -> None:
    priors = {
        "x": {"unit": "GPU", "chip": {"H100": {"value": "4 to 10", "why": "one"}, "B200": "5k to 9k"}},
        "y": {"value": "4 to 10", "shared_by": "chip", "unit": "GPU"},
        "z": {"value": {"beta": {"p5": 0.1, "p95": 0.4}}, "copied_to": "chip", "unit": "GPU"},
        "correlations": [
            {"pair": ["x[H100]", "x[B200]"], "rank": 0.5, "why": "one supply"},
            {"all": ["z"], "normal_score": 0.25},
        ],
    }
    study = study_of(priors)
    said = there_and_back(study, tmp_path)
    again = study_of(said)
    assert said["x"]["unit"] == "GPU"
    assert {name: one.prior for name, one in again.columns.items()} == {
        name: one.prior for name, one in study.columns.items()
    }
    assert again.correlations == study.correlations
    assert again.assumptions["y"].shared


def entry(form: Any) -> dict[str, Any]:
    return form if isinstance(form, dict) else {"value": form}


BELIEFS = st.builds(
    lambda form, why: {**entry(form), "why": why}, st.sampled_from(FORMS), st.sampled_from(["", "=one"])
)
MEMORY = st.fixed_dictionaries({"along": st.just("year"), "correlation": st.sampled_from([0.8, "80%", 0.25])})
SPREAD = st.one_of(st.just({"shared_by": "year"}), st.just({"copied_to": ["year", "chip"]}), MEMORY)
WITHOUT_UNIT = BELIEFS.filter(lambda one: "$" not in str(one))
BY_YEAR = st.fixed_dictionaries({"year": st.fixed_dictionaries(dict.fromkeys(YEARS, WITHOUT_UNIT))})
BY_CHIP = st.fixed_dictionaries({"chip": st.fixed_dictionaries(dict.fromkeys(CHIPS, WITHOUT_UNIT))})
ASSUMPTIONS = st.one_of(
    BELIEFS,
    st.builds(lambda belief, spread: belief | spread, BELIEFS, SPREAD),
    st.builds(lambda years, memory: years | memory, BY_YEAR, MEMORY | st.just({})),
    st.builds(lambda chips, memory: chips | memory, BY_CHIP, MEMORY | st.just({"copied_to": "year"})),
    st.just({"dirichlet": {"H100": 3, "B200": 1}}),
)


@settings(max_examples=30, deadline=None)
@given(ASSUMPTIONS, ASSUMPTIONS)
def test_any_two_assumptions_are_the_same_after_they_were_in_a_sheet(x: Any, y: Any) -> None:
    study = study_of({"x": x, "y": y})
    with TemporaryDirectory() as folder:
        again = study_of(there_and_back(study, Path(folder)))
    assert {name: one.prior for name, one in again.columns.items()} == {
        name: one.prior for name, one in study.columns.items()
    }
    assert again.correlations == study.correlations
    assert {name: one.shared for name, one in again.assumptions.items()} == {
        name: one.shared for name, one in study.assumptions.items()
    }
    assert again.memory.keys() == study.memory.keys()


def test_a_shipped_study_is_the_same_from_a_sheet_and_takes_overrides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study = uc.load("lab", priors="lab", config_dir=LAB)
    write_tables({"mine": uc.prior_sheet(study)}, tmp_path)
    again = uc.load("lab", priors="mine.csv", config_dir=LAB)
    assert {name: one.prior for name, one in again.columns.items()} == {
        name: one.prior for name, one in study.columns.items()
    }
    assert again.correlations == study.correlations
    other = uc.load("lab", priors="mine.csv", config_dir=LAB, overrides=["priors.chips_owned.chip.H100=1k to 2k"])
    assert other.columns["chips_owned[H100]"].prior.written == "1k to 2k"
    assert other.columns["chips_owned[H100]"].prior.unit == "GPU"


def test_a_spreadsheets_own_writing_is_read(tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text(
        'name,low,high,family,ci,why\r\nx,"$36,742","$41,000",lognormal,80%,"two\nlines"\r\n,,,,,\r\ny,20%,40%,,,\r\n',
        encoding="utf-8-sig",
    )
    said = uc.priors_of_sheet(tmp_path / "sheet.csv")
    assert said == {
        "x": {"value": {"lognormal": {"p10": "$36,742", "p90": "$41,000"}}, "why": "two\nlines"},
        "y": {"value": "20% to 40%"},
    }
    assert uc.prior(said["x"]).asked == {0.1: 36742, 0.9: 41000}


@pytest.mark.parametrize("text", ["-5 to 10", "'-5", "=1+1", "'=1", "plain", "it's", "-5", "+4k", "'quoted'"])
def test_a_text_that_looks_like_a_formula_is_the_same_after_it_was_made_inert(text: str) -> None:
    assert meant(str(inert(text))) == text


@pytest.mark.parametrize(("text", "said"), BAD_SHEETS)
def test_a_bad_sheet_is_refused_in_one_line(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError) as error:
        uc.priors_of_sheet("s.csv")
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == 1
