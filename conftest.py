"""What imports a training library at its top is not collected where there is none; `make test` has them all.

What `advisor calibrate` measured on the machine of a developer counts in no test.
"""

import os
from importlib.util import find_spec

os.environ["ADVISOR_CALIBRATION"] = ""

TRAINING = ("torch", "pandas", "sklearn")

if not all(find_spec(name) for name in TRAINING):
    collect_ignore_glob = [
        "advisor/linting/torch/*",
        "benchmarks/faults/*",
        "benchmarks/quality/*",
        "examples/*.py",
        "tests/exporting/with_torchvision.py",
    ]
