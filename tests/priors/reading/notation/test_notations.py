"""Numbers and intervals as people write them mean the same in YAML, on the command line and in Python."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf
from scipy import stats

import uncertain_compute as uc
from uncertain_compute.config.composed import read_numbers
from uncertain_compute.config.overrides import with_new_keys_allowed
from uncertain_compute.draws.settings import Settings
from uncertain_compute.files.documents import parsed
from uncertain_compute.priors.distributions import Fixed
from uncertain_compute.priors.reading.notation.numbers import number_in, whole_number
from uncertain_compute.priors.reading.notation.refused_notations import instead_of

NUMBERS: dict[str, float] = {
    "30%": 0.3, "12.5 %": 0.125, "4k": 4e3, "4M": 4e6, "1.5B": 1.5e9, "2T": 2e12, "4.7M": 4.7e6, "1,000": 1e3,
    "12,345,678.5": 12345678.5, "1_000": 1e3, "1e3": 1e3, "1/3": 1 / 3, "1 in 20": 0.05, "4 million": 4e6,
    "-2.5k": -2500, "$4": 4, "-$4": -4, "$1.5M": 1.5e6,
}  # fmt: skip

PARSER = OverridesParser.create()


def in_yaml(text: str) -> Any:
    return parsed(f"x: {text}", "set.yaml")["x"]


def on_the_command_line(text: str) -> Any:
    """Return what Hydra makes of an override; one with a comma needs quotes, as its message says."""
    written = f"'{text}'" if "," in text else text
    (override,) = PARSER.parse_overrides(with_new_keys_allowed([f"priors.x={written}"]))
    return override.value()


def in_python(text: str) -> Any:
    return text


WAYS = [in_yaml, on_the_command_line, in_python]
PLAIN_TEXTS = st.one_of(
    st.integers(0, 10**7).map(str),
    st.integers(0, 10**7).map("{:,}".format),
    st.integers(0, 10**7).map("{:_}".format),
    st.builds("{}.{}".format, st.integers(0, 999), st.integers(0, 999)),
)
SCALES = {"": 0, "%": -2, " %": -2, "k": 3, "M": 6, "B": 9, "T": 12, " million": 6, "e3": 3, "E-2": -2}
SIGNED = st.tuples(st.sampled_from(["", "", "-", "+"]), PLAIN_TEXTS, st.sampled_from(sorted(SCALES)))


def exact(sign: str, digits: str, scale: str) -> float:
    value = Decimal(digits.replace(",", "").replace("_", "")).scaleb(SCALES[scale])
    return float(-value if sign == "-" else value)


few = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@given(SIGNED)
@few
def test_a_number_is_the_same_in_all_notations_and_everywhere(parts: tuple[str, str, str]) -> None:
    said = [uc.prior(way("".join(parts))).distribution for way in WAYS]
    assert said == [Fixed(exact(*parts))] * 3


@given(SIGNED, SIGNED, st.sampled_from(["", " (80%)", " (50% CI)", " (0.99)"]), st.sampled_from([" to ", " \u2013 "]))
@few
def test_an_interval_is_the_same_in_all_notations_and_everywhere(
    one: tuple[str, str, str], other: tuple[str, str, str], credibility: str, between: str
) -> None:
    (low, lower), (high, upper) = sorted((exact(*parts), "".join(parts)) for parts in (one, other))
    text = f"{lower}{between}{upper}{credibility}"
    if not low < high or (upper[-1] in "kMBTn%" and lower[-1] not in "kMBTn%"):
        return
    level = {"": 0.9, " (80%)": 0.8, " (50% CI)": 0.5, " (0.99)": 0.99}[credibility]
    ends = [0.5 - level / 2, 0.5 + level / 2]
    first, second, third = (uc.prior(way(text)).distribution for way in WAYS)
    assert first == second == third
    assert first.ppf(np.array(ends)) == pytest.approx([low, high], rel=1e-9, abs=1e-9 * max(abs(low), abs(high)))


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
@pytest.mark.parametrize("way", WAYS)
def test_each_number_that_the_issue_lists_is_read(way: Any, text: str, value: float) -> None:
    assert uc.prior(way(text)).distribution == Fixed(value)


@pytest.mark.parametrize(
    ("text", "ends", "level"),
    [
        ("4M to 10M", (4e6, 1e7), 0.9),
        ("20% to 40%", (0.2, 0.4), 0.9),
        ("1k to 5k", (1e3, 5e3), 0.9),
        ("$4 to $10", (4, 10), 0.9),
        ("4 to 10 (80%)", (4, 10), 0.8),
        ("1.1e25 \u2013 2.7e25", (1.1e25, 2.7e25), 0.9),
        ("1/3 to 1/2", (1 / 3, 1 / 2), 0.9),
        ("1 in 20 to 1 in 5", (0.05, 0.2), 0.9),
        ("800 to 2k", (800, 2e3), 0.9),
    ],
)
def test_each_interval_is_a_lognormal_with_its_quantiles(text: str, ends: tuple[float, float], level: float) -> None:
    found = uc.prior(text).distribution
    low, high = np.log(ends)
    sigma = (high - low) / 2 / stats.norm.ppf(0.5 + level / 2)
    expected = stats.lognorm(sigma, scale=np.exp((low + high) / 2))
    q = np.array([0.01, 0.3, 0.5, 0.99])
    assert found.ppf(q) == pytest.approx(expected.ppf(q), rel=1e-12)


FORMS: list[tuple[Any, Any]] = [
    ({"p10": 4, "p90": 10}, "4 to 10 (80%)"),
    ({"P5": 1, "P50": 2, "P95": 3}, {"p5": 1, "p50": 2, "p95": 3}),
    ({"P5": "1k", "P95": "3k"}, "1k to 3k"),
    ({"p10": -4, "p95": 10}, {"normal": {"p10": -4, "p95": 10}}),
    ({"lognormal": "4 to 10"}, {"lognormal": {"p5": 4, "p95": 10}}),
    ({"normal": "0 to 10 (50%)"}, {"normal": {"p25": 0, "p75": 10}}),
    ({"beta": "20% to 40%"}, {"beta": {"p5": 0.2, "p95": 0.4}}),
    ({"pert": {"min": 1, "mode": 2, "max": 5}}, {"pert": {"low": 1, "mode": 2, "high": 5}}),
    ({"uniform": {"min": "1k", "max": "5k"}}, {"uniform": {"low": 1000, "high": 5000}}),
    ({"value": "4 to 10", "ci": 0.8}, "4 to 10 (80%)"),
    ({"lognormal": "4 to 10", "ci": "80%"}, {"lognormal": {"p10": 4, "p90": 10}}),
    ({"low": 4, "high": 10, "ci": 0.8}, "4 to 10 (80%)"),
    ({"discrete": {"4k": "30%", "8k": "70%"}}, {"discrete": {4000: 0.3, 8000: 0.7}}),
    ({"discrete": [4, 8], "weights": [3, 1]}, {"discrete": {4: 0.75, 8: 0.25}}),
    (
        {"mixture": ["4 to 16", {"value": 28, "unit": "GPU"}], "weights": [3, 1]},
        {"mixture": [{"weight": 0.75, "value": "4 to 16"}, {"weight": 0.25, "value": 28, "unit": "GPU"}]},
    ),
    ({"normal": {"mu": "4M", "sigma": "1M", "bounds": [0, "10M"]}},
     {"normal": {"mu": 4e6, "sigma": 1e6, "bounds": [0, 1e7]}}),
    ({"value": "4 to 10 (80%)", "bounds": [0, 20]}, {"lognormal": {"p10": 4, "p90": 10, "bounds": [0, 20]}}),
]  # fmt: skip


@pytest.mark.parametrize(("written", "usual"), FORMS, ids=[str(written) for written, _ in FORMS])
def test_other_notations_of_a_form_mean_the_usual_one(written: Any, usual: Any) -> None:
    read, expected = uc.prior(written), uc.prior(usual)
    assert read.distribution == expected.distribution
    assert read.asked == pytest.approx(expected.asked)


@pytest.mark.parametrize(
    "shares", [(0.333, 0.333, 0.333), (0.333, 0.667, 0.001), ("33.3%", "33.3%", "33.3%"), (0.1667, 0.1667, 0.6667)]
)
def test_probabilities_that_were_rounded_are_normalised(shares: tuple[Any, ...]) -> None:
    found = uc.prior({"discrete": dict(zip((1, 2, 3), shares, strict=True))}).distribution
    assert sum(found.atoms.values()) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("4-10", "x: '4-10' is neither a number, 'low to high' nor a family; write '4 to 10'"),
        ("4..10", "x: '4..10' is neither a number, 'low to high' nor a family; write '4 to 10'"),
        ("$4M-$10M", "; write '$4M to $10M'"),
        ([4, 10], "x: [4, 10] is not a number; write '4 to 10' for a 90% interval, or {uniform: {low: 4, high: 10}}"),
        ({"low": 4, "high": 10}, "write '4 to 10' for a 90% interval, or {uniform: {low: 4, high: 10}} for its ends"),
        ({"min": 4, "max": 10}, "write '4 to 10' for a 90% interval, or {uniform: {low: 4, high: 10}} for its ends"),
        ("4 to 10M", "x: '4 to 10M' can mean two things; write '4M to 10M', or '4 to 10_000_000'"),
        ("20 to 40%", "x: '20 to 40%' can mean two things; write '20% to 40%'"),
        ({"uniform": "4 to 10"}, "{uniform: {low: 4, high: 10}} for its ends, or {uniform: {p5: 4, p95: 10}} for an"),
        ({"pert": "4 to 10"}, "x.pert: '4 to 10' can mean two things; write {pert: {low: 4, mode: ..., high: 10}}"),
        ("4K", "; write 4k"),
        ("4 M", "; write 4M"),
        ("4 M GPU", "; write 4M GPU"),
        ("4bn", "; write 4B"),
        ("4MM", "; write 4M"),
        ("80GB", "; write '80 GB', with a space before a unit, or 80B for the number"),
        ("700W", "; write '700 W'"),
        ("4...10", "; write '4 to 10'"),
        ("from 4 to 10", "; write '4 to 10'"),
        ("4 to", "; write both ends of an interval, as '4 to 10'"),
        ("4 to 10 @ 80%", "; write '4 to 10 (80%)'"),
        ("4 to 10, 80% CI", "; write '4 to 10 (80%)'"),
        ("80% CI: 4 to 10", "; write '4 to 10 (80%)'"),
        ("lognormal 4 to 10", "; write {lognormal: 4 to 10}"),
        ("normal(4, 2)", "; write a family with its parameters by name, as {normal: {mu: 4, sigma: 2}}"),
        ("5 (4 to 10)", "; write '4 to 10', or {p5: 4, p50: 5, p95: 10}"),
        ("(4, 10)", "; write '4 to 10' for a 90% interval, or {uniform: {low: 4, high: 10}} for its ends"),
        ("4 */ 2", "; write '4 x/ 2'"),
        ("3*10^6", "; write 3e6"),
        ("1 000", "; write 1,000"),
        ("\u00bd", "; write 1/2"),
        ("1/0", "; write a number above zero behind the slash"),
        ("5+", "; write 5 alone"),
        ("10 to 4", "must go from a lower to a higher number; write '4 to 10'"),
        ("4 to 4", "must go from a lower to a higher number; write 4 for a number"),
        ("1,5", "; write 1.5; a comma separates thousands, as in 1,000"),
        ("4 \u00b1 1", "write '3 to 5' for a 90% interval, or {normal: {mu: 4, sigma: 1}} for a standard deviation"),
        ("~4", "; write 4 alone, or how far off it may be, as '4 to 10'"),
        ("\u20ac4", "; write 4, and EUR as its unit"),
        ("4 to 10 (80)", "x: (80) is not the credibility of an interval, as (80%): write (80%)"),
        ("4 to 10 (much)", "x: (much) is not the credibility of an interval, as (80%)"),
        ("4 GPU to 10 MW", "x: 'GPU' and 'MW': write the unit once, after the higher number"),
        ("4 GPU to 10", "x: 'GPU' and 'no unit': write the unit once, after the higher number"),
        ({"lognormal": "4 to 10 GPU"}, "has a unit inside a form; write 4 to 10, and state the unit beside the value"),
        ({"normal": {"mu": "4 GPU", "sigma": 1}}, "x.normal.mu: '4 GPU' is not a number; write 4: its unit is stated"),
        ({"value": 4, "ci": 0.8}, "x.ci: needs one interval that has no credibility yet, as {value: 4 to 10, ci: 80%}"),
        ({"value": "4 to 10 (90%)", "ci": 0.8}, "x.ci: needs one interval that has no credibility yet"),
        ({"value": "4M GPU", "unit": "MW"}, "x.unit: 'GPU' is the unit in the value and 'MW' the unit beside it"),
        ({"value": "$4", "unit": "EUR"}, "x: $ before a number whose unit is 'EUR'; write it without $"),
        ({"value": "30%", "unit": "percent"}, "x: 30% in the unit 'percent' would be 0.3 of it; write 30"),
        ({"discrete": {1: 0.3, 2: 0.3, 3: 0.3}}, "x.discrete: probabilities sum to 0.9; they must sum to 1; for"),
        ({"discrete": {1: 0.33, 2: 0.33, 3: 0.33}}, "x.discrete: probabilities sum to 0.99; they must sum to 1"),
        ({"discrete": [1, 2], "weights": [1]}, "x.weights: [1] is not a list with a weight for each value in the list"),
        ({"mixture": ["1 to 2", 3], "weights": [0, 0]}, "x.weights: [0, 0] sum to 0; one of them must be positive"),
        ({"mixture": ["1 to 2", 3], "weights": [1, -1]}, "x.weights.1: -1 must not be negative"),
        ({"mixture": [{"weight": "$1", "value": 3}]}, "x.mixture.0.weight: '$1' has a unit, but must be a plain"),
    ],
)  # fmt: skip
def test_what_can_mean_two_things_names_the_form_to_write(written: Any, said: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as error:
        uc.prior(written, "x")
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("written", "form", "unit"),
    [
        ("4M GPU", "4M", "GPU"),
        ("4M to 10M GPU/month (80%)", "4M to 10M (80%)", "GPU/month"),
        ("4M x/ 2 GPU", "4M x/ 2", "GPU"),
        ("4 MW x/ 2", "4 x/ 2", "MW"),
        ("$4/hour x/ 2", "$4 x/ 2", "USD/hour"),
        ("4 GPU to 10 GPU", "4 to 10", "GPU"),
        ("$4/GPU/hour", "$4", "USD/GPU/hour"),
        ("$4 to $10 per hour", "$4 to $10", "USD per hour"),
        ("30%/year", "30%", "1/year"),
        ({"value": "4M GPU", "unit": "GPU", "bounds": [0, None]}, "4M, bounds: [0, open]", "GPU"),
    ],
)
def test_a_unit_may_stand_behind_the_numbers(written: Any, form: str, unit: str) -> None:
    read = uc.prior(written)
    assert (read.written, read.unit) == (form, unit)


def cost(price: Any) -> Any:
    """Return a price [USD/hour]."""
    return price


@pytest.mark.parametrize("written", ["$4", "$96/day", 4, {"value": "$4", "unit": "USD/hour"}, "4 USD/hour"])
def test_a_dollar_is_in_the_models_unit_where_that_is_in_dollars(written: Any) -> None:
    study = uc.Study([cost], {"price": written}, inputs={"price": {"unit": "USD/hour"}})
    assert float(study.columns["price"].ppf(0.5)) == pytest.approx(4, rel=1e-14)


def share(part: Any) -> Any:
    """Return a part [percent]."""
    return part


def test_a_percentage_is_the_share_whatever_the_models_unit() -> None:
    assert uc.Study([share], {"part": "30%"}, inputs={"part": {"unit": "percent"}}).columns["part"].ppf(0.5) == 30
    with pytest.raises(uc.UncertainComputeError, match="unit 'USD' where the equations need 'percent'"):
        uc.Study([share], {"part": "$4"}, inputs={"part": {"unit": "percent"}})


@pytest.mark.parametrize(("written", "draws"), [("4k", 4000), (1e6, 10**6), ("1e6", 10**6), ("1,000", 1000), (64, 64)])
def test_draws_are_numbers_as_people_write_them(written: Any, draws: int) -> None:
    assert Settings(draws=written).draws == draws
    config = OmegaConf.create({"draws": written, "precision": "0.2%", "threads": None})
    read_numbers(config)
    assert config == {"draws": draws, "precision": 0.002, "threads": None}


def test_a_large_seed_keeps_each_digit() -> None:
    assert whole_number("9007199254740993") == 9007199254740993


@pytest.mark.parametrize("text", ["", "x", "k", "%", "$", "4kk", "4e", "to", "9" * 2000])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_in(text) is None
    assert instead_of(text) == ""


@pytest.mark.parametrize(
    ("override", "said"),
    [
        (
            "priors.x=1,500",
            'priors.x=1,500: a comma separates the runs of a sweep (-m); write 1500, or in quotes: "priors',
        ),
        ("targets=a,b", "targets=a,b: a comma separates the runs of a sweep (-m); write a list as targets=[a,b]"),
        ("priors.x=", "priors.x: has no value; in a shell, put $4 into single quotes, 'priors.x=$4'"),
        ("priors.x={normal: 4 to 9 (80%)}", "as {normal: '4 to 9 (80%)'}"),
        ("priors.x=(80%)", "as \"priors.x='(80%)'\""),
        ("seed=4-10", "seed: '4-10' is not a whole number"),
    ],
)
def test_the_command_line_says_how_to_quote(override: str, said: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as error:
        uc.load("sora", overrides=[override])
    assert said in str(error.value)


def test_beliefs_given_in_python_are_on_top_of_the_default_set() -> None:
    study = uc.load(
        "sora",
        priors={"dataset_multiplier": "4 to 20 (80%)", "video_share": uc.prior("10% to 40%", why="a guess")},
        overrides=["priors.dataset_multiplier=7"],
    )
    multiplier, share = (study.columns[name].prior for name in ("dataset_multiplier", "video_share"))
    assert (multiplier.written, multiplier.unit, multiplier.why) == ("4 to 20 (80%)", "1", "set by an override")
    assert (share.written, share.why) == ("10% to 40%", "a guess")
    with pytest.raises(uc.UncertainComputeError, match=r"^Python: priors\.video_share: '4-10' is neither"):
        uc.load("sora", priors={"video_share": "4-10"})
