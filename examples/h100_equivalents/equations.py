"""A lab's compute in H100-equivalents: chips that it owns and rents, weighed by their peak rates."""

from uncertain_compute.model.graph import Number


def chips(chips_owned: Number, chips_rented: Number) -> Number:
    """Chips of each type that the lab can use [GPU]."""
    return chips_owned + chips_rented


def chip_flop_rate(chips: Number, peak_flop_rate: Number) -> Number:
    """Peak rate of all chips of each type [FLOP/s]."""
    return chips * peak_flop_rate


def h100_equivalents(chip_flop_rate: Number, h100_flop_rate: Number, extra_h100s: Number) -> Number:
    """H100s with the same peak rate as all chips together [GPU]."""
    return chip_flop_rate.sum("chip") / h100_flop_rate + extra_h100s


def rented_share(chips_rented: Number, peak_flop_rate: Number, chip_flop_rate: Number) -> Number:
    """Share of the peak rate that is rented [1]."""
    return (chips_rented * peak_flop_rate).sum("chip") / chip_flop_rate.sum("chip")


def training_run_days(
    training_flop: Number, h100_equivalents: Number, h100_flop_rate: Number, utilization: Number, day: Number
) -> Number:
    """Days that one training run keeps all chips busy [day]."""
    return training_flop / (h100_equivalents * h100_flop_rate * utilization * day)


def plan_cost(training_run_days: Number, extra_h100s: Number, h100_rent: Number, cost_of_a_day: Number) -> Number:
    """Cost of the chips that are rented on top, and of the days that the run takes [USD]."""
    return training_run_days * (extra_h100s * h100_rent + cost_of_a_day)
