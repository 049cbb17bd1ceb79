"""What the pages show: each form of a prior can be read, and commands go in their order.

That their code runs and gives what they say is checked where the site is built, `make docs`.
"""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from repository import REPOSITORY

import uncertain_compute as uc
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.forms import form_names
from uncertain_compute.priors.reading.spec import prior

DOCS = REPOSITORY / "docs"
README = REPOSITORY / "README.md"
PAGES = [README, *sorted(path for path in DOCS.rglob("*.md") if not {"_build", "generated"} & {*path.parts})]
BELIEFS = (DOCS / "how_to" / "say_a_belief.md").read_text(encoding="utf-8")
TABLE = BELIEFS.split("\n\n")[1]
FORMS = [re.match(r"\| `(.+?)`[ ,]", line) for line in TABLE.splitlines()[2:]]
DOI = r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]*[A-Za-z0-9]"
WRITTEN = [form[1] for form in FORMS if form]


@pytest.mark.parametrize("written", WRITTEN)
def test_each_form_of_the_table_can_be_read(written: str, tmp_path: Path) -> None:
    for name in ("clips.csv", "fit.csv"):
        (tmp_path / name).write_text("seconds\n" + "\n".join(map(str, np.linspace(2, 60, 30))), encoding="utf-8")
    (tmp_path / "forecast.csv").write_text("1,0.1\n2,0.5\n9,0.9", encoding="utf-8")
    assert np.isfinite(prior(yaml.safe_load(written), folders=[tmp_path]).ppf(np.array([0.05, 0.5, 0.95]))).all()


def test_the_table_has_a_row_for_each_kind_of_form() -> None:
    assert len(WRITTEN) == len(TABLE.splitlines()) - 2
    for name in set(form_names()) - set(FAMILIES) - {"metalog"}:
        assert any(written.startswith(f"{{{name}:") for written in WRITTEN), name


def test_each_family_has_beliefs_to_be_drawn_in_the_reference() -> None:
    for name, family in FAMILIES.items():
        assert family.examples, name
        assert all(prior({name: belief}).distribution for belief in family.examples)


def test_what_compares_the_newest_run_follows_a_run_of_the_same_model() -> None:
    """Commands are tried in the order of a page, and `runs/latest` is whatever ran last."""
    after = [(page, line) for page in PAGES for line in commands_of(page) if "runs/latest," in line]
    assert after
    for page, line in after:
        commands = commands_of(page)
        runs = [one for one in commands if not re.search(r"compare=|view=|show=", one)]
        newest = [one for one in runs if commands.index(one) < commands.index(line)][-1]
        assert re.findall(r"model=\w+|--config-dir\S*", newest) == re.findall(r"model=\w+|--config-dir\S*", line)


def commands_of(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if re.search("uncertain.compute", line)]


def test_the_path_of_ones_own_is_drawn_as_it_is_printed(tmp_path: Path) -> None:
    shown = (DOCS / "how_to" / "paths_over_years.md").read_text(encoding="utf-8")
    for name, text in re.findall(r":caption: (fleet/\S+)\n(.*?)```", shown, re.DOTALL):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    study = uc.load("fleet", priors="fleet", config_dir=tmp_path / "fleet" / "conf")
    run = uc.run(study, draws=256)
    drawn = run["prior"].to_dataset()
    by_hand = drawn["first_fleet"] * (1 + drawn["growth"]) ** 6 * drawn["deviation"].sel(year="2032")
    np.testing.assert_allclose(drawn["fleet"].sel(year="2032"), by_hand)
    np.testing.assert_allclose(drawn["power"] * 1e3, drawn["fleet"] * drawn["chip_power"])
    assert study.unit("power") == "MW"


def test_the_study_in_the_readme_is_drawn_as_it_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[0]
    names: dict[str, uc.Study] = {}
    exec(shown.replace("uc.run(study)", "uc.run(study, draws=256)").split("uc.report(")[0], names)  # noqa: S102
    assert names["study"].unit("power") == "MW"


def test_links_of_the_readme_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert len(links) > 5
    assert [link for link in links if not (REPOSITORY / link).is_file()] == []


def test_each_doi_is_well_formed_and_what_docstrings_cite_is_in_the_bibliography() -> None:
    bibliography = (DOCS / "reference" / "bibliography.md").read_text(encoding="utf-8")
    links = re.findall(r"\[doi:(\S+?)\]\(https://doi\.org/(\S+?)\)", bibliography)
    assert len(links) == bibliography.count("doi.org/") > 20
    assert [said for said, address in links if said != address or not re.fullmatch(DOI, said)] == []
    assert len(set(links)) == len(links)
    code = [path.read_text(encoding="utf-8") for path in Path(uc.__file__).parent.rglob("*.py")]
    cited = {doi.rstrip(".") for text in code for doi in re.findall(rf"doi(?::|\.org/)({DOI})", text)}
    assert cited
    assert cited - {said for said, _ in links} == set()


def test_the_words_of_the_glossary_are_spelt_as_they_are_there() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (REPOSITORY / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)
    terms = [term for row in rows[1:] for term in row.split(", ")]
    wrong = {variant for term in terms for variant in compounds(term.lower()) - {*terms}}
    wrong |= {slip for term in terms for word in re.findall("[a-z]{7,}", term) for slip in slips(word)}
    assert {"prior-set", "assumpton", "assumtpion", "assummption"} <= wrong
    prose = [
        *PAGES,
        REPOSITORY / "CHANGELOG.md",
        REPOSITORY / "CONTRIBUTING.md",
        *(REPOSITORY / "conf").rglob("*.yaml"),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in prose)
    found = {*re.findall(r"[\w-]+", re.sub(r"`[^`]*`", "", text).lower())}
    assert found & wrong == set()


def compounds(term: str) -> set[str]:
    """Return a term of several words in one word and with hyphens."""
    words = term.split()
    return {"".join(words), "-".join(words)} if len(words) > 1 else set()


def slips(word: str) -> set[str]:
    """Return a word with one letter left out, twice, or before the one that precedes it."""
    halves = [(word[:at], word[at:]) for at in range(1, len(word))]
    changed = {before + rest[1:] for before, rest in halves} | {before + rest[0] + rest for before, rest in halves}
    swapped = {before[:-1] + rest[0] + before[-1] + rest[1:] for before, rest in halves}
    return (changed | swapped) - {word, word.removesuffix("s")}
