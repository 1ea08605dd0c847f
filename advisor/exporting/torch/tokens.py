"""Tokens with labels: the families pretrained and rnn."""

from typing import TYPE_CHECKING, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import LEARNING, STACKS, refuse, training_context, watch
from advisor.exporting.torch.hub import encoder
from advisor.exporting.torch.kind import Kind
from advisor.exporting.torch.recurrent import recurrent

if TYPE_CHECKING:
    from advisor.exporting.source import Source

SCORES: Final = ("span-f1", "token-accuracy")
JUDGED_ROWS: Final = 64  # sentences that are judged at once
TRAINING: Final = ["training/tagging.py.j2", "training/batches.py.j2", *LEARNING]


def kind(source: "Source") -> Kind:
    """The pieces for sentences with a tag for each token."""
    config = source.config
    family = known(config.model.family)
    notes: list[str] = []
    context = training_context(source, notes, STACKS if family == "pretrained" else "")
    context |= {
        "max_length": known(config.data.text.max_length),
        "vocabulary": known(config.data.text.vocabulary),
        "tagged": True,
        "shots": False,
        "judged_at_once": JUDGED_ROWS,
        "own_outputs": True,
        "own_predictions": True,
        "temperature": False,
        "tuned": False,
    }
    watch(context, SCORES, "tokens", notes)
    if family == "pretrained":
        called = encoder(config, context, notes)
        pieces = [
            "data/tokens.py.j2",
            "data/split.py.j2",
            "data/hub.py.j2",
            "data/pieces.py.j2",
            "data/token_pieces.py.j2",
        ]
        pieces += ["model/encoder.py.j2"]
        context["described"] = f"{called}, a vector for each token, then {context['units']} outputs for each."
    elif family == "rnn":
        called = recurrent(config, context)
        pieces = ["data/tokens.py.j2", "data/split.py.j2", "data/token_words.py.j2", "model/tagger.py.j2"]
        context["described"] = f"Word vectors, {called}, then {context['units']} outputs for each token."
    else:
        raise refuse(f"the family {family} for tokens", "model.family")
    return Kind(
        f"Tag the tokens of sentences with {called}.",
        [*pieces, *TRAINING],
        context,
        notes,
        requirements=context.get("requirements", []),
        usage="python train.py --train train.conll --test test.conll --predictions predictions.csv",
    )
