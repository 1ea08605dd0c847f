"""No command goes to the network: in a process in which sockets cannot be opened, each does what it does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import CONFIGS, EXAMPLES, environment

pytestmark = pytest.mark.slow  # each test starts processes

GUARD = """
import sys

def refuse(event, args):
    if event.startswith("socket.") and event != "socket.gethostname":
        sys.stderr.write(f"NETWORK {event} {args}\\n")
        raise OSError(f"{event}: the network is closed")

sys.addaudithook(refuse)
from advisor.__main__ import main
main()
"""
CONFIG = str(CONFIGS / "age-from-faces" / "config.yaml")
TABLE = str(EXAMPLES / "breast_cancer.csv")
COMMANDS = (
    ("recommend", "--data", TABLE, "--target", "diagnosis"),
    ("recommend", "--task", "multiclass", "--kind", "text", "--rows", "5000"),
    ("explain", "model.family", CONFIG),
    ("profile", TABLE, "--target", "diagnosis"),
    ("profile", str(EXAMPLES)),
    ("what-if", CONFIG, "--set", "data.rows=1e6"),
    ("sensitivity", CONFIG),
    ("diff", CONFIG, CONFIG),
    ("check", CONFIG),
    ("diagnose", "history.csv"),
    ("report", CONFIG, "-o", "page.html"),
    ("export", "torch", CONFIG, "-o", "torch"),
    ("export", "keras", CONFIG, "-o", "keras"),
    ("batch", "problems.jsonl"),
    ("rules",),
    ("schema", "config"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: "-".join(words[:2])[:30])
def test_no_command_opens_a_socket(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "history.csv").write_text(
        "epoch,loss,val_loss\n" + "".join(f"{k},{1 / (k + 1)},{1 / (k + 1)}\n" for k in range(12)), encoding="utf-8"
    )
    (tmp_path / "problems.jsonl").write_text('{"task": "binary"}\n', encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", GUARD, *words],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=environment({"PYTHONPATH": os.environ.get("PYTHONPATH", str(CONFIGS.parent))}),
    )
    assert "NETWORK" not in run.stderr
    assert run.returncode in (0, 1, 2), run.stderr
    if words[1:] != (str(EXAMPLES),):  # a folder of many tables, of which none is named
        assert run.returncode != 2, run.stderr
