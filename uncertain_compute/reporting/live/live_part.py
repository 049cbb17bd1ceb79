"""The live part of a page: its script and data, or why there is none."""

from dataclasses import dataclass

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.reporting.live.live_model import live_model
from uncertain_compute.reporting.live.ranks import DRAWS
from uncertain_compute.reporting.live.script import hash_of, json_for_html, script


@dataclass(frozen=True, slots=True)
class LivePart:
    """The live part, as the page's template inserts it.

    Attributes
    ----------
    reason
        The reason that the page cannot run the model; empty if it can.
    script, data
        The JavaScript, and the data as JSON, both safe inside HTML.
    policy
        The part of the content security policy that allows the script.
    published
        Whether figures show published ranges.
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
        level=reading.interval.words,
        published=any(one.published for one in reading.headline),
    )
