"""Tables of facts, and prior sets that a model has for itself."""

from pathlib import Path

import pytest

import uncertain_compute as uc

EQUATIONS = '''
def work(rate, share):
    """What a chip does [FLOP/s/GPU]."""
    return rate * share
'''
MODEL = """
equations: [equations.py]
targets: [work]
dimensions: {chip: [fast, slow]}
tables: {chip: chips.csv}
inputs:
  rate: {unit: FLOP/s/GPU, range: positive}
  share: {unit: "1", range: [0, 1]}
"""
TABLE = """chip,input,value,unit,why,source,date,status
fast,rate,9e14,FLOP/s/GPU,a fact,a data sheet,2026-11,found
slow,rate,3e14,FLOP/s/GPU,a fact,a data sheet,2026-11,found
odd,rate,1e14,FLOP/s/GPU,a fact,a data sheet,2026-11,recalled
"""
SHARES = """
share:
  unit: "1"
  chip: {fast: 0.4 to 0.5, slow: 0.5 to 0.6, odd: 0.1 to 0.9}
correlations:
  - {pair: ["share[fast]", "share[odd]"], rank: 0.5}
  - {all: ["share[fast]", "share[slow]", "share[odd]"], rank: 0.3}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    conf = tmp_path / "conf"
    for name, text in {
        "model/lab.yaml": MODEL,
        "priors/lab/published.yaml": SHARES,
        "priors/lab/wide.yaml": SHARES.replace("0.4 to 0.5", "0.2 to 0.5"),
    }.items():
        (conf / name).parent.mkdir(parents=True, exist_ok=True)
        (conf / name).write_text(text, encoding="utf-8")
    (tmp_path / "equations.py").write_text(EQUATIONS, encoding="utf-8")
    (tmp_path / "chips.csv").write_text(TABLE, encoding="utf-8")
    return conf


def test_a_table_gives_the_facts_of_the_coordinates_that_the_dimension_lists(folder: Path) -> None:
    study = uc.load("lab", config_dir=folder)
    assert study.medians(["rate"])["rate"].values.tolist() == [9e14, 3e14]
    assert study.columns["rate[fast]"].prior.source == "a data sheet"


def test_what_is_believed_of_other_coordinates_of_the_table_is_left_out(folder: Path) -> None:
    study = uc.load("lab", config_dir=folder)
    assert [name for name in study.columns if name.startswith("share")] == ["share[fast]", "share[slow]"]
    assert [(tie.first, tie.second) for tie in study.correlations] == [("share[fast]", "share[slow]")]


def test_what_the_config_says_of_a_fact_wins(folder: Path) -> None:
    study = uc.load("lab", config_dir=folder, overrides=["+model.inputs.rate.chip.fast=7e14"])
    assert study.medians(["rate"])["rate"].values.tolist() == [7e14, 3e14]


def test_a_model_takes_the_prior_sets_in_the_folder_of_its_name(folder: Path) -> None:
    default, wide = (uc.load("lab", priors=name, config_dir=folder) for name in (None, "wide"))
    assert default.columns["share[fast]"].ppf(0.05) == pytest.approx(0.4)
    assert wide.columns["share[fast]"].ppf(0.05) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["model.dimensions.chip=[fast,slwo]"], r"model\.dimensions\.chip: no row of .*chips\.csv 'slwo'; .*'slow'"),
        (["model.tables.chip=chip.csv"], r"model\.tables\.chip: no file 'chip\.csv'"),
        (["priors=wied"], "priors of model=lab: 'wied' is not one of published, wide; did you mean 'wide'"),
        (["priors.share.chip.fats=0.3"], r"priors\.share\.chip: no coordinate 'fats'; did you mean 'fast'"),
    ],
)
def test_what_a_table_cannot_give_is_refused(folder: Path, overrides: list[str], said: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=said):
        uc.load("lab", config_dir=folder, overrides=overrides)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ("{chips: chips.csv}", r"model\.tables: no dimension 'chips'; did you mean 'chip'"),
        ("[chips.csv]", r"model\.tables: \['chips\.csv'\] is not a mapping"),
        ("{chip: 3}", r"model\.tables\.chip: no file '3'"),
    ],
)
def test_what_names_no_table_is_refused(folder: Path, tables: str, said: str) -> None:
    (folder / "model" / "lab.yaml").write_text(MODEL.replace("{chip: chips.csv}", tables), encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError, match=said):
        uc.load("lab", config_dir=folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("chip,input", "chips,input", "its first line must be chip,input,value,unit,why,source,date,status"),
        ("slow,rate", "fast,rate", "line 3: 'fast' comes twice"),
        (",found\nodd", "\nodd", "line 3: has 7 cells, line 1 8"),
        ("odd,rate", "odd,rat", "'rat' is not an input of the model"),
        ("9e14", "fast", r"rate\.chip\.fast: 'fast' is (not a number|neither)"),
        ("a fact", '"a fact', "is not a CSV file|cells, line 1"),
    ],
)
def test_a_file_that_is_no_table_is_refused(folder: Path, old: str, new: str, said: str) -> None:
    (folder.parent / "chips.csv").write_text(TABLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError, match=said):
        uc.load("lab", config_dir=folder)


def test_a_belief_about_one_coordinate_stands_beside_the_facts_of_the_others(folder: Path) -> None:
    believed = SHARES + '\nrate:\n  unit: FLOP/s/GPU\n  chip: {slow: {value: "2e14 to 4e14", why: measured}}\n'
    (folder / "priors" / "lab" / "believed.yaml").write_text(believed, encoding="utf-8")
    study = uc.load("lab", priors="believed", config_dir=folder)
    assert study.columns["rate[fast]"].prior.source == "a data sheet"
    assert study.columns["rate[slow]"].prior.why == "measured"
    alone = uc.load("lab", priors="believed", overrides=["model.dimensions.chip=[fast]"], config_dir=folder)
    assert alone.medians(["rate"])["rate"].values.tolist() == [9e14]
