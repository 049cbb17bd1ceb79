"""Checks of a path: against the chips that the world has and makes, and against the platforms' revenue."""

from uncertain_compute.model.functions import grown, slowed, stock, survival_weibull
from uncertain_compute.model.graph import Number


def world_production(
    first_world_production: Number, world_growth: Number, world_halving: Number, year: Number
) -> Number:
    """AI chips made in each year [H100e].

    Source: Epoch AI, ai-chip-counts, csv_export; "Can AI scaling continue through 2030" for growth.
    """
    return grown(first_world_production, world_growth, slowed(year - 2025, world_halving))


def world_stock(
    world_production: Number,
    surviving_share: Number,
    world_before: Number,
    lifetime_scale: Number,
    lifetime_shape: Number,
    year: Number,
) -> Number:
    """AI chips in use in the world [H100e].

    Source: stock and flow, on Epoch AI, ai-chip-counts, csv_export.
    """
    before = world_before * survival_weibull(year - 2023, lifetime_scale, lifetime_shape)
    return stock(world_production, surviving_share, "year") + before


def share_of_world_stock(peak_demand: Number, world_stock: Number) -> Number:
    """Peak demand over the AI chips in use in the world [1].

    Source: the definition.
    """
    return peak_demand / world_stock


def share_of_world_production(purchases: Number, world_production: Number) -> Number:
    """Chips bought over AI chips made in each year [1].

    Source: the definition.
    """
    return purchases / world_production


def platform_revenue(first_platform_revenue: Number, revenue_growth: Number, year: Number) -> Number:
    """Revenue of the platforms in each year [USD].

    Source: reports of Alphabet and press reports on TikTok, extrapolated.
    """
    return grown(first_platform_revenue, revenue_growth, year - 2024)


def rent_over_revenue(rent_cost: Number, platform_revenue: Number) -> Number:
    """Rent of the peak demand over the revenue of the platforms [1].

    Source: the definition.
    """
    return rent_cost / platform_revenue


def campuses(facility_power: Number, campus_power: Number) -> Number:
    """Count of campuses of one gigawatt that hold the fleet [1].

    Source: the definition.
    """
    return facility_power / campus_power


def outside_guards(
    share_of_world_stock: Number,
    share_of_world_production: Number,
    rent_over_revenue: Number,
    world_share_limit: Number,
    revenue_share_limit: Number,
) -> Number:
    """Whether a year takes more than the world has or makes, or than platforms earn; its mean is a probability [1].

    Source: the definition.
    """
    of_world = (share_of_world_stock > world_share_limit) | (share_of_world_production > world_share_limit)
    return of_world | (rent_over_revenue > revenue_share_limit)


def ever_outside_guards(outside_guards: Number) -> Number:
    """Whether any year asks for more than there is; its mean is the probability of such a path [1].

    Source: the definition.
    """
    return outside_guards.max("year")
