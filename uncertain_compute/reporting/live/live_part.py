"""The live part of a page: its script and data, or why there is none."""

from dataclasses import dataclass

from uncertain_compute.analysis.summary.reading import Reading
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.reporting.live.live_model import live_model
from uncertain_compute.reporting.live.ranks import DRAWS
from uncertain_compute.reporting.live.script import hash_of, json_for_html, script


@dataclass(frozen=True, slots=True)
class LivePart:
    """What the page's template puts in.

    Attributes
    ----------
    reason
        Why the page cannot run the model; empty where it can.
    script, data
        JavaScript, and JSON, as HTML takes them.
    policy
        What the content security policy allows beside styles.
    published
        Whether figures show something that was published.
    level
        The probability of the intervals.
    """

    reason: str = ""
    script: str = ""
    data: str = ""
    policy: str = ""
    published: bool = False
    level: str = ""
    draws: str = f"{DRAWS:,}"


def live_part(reading: Reading) -> LivePart:
    """Return the live part of a run's page."""
    try:
        model = live_model(reading)
    except UncertainComputeError as error:
        return LivePart(reason=str(error))
    text = script(model)
    return LivePart(
        script=text,
        data=json_for_html(model),
        policy=f"; script-src '{hash_of(text)}'",
        level=f"{100 * reading.interval.probability:g}%",
        published=any(one.published for one in reading.headline),
    )
