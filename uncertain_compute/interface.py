"""The public functions that go through several rooms: draw, update, report, export, and a study as a PyMC model."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xarray import DataTree

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.analysis.summary.summaries import CI_KINDS, CI_PROB, largest_relative_error
from uncertain_compute.bridges.exports.registry import exports_of
from uncertain_compute.config.schema import DEFAULT_FORMAT
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import Settings
from uncertain_compute.files.compiled_code import choose_pytensor_settings
from uncertain_compute.files.named import path_of
from uncertain_compute.posterior.methods import DEFAULT_METHOD, Method
from uncertain_compute.posterior.update import updated
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.rendering import formats_of

if TYPE_CHECKING:
    import pymc


def run(study: Study, **settings: Any) -> DataTree:
    """Draw from a study and evaluate its equations.

    Parameters
    ----------
    **settings
        Any of `Settings`, such as ``draws``, ``seed`` and ``design``.

    Returns
    -------
    DataTree
        See `uncertain_compute.draws.propagation.propagate`.

    Raises
    ------
    UncertainComputeError
        If a setting is wrong or an equation fails.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    >>> drawn = uc.run(study, draws=1024, seed=1)
    >>> drawn["prior"]["cost"].dims, drawn["prior"]["cost"].shape
    (('chain', 'draw'), (16, 64))
    """
    return propagate(study, Settings.of(**settings), largest_relative_error)


def update(
    study: Study, drawn: DataTree | None = None, method: str | Method = DEFAULT_METHOD, **settings: Any
) -> DataTree:
    """Return a run with the posterior from a study's evidence; `posterior_shift` tells what changed.

    Parameters
    ----------
    drawn
        A run of the study; drawn with the settings if left out.
    method
        ``importance`` (reweights the draws), ``nuts`` or ``smc``, or a `Method` with further options.
    **settings
        Any of `Settings`.

    Returns
    -------
    DataTree
        See `uncertain_compute.posterior.update.updated`.

    Raises
    ------
    UncertainComputeError
        If a setting is wrong, the evidence is impossible or has no effect, or the method fails.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> bill = {"quantity": "cost", "observed": 900, "error": {"lognormal": 1.2}, "unit": "1", "source": "an invoice"}
    >>> bill |= {"date": "2026-01", "status": "found"}
    >>> evidence = uc.Evidence.of({"bill": bill})
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}, evidence=evidence)
    >>> updated_run = uc.update(study, draws=16384, seed=1)
    >>> bool(updated_run["posterior"]["cost"].mean() > updated_run["prior"]["cost"].mean())
    True
    """
    drawn = run(study, **settings) if drawn is None else drawn
    asked = method if isinstance(method, Method) else Method(method, seed=int(drawn.attrs["seed"]))
    return updated(study, drawn, asked)


def report(
    study: Study,
    drawn: DataTree,
    folder: str | Path,
    *,
    ci_prob: float = CI_PROB,
    ci_kind: str = CI_KINDS[0],
    formats: str | Sequence[str] = DEFAULT_FORMAT,
) -> Path:
    """Write a run's tables, figures and page to a folder; return the path of ``report.html``.

    Parameters
    ----------
    study, drawn
        A study, and a run of it.
    folder
        The folder to write to; it is made if it does not exist.
    ci_prob, ci_kind
        Probability of the credible intervals, and their kind: ``eti`` (equal-tailed) or ``hdi`` (highest density).
    formats
        Formats of the figures' own files: ``svg``, ``png``, ``pdf`` or a list of them.

    Raises
    ------
    UncertainComputeError
        If ``folder`` is no path, a format or a kind of interval is unknown, or a figure cannot be drawn.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> study = uc.load("sora", scenario="high")
    >>> uc.report(study, uc.run(study, draws=4096), "page")  # doctest: +SKIP
    PosixPath('page/report.html')
    """
    from uncertain_compute.reporting.report import reported

    return reported(study, drawn, path_of(folder, "folder"), Interval(ci_prob, ci_kind), formats_of(formats))


def export(
    study: Study,
    drawn: DataTree,
    folder: str | Path,
    formats: str | Sequence[str],
    *,
    ci_prob: float = CI_PROB,
    ci_kind: str = CI_KINDS[0],
) -> list[Path]:
    """Write a run for other tools; return the paths of the files.

    Draws are those of the posterior if evidence gave a sound one, else of the prior.

    Parameters
    ----------
    study, drawn
        A study, and a run of it.
    folder
        The folder to write to; it is made if it does not exist.
    formats
        ``csv`` and ``parquet`` (a row for each draw), ``xlsx`` (a workbook with the summary, what drives it, the
        assumptions and the draws), ``sipmath`` (a SIPmath 3.0 library), ``squiggle`` (the beliefs), or a list of them.
    ci_prob, ci_kind
        Probability of the credible intervals, and their kind: ``eti`` (equal-tailed) or ``hdi`` (highest density).

    Raises
    ------
    UncertainComputeError
        If there is no such format, a package that it needs is not installed, or the run kept no draws and it needs
        them.

    Warns
    -----
    LeftOutWarning
        If a file cannot hold a part of the run.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> from tempfile import TemporaryDirectory
    >>> def cost(price, hours):
    ...     return price * hours
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    >>> with TemporaryDirectory() as folder:
    ...     (path,) = uc.export(study, uc.run(study, draws=1024, seed=1), folder, "csv")
    ...     print(path.name, path.read_text().splitlines()[0])
    draws.csv chain,draw,price,hours,cost
    """
    from uncertain_compute.reporting.exports import write_exports

    names, into = exports_of(formats), path_of(folder, "folder")
    return write_exports(Reading.of_run(study, drawn, [], Interval(ci_prob, ci_kind)), into, names)


def to_pymc(study: Study, targets: Sequence[str] = ()) -> "pymc.Model":
    """Return a study as a PyMC model, see `uncertain_compute.draws.pymc_model.model_of`.

    Parameters
    ----------
    targets
        Quantities to compute, with everything they need; the study's own if empty.

    Raises
    ------
    UncertainComputeError
        If a target is unknown, or PyMC cannot evaluate an equation.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> model = uc.to_pymc(uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}))
    >>> [one.name for one in model.free_RVs], [one.name for one in model.deterministics]
    (['price', 'hours'], ['cost'])
    """
    choose_pytensor_settings()
    from uncertain_compute.draws.pymc_model import model_of

    return model_of(study, targets)
