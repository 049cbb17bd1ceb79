"""One more of each kind is its own file and a row: a toy of each is added here by its row alone, and used."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self, override

import numpy as np
import pytest
from matplotlib.figure import Figure
from repository import REPOSITORY
from xarray import Dataset, DataTree

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import (
    ANALYSES,
    Analysis,
    AnalysisRequest,
    Measure,
    Subject,
    answers,
)
from uncertain_compute.analysis.reading import Reading, stored_in
from uncertain_compute.arrays import Floats, Numbers, Tensor
from uncertain_compute.bridges.exports.registry import EXPORTS, Export, exports_of
from uncertain_compute.bridges.imported_study import ImportedStudy, stated
from uncertain_compute.bridges.readers import READERS, imported
from uncertain_compute.cli.commands.view import fail_unless_viewed
from uncertain_compute.cli.help import purposes
from uncertain_compute.config.composed import checked
from uncertain_compute.config.composing import composer
from uncertain_compute.config.schema import KEYS, Key
from uncertain_compute.config.settings import settings_of
from uncertain_compute.evidence.error_models.error_model import DrawsByName, ErrorModel, Tails, WrittenError
from uncertain_compute.evidence.error_models.registry import ERROR_MODELS
from uncertain_compute.model.graph import Number
from uncertain_compute.posterior.methods import METHODS
from uncertain_compute.posterior.posterior_draws import PosteriorDraws
from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.reporting.run_figures import FIGURES, QUANTITIES, run_pictures
from uncertain_compute.study.charts import NAME
from uncertain_compute.views.drawing.rendering import Picture, rendered
from uncertain_compute.views.figures.sensitivity.figures import PICTURES
from uncertain_compute.views.sentences.drivers import driver_sentences

DRAWS = 1024
PROVENANCE = {"source": "made up", "date": "2025", "status": "judgement"}


PLACE = re.compile(r"`(\w+)` in `([\w/]+\.\w+)`")
"""How CONTRIBUTING names a place in code: `FAMILIES` in `families/registry.py`."""


def test_each_place_that_contributing_names_is_there() -> None:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    package = REPOSITORY / "uncertain_compute"
    places = [place for row in text.splitlines() if row.startswith("| ") for place in PLACE.findall(row)]
    assert len(places) > 8
    for name, path in places:
        (held,) = [one for one in package.rglob(Path(path).name) if one.as_posix().endswith(f"/{path}")]
        assert re.search(rf"^(def )?{name}\b", held.read_text(encoding="utf-8"), re.MULTILINE), (name, path)


def doubled(x: Number) -> Number:
    """Twice the assumption [1]."""
    return 2.0 * x


def study(prior: Any, error: Any = None) -> uc.Study:
    seen = {"quantity": "doubled", "observed": 10, "error": error, "unit": "1", **PROVENANCE}
    evidence = uc.Evidence.of({"seen": seen}) if error else None
    return uc.Study([doubled], {"x": {"value": prior, "unit": "1"}}, evidence=evidence)


@dataclass(frozen=True)
class Ramp(Distribution):
    """A density that rises from zero at 0 to its highest at ``high``, and ends."""

    high: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return self.high * np.sqrt(q)

    @override
    def isf(self, q: Numbers) -> Floats:
        return self.ppf(1.0 - np.asarray(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.clip(np.asarray(x) / self.high, 0.0, 1.0) ** 2

    @override
    def sf(self, x: Numbers) -> Floats:
        return 1.0 - self.cdf(x)

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.where((np.asarray(x) < 0) | (np.asarray(x) > self.high), 0.0, 2 * np.asarray(x) / self.high**2)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Triangular.dist(lower=0.0, c=self.high, upper=self.high)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]]:
        return "triangular", 0, self.high, self.high


RAMP = Family(
    {("high",): Ramp},
    "high > 0",
    lambda ramp: ramp.high > 0,
    lambda probabilities, values: Ramp(float(np.exp(np.mean(np.log(values / np.sqrt(probabilities)))))),
    fewest=1,
)


@pytest.fixture
def ramp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FAMILIES, "ramp", RAMP)


@pytest.mark.usefixtures("ramp")
def test_a_family_is_read_fitted_and_drawn() -> None:
    assert uc.prior({"ramp": {"high": 4}}).distribution == Ramp(4.0)
    assert uc.prior({"ramp": {"p50": 3}}).distribution.median == pytest.approx(3.0)
    assert uc.prior({"ramp": {"p50": 2, "bounds": [1, 3]}}).distribution.median == pytest.approx(2.0)
    run = uc.run(study({"ramp": {"high": 3}}), draws=DRAWS)
    assert float(run["prior"]["doubled"].mean()) == pytest.approx(4.0, abs=0.01)
    with pytest.raises(uc.UncertainComputeError, match=r"did you mean 'ramp'\?"):
        uc.prior({"rampp": {"high": 4}})
    with pytest.raises(uc.UncertainComputeError, match="high: -4 is impossible; it needs high > 0"):
        uc.prior({"ramp": {"high": -4}})


@pytest.mark.usefixtures("ramp")
def test_a_family_is_in_pymc() -> None:
    import pymc as pm

    from uncertain_compute.priors.pymc.to_pymc import to_pymc

    ramp = Ramp(4.0)
    assert pm.logp(to_pymc(ramp), 3.0).eval() == pytest.approx(float(np.log(ramp.pdf(3.0))))
    assert {"x", "doubled"} <= set(uc.to_pymc(study({"ramp": {"high": 3}})).named_vars)


@pytest.mark.usefixtures("ramp")
def test_a_family_is_written_for_squiggle(tmp_path: Path) -> None:
    path = uc.write_squiggle(study({"ramp": {"high": 3}}), tmp_path / "x.squiggle")
    assert path.read_text(encoding="utf-8") == "x = triangular(0, 3, 3)\n"


@dataclass(frozen=True, slots=True)
class Within(ErrorModel):
    """Nothing is known of an error but that it is no larger than so much, either way."""

    most: float

    @classmethod
    def read(cls, written: WrittenError) -> Self:
        """Return errors of which the most is written."""
        written.only()
        return cls(written.key.number(written.parameters))

    @override
    def compared(self, observed: Sequence[float]) -> float:
        return observed[0]

    @override
    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Floats:
        inside = np.abs(observed[0] - quantity) <= self.most
        return np.where(inside, -np.log(2 * self.most), -np.inf)

    @override
    def tails(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Tails:
        below = np.clip((observed[0] - quantity + self.most) / (2 * self.most), 0.0, 1.0)
        return Tails(below, 1.0 - below)

    @override
    def to_pymc(self, count: int, quantity: Tensor, scales: Any) -> Tensor:
        import pymc as pm

        return pm.Uniform.dist(quantity - self.most, quantity + self.most)


def test_an_error_model_updates_a_belief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ERROR_MODELS, "within", Within.read)
    beliefs = study({"uniform": {"low": 0, "high": 10}}, {"within": 2})
    after = uc.update(beliefs, draws=4 * DRAWS)["posterior"]["x"]
    assert (float(after.min()), float(after.max())) == pytest.approx((4.0, 6.0), abs=0.01)
    assert 4.0 <= after.min() < after.max() <= 6.0
    with pytest.raises(uc.UncertainComputeError, match=r"'withn' is not one of .*; did you mean 'within'\?"):
        study(1, {"withn": 2})


def second_half(beliefs: uc.Study, run: DataTree, draws: int | None, seed: int, *, progress: bool) -> PosteriorDraws:
    """Return half of the draws of the prior, whatever was observed."""
    del beliefs, draws, seed, progress
    prior = run["prior"].to_dataset()
    return PosteriorDraws("second half", prior.isel(draw=slice(prior.sizes["draw"] // 2, None)), Dataset(), 1.0)


def test_a_posterior_method_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METHODS, "second_half", f"{__name__}:second_half")
    run = uc.update(study("4 to 10", {"normal": 1}), method="second_half", draws=DRAWS)
    assert run["posterior"].attrs["method"] == "second half"
    assert run["posterior"].sizes["draw"] == run["prior"].sizes["draw"] // 2
    assert "second_half" in purposes()["method"]
    with pytest.raises(uc.UncertainComputeError, match="did you mean 'second_half'"):
        uc.Method("second_hlaf")


def extremes(of: Subject) -> dict[str, Dataset]:
    """Return the ends of each quantity's draws, all of which its one assumption makes."""
    ends = [
        [round(float(end)) for end in (one.min(), one.max())] for one in (of.run["prior"][name] for name in of.targets)
    ]
    moved = ("quantity", "assumption", "end")
    bounds = np.stack([np.array(ends)] * 2, axis=-1)
    coordinates = {"quantity": list(of.targets), "assumption": ["x"], "end": ["low", "high"], "bound": ["low", "high"]}
    units = ("quantity", [of.study.unit(name) for name in of.targets])
    found = {"extreme": (moved, np.array(ends)[:, None]), "extreme_ci": ((*moved, "bound"), bounds[:, None])}
    return {"extremes": Dataset(found, {**coordinates, "quantity_unit": units})}


def extremes_pictures(_: uc.Study, found: Dataset) -> Iterator[Picture]:
    yield Picture("extremes", f"From {found['extreme'].min():.0f} to {found['extreme'].max():.0f}.", Figure)


def test_a_sensitivity_analysis_is_asked_for_by_name_and_has_its_table_its_sentence_and_its_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(ANALYSES, "extremes", Analysis(extremes, Measure("extreme", "its ends", rank=0)))
    monkeypatch.setitem(PICTURES, "extremes", extremes_pictures)
    beliefs = study({"uniform": {"low": 0, "high": 10}})
    run = uc.run(beliefs, draws=DRAWS)
    answered = answers(beliefs, run, uc.Settings(), AnalysisRequest.of(["extremes"]))
    reading = Reading(beliefs, stored_in(run, beliefs, answered), answered)
    assert reading.tables["extremes"]["extreme_high"].item() == pytest.approx(20.0, abs=0.1)
    assert driver_sentences(beliefs, answered.found) == ["doubled is driven most by x (0 to 20): its ends"]
    assert [one.alt for _, one in run_pictures(reading) if one.stem == "extremes"] == ["From 0 to 20."]
    assert "extremes" in AnalysisRequest.of("all").kinds
    assert "extremes" in purposes()["sensitivity"]
    with pytest.raises(uc.UncertainComputeError, match="did you mean 'extremes'"):
        AnalysisRequest.of("extreme")


def test_a_figure_is_among_those_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def medians(reading: Reading) -> Iterator[Picture]:
        yield Picture("all-medians", f"{len(reading.headline)} median.", partial(Figure, (1, 1)))

    monkeypatch.setattr("uncertain_compute.reporting.run_figures.FIGURES", [*FIGURES, (QUANTITIES, medians)])
    beliefs = study("4 to 10")
    run = uc.run(beliefs, draws=DRAWS)
    answered = answers(beliefs, run, uc.Settings(), AnalysisRequest.of("none"))
    section, picture = list(run_pictures(Reading(beliefs, run, answered)))[-1]
    assert (section, picture.stem, picture.alt) == (QUANTITIES, "all-medians", "1 median.")
    assert not NAME.fullmatch(picture.stem), "no chart may have its name"
    assert rendered(picture, ["svg"])["svg"].startswith(b"<?xml")


def test_a_run_is_exported_in_a_format_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def write_count(reading: Reading, path: Path) -> list[str]:
        path.write_text(str(reading.run.attrs["draws"]), encoding="utf-8")
        return []

    monkeypatch.setitem(EXPORTS, "count", Export("count.txt", write_count))
    beliefs = study("4 to 10")
    (path,) = uc.export(beliefs, uc.run(beliefs, draws=DRAWS), tmp_path, "count")
    assert path.read_text(encoding="utf-8") == str(DRAWS)
    assert "count" in purposes()["export"]
    with pytest.raises(uc.UncertainComputeError, match="did you mean 'count'"):
        exports_of("counts")


def lines_study(path: Path) -> ImportedStudy:
    """Read a file with a name and a belief in each line."""
    pairs = (line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines())
    beliefs = {name: stated(said, number, name, "made up") for number, (name, said) in enumerate(pairs, 1)}
    return ImportedStudy(path.name, "list", {}, beliefs, {}, ())


def test_a_file_of_another_tool_is_imported_by_the_end_of_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(READERS, ".list", lines_study)
    (tmp_path / "a.list").write_text("x 4 to 10\ny 3\n", encoding="utf-8")
    assert {name: one["value"] for name, one in imported(tmp_path / "a.list", "import").priors().items()} == {
        "x": "4 to 10",
        "y": "3",
    }
    (tmp_path / "a.list").write_text("x 4 to 10\ny ten\n", encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError, match=r"^a\.list: line 2: y: 'ten' is neither a number"):
        imported(tmp_path / "a.list", "import")


def test_a_key_is_known_to_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KEYS, "shade", Key(str, "dark", shows=True, only="a run has one"))
    fail_unless_viewed(["view=runs/latest", "shade=light"])
    with composer() as compose:
        assert checked(compose([]), ["shade"]) == {"shade": "dark"}
        assert checked(compose(["shade=light"]), ["shade"]) == {"shade": "light"}
    for said, message in {
        "shad=light": r"shad: no such key; did you mean 'shade'\?",
        "shade=[1]": "shade: ",
    }.items():
        with pytest.raises(uc.UncertainComputeError, match=message), composer() as compose:
            compose([said])
    with composer() as compose, pytest.raises(uc.UncertainComputeError, match=r"^shade: only a run has one$"):
        settings_of(compose(["shade=light", "show=priors"]))
