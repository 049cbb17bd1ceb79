from pathlib import Path

import pytest

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views import plots


def signed(x: Number) -> Number:
    """Return a number of either sign [GPU]."""
    return x


def constant(c: Number) -> Number:
    """Return a fixed number [GPU]."""
    return c


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_each_headline_quantity_has_its_picture(keep: str, tmp_path: Path) -> None:
    study = uc.load("sora")
    paths = plots.save_densities(study, uc.run(study, draws=4096, keep=keep), tmp_path / "figures", ci_prob=0.9)
    assert [path.name for path in paths] == [
        "train_gpu_months.png",
        "train_gpu_months.svg",
        "peak_gpus.png",
        "peak_gpus.svg",
    ]
    assert [path.read_bytes()[:5] for path in paths] == [b"\x89PNG\r", b"<?xml"] * 2


def test_the_same_run_gives_the_same_picture(tmp_path: Path) -> None:
    study = uc.load("sora")
    run = uc.run(study, draws=1024)
    first, second = (plots.save_densities(study, run, tmp_path / name, ci_prob=0.9) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_figure_says_what_the_table_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(plots, "write_figure", lambda figure, *_: seen.append(figure.axes[0]) or [])
    study = uc.load("sora")
    run = uc.run(study)
    plots.save_densities(study, run, tmp_path / "figures", ci_prob=0.9)
    axes = seen[0]
    row = uc.summarize(run).set_index("quantity").loc["train_gpu_months"]
    interval = next(line for line in axes.lines if len(line.get_xdata()) == 2)
    assert [10**end for end in interval.get_xdata()] == pytest.approx([row["p5"], row["p95"]], rel=0.01)
    assert axes.get_xlabel() == "GPU·month"
    assert "published 4,211 to 10,528" in "".join(text.get_text() for text in axes.texts)


def test_signed_and_constant_quantities_are_drawn(tmp_path: Path) -> None:
    study = uc.Study([signed, constant], {"x": "-1 to 2", "c": 5.0}, figures=[uc.Figure("constant", 4, 6)])
    paths = plots.save_densities(study, uc.run(study, draws=256), tmp_path / "figures", ci_prob=0.9)
    assert [path.name for path in paths] == ["signed.png", "signed.svg", "constant.png", "constant.svg"]
