"""The benchmark of published faulty programs: its descriptions, and what it counts."""

from typing import Any

import pytest

pytest.importorskip("sklearn")

from benchmarks.faults import report
from benchmarks.faults.causes import CAUSES, named_by_text
from benchmarks.faults.program import HALVES
from benchmarks.faults.programs import PROGRAMS, SOURCES


def test_each_program_is_described_once() -> None:
    listed = [program for programs in SOURCES.values() for program in programs]
    assert len(listed) == len(PROGRAMS)
    assert {cause for program in listed for cause in program.causes} == set(CAUSES)
    assert all(bool(program.causes) == (program.faulty is not None) for program in listed)
    assert {program.half for program in listed} == set(HALVES)


def test_a_cause_is_named_by_one_word() -> None:
    assert named_by_text(("linear", "bias"), "Layer 2 has a Missing Activation") == ["linear"]


def test_a_false_alarm_counts_where_the_version_learns() -> None:
    program = PROGRAMS["neuralint/TF_lenet_zeros_init"]
    rows: dict[tuple[str, int, str], dict[str, Any]] = {
        ("neuralint/TF_lenet_zeros_init/faulty", 0, "advisor"): {"complaints": ["a"], "named": []},
        ("neuralint/TF_lenet_zeros_init/sound", 0, "advisor"): {"complaints": ["a"], "named": []},
    }
    assert report.cells(rows, "advisor", [program]) == ["1", "1 (100%)", "0 (0%)", "0", "0"]
    rows["neuralint/TF_lenet_zeros_init/sound", 0, "training"] = {"learns": True}
    assert report.cells(rows, "advisor", [program])[3:] == ["1", "1 (100%)"]
