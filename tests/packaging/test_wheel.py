"""The wheel, installed alone: what a user gets, without the packages that a developer happens to have."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# One worker builds and installs once for all of these.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as from a clean shell: no PYTHONPATH, no stdin, away from the sources."""
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def run_well(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, and return its stdout."""
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    run_well(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", directory, ROOT, cwd=directory)
    (built,) = directory.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment that holds the wheel and its core dependencies, nothing else."""
    directory = tmp_path_factory.mktemp("environment")
    venv.create(directory, with_pip=False)
    scripts = directory / ("Scripts" if os.name == "nt" else "bin")
    run_well(
        sys.executable,
        "-m",
        "pip",
        "--python",
        scripts / "python",
        "install",
        "--quiet",
        wheel,
        cwd=directory,
    )
    return scripts


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"advisor", wheel.name.split("-py3")[0] + ".dist-info"}
    assert "advisor/py.typed" in names
    data = ("bibliography.json", "guide.json", "authorities.yaml")
    assert {f"advisor/references/{name}" for name in data} <= {*names}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_environment_holds_no_extras(scripts: Path, tmp_path: Path) -> None:
    extras = ("duckdb", "questionary", "pytest", "numpy", "pydantic")
    probe = f"import importlib.util as u; print([n for n in {extras} if u.find_spec(n)])"
    assert run_well(scripts / "python", "-c", probe, cwd=tmp_path).strip() == "[]"


def test_version(scripts: Path, wheel: Path, tmp_path: Path) -> None:
    printed = run_well(scripts / "advisor", "--version", cwd=tmp_path)
    assert wheel.name.split("-")[1] in printed


def test_help(scripts: Path, tmp_path: Path) -> None:
    assert "recommend" in run_well(scripts / "advisor", "--help", cwd=tmp_path)


def test_module_runs_as_the_command_does(scripts: Path, tmp_path: Path) -> None:
    as_module = run_well(scripts / "python", "-m", "advisor", "--version", cwd=tmp_path)
    assert as_module == run_well(scripts / "advisor", "--version", cwd=tmp_path)


def test_a_report(scripts: Path, tmp_path: Path) -> None:
    run_well(scripts / "advisor", "report", "--task", "binary", "--rows", "500", "-o", "report.html", cwd=tmp_path)
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_recommendation(scripts: Path, tmp_path: Path) -> None:
    printed = run_well(
        *(
            scripts / "advisor",
            "recommend",
            "--task",
            "binary",
            "--rows",
            "1000",
            "--features",
            "20",
            "-f",
            "json",
        ),
        cwd=tmp_path,
    )
    document = json.loads(printed)
    assert document["schema"].startswith("advisor/")
    assert document["training"]
    assert document["problem"]


def test_a_recommendation_in_yaml_is_input_again(scripts: Path, tmp_path: Path) -> None:
    first = run_well(
        *(scripts / "advisor", "recommend", "--task", "binary", "--rows", "1000", "--features", "20"),
        cwd=tmp_path,
    )
    (tmp_path / "config.yaml").write_text(first, encoding="utf-8", newline="")
    assert run_well(scripts / "advisor", "recommend", "config.yaml", cwd=tmp_path) == first


def test_data_without_its_extra_names_the_install_command(scripts: Path, tmp_path: Path) -> None:
    table = ROOT / "examples" / "breast_cancer.csv"
    done = run(scripts / "advisor", "recommend", "--data", table, "--target", "diagnosis", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'nn-advisor[data]'" in done.stderr
    assert "Traceback" not in done.stderr
