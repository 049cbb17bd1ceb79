"""The page of a comparison: the same numbers as in the terminal, in one file that loads nothing."""

from pathlib import Path

import pytest
from markupsafe import escape
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.reporting.comparison_page import write_comparison
from uncertain_compute.views.tables.comparison import attribution_sentences, comparison_cells, difference_sentences

HOSTILE = "<script>alert(1)</script>\"'&"


def product(a: Number, b: Number) -> Number:
    """Return the product [GPU]."""
    return a * b


def compared(**priors: object) -> DataTree:
    mine = uc.Study([product], {"a": "1 to 40", "b": "2 to 3"})
    yours = uc.Study([product], {"a": "10 to 90", "b": "2 to 3", **priors})
    return uc.compare({"mine": mine, HOSTILE: yours}, draws=512, chains=4)


@pytest.fixture(scope="module")
def tree() -> DataTree:
    return compared()


@pytest.fixture(scope="module")
def page(tree: DataTree, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparison")
    write_comparison(tree, folder, ["svg"], page=True)
    return folder / "report.html"


def test_the_page_says_what_the_terminal_does(tree: DataTree, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for sentence in attribution_sentences(tree):
        assert f'<p class="answer">{escape(sentence)}</p>' in text
    for _, _, rows in comparison_cells(tree):
        for cells in rows.values():
            assert all(f'data-label="{name}">{escape(cell)}</td>' in text for name, cell in cells.items())
    beliefs = text.partition('<section id="beliefs"')[2]
    assert beliefs.count('<th scope="row">') == 1
    assert "1 · 6.32 · 40" in beliefs
    assert "10 · 30 · 90" in beliefs


def test_the_variants_stand_beside_the_answer_and_the_others_under_what_makes_the_difference(page: Path) -> None:
    sections = page.read_text(encoding="utf-8").split("<section")
    assert {one.split('"')[1]: one.count("<figure") for one in sections if "<figure" in one} == {
        "answer": 1,
        "reasons": 2,
    }


def test_it_is_one_file_of_static_text(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
    assert text.count("<figure") == len([*(page.parent / "figures").iterdir()]) == 3


def test_the_same_comparison_gives_the_same_bytes(tree: DataTree, page: Path, tmp_path: Path) -> None:
    write_comparison(tree, tmp_path, ["svg"], page=True)
    assert (tmp_path / "report.html").read_bytes() == page.read_bytes()


def test_without_a_page_there_are_figures_alone(tree: DataTree, tmp_path: Path) -> None:
    write_comparison(tree, tmp_path, ["png"], page=False)
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]


def test_where_nothing_is_attributed_the_answer_is_the_medians(tree: DataTree) -> None:
    (said,) = difference_sentences(tree)
    assert said.startswith(f"product: the median of {HOSTILE} is ×")
