"""What is wrong with a model that was made elsewhere, as a graph of layers."""

from collections.abc import Iterator

from advisor.linting.facts import NOTHING, Facts
from advisor.linting.finding import Finding
from advisor.linting.models.dropout import check_dropout
from advisor.linting.models.graph import UNKNOWN, Layer, Model, Training, chain
from advisor.linting.models.hidden import check_hidden
from advisor.linting.models.output import check_output

__all__ = ["Layer", "Model", "Training", "chain", "check_model"]


def check_model(model: Model, training: Training = UNKNOWN, facts: Facts = NOTHING) -> Iterator[Finding]:
    """The contradictions of a model, each once."""
    seen = set()
    for finding in (*check_hidden(model), *check_dropout(model, training), *check_output(model, training, facts)):
        if (key := (finding.rule, finding.path, finding.message)) not in seen:
            seen.add(key)
            yield finding
