"""Every sentence of an explanation holds of its problem: `checks_of_claims.py`, run in an interpreter of its own.

What hypothesis draws depends on the modules that are loaded; in a process of its own the sample is always the same.
"""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_no_sentence_says_what_is_not_so() -> None:
    checks = Path(__file__).with_name("checks_of_claims.py")
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-s", "-p", "no:cacheprovider", str(checks)]
    ended = subprocess.run(command, cwd=checks.parents[2], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert " claims evaluated" in ended.stdout
