import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.study.column_order import columns_in_order


def test_what_is_added_to_a_study_is_declared_last() -> None:
    """An assumption that becomes uncertain or gets another belief stays where it is; a new equation's come behind."""

    def area(width: Number, height: Number) -> Number:
        """Area [m2]."""
        return width * height

    def volume(area: Number, depth: Number) -> Number:
        """Volume [m3]."""
        return area * depth

    def lid(area: Number, thickness: Number) -> Number:
        """Volume of the lid [m3]."""
        return area * thickness

    inputs = {"width": {"value": 2.0}}
    few = uc.Study([volume, area], {"depth": 1.0, "height": "1 to 2"}, inputs=inputs)
    assert columns_in_order(few) == ["depth", "height", "width"]
    more = uc.Study([volume, area, lid], {"thickness": 1.0, "height": 1.0, "depth": "1 to 2"}, inputs=inputs)
    assert columns_in_order(more) == ["depth", "height", "thickness", "width"]
    said = uc.Study([volume, area], {"depth": 1.0, "height": 2.0, "area": "1 to 2", "width": 3.0}, inputs=inputs)
    assert columns_in_order(said) == ["depth", "height", "area", "width"]
