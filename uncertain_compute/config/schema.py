"""Every key of a composed config, with its type and its default."""

from dataclasses import field, fields, make_dataclass
from types import UnionType
from typing import Any, NamedTuple, get_args

from hydra.core.config_store import ConfigStore

from uncertain_compute.analysis.analyses import DEFAULT_ANALYSIS, OPTIONS, AnalysisRequest
from uncertain_compute.analysis.comparison.request import ComparisonRequest
from uncertain_compute.analysis.reading import Extras
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.config.key_names import STUDY_KEYS
from uncertain_compute.draws.settings import Settings
from uncertain_compute.posterior.methods import Method

PLAIN = (bool, int, float, str, type(None))
"""Types that Hydra checks; other types are read by the dataclass that uses them."""

SETTINGS_KEYS = tuple(one.name for one in fields(Settings) if one.name != "also")
EXTRAS_KEYS = tuple(one.name for one in fields(Extras))
REPORTS = ("html", "figures", "none")
OUTPUTS = ("text", "json", "quiet")
DEFAULT_FORMAT = "svg"
RUN_OR_VIEW = "a run, or a stored run with view=,"


class Key(NamedTuple):
    """A key of the config.

    Attributes
    ----------
    shows
        Whether it only says how a run is shown, as with view=.
    only
        What takes it, in words, if a comparison and show= do not.
    """

    kind: Any
    default: Any
    shows: bool = False
    only: str = ""

    @property
    def may_be_null(self) -> bool:
        """Return whether it may be left without a value."""
        return type(None) in get_args(self.kind)

    @property
    def number(self) -> type | None:
        """Return the type of a key that is a number, which people write in more ways than Hydra reads."""
        parts = {*(get_args(self.kind) or (self.kind,))}
        return next((kind for kind in (float, int) if kind in parts), None)


def keys_of(settings: type, *names: str, shows: bool = False, only: str = "", **renamed: str) -> dict[str, Key]:
    """Return config keys for the fields of a dataclass, with their types and defaults.

    Parameters
    ----------
    shows, only
        As in `Key`.
    **renamed
        The field for each key whose name differs from the field's.
    """
    held = {one.name: one for one in fields(settings)}
    chosen = {name: held[name] for name in names} | {key: held[name] for key, name in renamed.items()}
    return {key: Key(_checked_type(one.type), one.default, shows, only) for key, one in chosen.items()}


def _checked_type(kind: Any) -> Any:
    """Return a type if Hydra checks it, else any."""
    parts = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    return kind if set(parts) <= set(PLAIN) else Any


KEYS: dict[str, Key] = {
    **dict.fromkeys(STUDY_KEYS, Key(Any, None)),
    **keys_of(Method, method="name", posterior_draws="draws", accept_failed="accept_failed"),
    **keys_of(Settings, *SETTINGS_KEYS),
    **keys_of(Interval, ci_prob="probability", ci_kind="kind"),
    "years": Key(Any, None, shows=True, only=f"{RUN_OR_VIEW} has a table of chosen years"),
    **keys_of(Extras, *EXTRAS_KEYS, shows=True, only=f"{RUN_OR_VIEW} has fans with sample paths"),
    "sensitivity": Key(Any, DEFAULT_ANALYSIS),
    **keys_of(AnalysisRequest, *OPTIONS),
    "compare": Key(Any, None),
    **keys_of(ComparisonRequest, "statistic"),
    "objective": Key(Any, None, only="a run has one"),
    "report": Key(str, REPORTS[0], shows=True),
    "formats": Key(Any, DEFAULT_FORMAT, shows=True),
    "export": Key(Any, None, shows=True, only=f"{RUN_OR_VIEW} is written for other tools"),
    "output": Key(str, OUTPUTS[0], shows=True),
    "runs": Key(str, "runs", shows=True),
    "show": Key(str | None, None),
    "beside": Key(str | None, None),
    "view": Key(str | None, None),
}
"""Keys with their types and defaults; conf/config.yaml says what each is for."""


def schema() -> type:
    """Return the dataclass by which Hydra checks the config's keys."""
    return make_dataclass(
        "Schema", [(name, Any if key.number else key.kind, field(default=key.default)) for name, key in KEYS.items()]
    )


def register_schema() -> None:
    """Let Hydra check the types of the config's own keys."""
    ConfigStore.instance().store(name="schema", node=schema())
