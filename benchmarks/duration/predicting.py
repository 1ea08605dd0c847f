"""What is predicted for a measured case today: with what was measured of the machine, and without."""

import json
from pathlib import Path
from typing import Any, Final

from advisor.calibrating.stored import facts
from advisor.problem import Problem
from advisor.problem.facts import Calibration
from advisor.problem.intake import Intake
from advisor.recommending import Recommendation, recommend
from benchmarks.duration.measuring import trained

SECONDS: Final = 3600
CALIBRATION: Final = Path(__file__).with_name("calibration.yaml")  # of the machine that the results are from


def problem_of(row: dict[str, Any]) -> Problem:
    """The problem that a case was measured for."""
    from advisor.yamlio import read_document

    intake = Intake()
    intake.document(read_document(json.dumps(row["problem"]), row["case"]))
    return Problem.of(intake)


def calibration(place: Path = CALIBRATION) -> Calibration:
    """What was measured of the machine, whatever machine reads it."""
    from msgspec import convert

    from advisor.yamlio import read_document

    return convert(read_document(place.read_bytes(), str(place)).data["cpu"], Calibration)


def predicted(row: dict[str, Any], measured: Calibration) -> tuple[float, float] | None:
    """Seconds without and with what was measured; None where another network would be trained today."""
    problem = problem_of(row)
    without = recommend(problem)
    if trained(without.document()) != row["trained"]:
        return None
    return seconds(without), seconds(recommend(problem.replace(**facts(measured))))


def seconds(recommendation: Recommendation) -> float:
    """Of the whole training, as the config says it."""
    return SECONDS * float(recommendation["resources.training_hours"])
