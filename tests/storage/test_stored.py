"""A run that a stranger sent is data: what it names is not imported, and nothing is looked up for it."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import done as command
from conftest import Cli
from repository import EXAMPLE
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.storage.run_file import load_run, save_run
from uncertain_compute.storage.stored_config import stored_config
from uncertain_compute.storage.stored_study import OtherVersionError, stored_study

ASKED = ("draws=64", "report=none", "sensitivity=none")
EVIL = "from pathlib import Path\nPath(__file__).with_name('marker').touch()\ndef odd(): return 1.0\n"


def made_by(said: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    done = command([*said, *ASKED], folder, tmp_path_factory.mktemp("said"))
    assert done.returncode == 0, done.stderr
    return (folder / "runs" / "latest").resolve()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of the shipped study."""
    return made_by(["targets=clip_frames"], tmp_path_factory)


@pytest.fixture(scope="module")
def read(shipped: Path) -> DataTree:
    """Return what is in that folder, read once."""
    return load_run(shipped)


@pytest.fixture
def run(read: DataTree) -> DataTree:
    """Return a copy of it, to be changed."""
    return read.copy(deep=True)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of a study of one's own."""
    return made_by(["--config-dir", str(EXAMPLE.parent / "conf"), "model=lab", "priors=lab"], tmp_path_factory)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a copy of that study's folder."""
    return Path(shutil.copytree(EXAMPLE.parent, tmp_path / "study"))


def with_config(run: DataTree, change: Callable[[Any], object]) -> DataTree:
    config = yaml.load(run.attrs["config"], Loader=yaml.CSafeLoader)
    change(config)
    run.attrs["config"] = yaml.dump(config, Dumper=yaml.CSafeDumper, sort_keys=False)
    return run


CALLED: dict[str, Callable[[Any, Path], object]] = {
    "file in the current folder": lambda config, _: config["model"]["equations"].append("evil.py"),
    "file anywhere": lambda config, folder: config["model"]["equations"].append(str(folder / "evil.py")),
    "file above": lambda config, _: config["model"].update(equations=["../evil.py"]),
    "module": lambda config, _: config["model"]["equations"].append("evil"),
    "module of another package": lambda config, _: config["model"]["equations"].append("antigravity"),
    "own module that is no model": lambda config, _: config["model"]["equations"].append("uncertain_compute.__main__"),
    "file of evidence": lambda config, _: config.update(evidence={"equations": ["evil.py"], "observations": {}}),
}


@pytest.fixture
def strange(study: Path, tmp_path: Path) -> Path:
    """Return a folder for a stranger's run, with code in it, in the current folder, and in the user's own study."""
    folder = tmp_path / "strange"
    for place in (tmp_path, study, folder):
        place.mkdir(exist_ok=True)
        (place / "evil.py").write_text(EVIL, encoding="utf-8")
    return folder


def sent(run: DataTree, name: str, tmp_path: Path) -> DataTree:
    run = with_config(run, lambda config: CALLED[name](config, tmp_path))
    run.attrs["equation_sources"] = [f"{sha256(EVIL.encode()).hexdigest()}  evil.py"]
    return run


@pytest.mark.parametrize("name", CALLED)
@pytest.mark.usefixtures("strange")
def test_nothing_that_a_stranger_s_run_names_is_imported(
    name: str, run: DataTree, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    run = sent(run, name, tmp_path)
    for folders in ([], [study / "conf"]):
        with pytest.raises(uc.UncertainComputeError, match=r"is neither shipped nor a file that a study of --config-d"):
            stored_study(run, folders)
    assert not list(tmp_path.rglob("marker"))


def test_no_command_imports_what_a_stranger_s_run_names(
    run: DataTree, study: Path, strange: Path, cli: Cli, tmp_path: Path
) -> None:
    save_run(sent(run, "file in the current folder", tmp_path), strange)
    own = ("--config-dir", str(study / "conf"))
    done = cli(*own, f"view={strange}")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is neither shipped nor a file that a study of --config-dir names" in done.stderr
    done = cli(*own, f"compare=[{strange},point]", "targets=clip_frames", "draws=64")
    assert done.returncode == 0, done.stderr
    assert "its study cannot be composed again" in " ".join(done.stdout.split())
    assert not list(tmp_path.rglob("marker"))


def test_a_study_of_ones_own_is_imported_while_its_file_is_what_it_was(
    own: Path, study: Path, cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "equations.py").write_text(EVIL, encoding="utf-8")
    run = load_run(own)
    assert stored_study(run, [study / "conf"]).targets[0] == "h100_equivalents"
    with pytest.raises(uc.UncertainComputeError, match=r"'equations\.py' is neither shipped nor a file"):
        stored_study(run, [])
    with (study / "equations.py").open("a", encoding="utf-8") as file:
        file.write(EVIL)
    with pytest.raises(OtherVersionError, match=r"^equations\.py$"):
        stored_study(run, [study / "conf"])
    done = cli("--config-dir", str(study / "conf"), f"view={own}")
    assert f"{own} was made by another version of the model (equations.py); run it again: python -m" in done.stderr
    assert not list(tmp_path.rglob("marker"))


def say(key: str, value: Any) -> Callable[[Any], object]:
    """Return what says something at a dotted key of a config."""
    *above, last = key.split(".")

    def change(config: Any) -> None:
        for part in above:
            config = config[part]
        config[last] = value

    return change


LOOKED_UP = "config: {}: {!r} refers to something other than a key, which is not allowed in a stored run"

REFUSED: dict[str, tuple[Callable[[Any], object], str]] = {
    **{
        value: (say("model.title", value), LOOKED_UP.format("model.title", value))
        for value in (
            "${oc.env:SECRET}",
            "said: ${oc.env:SECRET,none}",
            "${ oc.env : SECRET }",
            "${${model.about}:SECRET}",
            "${hydra:runtime.cwd}",
        )
    },
    "in a prior": (
        say("priors.clip_duration.why", "${oc.decode:x}"),
        LOOKED_UP.format("priors.clip_duration.why", "${oc.decode:x}"),
    ),
    "to itself": (say("model.title", "${model.title}"), "model.title: its references lead back to itself"),
    "to nowhere": (say("model.title", "${model.nowhere}"), "refers to a key that does not exist"),
    "data anywhere": (
        say("priors.clip_duration.value", {"empirical": {"file": "/etc/passwd", "column": "a"}}),
        "priors.clip_duration.value.empirical.file: '/etc/passwd' leads out of the study's folder",
    ),
    "table anywhere": (
        say("priors.clip_duration.value", {"cdf": {"file": "/etc/passwd"}}),
        "priors.clip_duration.value.cdf.file: '/etc/passwd' leads out of the study's folder",
    ),
    "data above": (
        say("priors.clip_duration.value", {"mixture": [{"weight": 1, "value": {"empirical": {"file": "../a.csv"}}}]}),
        "priors.clip_duration.value.mixture.0.value.empirical.file: '../a.csv' leads out of the study's folder",
    ),
    "data here": (
        say("priors.clip_duration.value", {"empirical": {"file": "data.csv", "column": "a"}}),
        "'data.csv' is not a file in the folder of a study of --config-dir",
    ),
    "audit anywhere": (say("model.audit", "/etc/passwd"), "model.audit: '/etc/passwd' leads out of the study's"),
    "charts above": (say("model.charts", "../pyproject.toml"), "model.charts: '../pyproject.toml' leads out of"),
    "no list": (say("model.equations", 3), "config: something is missing or damaged (TypeError"),
    "other type": (say("draws", "many"), "draws: 'many' is not a whole number"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_stored_config_looks_nothing_up(
    name: str, run: DataTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, message = REFUSED[name]
    monkeypatch.setenv("SECRET", "hunter2")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text("a\n1\n2\n", encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError) as refused:
        stored_study(with_config(run, change), [])
    assert message in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


DOUBLED = {f"k{number}": f"${{model.k{number + 1}}}${{model.k{number + 1}}}" for number in range(40)} | {
    "k40": "x" * 10_000
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [1]\nb: [*a, *a]", "config: has an alias, a tag or more than 50 levels"),
        ("a: !!python/object/apply:os.system [ls]", "config: has an alias, a tag or"),
        ("[" * 300 + "]" * 300, "config: has an alias, a tag or more than 50 levels"),
        ("a: [1", "while parsing a flow sequence"),
        ("- 1", "config: is not a mapping"),
        (f"draws: {'9' * 5000}", "config, line 1: an integer of more than 4,300 digits"),
        ("x" * (2**22 + 1), "config: has more than 4,194,304 letters"),
        (yaml.safe_dump({"model": DOUBLED}), "its references "),
    ],
)
def test_a_stored_config_that_may_take_without_end_is_refused(text: str, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as refused:
        stored_config(_tree(text))
    assert message in str(refused.value)


def _tree(config: str) -> DataTree:
    tree = DataTree()
    tree.attrs["config"] = config
    return tree


def test_plain_references_stay() -> None:
    model = "model: {title: 'of ${seed}', about: '${.title}', dimensions: '${priors.x[1]}'}"
    text = f"{model}\nseed: 3\npriors: {{x: [1, {{a: [b]}}]}}"
    config = stored_config(_tree(text))
    assert (config.model.title, config.model.about, config.model.dimensions) == ("of 3", "of 3", {"a": ["b"]})
    assert (config.chains, config.draws) == (16, 65536)


def test_where_a_run_went_is_not_looked_up() -> None:
    assert stored_config(_tree("runs: ${oc.env:HOME}/runs\nseed: 3")).seed == 3


@pytest.mark.parametrize("model", ["../../../strange/evil", "sora,lab", "${oc.env:SECRET}", "nowhere"])
def test_what_a_run_says_was_chosen_is_composed_by_name_alone(
    model: str, run: DataTree, cli: Cli, tmp_path: Path
) -> None:
    run.attrs["choices"] = [model, "published"]
    run.attrs["command"] = "python -m uncertain_compute; rm -rf ~"
    save_run(run, tmp_path)
    done = cli(f"view={tmp_path}")
    assert done.returncode == 0, done.stderr
    run.attrs["equation_versions"] = ["1"]
    save_run(run, tmp_path)
    done = cli(f"view={tmp_path}")
    assert done.stderr.endswith("run it again: python -m uncertain_compute\n")
