"""How a column of something with named dimensions is called."""

from collections.abc import Sequence

import pytest

from uncertain_compute.addresses import addresses_of, column_names, is_within, one_column
from uncertain_compute.errors import UncertainComputeError

SUPPLY = column_names("supply", [["2024", "2026"], ["H100", "B200"]])
STOCK = column_names("stock", [["2024", "2026", "2030"]])


def columns_of(name: str) -> Sequence[str]:
    return {"supply": SUPPLY, "stock": STOCK, "cost": ["cost"]}[name]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (["supply"], ["supply"]),
        (["supply[2026,H100]"], ["supply[2026, H100]"]),
        (["supply[2026]"], ["supply[2026, H100]", "supply[2026, B200]"]),
        (["supply[H100]", "cost"], ["supply[2024, H100]", "supply[2026, H100]", "cost"]),
        (["stock[2030]", "stock[2024]"], ["stock[2030]", "stock[2024]"]),
        (["stock[2030]", "stock"], ["stock"]),
    ],
)
def test_an_address_names_a_quantity_or_some_of_its_columns(written: list[str], found: list[str]) -> None:
    assert addresses_of(written, columns_of, "targets") == tuple(found)
    assert all(any(is_within(column, address) for address in written) for column in found)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("stock[2031]", "targets: no column 'stock[2031]'; nearest is 'stock[2030]' of stock[2024] to stock[2030]"),
        (
            "supply[2027, B200]",
            "targets: no column 'supply[2027, B200]'; nearest is 'supply[2026, B200]' of supply[2024, H100] to",
        ),
        ("supply[2026, B20]", "targets: no column 'supply[2026, B20]'; did you mean 'supply[2026, B200]'?"),
        ("cost[2026]", "targets: no column 'cost[2026]'; cost has no dimension"),
        ("stock[2030", "targets: no column 'stock[2030'; nearest is 'stock[2030]' of stock[2024] to "),
        ("stock[]", "targets: no column 'stock[]'; did you mean "),
    ],
)
def test_a_column_that_there_is_not_is_refused_with_the_nearest(written: str, message: str) -> None:
    with pytest.raises(UncertainComputeError) as caught:
        addresses_of([written], columns_of, "targets")
    assert str(caught.value).startswith(message)


def test_one_column_is_asked_for_where_several_have_the_label() -> None:
    assert one_column("supply[2024,B200]", SUPPLY, "audit") == "supply[2024, B200]"
    with pytest.raises(UncertainComputeError, match=r"audit: 'supply\[2024\]' has a dimension; name one column, as "):
        one_column("supply[2024]", SUPPLY, "audit")
