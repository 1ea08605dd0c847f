"""Whether what was measured on this machine is about the machines of a problem."""

from collections.abc import Mapping
from typing import Any

from advisor.calibrating.stored import SECTION, Stored, facts
from advisor.problem.assuming import assumptions
from advisor.problem.intake import meant
from advisor.problem.measured import UNKNOWN, is_of


def of_this_machine(said: Mapping[str, Any], stored: Stored) -> dict[str, Any]:
    """The measured facts for the device that a problem trains on, by path; none for other machines.

    `said` are the facts that are known of the problem. What was measured before, and stands among them, is kept.
    """
    if any(path.startswith(SECTION) for path in said):
        return {}
    words = {path: meant(path, value) if isinstance(value, str) else value for path, value in said.items()}
    known = assumptions(words) | words
    device = known.get("compute.device", "cpu")
    model, nodes = known.get("compute.accelerator", UNKNOWN), known.get("compute.nodes", 1)
    measured = stored.found.get(str(device))
    fits = measured is not None and (device == "cpu" or is_of(measured, str(model), nodes))
    return facts(measured) if measured and fits else {}
