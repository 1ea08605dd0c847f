"""`advisor calibrate`, and what other commands take of it."""

import os
from pathlib import Path

import pytest

from advisor.calibrating import stored
from tests.calibrating.test_stored import MEASURED
from tests.cli.running import CONFIGS, advisor

TABLE = ("--task", "binary", "--rows", "5000")
SAID = "measured on this machine on 2026-11-29 by advisor calibrate"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "calibration.yaml"
    stored.write(path, {"cpu": MEASURED})
    return path


def test_recommend_takes_what_was_measured_and_its_config_keeps_it(place: Path, tmp_path: Path) -> None:
    env = {"ADVISOR_CALIBRATION": str(place)}
    first = advisor("recommend", *TABLE, "-q", env=env)
    assert first.code == 0
    assert b'date: "2026-11-29"' in first.out
    config = tmp_path / "config.yaml"
    config.write_bytes(first.out)
    without = advisor("recommend", str(config), "-q", "--locked", env={"ADVISOR_CALIBRATION": ""})
    assert (without.code, without.out) == (0, first.out)
    assert SAID in advisor("explain", "resources.training_hours", str(config)).text


def test_it_is_not_taken_for_another_machine_or_a_config_made_without(place: Path) -> None:
    env = {"ADVISOR_CALIBRATION": str(place)}
    elsewhere = advisor("recommend", *TABLE, "--accelerator", "h100", "-q", env=env)
    assert b"step_us" not in elsewhere.out
    config = CONFIGS / "titanic-like" / "config.yaml"
    assert advisor("recommend", str(config), "-q", env=env).out == config.read_bytes()


def test_a_damaged_file_is_named_and_left_out(place: Path) -> None:
    place.write_text("schema: [", encoding="utf-8")
    result = advisor("recommend", *TABLE, env={"ADVISOR_CALIBRATION": str(place)})
    assert result.code == 0
    assert f"note: {place} is not used: it is damaged" in result.err
    assert b"step_us" not in result.out


def test_without_pytorch_it_is_said_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('none')", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    result = advisor("calibrate", env={"PYTHONPATH": path, "ADVISOR_CALIBRATION": str(tmp_path / "new")})
    assert result.code == 2
    assert "PyTorch is not installed" in result.err
    assert "pip install 'nn-advisor[torch]'" in result.err
    assert not (tmp_path / "new").exists()


def test_an_empty_variable_keeps_nothing(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    result = advisor("calibrate", env={"ADVISOR_CALIBRATION": ""})
    assert result.code == 2
    assert "ADVISOR_CALIBRATION" in result.err
