"""The answer of a run in three sentences with numbers."""

from itertools import chain, zip_longest
from typing import Any

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.estimates import HeadlineEstimate, words_of
from uncertain_compute.analysis.summary.monte_carlo.errors import quantiles_with_errors
from uncertain_compute.analysis.validation.audit import Audited
from uncertain_compute.views.drawing.density import why_not_drawn
from uncertain_compute.views.drawing.style import in_words
from uncertain_compute.views.numbers import NEVER, percent, percent_with_error, with_unit
from uncertain_compute.views.sentences.drivers import Drivers, drivers_of, listed
from uncertain_compute.views.sentences.paths import path_sentence
from uncertain_compute.views.sentences.published import beside_own

MOST = 2
"""Number of headline quantities with a sentence each."""


def answer_sentences(reading: Reading) -> list[str]:
    """Return three sentences: the first two headline quantities, and what drives them.

    A single quantity gets a second sentence, with its mean and its 50% interval. If nothing is uncertain, the third is
    on the audit.
    """
    shown = reading.without_paths(reading.headline)[:MOST]
    said = [*_path_sentences(reading), *(_estimate_sentence(one) for one in shown)][:MOST]
    if len(said) == len(shown) == 1 and not shown[0].is_event:
        said.append(_half_sentence(shown[0]))
    shown = [*_last_of_paths(reading), *shown][:MOST]
    last = _audit_sentence(list(reading.audited)) if reading.study.certain else _driver_sentence(reading, shown)
    return [*said, *filter(None, [last])]


def answer_words(reading: Reading) -> dict[str, Any]:
    """Return the answer, and the time that the prior set is about, for programs that read them beside the tables."""
    as_of = reading.study.as_of
    return {"answer": answer_sentences(reading), **({"as_of": as_of} if as_of else {})}


def _path_sentences(reading: Reading) -> list[str]:
    held = {one.column: one for one in reading.headline}
    return [
        path_sentence(path, [held[column] for column in path.columns], words_of(reading.study, path.name))
        for path in reading.paths
    ]


def _last_of_paths(reading: Reading) -> list[HeadlineEstimate]:
    last = {path.columns[-1] for path in reading.paths}
    return [one for one in reading.headline if one.column in last]


def strongest_drivers(reading: Reading, most: int) -> list[str]:
    """Return the strongest drivers of the headline quantities, taken from each quantity in turn."""
    ranked = [list(one.effects) for one in _headline_drivers(reading, most)]
    in_turn = chain.from_iterable(zip_longest(*ranked))
    return list(dict.fromkeys(name for name in in_turn if name is not None))[:most]


def _headline_drivers(reading: Reading, most: int) -> list[Drivers]:
    names = {one.column for one in reading.headline}
    return drivers_of(reading.answered.found, names.__contains__, most)


def _estimate_sentence(one: HeadlineEstimate) -> str:
    values, errors = zip(*(one.ends[name] for name in ("median", "low", "high")), strict=True)
    (median, low, high), unit = with_unit(values, errors, one.unit)
    if one.is_event:
        return _sentence(f"{one.label}: with {percent(one.ends['median'][0])} probability", _published_words(one))
    if why_not_drawn(one.sample):
        return _sentence(f"{one.label}: {median} {unit}".rstrip(), never_words(one), _published_words(one))
    said = f"{one.label}: {low} to {high} {unit}".rstrip()
    return _sentence(f"{said} {one.interval.certainty}, median {median}", never_words(one), _published_words(one))


def never_words(one: HeadlineEstimate) -> str:
    """Return with what probability an estimate is never; empty if it cannot be."""
    share, error = one.never
    return f"never with {percent_with_error(share, error)} probability" if share else ""


def _published_words(one: HeadlineEstimate) -> str:
    if one.published is None:
        return ""
    if one.published.quantiles:
        return beside_own(one)
    split = {name: percent(share) for name, (share, _) in one.split.items()}
    (low, high), _ = with_unit([one.published.low, one.published.high], [0.0, 0.0], one.unit)
    if one.is_event or why_not_drawn(one.sample):
        return f"published was {low if low == high else f'{low} to {high}'}"
    if low == high:
        return f"above the published {low} with {split['above']} probability"
    return f"inside the published {low} to {high} with {split['inside']} probability, above with {split['above']}"


def _half_sentence(one: HeadlineEstimate) -> str:
    ends = quantiles_with_errors(one.sample, {"low": 0.25, "high": 0.75, "most": 0.95})
    values, errors = zip(*ends.values(), strict=True)
    (low, high, most), unit = with_unit(values, errors, one.unit)
    beyond = "" if most == NEVER else f"one in twenty above {most}"
    return _sentence(f"Half of the probability lies between {low} and {high} {unit}".rstrip(), beyond)


def _drivers_words(reading: Reading, one: Drivers) -> str:
    effects = [f"{in_words(reading.study, name)} ({effect})" for name, effect in one.effects.items()]
    return f"{one.quantity} most: {listed(effects)}"


def _driver_sentence(reading: Reading, shown: list[HeadlineEstimate]) -> str:
    columns = {one.column for one in shown}
    drivers = [one for one in _headline_drivers(reading, 2) if one.effects and one.quantity in columns]
    if not drivers:
        return ""
    by_measure = {one.measure: [other for other in drivers if other.measure == one.measure] for one in drivers}
    parts = [
        f"{'; '.join(_drivers_words(reading, one) for one in alike)} ({measure})"
        for measure, alike in by_measure.items()
    ]
    before = ", before the evidence," if reading.group == "posterior" else ""
    return f"What moves{before} {'; '.join(parts)}."


def _audit_sentence(audited: list[Audited]) -> str:
    if not audited:
        return ""
    wrong = [one for one in audited if one.verdict in ("wrong", "differs")]
    named = listed([one.name for one in wrong]) if wrong else ""
    are = "is" if len(wrong) == 1 else "are"
    return f"Of {len(audited)} published figures, {len(wrong)} {are} wrong{f': {named}' if named else ''}."


def _sentence(first: str, *others: str) -> str:
    return f"{'; '.join(filter(None, [first[:1].upper() + first[1:], *others]))}."
