"""A few seconds of each fuzzer on fixed seeds; `make fuzz ARGS='--minutes 60'` goes on with others."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.inputs import FORMATS
from tests.fuzz.inputs.documents import ROOT

pytestmark = pytest.mark.slow

SECONDS = 4
SEED = 7


@pytest.mark.parametrize("form", FORMATS)
def test_odd_and_broken_inputs_are_taken_or_refused(form: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.worker", form, str(SEED), str(SECONDS), str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["found"] == {}
    assert told["tried"] > 0
