"""What must hold between leaves: each constraint is broken by one config and kept by its mended form."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisor.knowledge import knowledge
from advisor.pinning.constraints import CONSTRAINTS, View, findings
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.strategies import RULESETS, problems

BINARY = {"task": "binary", "rows": 5_000, "features": 20}
NUMBERS = {"task": "regression", "rows": 5_000, "features": 20}
IMAGES = {"task": "multiclass", "kind": "image", "rows": 5_000, "classes": 4}
QUANTILES = {"data.quantiles": [0.1, 0.9]}
# Constraint, problem, and the leaves that are changed in the config that is recommended for it.
BROKEN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("CHK-SELU-NORM", BINARY, {"model.activation.name": "selu", "model.normalization.kind": "batch"}),
    ("CHK-SELU-INIT", BINARY, {"model.activation.name": "selu", "model.initialization.hidden": "he-normal"}),
    ("CHK-INIT", BINARY, {"model.activation.name": "relu", "model.initialization.hidden": "glorot-uniform"}),
    ("CHK-CONSTANT-WEIGHTS", BINARY, {"model.initialization.hidden": "zeros"}),
    ("CHK-SELU-DROPOUT", BINARY, {"model.activation.name": "selu", "model.dropout.kind": "dropout"}),
    ("CHK-ALPHA-DROPOUT", BINARY, {"model.activation.name": "relu", "model.dropout.kind": "alpha"}),
    (
        "CHK-DROPOUT-BATCHNORM",
        BINARY,
        {
            "model.normalization.kind": "batch",
            "model.dropout.kind": "dropout",
            "model.hidden.layers": 2,
            "model.hidden.widths": [64, 64],
            "model.dropout.rates": [0.2, 0.2],
        },
    ),
    ("CHK-DROPOUT-RATE", BINARY, {"model.dropout.rates": [1.2]}),
    ("CHK-DROPOUT-COUNT", BINARY, {"model.dropout.rates": [0.1] * 9}),
    ("CHK-WIDTHS-COUNT", BINARY, {"model.hidden.widths": [8] * 9}),
    (
        "CHK-HEAD-LAYERS",
        {"task": "binary", "kind": "image", "rows": 5_000},
        {"model.hidden.layers": 1, "model.hidden.widths": [128]},
    ),
    ("CHK-WIDTHS", BINARY, {"model.hidden.widths": [0]}),
    ("CHK-HEADS", {"task": "language-modeling"}, {"model.hidden.heads": 7, "model.hidden.widths": [64]}),
    ("CHK-BATCHNORM-ONE", BINARY, {"model.family": "mlp", "model.normalization.kind": "batch",
                                   "compute.micro_batch": 1}),
    ("CHK-FAMILY-KIND", BINARY, {"model.family": "cnn"}),
    ("CHK-BACKBONE-KIND", IMAGES, {"model.backbone.name": "modernbert_base"}),
    ("CHK-BACKBONE-KIND", {"task": "detection", "rows": 3_000}, {"model.backbone.name": "resnet50"}),
    ("CHK-BACKBONE-WEIGHTS", IMAGES, {"model.backbone.name": "resnet50"}),
    ("CHK-SOFTMAX-ONE", BINARY, {"model.output.activation": "softmax"}),
    ("CHK-OUTPUT", NUMBERS, {"model.output.activation": "softmax"}),
    ("CHK-OUTPUT-RANGE", NUMBERS, {"model.output.activation": "tanh", "data.target.transform": "standardize"}),
    ("CHK-UNITS", BINARY, {"model.output.units": 3}),
    ("CHK-UNITS", NUMBERS | QUANTILES, {"model.output.units": 2}),
    ("CHK-UNITS", {"task": "forecasting", "rows": 3_000, "horizon": 6} | QUANTILES, {"model.output.units": 6}),
    ("CHK-QUANTILES", NUMBERS | QUANTILES, {"training.loss.quantiles": [0.9, 0.1], "model.output.units": 2}),
    ("CHK-QUANTILES", NUMBERS | QUANTILES, {"training.loss.quantiles": [0.5, 1.0], "model.output.units": 2}),
    ("CHK-LOSS", BINARY, {"training.loss.name": "mse"}),
    ("CHK-LOSS", NUMBERS, {"training.loss.name": "cross-entropy"}),
    ("CHK-LOSS-OUTPUT", BINARY, {"training.loss.name": "binary-cross-entropy", "model.output.activation": "softmax",
                                 "model.output.units": 2}),
    ("CHK-SMOOTHING", NUMBERS, {"training.loss.name": "mse", "training.loss.label_smoothing": 0.1}),
    ("CHK-METHOD", {"task": "language-modeling", "supervision": "answers", "rows": 5_000}, {"training.method": "dpo"}),
    ("CHK-METHOD", {"task": "language-modeling", "supervision": "unpaired-preferences", "rows": 5_000},
     {"training.method": "grpo"}),
    ("CHK-GROUPS", BINARY | {"groups": 100}, {"data.split.method": "random"}),
    ("CHK-TIME-SPLIT", {"task": "forecasting", "rows": 3_000, "horizon": 1}, {"data.split.method": "random"}),
    ("CHK-FOLDS", BINARY, {"data.split.folds": 6_000}),
    ("CHK-STOPPING-VALIDATION", BINARY, {"training.early_stopping.patience": 5, "data.split.validation": 0.0,
                                         "data.split.folds": 1}),
    ("CHK-SCHEDULE-PATIENCE", BINARY, {"training.schedule.name": "cosine", "training.epochs": 100,
                                       "training.early_stopping.patience": 3}),
    ("CHK-PLATEAU-PATIENCE", BINARY, {"training.schedule.name": "plateau", "training.schedule.patience": 10,
                                      "training.early_stopping.patience": 5}),
    ("CHK-SCHEDULE-FIELDS", BINARY, {"training.schedule": {"name": "one-cycle"}}),
    ("CHK-AVERAGING-FIELDS", BINARY, {"training.averaging": {"kind": "ema"}}),
    ("CHK-EMBEDDING-FIELDS", BINARY, {"model.numeric_embedding": {"kind": "piecewise-linear", "bins": 8}}),
    ("CHK-WARMUP", BINARY, {"training.warmup": 1.5}),
    ("CHK-ONE-CYCLE-WARMUP", BINARY, {"training.schedule.name": "one-cycle", "training.warmup": 0.1}),
    ("CHK-RATE", BINARY, {"training.optimizer.name": "adam", "training.learning_rate.initial": 1.0}),
    ("CHK-RATE", BINARY, {"training.learning_rate.initial": 0.0}),
    ("CHK-RATE-PUBLISHED", {"task": "binary", "kind": "text", "rows": 10_000, "device": "gpu"},
     {"training.learning_rate.initial": 0.01}),
    ("CHK-BATCH-ROWS", BINARY, {"training.batch_size": 100_000}),
    ("CHK-BATCH-PARTS", BINARY, {"training.batch_size": 64, "compute.micro_batch": 16, "compute.accumulation": 2}),
    ("CHK-CLIP-RECURRENT", {"task": "binary", "kind": "sequence"}, {"model.family": "rnn", "training.clip_norm": 0.0}),
    ("CHK-BF16", BINARY | {"device": "gpu", "accelerator": "t4"}, {"compute.precision": "bf16"}),
    ("CHK-DEVICES", BINARY, {"compute.devices": 4}),
    ("CHK-BETAS", BINARY, {"training.optimizer.betas": [0.9, 1.0]}),
    ("CHK-SEEDS", BINARY, {"training.seeds": [1, 1]}),
]  # fmt: skip


def changed(config: dict[str, Any], leaves: dict[str, Any]) -> dict[str, Any]:
    """The config with other leaves."""
    config = deepcopy(config)
    for path, value in leaves.items():
        *sections, leaf = path.split(".")
        branch = config
        for section in sections:
            branch = branch.setdefault(section, {})
        branch[leaf] = value
    return config


@pytest.mark.parametrize(("constraint_id", "facts", "leaves"), BROKEN)
def test_a_broken_config_is_found_and_its_fix_mends_it(constraint_id: str, facts: Any, leaves: Any) -> None:
    problem = Problem(**facts)
    config = changed(recommend(problem).document(), leaves)
    found = {each.constraint.id: each for each in findings(View(config, problem))}
    assert constraint_id in found, found.keys()
    if (broken := found[constraint_id].broken).safe:
        mended = changed(config, dict(broken.fix))
        assert constraint_id not in {each.constraint.id for each in findings(View(mended, problem))}


def test_each_constraint_has_a_broken_config_a_reason_and_rules_that_exist() -> None:
    assert {each[0] for each in BROKEN} == CONSTRAINTS.keys()
    for each in CONSTRAINTS.values():
        assert each.doc.endswith("."), each.id
        assert set(each.rules) <= knowledge().rules.keys(), each.id


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), RULESETS)
def test_what_is_recommended_breaks_no_constraint(problem: Problem, ruleset: Any) -> None:
    document = recommend(problem, ruleset).document()
    broken = [(each.constraint.id, each.broken.because) for each in findings(View(document, problem, ruleset))]
    assert broken == []
