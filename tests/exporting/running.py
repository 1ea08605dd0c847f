"""Projects as their users have them: exported into a folder, run as processes, judged by the files that they write."""

import ast
import atexit
import csv
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from advisor.exporting import export, read_source
from advisor.yamlio import read_document, write_yaml

MOST_LINES = 400
RULES = "E,F,I,B,UP"
IMPORTS = {  # what a project imports first, by a package that it requires; torch._dynamo comes with the first optimizer
    "keras": ("keras",),
    "transformers": ("torch", "torch._dynamo", "pandas", "transformers"),
    "torchvision": ("torch", "torch._dynamo", "pandas", "torchvision"),
    "torch": ("torch", "torch._dynamo", "pandas"),
    "pandas": ("pandas",),
}


class Run(NamedTuple):
    """A training run that has ended; `metrics` and `history` are empty where it failed."""

    code: int
    output: str
    metrics: dict[str, Any]
    history: list[dict[str, str]]
    folder: Path

    def predictions(self) -> list[dict[str, str]]:
        return rows(self.folder / "predictions.csv")


def exported(config: str | dict[str, Any], folder: Path, target: str = "torch") -> Path:
    """A folder with the project of a config or problem, given as YAML or as plain data."""
    text = config if isinstance(config, str) else write_yaml(config)
    export(target, read_source(read_document(text, "config.yaml"))).write(str(folder))
    return folder


def environment() -> dict[str, str]:
    """One thread and no accelerator, whatever the machine has; JAX compiles as fast as it can, as a test runs once."""
    quick = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "JAX_DISABLE_MOST_OPTIMIZATIONS": "1"}
    return {
        **os.environ,
        **quick,
        "CUDA_VISIBLE_DEVICES": "",
        "HF_HUB_OFFLINE": "1",
    }  # no network, and no waiting for it


def start(project: Path, *arguments: str, script: str = "train.py", processes: int = 1) -> subprocess.Popen[str]:
    """A script of a project, on one thread, without an account and without colour; torchrun starts several."""
    needed = (project / "requirements.txt").read_text(encoding="utf-8")
    through = [str(Path(__file__).with_name("with_torchvision.py"))]  # transformers imports it where it finds it
    through = through if "transformers" in needed and "/" not in script else []
    if processes > 1:
        torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
        through = [*torchrun, *through]
    return subprocess.Popen(
        [sys.executable, *through, script, *arguments],
        cwd=project,
        env=environment(),
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


class Warm:
    """A process that has imported what a kind of project imports; it forks to run the scripts of such projects."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("warm.py")), *modules],
            env=environment(),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._answer(300) == "ready"  # a loaded machine imports Keras for minutes
        atexit.register(self._process.communicate)

    def run(self, folder: Path, words: list[str], timeout: float, killed_at: str) -> tuple[int, str]:
        """The exit code of a script and what it printed; it is killed once there is a file of a pattern, if any."""
        assert self._process.stdin
        with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as output:
            request = {"folder": str(folder), "words": words, "output": output.name, "killed_at": killed_at}
            print(json.dumps(request | {"environment": environment()}), file=self._process.stdin, flush=True)
            return int(self._answer(timeout)), output.read()

    def _answer(self, timeout: float) -> str:
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], timeout)[0]:
            os.killpg(self._process.pid, signal.SIGKILL)
            warm.cache_clear()
            raise TimeoutError(f"a project ran longer than {timeout} s")
        return self._process.stdout.readline().strip()


@cache
def warm(modules: tuple[str, ...], backend: str) -> Warm:
    """The process for these modules, and for this back end of Keras."""
    return Warm(modules)


def run_script(
    project: Path, *arguments: str, script: str = "train.py", timeout: float = 300, killed_at: str = ""
) -> tuple[int, str]:
    """The exit code of a script of a project, and what it printed; it starts at once, as `warm.py` says.

    It is killed once there is a file of the pattern `killed_at`.
    """
    needed = (project / "requirements.txt").read_text(encoding="utf-8")
    modules = next(modules for package, modules in IMPORTS.items() if package in needed)
    return warm(modules, os.environ.get("KERAS_BACKEND", "")).run(project, [script, *arguments], timeout, killed_at)


def interrupt(project: Path, *arguments: str, kept: str = "*.pt") -> Path:
    """Start a training, kill it once it has kept a checkpoint, and return that checkpoint."""
    out = arguments[arguments.index("--out") + 1] if "--out" in arguments else "."
    code, output = run_script(project, *arguments, killed_at=f"{out}/checkpoints/{kept}")
    assert code == -signal.SIGKILL, f"it ended before it could be killed: {output}"
    return next((project / out / "checkpoints").glob(kept))


def train(project: Path, *arguments: str, timeout: float = 300, script: str = "train.py", processes: int = 1) -> Run:
    """Run train.py with these arguments and read what it wrote (into the project, or the folder after `--out`)."""
    if processes == 1 and script == "train.py":
        code, output = run_script(project, *arguments, timeout=timeout)
    else:
        process = start(project, *arguments, script=script, processes=processes)
        output, _ = process.communicate(timeout=timeout)
        code = process.returncode
    folder = project / arguments[arguments.index("--out") + 1] if "--out" in arguments else project
    metrics = folder / "metrics.json"
    ended = code == 0 and metrics.exists()
    return Run(
        code,
        output,
        json.loads(metrics.read_text(encoding="utf-8")) if ended else {},
        rows(folder / "history.csv") if ended else [],
        folder,
    )


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shortened(config: dict[str, Any], epochs: int = 2, **training: Any) -> dict[str, Any]:
    """A config that trains for a few epochs, on one seed and one fold, whatever it says otherwise."""
    changed = {**config["training"], "epochs": epochs, "seeds": [0], **training}
    changed.pop("max_steps", None)
    return config | {"training": changed}


def assert_clean(project: Path) -> None:
    """Every Python file compiles, holds to ruff's rules, is short, and the lines fit."""
    for script in project.glob("*.py"):
        text = script.read_text(encoding="utf-8")
        ast.parse(text)
        assert len(text.splitlines()) < MOST_LINES, f"{script.name} has {len(text.splitlines())} lines"
    assert ruff(project, "check", "--select", RULES) == ""


def ruff(folder: Path, *arguments: str) -> str:
    """What ruff has to say of all projects of a folder; nothing where they are as they should be."""
    command = [str(Path(sys.executable).with_name("ruff")), *arguments, "--isolated", "--line-length", "120", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""
