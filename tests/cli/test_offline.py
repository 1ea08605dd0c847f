"""No command goes to the network, nor does any process that it starts: where sockets are closed, each does its work."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from advisor.exporting.targets import TARGETS
from tests.cli.running import CONFIGS, EXAMPLES, Result, advisor, environment, terminal

pytestmark = pytest.mark.slow  # each test starts processes

# Python imports a module of this name at the start of every process, those of a training run among them.
GUARD = """
import os, socket, sys

LOCAL = getattr(socket, "AF_UNIX", None)  # of event loops and worker processes, which reach no network

def family(event, args):
    if event == "socket.__new__":
        return args[1]
    return args[0].family if event in ("socket.bind", "socket.connect") else None

def refuse(event, args):
    if not event.startswith("socket.") or event == "socket.gethostname" or family(event, args) == LOCAL:
        return
    with open(os.environ["NETWORK_LOG"], "a") as log:
        log.write(f"{sys.argv} {event} {args}\\n")
    raise OSError(f"{event}: the network is closed")

sys.addaudithook(refuse)
"""
FACES = str(CONFIGS / "age-from-faces" / "config.yaml")
WINE = str(CONFIGS / "wine-178-rows" / "config.yaml")
TABLE = str(EXAMPLES / "breast_cancer.csv")
COMMANDS = (
    ("recommend", "--data", TABLE, "--target", "diagnosis"),
    ("recommend", "--task", "multiclass", "--kind", "text", "--rows", "5000"),
    ("explain", "model.family", FACES),
    ("profile", TABLE, "--target", "diagnosis"),
    ("profile", str(EXAMPLES)),
    ("what-if", FACES, "--set", "data.rows=1e6"),
    ("sensitivity", FACES),
    ("diff", FACES, FACES),
    ("check", FACES),
    ("diagnose", "history.csv"),
    ("report", FACES, "-o", "page.html"),
    ("batch", "problems.jsonl"),
    ("rules",),
    ("schema", "config"),
)
# Each target has a form for the network of one of these at least.
EXPORTED = (
    "wine-178-rows", "hourly-demand", "support-tickets", "cats-and-dogs", "helmets-detection",
    "language-model-company-text",
)  # fmt: skip


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment in which no Python process can open a connection; none may have tried."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    log = tmp_path / "network.log"
    paths = (str(tmp_path / "guard"), os.environ.get("PYTHONPATH", str(CONFIGS.parent)))
    yield {"PYTHONPATH": os.pathsep.join(paths), "NETWORK_LOG": str(log)}
    assert not log.exists(), log.read_text(encoding="utf-8")


def test_the_guard_sees_a_connection(tmp_path: Path, closed: dict[str, str]) -> None:
    tries = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')"
    run = subprocess.run([sys.executable, "-c", tries], env=environment(closed), capture_output=True, check=False)
    assert run.returncode == 1
    log = tmp_path / "network.log"
    assert "socket." in log.read_text(encoding="utf-8")
    log.unlink()


def done(run: Result) -> None:
    assert run.code == 0, run.err


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: "-".join(words[:2])[:30])
def test_no_command_opens_a_connection(words: tuple[str, ...], tmp_path: Path, closed: dict[str, str]) -> None:
    (tmp_path / "history.csv").write_text(
        "epoch,loss,val_loss\n" + "".join(f"{k},{1 / (k + 1)},{1 / (k + 1)}\n" for k in range(12)), encoding="utf-8"
    )
    (tmp_path / "problems.jsonl").write_text('{"task": "binary"}\n', encoding="utf-8")
    run = advisor(*words, cwd=tmp_path, env=closed)
    many_tables = words[1:] == (str(EXAMPLES),)  # of which none is named
    assert run.code in ((2,) if many_tables else (0, 1)), run.err


@pytest.mark.parametrize("target", TARGETS)
def test_no_export_opens_a_connection(target: str, tmp_path: Path, closed: dict[str, str]) -> None:
    configs = [str(CONFIGS / name / "config.yaml") for name in EXPORTED]
    codes = [
        advisor("export", target, config, "-o", Path(config).parent.name, cwd=tmp_path, env=closed).code
        for config in configs
    ]
    assert 0 in codes
    assert set(codes) <= {0, 2}


def test_training_and_comparing_open_no_connection(tmp_path: Path, closed: dict[str, str]) -> None:
    pytest.importorskip("torch")
    table = ("train", "--data", str(EXAMPLES / "wine.csv"), "--target", "cultivar", "--max-seconds", "4")
    done(advisor(*table, "-o", "run", cwd=tmp_path, env=closed))
    done(advisor("compare", "run", "run", cwd=tmp_path, env=closed))


def test_the_wizard_opens_no_connection(tmp_path: Path, closed: dict[str, str]) -> None:
    child = terminal("wizard", "--data", TABLE, cwd=tmp_path, env={**closed, "TERM": "dumb"})
    try:
        while child.expect([r"\]: ", pexpect.EOF]) == 0:
            child.sendline("")
    finally:
        child.close()
    assert child.exitstatus == 0
    assert (tmp_path / "config.yaml").is_file()
