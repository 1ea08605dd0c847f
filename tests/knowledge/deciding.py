"""One decision settled on its own, with the choices that it depends on given."""

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.config.values import NumericEmbedding, ScheduleSettings
from advisor.engine import Decision, Pick, Rule
from advisor.knowledge import knowledge
from advisor.problem import Problem

# A plain dense network on a table; a test overrides what it is about.
USUAL: dict[str, Any] = {
    "family": "mlp",
    "backbone": None,
    "text_columns": None,
    "trainable": None,
    "layers": 3,
    "widths": [256, 256, 256],
    "residual": False,
    "members": 1,
    "folds": 1,
    "blocks_per_stage": None,
    "cell": None,
    "numeric_embedding": NumericEmbedding("none"),
    "micro_batch": 64,
    "batch_size": 64,
    "max_length": None,
    "method": None,
    "packing": None,
    "sampling": None,
    "tokenizer": None,
    "stacking": None,
    "train_rows": 8_000,
    "test_fraction": 0.2,
    "validation_fraction": 0.2,
    "wanted": None,
    "max_hours": None,
    "epochs": 100,
    "max_steps": None,
    "optimizer": "adamw",
    "schedule": ScheduleSettings("cosine"),
    "normalization": "batch",
    "activation": "elu",
    "dropout": "none",
    "units": 1,
    "output_activation": "none",
    "output_bias": "zeros",
    "target_transform": "standardize",
    "imbalance_strategy": "none",
    "loss": "cross-entropy",
    "metrics": ["accuracy", "log-loss"],
    "monitor": "log-loss",
}


def speaking(decision: Decision[Any], ruleset: str, known: Mapping[str, Any]) -> Iterator[Rule[Any]]:
    """The rules of one ruleset whose scope covers the problem and the family that are known, in order of precedence."""
    for rule in knowledge().by_path[decision.path].rules:
        if ruleset in rule.rulesets and rule.scope.covers(known["problem"], {"family": known.get("family", "mlp")}):
            yield rule


def decided(
    decision: Decision[Any], ruleset: str, facts: dict[str, Any] | Problem, **choices: Any
) -> tuple[str, Pick[Any]]:
    """The id of the rule that answers, and its answer."""
    problem = facts if isinstance(facts, Problem) else Problem(**{"task": "binary", **facts})
    known = {**USUAL, **choices, "problem": problem}
    for rule in speaking(decision, ruleset, known):
        answer = rule(*(known[name] for name in rule.needs))
        assert answer.because
        assert "\n" not in answer.because
        if isinstance(answer, Pick):
            return rule.id, answer
    raise AssertionError(f"no rule of {decision.path} answers")


def value(decision: Decision[Any], ruleset: str, facts: dict[str, Any] | Problem, **choices: Any) -> Any:
    """The answer's value alone."""
    return decided(decision, ruleset, facts, **choices)[1].value


def applies(decision: Decision[Any], **known: Any) -> bool:
    """Whether the decision has a meaning."""
    assert decision.applies is not None
    return decision.applies(*(known[name] for name in decision.needs))
