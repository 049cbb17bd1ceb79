import os
import sys

import pytest
from pytensor.configparser import parse_config_string

from uncertain_compute.files.compiled_code import FLAGS, choose_pytensor_settings


@pytest.fixture
def without_pytensor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pytensor", raising=False)
    monkeypatch.delenv(FLAGS, raising=False)


@pytest.mark.usefixtures("without_pytensor")
def test_compiled_functions_keep_the_order_of_arithmetic_and_have_a_folder_of_their_own() -> None:
    choose_pytensor_settings()
    choose_pytensor_settings()
    flags = parse_config_string(os.environ[FLAGS])
    assert flags["numba__fastmath"] == "False"
    assert flags["base_compiledir"].endswith("uncertain_compute")
    assert flags["generated_src_dir"].endswith("uncertain_compute/generated")
    assert os.environ[FLAGS].count("fastmath") == 1


@pytest.mark.usefixtures("without_pytensor")
def test_what_the_user_has_set_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FLAGS, "numba__fastmath=True,base_compiledir=elsewhere")
    choose_pytensor_settings()
    flags = parse_config_string(os.environ[FLAGS])
    assert (flags["numba__fastmath"], flags["base_compiledir"]) == ("True", "elsewhere")
