"""The effect of evidence in the terminal: prior and posterior, what moved them, and what to doubt."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from rich.markup import escape
from rich.table import Table
from xarray import Dataset, DataTree

from uncertain_compute.addresses import is_among, name_of
from uncertain_compute.analysis.summary.labels import events_of
from uncertain_compute.analysis.summary.statistics import PROBABILITY
from uncertain_compute.posterior.convergence import HIGHEST_R_HAT
from uncertain_compute.posterior.importance import HIGHEST_PARETO_K
from uncertain_compute.posterior.likelihood import SURPRISING
from uncertain_compute.priors.dependence.one_rank import by_rank
from uncertain_compute.study.paths import shown_columns
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import labels
from uncertain_compute.views.numbers import amount, brief, percent, readable, scientific_beside, unit_text
from uncertain_compute.views.tables.console import terminal

TOP_ASSUMPTIONS, TOP_OBSERVATIONS = 8, 3
TINY = 1e-3
"""A number below this share of the distance from P5 to P95 is shown as 0."""

SURE = 2.0
"""A shift is reported if it exceeds this many MCSEs."""

DIAGNOSTICS = {
    "pareto_k": f"Pareto k {{:.2f}} (up to {HIGHEST_PARETO_K} is sound)",
    "r_hat": f"largest R-hat {{:.3f}} (below {HIGHEST_R_HAT} is sound)",
    "ess_bulk": "least bulk ESS {:,.0f}",
    "ess_tail": "least tail ESS {:,.0f}",
    "divergences": "divergences {:.0f}",
    "acceptance": "mean acceptance {:.2f}",
    "effective_draws": "worth {:,.0f} independent draws",
}


def show_update(study: Study, run: DataTree, years: Collection[str] = ()) -> None:
    """Print a table of shifts, a sentence for each headline quantity, and what to doubt; of paths only some years."""
    console = terminal()
    posterior_shift, attrs = run["posterior_shift"].to_dataset(), run["posterior"].attrs
    for failure in filter(None, str(attrs["failures"]).splitlines()):
        console.print(f"[bold red]posterior failed:[/] {escape(failure)}", soft_wrap=True)
    console.print(_table(study, run, years))
    console.print(_method(run), style="dim", soft_wrap=True)
    for sentence in update_sentences(study, posterior_shift, years):
        console.print(escape(sentence), soft_wrap=True)
    for warning in surprises(run["observed_data"].to_dataset()):
        console.print(f"[yellow]warning:[/] {escape(warning)}", soft_wrap=True)
    for note in update_notes(study, posterior_shift, str(attrs["left_out"])):
        console.print(f"note: {escape(note)}", style="dim", soft_wrap=True)


def update_sentences(study: Study, posterior_shift: Dataset, years: Collection[str] = ()) -> Iterator[str]:
    """Yield for each headline quantity how evidence moved it, by which observations, and how much is still prior."""
    for name in quantities_in(posterior_shift, study.headline, years):
        one, unit = posterior_shift.sel(name=name), str(posterior_shift["unit"].sel(name=name).item())
        share = float(one["prior_share"])
        still = f"; {percent(share)} of its sensitivity is to the prior" if np.isfinite(share) else ""
        if name_of(name) in events_of(study):
            taken = "the probability from {} to {}".format(*map(percent, means_of(one)))
        else:
            (low, middle, high), (new_low, new_middle, new_high) = quantile_texts(one)
            taken = f"the median from {middle} to {f'{new_middle} {unit_text(unit)}'.rstrip()}, "
            taken += f"and P5 to P95 from {low} – {high} to {new_low} – {new_high}"
        yield f"{name}: the evidence takes {taken}; {_moved_by(one)}{still}"


def quantities_in(posterior_shift: Dataset, among: Sequence[str], years: Collection[str] = ()) -> list[str]:
    """Return the quantities among some names; those of a path only at some labels, or at its ends and its middle."""
    return shown_columns([name for name in labels(posterior_shift["name"]) if is_among(name, among)], years)


def means_of(one: Dataset) -> tuple[float, float]:
    """Return the means before and after the evidence; of an event its probabilities."""
    return float(one["prior_mean"]), float(one["posterior_mean"])


def quantile_texts(one: Dataset) -> tuple[list[str], list[str]]:
    """Return P5, P50 and P95 before and after in one notation; values tiny compared with the spread are 0."""
    before, after, errors = (one[key].to_numpy() for key in ("prior", "posterior", "posterior_mcse"))
    tiny = TINY * float(np.ptp(before)) if before[0] < 0 < before[-1] else 0.0
    before, after = (np.where(np.abs(values) > tiny, values, 0.0) for values in (before, after))
    start = scientific_beside([*before, *after])
    return (
        [brief(value, start) for value in before],
        [readable(value, error, start) for value, error in zip(after, errors, strict=True)],
    )


def ranked_assumptions(study: Study, posterior_shift: Dataset) -> list[str]:
    """Return the assumptions in order of bits learnt; columns of one rank, of which as much is learnt, as the last."""
    names = [name for name in labels(posterior_shift["name"]) if _role(posterior_shift, name) == "assumption"]
    apart = [columns[-1] for columns in by_rank(names, study.memory, study.assumptions).values()]
    learnt = posterior_shift["bits_learnt"].sel(name=apart).to_numpy()
    return [apart[index] for index in np.argsort(-learnt, kind="stable")]


def _role(posterior_shift: Dataset, name: str) -> str:
    return str(posterior_shift["role"].sel(name=name).item())


def _moved_by(one: Dataset) -> str:
    """Return the observations that move a quantity most, if their shift is more than noise."""
    shifts, errors = one["shift_by_observation"].to_series(), one["shift_by_observation_mcse"].to_series()
    sure = shifts[(shifts.abs() > SURE * errors) & (one["pareto_k"].to_series() <= HIGHEST_PARETO_K)]
    largest = sure.reindex(sure.abs().sort_values(ascending=False).index)[:TOP_OBSERVATIONS]
    if largest.empty:
        return "no single observation has a clear effect on it"
    listed = ", ".join(f"{name} ({shift:+.2f} prior SD)" for name, shift in largest.items())
    return f"moved most by {listed}"


def _table(study: Study, run: DataTree, years: Collection[str]) -> Table:
    posterior_shift, attrs = run["posterior_shift"].to_dataset(), run["posterior"].attrs
    mark = " – FAILED, not to be used" if attrs["failures"] else ""
    table = Table(title=f"What the evidence changed, by {attrs['method']}{mark}", title_justify="left")
    table.add_column("")
    for name in ("prior P5", "P50", "P95", "posterior P5", "P50", "P95"):
        table.add_column(name, justify="right")
    table.add_column("unit")
    for name in ("shift", "contraction", "learnt", "still prior"):
        table.add_column(name, justify="right")
    quantities = [name for name in labels(posterior_shift["name"]) if _role(posterior_shift, name) == "quantity"]
    for name in shown_columns(quantities, years):
        is_event = name_of(name) in events_of(study)
        table.add_row(*_cells(posterior_shift.sel(name=name), is_event=is_event))
    table.add_section()
    for name in ranked_assumptions(study, posterior_shift)[:TOP_ASSUMPTIONS]:
        table.add_row(*_cells(posterior_shift.sel(name=name)))
    return table


def _cells(one: Dataset, *, is_event: bool = False) -> list[str]:
    before, after = [["", percent(mean), ""] for mean in means_of(one)] if is_event else quantile_texts(one)
    return [
        escape(str(one["name"].item())),
        *before,
        *after,
        PROBABILITY if is_event else unit_text(str(one["unit"].item())),
        f"{float(one['shift']):+.2f}",
        percent(float(one["contraction"])),
        f"{float(one['bits_learnt']):.2f} bit",
        percent(float(one["prior_share"])),
    ]


def _method(run: DataTree) -> str:
    attrs = run["posterior"].attrs
    told = [text.format(float(attrs[key])) for key, text in DIAGNOSTICS.items() if key in attrs]
    count = len(run["observed_data"]["observation"])
    return (
        f"{count} observation{'s' if count > 1 else ''} by {attrs['method']}: {', '.join(told)}; "
        "shift: of the mean, in standard deviations of the prior; contraction: share of the prior's variance that is "
        "gone; learnt: divergence from the prior; still prior: share of the sensitivity that is to the prior"
    )


def surprises(observed: Dataset) -> Iterator[str]:
    """Yield the observations that contradict the prior."""
    for name in labels(observed["observation"]):
        one = observed.sel(observation=name)
        tail, unit = float(one["prior_tail"]), str(one["unit"].item())
        if tail < SURPRISING:
            low, high = (brief(float(one[f"prior_{end}"])) for end in ("p5", "p95"))
            yield (
                f"evidence.observations.{name} contradicts the prior: {amount(float(one['evidence']), unit)} was "
                f"observed of {one['quantity'].item()}, which is {low} – {high} in the prior (P5 to P95); "
                f"a value as far out or further has a probability of {tail:.1g}, its error included"
            )


def update_notes(study: Study, posterior_shift: Dataset, left_out: str) -> Iterator[str]:
    """Yield notes on what the table does not show, and on what to doubt."""
    hidden = len(ranked_assumptions(study, posterior_shift)) - TOP_ASSUMPTIONS
    if hidden > 0:
        yield f"{hidden} more assumptions moved less; posterior_shift.csv has them all"
    if left_out:
        yield f"these observations have no effect, as these priors fix their quantities: {left_out}"
    unreliable = labels(posterior_shift["observation"][posterior_shift["pareto_k"].to_numpy() > HIGHEST_PARETO_K])
    if unreliable:
        listed = ", ".join(unreliable)
        yield f"reweighting cannot tell what these observations moved (Pareto k above {HIGHEST_PARETO_K}): {listed}"
