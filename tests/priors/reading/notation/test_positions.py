"""Where coordinates lie along their dimension."""

from uncertain_compute.priors.reading.notation.positions import positions_of


def test_what_has_an_order_is_known() -> None:
    assert positions_of(["2024", "2026", "2030"]) == (2024.0, 2026.0, 2030.0)
    assert positions_of(["2024Q1", "2024Q2"]) == (2024.0, 2024.25)
    assert positions_of(["2024-01", "2024-07"]) == (2024.0, 2024.5)
    assert positions_of(["2023-01-01", "2023-03-15"]) == (2023.0, 2023 + 73 / 365)
    assert positions_of(["H100", "B200"]) is None
    assert positions_of(["2026", "2024"]) is None
    assert positions_of(["2026", "later"]) is None
