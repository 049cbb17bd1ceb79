"""AI compute that is produced in a year: area of chips times performance of a square millimetre."""

from uncertain_compute.model.graph import Number


def wafer_area(first_wafer_area: Number, area_growth: Number, year: Number) -> Number:
    """Area of AI chips made in a year [mm^2/year]."""
    return first_wafer_area * (1 + area_growth) ** (year - 2023)


def performance_density(first_density: Number, density_growth: Number, year: Number) -> Number:
    """H100-equivalents in a square millimetre of new chips [H100e/mm^2]."""
    return first_density * (1 + density_growth) ** (year - 2023)


def production(wafer_area: Number, performance_density: Number) -> Number:
    """AI compute produced in a year [H100e/year]."""
    return wafer_area * performance_density
