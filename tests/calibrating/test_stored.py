"""The file of a measurement: where it lies, what is read of it, and when it is not this machine's."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from advisor.calibrating import stored
from advisor.calibrating.fitting import of_this_machine
from advisor.problem.facts import Calibration

RATES: dict[str, Any] = {
    name: 1.0 for name in Calibration.__struct_fields__ if name not in ("kind", "date", "device", "torch", "threads")
}
MEASURED = Calibration(date="2026-11-29", device="NVIDIA GeForce RTX 3090", torch="2.13.0", threads=1, **RATES)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    place = tmp_path / "new" / "calibration.yaml"
    stored.write(place, {"cpu": MEASURED})
    assert stored.read(place) == stored.Stored({"cpu": MEASURED})
    assert place.read_text(encoding="utf-8").startswith("# What this machine reaches")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("schema: advisor/calibration/v1", "schema: other", "its schema", id="schema"),
        pytest.param("schema", "{", "it is damaged", id="no YAML"),
        pytest.param("machine: ", "machine: another ", "it was measured on", id="another machine"),
        pytest.param("dense_gflops: 1.0", "dense_gflops: quick", "it is damaged", id="a word"),
        pytest.param("dense_gflops: 1.0", "dense_gflops: -1.0", "it is damaged", id="below zero"),
        pytest.param("  dense_gflops: 1.0\n", "", "not all rates", id="a rate is missing"),
        pytest.param("2026-11-29", "yesterday", "not all rates", id="no day"),
    ],
)
def test_what_is_damaged_or_foreign_is_not_used(old: str, new: str, fault: str, tmp_path: Path) -> None:
    place = tmp_path / "calibration.yaml"
    stored.write(place, {"cpu": MEASURED})
    text = place.read_text(encoding="utf-8")
    head, _, body = text.partition("schema:")
    changed = ("schema:" + body).replace(old, new, 1)
    assert changed != "schema:" + body
    place.write_text(head + changed, encoding="utf-8")
    read = stored.read(place)
    assert read.found == {}
    assert fault in read.fault


def test_nothing_is_said_where_there_is_no_file(tmp_path: Path) -> None:
    assert stored.read(tmp_path / "none.yaml") == stored.read(None) == stored.Stored({})


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param({stored.VARIABLE: ""}, None, id="none"),
        pytest.param({stored.VARIABLE: "/a/file.yaml"}, "/a/file.yaml", id="named"),
        pytest.param({"XDG_CONFIG_HOME": "/settings"}, "/settings/advisor/calibration.yaml", id="settings"),
        pytest.param({"XDG_CONFIG_HOME": "relative"}, "/home/.config/advisor/calibration.yaml", id="not absolute"),
        pytest.param({}, "/home/.config/advisor/calibration.yaml", id="home"),
    ],
)
def test_where_it_lies(variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (stored.VARIABLE, "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(Path, "home", lambda: Path("/home"))
    assert stored.path() == (Path(expected) if expected else None)


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        pytest.param({"task": "binary"}, True, id="a CPU is assumed"),
        pytest.param({"task": "binary", "compute.device": "CPU"}, True, id="a CPU"),
        pytest.param({"task": "binary", "compute.device": "gpu"}, True, id="a GPU"),
        pytest.param({"task": "binary", "compute.accelerator": "rtx3090"}, True, id="this GPU"),
        pytest.param({"task": "binary", "compute.accelerator": "h100"}, False, id="another GPU"),
        pytest.param({"task": "binary", "compute.device": "gpu", "compute.nodes": 2}, False, id="other machines"),
        pytest.param({"task": "binary", "compute.calibration.date": "2020-01-01"}, False, id="measured before"),
    ],
)
def test_it_counts_for_this_machine_alone(said: dict[str, Any], taken: bool) -> None:
    known = stored.Stored({"cpu": MEASURED, "gpu": structs.replace(MEASURED, kind="gpu")})
    assert bool(of_this_machine(said, known)) is taken
    assert of_this_machine(said, stored.Stored({})) == {}
