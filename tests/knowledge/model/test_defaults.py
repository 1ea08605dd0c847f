"""Every scope of the decisions on families, published networks, shapes and outputs has a default, last."""

import pytest

from advisor.engine import Decision
from advisor.knowledge import knowledge
from advisor.knowledge.model.backbone.base import wanted
from advisor.knowledge.model.backbone.tuning import backbone, lora, trainable, unfreezing, weights
from advisor.knowledge.model.family.base import family
from advisor.knowledge.model.input_shape import input_shape
from advisor.knowledge.model.output import output_activation, units
from advisor.knowledge.scopes import PUBLISHED
from advisor.problem import Problem
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import speaking

knowledge()  # every module has registered its rules
# The families that rules choose for a task, or else for a kind of data.
CHOSEN = {
    "detection": ("pretrained", "detector"), "segmentation": ("unet", "segmenter"),
    "speech-recognition": ("zero-shot", "speech-to-text", "rnn"), "language-modeling": ("pretrained", "transformer"),
    "token-classification": ("pretrained", "rnn"),
    "forecasting": ("mlp", "zero-shot", "transformer", "nhits", "linear-series"),
    "table": ("mlp", "tabm"), "image": ("mlp", "cnn", "pretrained"), "audio": ("cnn", "pretrained"),
    "text": ("sentence-embedding", "pretrained", "ngram-mlp", "sepcnn"), "series": ("mlp", "rnn", "cnn"),
    "sequence": ("mlp", "transformer", "cnn", "rnn"),
}  # fmt: skip
EVERYWHERE = (family, input_shape, units, output_activation)
PUBLISHED_ONLY = (wanted, backbone, weights, trainable, unfreezing, lora)


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("decision", [*EVERYWHERE, *PUBLISHED_ONLY], ids=lambda decision: decision.path)
@pytest.mark.parametrize(("kind", "task"), [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks])
def test_the_last_rule_in_scope_is_a_default(kind: str, task: str, decision: Decision[object], ruleset: str) -> None:
    for chosen in CHOSEN.get(task, CHOSEN[kind]):
        if decision in EVERYWHERE or chosen in PUBLISHED:
            known = {"problem": Problem(task=task, kind=kind), "family": chosen}
            *_, last = speaking(decision, ruleset, known)
            assert last.default, f"{decision.path} for {chosen}"
