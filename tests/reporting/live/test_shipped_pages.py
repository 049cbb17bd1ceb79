"""The page of every shipped study, prior set and scenario, untouched, against the engine and the tables of its run."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
from running import result_of

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.summaries import column_of
from uncertain_compute.config.choices import choices_beside
from uncertain_compute.config.composed import checked, read_numbers
from uncertain_compute.config.composing import composer
from uncertain_compute.config.key_names import CONF, STUDY_KEYS
from uncertain_compute.config.layers import Layers
from uncertain_compute.config.overrides import with_own_priors
from uncertain_compute.config.set_files import names_of
from uncertain_compute.draws.blocks import Plan, evaluate_columns
from uncertain_compute.model.sources import equations_from
from uncertain_compute.reporting.live.live_model import LiveModel, live_model
from uncertain_compute.reporting.live.ranks import PROBABILITIES, ranks_of
from uncertain_compute.study.decisions import decision

MODELS = names_of([CONF], "model")
FEW = 64
LEVELS = ("p5", "p50", "p95")
NEEDED = ("columns", "draws", "chains", "seed")

CODE = """((data) => {{ {code}
    const columns = columnsOf(data), given = columns.map((one) => drawsOf(one, one.belief));
    return {{
        draws: compute(given.map((one) => one.slice(0, {few})), {few}).map((one) => [...one]),
        quantiles: compute(given, data.draws).map((one) =>
            [0.05, 0.5, 0.95].map((level) => Object.values(quantileWithError(drawn(one, data.chains), level)))),
    }};
}})(data[{number}])"""


def model_of(name: str) -> dict[str, Any]:
    """Return what the shipped config says of a model."""
    layers = Layers(with_own_priors([f"model={name}"], [CONF]), [CONF])
    with composer([]) as compose:
        config = compose(layers.overrides)
    read_numbers(config)
    layers.apply(config)
    found: dict[str, Any] = checked(config, STUDY_KEYS)["model"]
    return found


def shipped() -> Iterator[tuple[str, uc.Study]]:
    """Yield each shipped study with each prior set and scenario that fits it, and its words."""
    for name in MODELS:
        model = model_of(name)
        equations = equations_from(model["equations"], [])
        said = {key: model.get(key) for key in ("dimensions", "units", "targets", "headline", "inputs")}
        said["decision"] = decision(model["decision"]) if model.get("decision") else None
        choices = choices_beside([f"model={name}"], model["dimensions"])
        yield f"{name} {' '.join(choices.own.words)}", uc.load(name)
        for choice in choices.others:
            with suppress(uc.UncertainComputeError):  # a scenario of another model; the test counts the others
                yield f"{name} {' '.join(choice.words)}", uc.Study(equations, choice.beliefs, **said)


def draws_of_engine(study: uc.Study, targets: tuple[str, ...]) -> list[Any]:
    """Return the engine's first draws of some columns at the page's scores."""
    plan = Plan.of(study, targets)
    ranks, together = ranks_of(study, plan, "sobol", 0)
    columns = {
        name: column.ppf(0.5) if column.fixed else column.ppf(PROBABILITIES[ranks[name][:FEW]])
        for name, column in plan.columns.items()
        if name not in together
    }
    values = evaluate_columns(plan, columns | {name: drawn[:FEW] for name, drawn in together.items()})
    return [rows_of(study, values, target) for target in targets]


def rows_of(study: uc.Study, values: Any, target: str) -> Any:
    name = target.partition("[")[0]
    found = values[name]
    rows = found.transpose(..., "draw").values if "draw" in found.dims else found.values[..., None]
    row = rows.reshape(-1, rows.shape[-1])[study.columns_of(name).index(target)]
    return np.broadcast_to(row, FEW)


def test_each_shipped_page_has_the_engines_draws_and_the_quantiles_of_its_runs_table() -> None:
    studies = {words: study for words, study in shipped() if not study.certain}
    runs = {words: uc.run(study, targets=study.headline, draws=2**14, chains=8) for words, study in studies.items()}
    readings = {words: Reading(study, runs[words], Answers({}, ())) for words, study in studies.items()}
    models: dict[str, LiveModel] = {words: live_model(reading) for words, reading in readings.items()}
    cases = [CODE.format(code=one.code, few=FEW, number=number) for number, one in enumerate(models.values())]
    found = result_of(f"[{','.join(cases)}]", [{key: one.data[key] for key in NEEDED} for one in models.values()])
    for (words, study), page in zip(studies.items(), found, strict=True):
        targets = tuple(one.column for one in readings[words].headline)
        for target, own, expected in zip(targets, page["draws"], draws_of_engine(study, targets), strict=True):
            np.testing.assert_allclose(own, expected, rtol=1e-12, err_msg=f"{words}: {target}")
        table = uc.summarize(runs[words])
        table.index = [column_of(row) for row in table.to_dict("records")]
        own, errors = np.moveaxis(np.array(page["quantiles"]), -1, 0)
        expected, others = (
            table.loc[list(targets), [f"{level}{end}" for level in LEVELS]].to_numpy() for end in ("", "_mcse")
        )
        off = np.abs(own - expected) / (np.hypot(errors, others) + 1e-9 * np.abs(expected))
        assert off.max() < 5, words
    assert {words.split()[0] for words in studies} == set(MODELS)
    assert len(studies) >= 50
