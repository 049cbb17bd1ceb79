"""Units of compute forecasts and their factors to base units; pint knows the others."""

from fractions import Fraction

TIME, ENERGY = (("second", 1),), (("gram", 1), ("meter", 2), ("second", -2))
POWER = (("gram", 1), ("meter", 2), ("second", -3))

type WholePowers = tuple[tuple[str, int], ...]

COUNTED = (
    "FLOP", "MAC", "GPU", "frame", "latent_frame", "token", "parameter", "video", "USD",
)  # fmt: skip
"""Things that are counted; each is a dimension."""

UNITS: dict[str, tuple[Fraction, WholePowers]] = {
    **{name: (Fraction(1), ((name, 1),)) for name in COUNTED},
    "image": (Fraction(1), (("latent_frame", 1),)),
    "percent": (Fraction(1, 100), ()),
    "second": (Fraction(1), TIME),
    "minute": (Fraction(60), TIME),
    "hour": (Fraction(3600), TIME),
    "day": (Fraction(86400), TIME),
    "week": (Fraction(604800), TIME),
    "month": (Fraction(30 * 86400), TIME),
    "quarter": (Fraction(31557600, 4), TIME),
    "year": (Fraction(31557600), TIME),
    "decade": (Fraction(315576000), TIME),
    "hertz": (Fraction(1), (("second", -1),)),
    "joule": (Fraction(1000), ENERGY),
    "watt_hour": (Fraction(3600000), ENERGY),
    "watt": (Fraction(1000), POWER),
    "bit": (Fraction(1), (("bit", 1),)),
    "byte": (Fraction(8), (("bit", 1),)),
    "meter": (Fraction(1), (("meter", 1),)),
    "gram": (Fraction(1), (("gram", 1),)),
    "metric_ton": (Fraction(1000000), (("gram", 1),)),
}
"""Factor and powers of base units, by name: those of pint, except for the things counted here. A still image is one
latent frame; a month is 30 days, which reproduces the post's GPU-months; a year is 365.25 days. A quarter and a decade
are of years, where pint has a weight and a plain ten.
"""

SYMBOLS = {
    "$": "USD", "%": "percent", "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day",
    "yr": "year", "Hz": "hertz", "J": "joule", "Wh": "watt_hour", "W": "watt", "B": "byte", "m": "meter", "g": "gram",
    "t": "metric_ton", "tonne": "metric_ton",
}  # fmt: skip

PREFIXES = {
    "k": 3, "kilo": 3, "M": 6, "mega": 6, "G": 9, "giga": 9, "T": 12, "tera": 12, "P": 15, "peta": 15,
    "E": 18, "exa": 18,
    "Z": 21, "zetta": 21, "Y": 24, "yotta": 24, "m": -3, "milli": -3, "u": -6, "micro": -6, "n": -9, "nano": -9,
}  # fmt: skip
"""Powers of ten."""

BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5}
"""Powers of 1,024, for bytes and bits."""

UNPREFIXED = (
    "%", "percent", "min", "h", "hr", "d", "yr", "t", "sec", "minute", "hour", "day", "week", "month", "quarter",
    "year", "decade",
)  # fmt: skip
"""Names that take no prefix: ``mmin`` or ``kd`` would be mistakes."""
