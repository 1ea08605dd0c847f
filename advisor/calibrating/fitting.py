"""Whether what was measured on this machine is about the machines of a problem."""

from collections.abc import Mapping
from typing import Any

from advisor.calibrating.stored import SECTION, Stored, facts
from advisor.problem.assuming import assumptions
from advisor.problem.intake import meant

UNKNOWN = "unknown"


def of_this_machine(said: Mapping[str, Any], stored: Stored) -> dict[str, Any]:
    """The measured facts for the device that a problem trains on, by path; none for other machines.

    `said` are the facts that are known of the problem. What was measured before, and stands among them, is kept.
    """
    if any(path.startswith(SECTION) for path in said):
        return {}
    words = {path: meant(path, value) if isinstance(value, str) else value for path, value in said.items()}
    known = assumptions(words) | words
    device = known.get("compute.device", "cpu")
    if device not in stored.found or known.get("compute.nodes", 1) != 1:
        return {}
    measured, model = stored.found[device], known.get("compute.accelerator", UNKNOWN)
    if device == "gpu" and model not in (UNKNOWN, meant("compute.accelerator", measured.device)):
        return {}
    return facts(measured)
