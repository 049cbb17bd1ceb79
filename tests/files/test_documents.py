"""YAML files are read within limits, with one meaning, and an error in one line that names the file and the line."""

import time
from pathlib import Path
from typing import Any

import pytest
from omegaconf import OmegaConf
from repository import EXAMPLES

import uncertain_compute as uc
from uncertain_compute.config.key_names import CONF
from uncertain_compute.files.documents import MOST_BYTES, MOST_NODES, document

SHIPPED = [*CONF.rglob("*.yaml"), *EXAMPLES.rglob("*.yaml")]


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def read(text: str | bytes) -> Any:
        path = tmp_path / "mine.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return document(path)

    return read


@pytest.mark.parametrize("path", SHIPPED, ids=[path.name for path in SHIPPED])
def test_the_shipped_files_mean_what_hydra_reads_in_them(path: Path) -> None:
    assert document(path) == OmegaConf.to_container(OmegaConf.load(path))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("a: 1e5", {"a": 1e5}),
        ("a: -.5", {"a": -0.5}),
        ("a: .inf", {"a": float("inf")}),
        ("a: 1_000", {"a": 1000}),
        ("a: 2024-03-01", {"a": "2024-03-01"}),
        ("a: 'yes'\r\nb: \"017\"", {"a": "yes", "b": "017"}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &x {b: 1}\nc: {<<: *x, b: 2}", {"a": {"b": 1}, "c": {"b": 2}}),
        ("{4: 0.5, 8.0: 0.5}", {4: 0.5, 8.0: 0.5}),
        ("a: {true: 1}", "line 1: the key True is not a name"),
        ("- ~\n- 0\n- Zürich\n- 'a\tb'", [None, 0, "Zürich", "a\tb"]),
    ],
)
def test_what_is_read(text: str, value: Any, written: Any) -> None:
    if isinstance(value, str):
        with pytest.raises(uc.UncertainComputeError, match=value):
            written(text)
    else:
        assert written(text) == value


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)
REFUSED = [
    ("a: 017", 'line 1: 017 may be read in two ways; write 17 or "017"'),
    ("a: -017", 'write -17 or "-017"'),
    ("a: 1\nb: {c: [1:30]}", "line 2: 1:30 may be read in two ways; write a decimal number"),
    ("a: 1:30.5", "1:30.5 may be read in two ways"),
    ("a: 0x1F", "0x1F may be read in two ways"),
    ("a: 0b1", "0b1 may be read in two ways"),
    ("a: 0o17", "0o17 may be read in two ways"),
    ("a: {017: 0.5}", "017 may be read in two ways"),
    ("a: yes", 'yes would be read as true; write true or "yes"'),
    ("a: Off", 'Off would be read as false; write false or "Off"'),
    ("a: [NO, SE]", "NO would be read as false"),
    ("1: a\n1.0: b", "line 2: the key 1.0 comes twice"),
    ("1: a\n'1': b", "line 2: the key '1' comes twice"),
    ("a: 1\nb: 2\na: 3", "line 3: the key 'a' comes twice"),
    ("? [a, b]\n: 1", "is not a name"),
    ("~: 1", "line 1: the key None is not a name"),
    ("true: 1\ntrue: 2", "the key True is not a name"),
    ("'': 1", "'' is empty; a name is one line"),
    ('"a\\nb": 1', "has a line break; a name is one line"),
    ("a: !!int abc", "line 1: has a tag"),
    ("a: !!python/object/apply:os.system [echo]", "line 1: has a tag"),
    ("a: !mine {b: 1}", "line 1: has a tag"),
    ("a: !!python/name:os.system", "line 1: has a tag"),
    ("a: &a [*a]", "line 1: &a holds itself"),
    ("a: &a {b: {c: *a}}", "&a holds itself"),
    ("a: *b", "line 1: found undefined alias"),
    ("[" * 300 + "]" * 300, "nested deeper than 50 levels"),
    ("{a: " * 100_000, "nested deeper than 50 levels"),
    (LAUGHS, "more than 100,000 values, with each alias in full"),
    ("- 1\n" * (MOST_NODES + 1), "more than 100,000 values"),
    (f"a: {'9' * 5000}", "line 1: an integer of more than 4,300 digits"),
    ("a" * (MOST_BYTES + 1), "mine.yaml: larger than 5 MB"),
    (b"a: \xff", "mine.yaml, line 1: is not UTF-8 text"),
    ("a: é".encode("utf-16"), "line 1: is not UTF-8 text"),
    ("a: 1\nb: x\x1by", "mine.yaml, line 2: has the character U+001B"),
    ("a: x\x00", "line 1: has the character U+0000"),
    ("a: x\x9b", "line 1: has the character U+009B"),
    ("a: x\u202e", "line 1: has the character U+202E"),
    ('a: "x\\x1b"', "line 1: has the character U+001B"),
    ('a: 1\nb: "\\u2066"', "line 2: has the character U+2066"),
    ('a: "\\ud800"', "line 1: "),
    ("a: \ud800", "line 1: is not UTF-8 text"),
    ("[a, b\n", "line 2: while parsing a flow sequence"),
    ("a: b: c", "line 1: mapping values are not allowed"),
    ("a: 1\n---\nb: 2", "expected a single document"),
    ("SECRET=hunter2", "holds neither a mapping nor a list"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_is_not_read(text: str | bytes, message: str, written: Any) -> None:
    began = time.process_time()
    with pytest.raises(uc.UncertainComputeError) as raised:
        written(text)
    assert time.process_time() - began < 10
    assert message in str(raised.value)
    assert "mine.yaml" in str(raised.value)
    assert "hunter2" not in str(raised.value)
    assert "\n" not in str(raised.value)
