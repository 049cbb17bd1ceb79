from .analysis.comparison.comparison import compare
from .analysis.comparison.variants import Variant
from .analysis.evidence.posterior_shift import posterior_shift
from .analysis.sensitivity.given_data import given_data
from .analysis.sensitivity.shapley import shapley
from .analysis.sensitivity.sobol import sobol
from .analysis.sensitivity.tornado import tornado
from .analysis.summary.beliefs import assumption_table
from .analysis.summary.summaries import summarize
from .analysis.validation.audit import audit
from .analysis.validation.backtest import backtest
from .analysis.value.decision_value import decision_value
from .analysis.value.value_of_information import value_of_information
from .bridges.exports.sipmath import write_sipmath
from .bridges.spreadsheets.prior_sheets import write_prior_sheet
from .bridges.spreadsheets.reading import read_spreadsheet
from .bridges.squiggle.reading import read_squiggle
from .bridges.squiggle.writing import write_squiggle
from .bridges.squigglepy.reading import read_squigglepy
from .config.loading import load
from .draws.settings import Settings
from .errors import LeftOutWarning, StoredRunWarning, UncertainComputeError
from .evidence.observations import Evidence
from .interface import export, report, run, to_pymc, update
from .model.opaque import opaque
from .posterior.methods import Method
from .priors.reading.spec import prior
from .priors.sheets.reading import priors_of_sheet
from .storage.run_file import load_run, save_run
from .study.decisions import Choice, Commitment, Order
from .study.prior_sheet import prior_sheet
from .study.published import PublishedRange
from .study.study import Study

__all__ = [
    "Choice",
    "Commitment",
    "Evidence",
    "LeftOutWarning",
    "Method",
    "Order",
    "PublishedRange",
    "Settings",
    "StoredRunWarning",
    "Study",
    "UncertainComputeError",
    "Variant",
    "assumption_table",
    "audit",
    "backtest",
    "compare",
    "decision_value",
    "export",
    "given_data",
    "load",
    "load_run",
    "opaque",
    "posterior_shift",
    "prior",
    "prior_sheet",
    "priors_of_sheet",
    "read_spreadsheet",
    "read_squiggle",
    "read_squigglepy",
    "report",
    "run",
    "save_run",
    "shapley",
    "sobol",
    "summarize",
    "to_pymc",
    "tornado",
    "update",
    "value_of_information",
    "write_prior_sheet",
    "write_sipmath",
    "write_squiggle",
]
