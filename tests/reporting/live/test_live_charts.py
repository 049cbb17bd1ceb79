"""A study's own charts in the page, against the rows that the engine draws."""

from typing import Any

import numpy as np
import pytest
from running import result_of

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.charts import chart_rows
from uncertain_compute.reporting.live.live_model import live_model

CODE = """(() => {
    const engine = engineOf(data, compute, computeAll), changed = data.changed;
    for (const control of data.controls)
        if (changed[keyOf(control)]) engine.believe(control, beliefIn(changed[keyOf(control)], control));
    const now = engine.now();
    return data.charts.flatMap((chart) => chart.panels.flatMap((panel) => panel.rows.map((row) => {
        const { now: shown } = shownOf(row, engine.own, now);
        const levels = levelsOf(NINETY, shown).map((one) => Object.values(quantileWithError(shown, one)));
        return { label: row.label, levels };
    })));
})()"""


@pytest.mark.parametrize("chosen", [{"model": "sora"}, {"model": "video_path"}], ids=lambda chosen: chosen["model"])
def test_rows_of_charts_follow_changed_beliefs_as_a_run_does(chosen: dict[str, str]) -> None:
    changed = {
        "sora": {"diffusion_steps": "100 to 200", "dit_train_macs": "7e20"},
        "video_path": {"candidates": "2 to 9"},
    }
    beliefs = changed[chosen["model"]]
    study = uc.load(**chosen)
    model = live_model(Reading(study, uc.run(study, draws=16, chains=2), Answers({}, ())))
    data: dict[str, Any] = {**model.data, "changed": {f"priors.{name}": text for name, text in beliefs.items()}}
    found = result_of(CODE.replace("(() => {", f"(() => {{ {model.code}", 1), data)
    other = uc.load(**chosen, priors=beliefs)
    rows = chart_rows(other, uc.run(other, draws=4096, chains=8))
    assert [row["label"] for row in found] == rows["label"].values.tolist()
    values, errors = (rows[name].transpose("row", "level").values for name in ("quantile", "quantile_mcse"))
    own = np.array([row["levels"] for row in found], dtype=float)
    assert np.all(np.abs(own[..., 0] - values) <= 5 * np.hypot(own[..., 1], errors) + 1e-9 * np.abs(values))
