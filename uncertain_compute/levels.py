"""Levels of the quantiles that are shown: the median, and the ends of its intervals of 50% and of 90%."""

QUANTILES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
P5_P50_P95 = tuple(QUANTILES[name] for name in ("p5", "p50", "p95"))
